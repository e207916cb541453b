import { connect } from "node:net";
import { request } from "undici";
import { expect, test } from "vitest";
import { messageKey, RedfishCaller } from "../testing/redfish-caller.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

test("a write with the ETag that was read works, with another it is refused, and a change makes another", async () => {
  const rack = await testRack({ name: "m" });
  const bmc = new RedfishCaller(rack.only);
  const etag = String((await bmc.get(bmc.system)).headers["etag"]);
  expect(etag).toMatch(/^"[0-9A-F]{8}"$/);
  const write = (tag: string, led: string) =>
    bmc.patch(bmc.system, { IndicatorLED: led }, { headers: { "if-match": tag } });
  expect((await write(etag, "Lit")).status).toBe(200);
  const stale = await write(etag, "Off");
  expect([stale.status, messageKey(stale)]).toEqual([412, "PreconditionFailed"]);
  expect(rack.only.machine.indicator("system")).toBe("lit");
  expect((await write("*", "Off")).status).toBe(200);
});

test("iLO's tags are weak and stand in the body too; the clock changes none", async () => {
  const rack = await testRack({ name: "m", flavour: "ilo" });
  const bmc = new RedfishCaller(rack.only);
  const first = await bmc.get("/redfish/v1/Managers/1");
  expect(first.headers["etag"]).toMatch(/^W\/"/);
  expect(first.body["@odata.etag"]).toBe(first.headers["etag"]);
  rack.only.machine.setIndicator("system", "lit");
  expect((await bmc.get("/redfish/v1/Managers/1")).headers["etag"]).toBe(first.headers["etag"]);
});

test("collections come in pages, and links can be expanded", async () => {
  const rack = await testRack({ name: "m", redfish: { habits: { pageSize: 1 } } });
  const bmc = new RedfishCaller(rack.only);
  const folder = `${bmc.system}/EthernetInterfaces`;
  const first = (await bmc.get(folder)).body;
  expect([first.Members.length, first["Members@odata.count"]]).toEqual([1, 2]);
  const second = (await bmc.get(first["Members@odata.nextLink"])).body;
  expect(second.Members).not.toEqual(first.Members);
  expect(second["Members@odata.nextLink"]).toBeUndefined();
  const expanded = (await bmc.get(`${folder}?$expand=.($levels=1)&$top=1&$skip=1`)).body;
  expect(expanded.Members[0].MACAddress.toLowerCase()).toBe(rack.only.macAddresses[1]);
  expect((await bmc.get(`${folder}?$filter=x`)).status).toBe(501);
  expect((await bmc.get(`${folder}?$skip=x`)).status).toBe(400);
});

test("what is not there, not allowed, not JSON or of another version is refused as the standard says", async () => {
  const rack = await testRack({ name: "m" });
  const bmc = new RedfishCaller(rack.only);
  const missing = await bmc.get("/redfish/v1/Nothing");
  expect([missing.status, messageKey(missing)]).toEqual([404, "ResourceMissingAtURI"]);
  const wrong = await bmc.call("DELETE", bmc.system);
  expect([wrong.status, wrong.headers["allow"]]).toEqual([405, "GET, HEAD, PATCH"]);
  expect((await bmc.get(bmc.system, { headers: { "odata-version": "3.0" } })).status).toBe(412);
  expect((await bmc.patch(bmc.system, [1])).status).toBe(400);
  const { url, username, password } = rack.only.redfish ?? { url: "", username: "", password: "" };
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const send = (body: string, type: string) =>
    request(`${url}${bmc.system}`, { method: "PATCH", body, headers: { authorization, "content-type": type } });
  expect((await send("{", "application/json")).statusCode).toBe(400);
  expect((await send("a=b", "application/x-www-form-urlencoded")).statusCode).toBe(415);
  const head = await bmc.call("HEAD", bmc.system);
  expect([head.status, head.body]).toEqual([200, undefined]);
  expect((await bmc.get(`${bmc.system}/`)).status).toBe(200);
});

test("HTTPS with the certificate that the rack tells, which is needed", async () => {
  const rack = await testRack({ name: "m", redfish: { isTls: true } });
  expect(rack.only.redfish?.url).toMatch(/^https:/);
  const trusting = new RedfishCaller(rack.only, rack.certificate);
  expect((await trusting.get(trusting.system)).status).toBe(200);
  const wary = new RedfishCaller(rack.only);
  await expect(wary.get(wary.system)).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
});

test("a restart of the BMC ends its sessions, then it is gone, then not ready, then back; the machine runs on", async () => {
  const rack = await testRack({ name: "m", flavour: "idrac", bmc: { restartMs: 150, notReadyMs: 150 } });
  const bmc = new RedfishCaller(rack.only);
  await bmc.reset("On");
  await rack.only.until(({ system }) => system !== undefined, soon());
  const manager = "/redfish/v1/Managers/iDRAC.Embedded.1";
  const answer = await bmc.post(`${manager}/Actions/Manager.Reset`, { ResetType: "GracefulRestart" });
  expect([answer.status, rack.effects("bmc-restart").length]).toEqual([204, 1]);
  await expect(bmc.get(bmc.system)).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) });
  const seen = new Set<string>();
  const deadline = performance.now() + 10_000;
  while (!seen.has("200") && performance.now() < deadline) {
    const again = await bmc.get(bmc.system).catch(() => undefined);
    seen.add(again === undefined ? "gone" : again.status === 200 ? "200" : `${again.status} ${messageKey(again)}`);
  }
  expect([...seen]).toEqual(["gone", "503 SYS518", "200"]);
  expect(rack.only.power).toBe("on");
});

test("a request that is cut in its body leaves the service as it was", async () => {
  const rack = await testRack({ name: "m" });
  const { port } = new URL(rack.only.redfish?.url ?? "");
  const socket = connect(Number(port), "127.0.0.1");
  socket.write("PATCH /redfish/v1/Systems/1 HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{");
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.destroy();
  const bmc = new RedfishCaller(rack.only);
  expect((await bmc.get(bmc.system)).status).toBe(200);
});
