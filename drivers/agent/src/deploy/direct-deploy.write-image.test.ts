import type { TestTask } from "@steelyard/driver-contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aWorld, failureOf, IMAGE_HASH, type World } from "../world.test.support.js";

const STEP = { interface: "deploy", step: "write_image" } as const;
const WAIT = expect.objectContaining({ kind: "wait", for: "agent" });

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.close());

/** A task whose deploy was prepared. */
async function prepared(fields: Parameters<World["task"]>[0] = {}): Promise<TestTask> {
  const task = world.task({ powerState: "power off", ...fields }, STEP);
  expect(await world.direct.prepare(task)).toEqual({ kind: "done" });
  return task;
}

describe("write_image", () => {
  test("sends the image that was resolved, with checksum, format, config drive, proxies and root device hints", async () => {
    world.configDrive = "H4sIAAAA";
    const task = await prepared({
      instanceInfo: { root_device: { wwn: "0x5000" }, configdrive: { meta_data: {} }, rescue_password: "pw" },
      driverInfo: { image_http_proxy: "http://proxy.example:3128", image_no_proxy: ".example", ipmi_password: "pw" },
      driverInternalInfo: { hardware_manager_version: { generic: "1" } },
    });
    expect(await world.direct.writeImage(task)).toEqual(WAIT);
    const { params } = world.agent.last("deploy.execute_deploy_step");
    expect(params).toMatchObject({
      deploy_version: { generic: "1" },
      ports: [{ address: "52:54:00:00:00:01", node_uuid: task.nodeId }],
      node: {
        uuid: task.nodeId,
        deploy_interface: "direct",
        driver_info: { ipmi_password: "******" },
        driver_internal_info: { agent_secret_token: "******" },
        instance_info: {
          root_device: { wwn: "0x5000" },
          rescue_password: "******",
          configdrive: { meta_data: {} },
        },
      },
    });
    expect(params["step"]).toEqual({
      interface: "deploy",
      step: "write_image",
      args: {
        configdrive: "H4sIAAAA",
        image_info: {
          id: "disk.raw",
          urls: ["http://conductor.example/files/s3cr3t/disk.raw"],
          disk_format: "raw",
          container_format: null,
          stream_raw_images: true,
          os_hash_algo: "sha256",
          os_hash_value: IMAGE_HASH,
          node_uuid: task.nodeId,
          proxies: { http: "http://proxy.example:3128" },
          no_proxy: ".example",
          configdrive: "H4sIAAAA",
        },
      },
    });
  });

  test("waits while the agent writes, and is done when the agent says so", async () => {
    const task = await prepared();
    await world.direct.writeImage(task);
    expect(await world.direct.checkWriteImage(task)).toEqual(WAIT);
    world.agent.finish();
    expect(await world.direct.checkWriteImage(task)).toEqual({ kind: "done" });
  });

  test("is done at once where the machine boots from a volume", async () => {
    world.isWritten = false;
    expect(await world.direct.writeImage(world.task({}, STEP))).toEqual({ kind: "done" });
    expect(world.agent.names).toEqual([]);
  });

  test("says which image has which wrong checksum, without credentials and without the address it was fetched from", async () => {
    const task = await prepared();
    await world.direct.writeImage(task);
    world.agent.finish({
      status: "FAILED",
      error: {
        type: "ImageChecksumError",
        code: 500,
        message: "Error verifying image checksum",
        details: "location: http://conductor.example/files/s3cr3t/disk.raw; verification checksum: 00ff",
      },
    });
    const error = await failureOf(world.direct.checkWriteImage(task));
    expect(error).toMatchObject({
      code: "IMAGE_CHECKSUM_MISMATCH",
      details: { image: "http://images.example/disk.raw", algorithm: "sha256", expected: IMAGE_HASH },
    });
    expect(error.message).toContain("verification checksum: 00ff");
    for (const secret of ["user", "pw", "sig=x", "s3cr3t"]) expect(error.message).not.toContain(secret);
  });

  test("says which image could not be written for another reason", async () => {
    const task = await prepared();
    await world.direct.writeImage(task);
    const error = { type: "ImageDownloadError", code: 500, message: "Error downloading image", details: "404" };
    world.agent.finish({ status: "FAILED", error });
    expect(await failureOf(world.direct.checkWriteImage(task))).toMatchObject({
      code: "AGENT_COMMAND_FAILED",
      details: { type: "ImageDownloadError", image: "http://images.example/disk.raw" },
    });
  });

  test("tells that the hardware managers have changed", async () => {
    const task = await prepared();
    await world.direct.writeImage(task);
    world.agent.finish({ status: "CLEAN_VERSION_MISMATCH" });
    expect(await failureOf(world.direct.checkWriteImage(task))).toMatchObject({ code: "AGENT_VERSION_CHANGED" });
  });

  test("is not sent while the agent runs something else", async () => {
    const task = await prepared();
    await (await world.pool.for(task)).powerOff();
    expect(await failureOf(world.direct.writeImage(task))).toMatchObject({ code: "AGENT_BUSY" });
    expect(world.agent.names).toEqual(["standby.power_off"]);
  });
});

