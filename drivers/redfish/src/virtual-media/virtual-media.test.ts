import { describe, expect, test } from "vitest";
import { bench, CD, MANAGER, SYSTEM, slot, USB, wireSlot } from "../testing/a-machine.test.support.js";
import { errorBody } from "../testing/scripted-bmc.test.support.js";
import { attachMedia, describeMedia, detachMedia } from "./virtual-media.js";

const ISO = "http://192.0.2.1/boot.iso";
const INSERT = `${CD}/Actions/VirtualMedia.InsertMedia`;
const EJECT = `${CD}/Actions/VirtualMedia.EjectMedia`;
const OTHER = `${MANAGER}/VirtualMedia/3`;

async function machine(options: Parameters<typeof bench>[0] = {}) {
  const found = await bench(options);
  const { access, task } = found;
  return {
    ...found,
    attach: (type: "cdrom" | "floppy" | "disk" = "cdrom", url = ISO) =>
      access.use(task, (bmc) => attachMedia(bmc, type, url)),
    detach: (types?: readonly ("cdrom" | "floppy" | "disk")[]) => access.use(task, (bmc) => detachMedia(bmc, types)),
    shown: () => access.use(task, describeMedia),
  };
}

const twoDrives = {
  [`${MANAGER}/VirtualMedia`]: { Members: [{ "@odata.id": CD }, { "@odata.id": OTHER }] },
  [CD]: slot(CD, ["CD"]),
  [OTHER]: slot(OTHER, ["DVD"]),
};

