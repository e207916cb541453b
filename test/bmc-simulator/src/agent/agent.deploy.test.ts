import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { simulatedDiskImage } from "../artifacts/disk-image.js";
import { SimulatedRig } from "./simulated-rig.test.support.js";
import { until } from "./until.test.support.js";

const image = Buffer.from(await simulatedDiskImage("x86_64", "linux", 16 * 1024 * 1024));
const sha256 = createHash("sha256").update(image).digest("hex");
let rig: SimulatedRig;

beforeEach(async () => {
  rig = await SimulatedRig.open();
  rig.api.files.set("/image.raw", image);
});
afterEach(() => rig.close());

const rawImage = () => ({
  id: "image.raw",
  urls: [`${rig.api.url}/image.raw`],
  disk_format: "raw",
  stream_raw_images: true,
  os_hash_algo: "sha256",
  os_hash_value: sha256,
});

test("looks up, sends a heartbeat, writes a raw image in a deploy step, and powers the machine off", async () => {
  const agent = await rig.agent();
  const { node } = rig.api;
  const steps = await agent.run("deploy.get_deploy_steps", { node, ports: [] });
  const version = steps.command_result?.["hardware_manager_version"];
  const step = { interface: "deploy", step: "write_image", args: { image_info: rawImage(), configdrive: null } };
  const params = { step, node, ports: [], deploy_version: version };
  const { json: started } = await agent.send("POST", "/v1/commands/?wait=false", {
    name: "deploy.execute_deploy_step",
    params,
  });
  expect(started).toMatchObject({ command_name: "execute_deploy_step", command_status: "RUNNING" });
  const forced = await rig.api.heartbeat(2);
  expect(forced.agent_token).toBe(rig.api.config["agent_token"]);
  const { json: ended } = await agent.send("GET", `/v1/commands/${started.id}`);
  expect(ended).toMatchObject({
    command_status: "SUCCEEDED",
    command_error: null,
    command_result: {
      deploy_step: step,
      deploy_result: {
        result: "prepare_image: image (image.raw) written to device /dev/sda root_uuid=0x00000000",
      },
    },
  });
  const written = await rig.disk(0, 0, image.length);
  // The first header names the second table, which moved to the end of the larger disk.
  expect(written.subarray(0, 512).equals(image.subarray(0, 512))).toBe(true);
  expect(written.subarray(1024).equals(image.subarray(1024))).toBe(true);
  expect(rig.effects("disk-write").map(({ facts }) => facts)).toEqual([
    expect.objectContaining({
      command: "deploy.execute_deploy_step",
      commandId: started.id,
      step: "deploy.write_image",
      device: "/dev/sda",
    }),
  ]);
  await agent.run("standby.sync");
  await agent.run("standby.power_off");
  await until(() => rig.powerRequests.length > 0);
  expect(rig.powerRequests).toEqual(["off"]);
});