/** What the successor of a dead process finds, by the moment it died at. */
describe("write_image after a crash", () => {
  const sends = () => world.agent.names.filter((name) => name === "deploy.execute_deploy_step").length;

  test("was never sent when nothing was committed before the crash", async () => {
    const next = (await prepared()).successor();
    expect(await world.direct.checkWriteImage(next)).toEqual({ kind: "not-started" });
  });

  test("was never sent when only what was listed before was committed", async () => {
    const task = await prepared();
    await (await world.pool.for(task)).sync();
    await task.checkpoint({ command: "execute_deploy_step", after: "c1" });
    expect(await world.direct.checkWriteImage(task.successor())).toEqual({ kind: "not-started" });
  });

  test("runs when the process died before it read the answer, and is not sent again", async () => {
    const task = await prepared();
    await world.direct.writeImage(task);
    const next = task.successor();
    next.checkpointed = task.checkpoints[0];
    expect(await world.direct.checkWriteImage(next)).toEqual(WAIT);
    world.agent.finish();
    expect(await world.direct.checkWriteImage(next)).toEqual({ kind: "done" });
    expect(sends()).toBe(1);
  });

  test("is accepted when the connection broke behind it, and is not sent again", async () => {
    const task = await prepared();
    world.agent.breaksNext = "after";
    expect(await world.direct.writeImage(task)).toEqual(WAIT);
    expect(sends()).toBe(1);
    expect(await world.direct.checkWriteImage(task.successor())).toEqual(WAIT);
  });

  test("is sent again when the connection broke before it", async () => {
    const task = await prepared();
    world.agent.breaksNext = "before";
    expect(await world.direct.writeImage(task)).toEqual(WAIT);
    expect(sends()).toBe(1);
  });

  test("is not mistaken for the step of an earlier flow of the same agent", async () => {
    const task = await prepared();
    await world.direct.writeImage(task);
    world.agent.finish();
    const again = await prepared();
    await again.checkpoint({ command: "execute_deploy_step", after: "c1" });
    expect(await world.direct.checkWriteImage(again)).toEqual({ kind: "not-started" });
  });

  test("was never sent when another command follows instead", async () => {
    const task = await prepared();
    await task.checkpoint({ command: "execute_deploy_step", after: null });
    await (await world.pool.for(task)).getPartitionUuids();
    expect(await world.direct.checkWriteImage(task.successor())).toEqual({ kind: "not-started" });
  });

  test("is sent anew to an agent that started again before it had accepted", async () => {
    const task = await prepared();
    await (await world.pool.for(task)).sync();
    await task.checkpoint({ command: "execute_deploy_step", after: "c1" });
    world.agent.restart();
    expect(await world.direct.checkWriteImage(task.successor())).toEqual({ kind: "not-started" });
  });

  test("fails clearly when the agent started again while it wrote", async () => {
    const task = await prepared();
    await world.direct.writeImage(task);
    world.agent.restart();
    expect(await failureOf(world.direct.checkWriteImage(task.successor()))).toMatchObject({
      code: "AGENT_COMMAND_FAILED",
      message: expect.stringContaining("The agent restarted"),
    });
  });

  test("is not sent by a process that has lost the node", async () => {
    const task = await prepared();
    await (await world.pool.for(task)).listCommands();
    task.lose();
    expect(await failureOf(world.direct.writeImage(task))).toMatchObject({ code: "RESERVATION_LOST" });
    expect(sends()).toBe(0);
  });
});