describe("inserting", () => {
  test("sends the image alone to the first drive that takes CDs", async () => {
    const { attach, bmc, shown } = await machine();
    await attach();
    expect(bmc.log()).toEqual([`POST ${INSERT} {"Image":"${ISO}"}`]);
    expect(await shown()).toEqual([
      { media_types: ["Floppy", "USBStick"], inserted: false, image: null },
      { media_types: ["CD", "DVD"], inserted: true, image: ISO },
    ]);
  });

  test.each([
    ["floppy", USB],
    ["disk", USB],
  ] as const)("a %s goes to the drive for it", async (type, path) => {
    const { attach, bmc } = await machine();
    await attach(type);
    expect(bmc.log()).toEqual([`POST ${path}/Actions/VirtualMedia.InsertMedia {"Image":"${ISO}"}`]);
  });

  test("ejects what was there before", async () => {
    const { attach, bmc } = await machine();
    bmc.set(CD, { Inserted: true, Image: "http://192.0.2.1/old.iso" });
    await attach();
    expect(bmc.log()).toEqual([`POST ${EJECT}`, `POST ${INSERT} {"Image":"${ISO}"}`]);
  });

  test("prefers the drives of the system, and empties those of the managers too", async () => {
    const own = `${SYSTEM}/VirtualMedia/1`;
    const { attach, bmc } = await machine({
      tree: { [`${SYSTEM}/VirtualMedia`]: { Members: [{ "@odata.id": own }] }, [own]: slot(own, ["CD", "USBStick"]) },
    });
    bmc.set(SYSTEM, { VirtualMedia: { "@odata.id": `${SYSTEM}/VirtualMedia` } });
    bmc.set(CD, { Inserted: true });
    await attach();
    expect(bmc.log()).toEqual([`POST ${EJECT}`, `POST ${own}/Actions/VirtualMedia.InsertMedia {"Image":"${ISO}"}`]);
  });

  test("patches the image into a drive without the action, as Lenovo's have", async () => {
    const { attach, detach, bmc, shown } = await machine({ tree: { [CD]: slot(CD, ["CD"], { Actions: {} }) } });
    await attach();
    expect(bmc.log()).toEqual([`PATCH ${CD} {"Image":"${ISO}","Inserted":true,"WriteProtected":true}`]);
    await detach(["cdrom"]);
    expect(bmc.log()[1]).toBe(`PATCH ${CD} {"Image":null,"Inserted":false}`);
    expect((await shown())[1]).toMatchObject({ inserted: false, image: null });
  });

  test("adds what the BMC names as missing, at once", async () => {
    const { attach, bmc } = await machine();
    const missing = errorBody("Base.1.8.ActionParameterMissing", ["VirtualMedia.InsertMedia", "TransferMethod"]);
    bmc.on(`POST ${INSERT}`, { status: 400, json: missing }, 1);
    await attach();
    expect(bmc.log()[1]).toBe(`POST ${INSERT} {"Image":"${ISO}","TransferMethod":"Stream"}`);
  });

  test("adds one thing after the other where the BMC does not say what is missing", async () => {
    const { attach, bmc } = await machine();
    bmc.on(`POST ${INSERT}`, { status: 400, json: errorBody("Base.1.8.GeneralError") }, 3);
    await attach("cdrom", ISO.replace("http:", "https:"));
    expect(bmc.writes().map(({ json }) => Object.keys(json as object).slice(1))).toEqual([
      [],
      ["TransferProtocolType"],
      ["TransferProtocolType", "TransferMethod"],
      ["TransferProtocolType", "TransferMethod", "UserName", "Password"],
    ]);
    expect(bmc.writes()[1]?.json).toMatchObject({ TransferProtocolType: "HTTPS" });
  });

  test.each([400, 405])("goes on to the next drive after %d", async (status) => {
    const { attach, bmc } = await machine({ tree: twoDrives });
    bmc.on(`POST ${INSERT}`, { status, json: errorBody("Base.1.8.GeneralError") });
    await attach();
    expect(bmc.tree.get(OTHER)).toMatchObject({ Inserted: true, Image: ISO });
  });

  test("leaves a drive without the action out where another has it", async () => {
    const { attach, bmc } = await machine({ tree: { ...twoDrives, [CD]: slot(CD, ["CD"], { Actions: {} }) } });
    await attach();
    expect(bmc.log()).toEqual([`POST ${OTHER}/Actions/VirtualMedia.InsertMedia {"Image":"${ISO}"}`]);
  });

  test("is patient while the BMC still ejects", async () => {
    const { attach, bmc, pauses } = await machine();
    bmc.on(`POST ${INSERT}`, { status: 500, json: errorBody("IDRAC.2.8.VRM0021") }, 2);
    await attach();
    expect(pauses).toEqual([3000, 3000]);
    expect(bmc.tree.get(CD)).toMatchObject({ Inserted: true });
  });

  test("gives up after three failures, with the BMC's words", async () => {
    const { attach, bmc } = await machine();
    bmc.on(`POST ${INSERT}`, { status: 500, json: errorBody("IDRAC.2.8.VRM0021") });
    const error = await attach().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "BMC_ERROR", details: { message_ids: ["IDRAC.2.8.VRM0021"] } });
    expect(bmc.log()).toHaveLength(3);
  });

  test("tells the first failure where no drive takes the image", async () => {
    const { attach, bmc } = await machine({ tree: twoDrives });
    bmc.on(`POST ${INSERT}`, { status: 400, json: errorBody("Acme.1.0.First") });
    bmc.on(`POST ${OTHER}/Actions/VirtualMedia.InsertMedia`, { status: 400, json: errorBody("Acme.1.0.Second") });
    await expect(attach()).rejects.toThrow(/Acme\.1\.0\.First/);
  });

  test("waits for the task of an insertion, and fails with it", async () => {
    const { attach, bmc } = await machine();
    bmc.on(`POST ${INSERT}`, { status: 202, headers: { location: "/redfish/v1/TaskService/Tasks/1" } });
    bmc.on("GET /redfish/v1/TaskService/Tasks/1", {
      status: 200,
      json: { TaskState: "Exception", TaskStatus: "Critical", Messages: [{ MessageId: "Acme.1.0.NoSuchImage" }] },
    });
    bmc.on("GET /redfish/v1/TaskService/Tasks/1", { status: 200, json: { TaskState: "Running" } }, 1);
    await expect(attach()).rejects.toThrow(/Acme\.1\.0\.NoSuchImage/);
  });

  test("sees in the drive what became of an insertion whose answer was lost", async () => {
    const { attach, bmc } = await machine();
    bmc.on(`POST ${INSERT}`, () => {
      bmc.set(CD, { Inserted: true, Image: ISO });
      return "lose";
    });
    await attach();
    bmc.set(CD, { Inserted: false, Image: null });
    bmc.on(`POST ${INSERT}`, "lose");
    await expect(attach()).rejects.toMatchObject({ code: "BMC_UNREACHABLE" });
  });

  test("a missing licence is NOT_SUPPORTED and no other drive is tried", async () => {
    const { attach, bmc } = await machine({ tree: twoDrives });
    bmc.on(`POST ${INSERT}`, { status: 403, json: errorBody("SMC.1.0.OemLicenseNotPassed") });
    await expect(attach()).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    expect(bmc.log()).toHaveLength(1);
  });

  test("refuses an image that no BMC can fetch from us", async () => {
    const { attach, bmc } = await machine();
    await expect(attach("cdrom", "file:///etc/passwd")).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
    expect(bmc.seen).toEqual([]);
  });

  test("a machine without such a drive is NOT_SUPPORTED", async () => {
    const { attach, shown, bmc } = await machine();
    bmc.tree.set(`${MANAGER}/VirtualMedia`, { Members: [] });
    await expect(attach()).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    await expect(shown()).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });
});

