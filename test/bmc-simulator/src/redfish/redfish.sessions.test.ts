import { expect, test } from "vitest";
import { messageKey, RedfishCaller } from "../testing/redfish-caller.test.support.js";
import { testRack } from "../testing/test-rack.test.support.js";
import { Sessions } from "./sessions.js";

const SESSIONS = "/redfish/v1/SessionService/Sessions";
const RIGHT = { UserName: "admin", Password: "secret" };

test("a session's token stands for the user until it is deleted", async () => {
  const rack = await testRack({ name: "m" });
  const bmc = new RedfishCaller(rack.only);
  const opened = await bmc.post(SESSIONS, RIGHT, { user: null });
  expect(opened.status).toBe(201);
  const token = { user: null, headers: { "x-auth-token": String(opened.headers["x-auth-token"]) } };
  const location = String(opened.headers["location"]);
  expect((await bmc.get(bmc.system, token)).status).toBe(200);
  expect((await bmc.get(SESSIONS, token)).body.Members).toEqual([{ "@odata.id": location }]);
  expect((await bmc.call("DELETE", location, token)).status).toBe(204);
  const refused = await bmc.get(bmc.system, token);
  expect([refused.status, messageKey(refused)]).toEqual([401, "NoValidSession"]);
});

test("nobody and wrong credentials see only the root", async () => {
  const rack = await testRack({ name: "m" });
  const bmc = new RedfishCaller(rack.only);
  expect((await bmc.get("/redfish/v1", { user: null })).status).toBe(200);
  expect((await bmc.get("/redfish", { user: null })).body).toMatchObject({ v1: "/redfish/v1/" });
  for (const user of [null, "admin:wrong", "root:secret", "admin"])
    expect((await bmc.get(bmc.system, { user })).status).toBe(401);
  const refused = await bmc.post(SESSIONS, { ...RIGHT, Password: "wrong" }, { user: null });
  expect([refused.status, refused.headers["x-auth-token"]]).toEqual([401, undefined]);
  expect((await bmc.post(SESSIONS, { UserName: "admin" }, { user: null })).status).toBe(400);
  expect((await bmc.reset("On").then(() => bmc.get(bmc.system, { user: null }))).status).toBe(401);
});

test("there is room for so many sessions", async () => {
  const rack = await testRack({ name: "m", redfish: { habits: { maxSessions: 2 } } });
  const bmc = new RedfishCaller(rack.only);
  const open = () => bmc.post(SESSIONS, RIGHT, { user: null });
  const first = await open();
  await open();
  const full = await open();
  expect([full.status, messageKey(full)]).toEqual([503, "SessionLimitExceeded"]);
  await bmc.call("DELETE", String(first.headers["location"]));
  expect((await open()).status).toBe(201);
});

test("a session that nobody uses ends after its time, one that is used does not", () => {
  let now = 0;
  const sessions = new Sessions({ username: "admin", password: "secret" }, 1000, 4, () => now);
  const open = () => sessions.open({ username: "admin", password: "secret" });
  const [used, idle] = [open(), open()];
  if (typeof used !== "object" || typeof idle !== "object") throw new Error("no session");
  now = 900;
  expect(sessions.admits({ "x-auth-token": used.token })).toBe(true);
  now = 1500;
  expect(sessions.admits({ "x-auth-token": idle.token })).toBe(false);
  expect(sessions.admits({ "x-auth-token": used.token })).toBe(true);
  expect(sessions.ids).toEqual([used.id]);
});

test("the session service tells its timeout", async () => {
  const rack = await testRack({ name: "m", redfish: { habits: { sessionTimeoutSec: 77 } } });
  const bmc = new RedfishCaller(rack.only);
  expect((await bmc.get("/redfish/v1/SessionService")).body).toMatchObject({ SessionTimeout: 77 });
});
