import { expect, test } from "vitest";
import type { RackMachine } from "../rack/rack-machine.js";
import { messageKey, RedfishCaller } from "../testing/redfish-caller.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

const IMAGE = "http://192.0.2.1/boot.iso?token=secret";

async function slotOf(machine: Partial<RackMachine> = {}, id = "Cd") {
  const rack = await testRack({ name: "m", ...machine });
  const bmc = new RedfishCaller(rack.only);
  const below = machine.flavour === "ilo" ? "/redfish/v1/Managers/1" : bmc.system;
  const self = `${below}/VirtualMedia/${id}`;
  return {
    rack,
    bmc,
    self,
    read: async () => (await bmc.get(self)).body,
    insert: (body: unknown) => bmc.post(`${self}/Actions/VirtualMedia.InsertMedia`, body),
    eject: (body?: unknown) => bmc.post(`${self}/Actions/VirtualMedia.EjectMedia`, body),
  };
}

test("inserts, shows and ejects; the journal tells it without the query", async () => {
  const { rack, read, insert, eject } = await slotOf();
  expect(await read()).toMatchObject({ Inserted: false, Image: null, ConnectedVia: "NotConnected" });
  expect((await insert({ Image: IMAGE, Inserted: true, WriteProtected: true })).status).toBe(204);
  expect(await read()).toMatchObject({ Inserted: true, Image: IMAGE, ImageName: "boot.iso", ConnectedVia: "URI" });
  expect(rack.effects("media-insert")[0]?.facts).toEqual({ slot: "Cd", drive: "cd", url: "http://192.0.2.1/boot.iso" });
  expect(messageKey(await insert({ Image: IMAGE }))).toBe("ResourceInUse");
  expect((await eject()).status).toBe(204);
  expect((await eject({})).status).toBe(400);
  expect(rack.effects("media-eject")).toHaveLength(1);
});

test.each([
  [{}, "ActionParameterMissing"],
  [{ Image: "" }, "ActionParameterMissing"],
  [{ Image: "nfs://host/boot.iso" }, "ActionParameterValueFormatError"],
  [{ Image: IMAGE, Colour: "red" }, "ActionParameterUnknown"],
  [{ Image: IMAGE, TransferProtocolType: "NFS" }, "PropertyValueNotInList"],
])("refuses to insert %j: %s", async (body, key) => {
  const { rack, insert } = await slotOf();
  expect(messageKey(await insert(body))).toBe(key);
  expect(rack.effects()).toEqual([]);
});

test("iLO wants a body to eject, and shows an empty image as an empty text", async () => {
  const { read, insert, eject } = await slotOf({ flavour: "ilo" }, "2");
  expect((await read()).Image).toBe("");
  await insert({ Image: IMAGE });
  expect((await eject()).status).toBe(400);
  expect((await eject({})).status).toBe(204);
});

test("some refuse a body to eject", async () => {
  const { insert, eject } = await slotOf({ redfish: { habits: { ejectBody: "refused" } } });
  await insert({ Image: IMAGE });
  expect((await eject({})).status).toBe(400);
  expect((await eject()).status).toBe(204);
});

test("iDRAC's slots take several types and show an image as what its name says", async () => {
  const { rack, bmc, self } = await slotOf({ flavour: "idrac" }, "1");
  const other = self.replace(/1$/, "2");
  await bmc.post(`${self}/Actions/VirtualMedia.InsertMedia`, { Image: "http://192.0.2.1/config.img" });
  await bmc.post(`${other}/Actions/VirtualMedia.InsertMedia`, { Image: IMAGE });
  expect(rack.only.machine.drives.first("usb")?.url).toBe("http://192.0.2.1/config.img");
  expect(rack.only.machine.media?.url).toBe(IMAGE);
});

test("Lenovo's slots have no actions and are written", async () => {
  const { rack, bmc, self, read, insert } = await slotOf({ redfish: { habits: { mediaBy: "patch" } } });
  expect((await read()).Actions).toBeUndefined();
  expect((await insert({ Image: IMAGE })).status).toBe(404);
  await bmc.patch(self, { Image: IMAGE, Inserted: true, WriteProtected: true });
  expect(await read()).toMatchObject({ Inserted: true, Image: IMAGE });
  await bmc.patch(self, { Image: null, Inserted: false });
  expect(rack.only.machine.media).toBeUndefined();
  expect((await bmc.patch(self, { Inserted: true })).status).toBe(400);
});

test.each([
  [{ insertRefuses: ["Inserted", "WriteProtected"] }, { Image: IMAGE, Inserted: true }, "ActionParameterUnknown"],
  [{ insertRequires: ["TransferProtocolType"] }, { Image: IMAGE }, "ActionParameterMissing"],
  [{ insertRequires: ["UserName", "Password"] }, { Image: IMAGE, UserName: "none" }, "ActionParameterMissing"],
])("with the habits %j, %j is refused", async (habits, body, key) => {
  const { insert } = await slotOf({ redfish: { habits } });
  expect(messageKey(await insert(body))).toBe(key);
  const full = { Image: IMAGE, TransferProtocolType: "HTTP", UserName: "none", Password: "none" };
  expect((await insert(full)).status).toBe(204);
});

test("an insertion that takes time answers with a monitor, which says 202 until it is done", async () => {
  const { rack, bmc, insert } = await slotOf({ redfish: { habits: { insertTaskMs: 60 } } });
  const accepted = await insert({ Image: IMAGE });
  expect(accepted.status).toBe(202);
  const monitor = String(accepted.headers["location"]);
  expect(accepted.headers["retry-after"]).toBe("1");
  expect((await bmc.get(monitor)).status).toBe(202);
  expect(rack.only.machine.media).toBeUndefined();
  await rack.only.until(({ media }) => media !== undefined, soon());
  expect((await bmc.get(monitor)).status).toBe(204);
  const [task] = (await bmc.get("/redfish/v1/TaskService/Tasks")).body.Members;
  expect((await bmc.get(task["@odata.id"])).body).toMatchObject({ TaskState: "Completed", TaskStatus: "OK" });
});
