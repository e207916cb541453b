import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { aTask, describeDriver, describePowerInterface } from "@steelyard/driver-contract";
import { expect, test } from "vitest";
import { AcmePower } from "./acme-power.js";
import { acmeDriver } from "./driver.js";

const driverInfo = { acme_username: "operator", acme_password: "open sesame" };
const CREDENTIALS = `Basic ${Buffer.from("operator:open sesame").toString("base64")}`;

/** Acme's BMC as the guide describes it, over a real socket. */
async function acmeBmc() {
  const seen: string[] = [];
  const bmc = { state: "Off", isHanging: false };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (bmc.isHanging) return;
    if (request.headers.authorization !== CREDENTIALS) return response.writeHead(401).end();
    if (request.method === "GET") return response.end(JSON.stringify({ state: bmc.state }));
    const { reset } = JSON.parse(Buffer.concat(parts).toString()) as { reset: string };
    seen.push(reset);
    bmc.state = reset === "ForceOff" || reset === "GracefulShutdown" ? "Off" : "On";
    return response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(bmc, { address: `http://127.0.0.1:${port}`, seen: () => seen, close });
}

describePowerInterface("acme", async () => {
  const bmc = await acmeBmc();
  const task = aTask({ node: { driverInfo: { ...driverInfo, acme_address: bmc.address } } });
  const notUrl = { driverInfo: { ...driverInfo, acme_address: "10.0.0.7" } };
  return {
    power: new AcmePower(fetch),
    task,
    seen: bmc.seen,
    hang: () => {
      bmc.isHanging = true;
    },
    cut: bmc.close,
    close: bmc.close,
    invalid: { "whose address is no URL": { node: notUrl, code: "INVALID_PARAMETER" } },
  };
});

describeDriver("acme", acmeDriver, { load: () => import("./driver.js") });

test.each([
  ["AUTH_REJECTED", { acme_password: "wrong" }, "Off"],
  ["BMC_BAD_ANSWER", {}, "Standby"],
])("reading the power state says %s", async (code, wrong, state) => {
  const bmc = await acmeBmc();
  bmc.state = state;
  try {
    const task = aTask({ node: { driverInfo: { ...driverInfo, acme_address: bmc.address, ...wrong } } });
    await expect(new AcmePower(fetch).getPowerState(task)).rejects.toMatchObject({ code });
  } finally {
    await bmc.close();
  }
});
