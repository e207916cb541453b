import { describe, expect, test } from "vitest";
import { bench, CD, USB } from "../testing/a-machine.test.support.js";
import { memorySubscriptions, SUBSCRIPTIONS } from "../testing/memory-subscriptions.test.support.js";
import { RedfishVendor } from "./redfish-vendor.js";

async function machine() {
  const found = await bench();
  memorySubscriptions(found.bmc, ["7"]);
  const vendor = new RedfishVendor(found.access);
  return { ...found, call: (method: string, args = {}) => vendor.call(found.task, method, args) };
}

describe("eject_vmedia", () => {
  test.each([
    ["cd", [CD]],
    ["dvd", [CD]],
    ["usb", [USB]],
    ["floppy", [USB]],
    [null, [USB, CD]],
  ])("of %s", async (boot_device, paths) => {
    const { call, bmc } = await machine();
    for (const path of [CD, USB]) bmc.set(path, { Inserted: true });
    await call("eject_vmedia", { boot_device });
    expect(bmc.log()).toEqual(paths.map((path) => `POST ${path}/Actions/VirtualMedia.EjectMedia`));
  });

  test("refuses a device that the machine has not", async () => {
    const { call, bmc } = await machine();
    bmc.set(USB, { MediaTypes: ["USBStick"] });
    await expect(call("eject_vmedia", { boot_device: "floppy" })).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
  });
});

describe("subscriptions", () => {
  test("are created with Ironic's defaults, and shown without their headers", async () => {
    const { call, bmc, task } = await machine();
    const created = await call("create_subscription", {
      Destination: "https://192.0.2.1/events",
      HttpHeaders: [{ Authorization: "Bearer secret-of-the-listener" }],
    });
    expect(bmc.writes()[0]?.json).toEqual({
      Destination: "https://192.0.2.1/events",
      Protocol: "Redfish",
      Context: "",
      EventTypes: ["Alert"],
      HttpHeaders: [{ Authorization: "Bearer secret-of-the-listener" }],
    });
    expect(created).toEqual({
      Id: "new-1",
      Destination: "https://192.0.2.1/events",
      Protocol: "Redfish",
      Context: "",
      EventTypes: ["Alert"],
    });
    expect(task.log.text()).not.toContain("secret-of-the-listener");
  });

  test.each([
    ["no host", { Destination: "events" }],
    ["an event type that the BMC has not", { Destination: "https://192.0.2.1/", EventTypes: ["Alert", "Weather"] }],
  ])("are refused with %s", async (_what, args) => {
    const { call, bmc } = await machine();
    await expect(call("create_subscription", args)).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
    expect(bmc.log()).toEqual([]);
  });

  test("are shown, listed and deleted", async () => {
    const { call, bmc } = await machine();
    expect(await call("get_subscription", { id: "7" })).toMatchObject({ Id: "7", Protocol: "Redfish" });
    expect(await call("get_all_subscriptions")).toMatchObject({ Members: [{ "@odata.id": `${SUBSCRIPTIONS}/7` }] });
    await call("delete_subscription", { id: "7" });
    expect(bmc.log()).toEqual([`DELETE ${SUBSCRIPTIONS}/7`]);
    expect(await call("get_all_subscriptions")).toMatchObject({ Members: [] });
  });

  test.each(["8", "..", "../../Systems/1"])("an id that is not there is refused: %s", async (id) => {
    const { call } = await machine();
    await expect(call("get_subscription", { id })).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
    await expect(call("delete_subscription", { id })).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
  });

  test("are NOT_SUPPORTED by a BMC without event service", async () => {
    const { call, bmc } = await machine();
    bmc.set("/redfish/v1", { EventService: null });
    await expect(call("get_all_subscriptions")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });
});