describe("ejecting", () => {
  test("leaves empty drives alone", async () => {
    const { detach, bmc } = await machine();
    await detach();
    expect(bmc.log()).toEqual([]);
  });

  test("empties the drives of the types given, or all", async () => {
    const { detach, bmc } = await machine();
    bmc.set(CD, { Inserted: true });
    bmc.set(USB, { Inserted: true });
    await detach(["cdrom"]);
    expect(bmc.log()).toEqual([`POST ${EJECT}`]);
    await detach();
    expect(bmc.log()[1]).toBe(`POST ${USB}/Actions/VirtualMedia.EjectMedia`);
  });

  test("sends an empty object where the BMC wants a body, as HPE's do", async () => {
    const { detach, bmc } = await machine();
    bmc.set(CD, { Inserted: true });
    const refused = { status: 400, json: errorBody("Base.1.4.MalformedJSON") };
    bmc.on(`POST ${EJECT}`, ({ json }) => (json === undefined ? refused : undefined));
    await detach();
    expect(bmc.log()).toEqual([`POST ${EJECT}`, `POST ${EJECT} {}`]);
    expect(bmc.tree.get(CD)).toMatchObject({ Inserted: false });
  });

  test("succeeds where the drive turns out to be empty", async () => {
    const { detach, bmc } = await machine();
    bmc.set(CD, { Inserted: true });
    bmc.on(`POST ${EJECT}`, () => {
      bmc.set(CD, { Inserted: false });
      return { status: 400, json: errorBody("Base.1.8.NoMediaInserted") };
    });
    await detach();
  });

  test("fails where the drive stays full", async () => {
    const { detach, bmc } = await machine();
    bmc.set(CD, { Inserted: true });
    bmc.on(`POST ${EJECT}`, { status: 400, json: errorBody("Acme.1.0.Locked") });
    await expect(detach()).rejects.toThrow(/Acme\.1\.0\.Locked/);
  });

  test("fails where the drives cannot be listed, instead of taking them for none", async () => {
    const { detach, bmc } = await machine();
    bmc.on(`GET ${MANAGER}/VirtualMedia`, { status: 500, json: errorBody("Base.1.8.InternalError") });
    await expect(detach(["cdrom"])).rejects.toMatchObject({ code: "BMC_ERROR" });
  });

  test("a drive of somebody's console that stays full does not hinder an insertion elsewhere", async () => {
    const { attach, bmc } = await machine({ tree: twoDrives });
    wireSlot(bmc, OTHER);
    bmc.set(CD, { Inserted: true, ConnectedVia: "Applet" });
    bmc.on(`POST ${EJECT}`, { status: 403, json: errorBody("Acme.1.0.NotYours") });
    await attach();
    expect(bmc.tree.get(OTHER)).toMatchObject({ Inserted: true, Image: ISO });
  });
});
