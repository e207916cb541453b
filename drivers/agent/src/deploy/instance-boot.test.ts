import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aWorld, failureOf, type World } from "../world.test.support.js";

const STEP = { interface: "deploy", step: "prepare_instance_boot" } as const;
const WAIT = expect.objectContaining({ kind: "wait", for: "agent" });
const PREPARED = ["boot.cleanUpRamdisk", "boot.prepareInstance"];

let world: World;
beforeEach(async () => {
  world = await aWorld();
  world.agent.results["get_partition_uuids"] = { "root uuid": "11-22", "PReP Boot partition uuid": "33" };
});
afterEach(() => world.close());

describe("prepare_instance_boot", () => {
  test("lets the agent enter the boot loader into the firmware of a UEFI machine, then prepares the boot", async () => {
    const task = world.task({}, STEP);
    expect(await world.direct.prepareInstanceBoot(task)).toEqual(WAIT);
    expect(world.agent.last("image.install_bootloader").params).toEqual({
      root_uuid: "11-22",
      efi_system_part_uuid: null,
      prep_boot_part_uuid: null,
      target_boot_mode: "uefi",
    });
    expect(await world.direct.checkInstanceBoot(task)).toEqual(WAIT);
    expect(world.told).toEqual([]);
    world.agent.finish();
    expect(await world.direct.checkInstanceBoot(task)).toEqual({ kind: "done" });
    expect(world.told).toEqual(PREPARED);
    expect(task.node.driverInternalInfo["root_uuid_or_disk_id"]).toBe("11-22");
  });

  test.each([
    ["the instance asks for BIOS", { instanceInfo: { capabilities: { boot_mode: "bios" } } }],
    ["the machine is set to BIOS", { properties: { capabilities: "boot_mode:bios" } }],
    ["it was told so for this deploy", { driverInternalInfo: { deploy_boot_mode: "bios" } }],
  ])("needs no boot loader of the agent's when %s", async (_why, fields) => {
    expect(await world.direct.prepareInstanceBoot(world.task(fields, STEP))).toEqual({ kind: "done" });
    expect(world.agent.names).toEqual(["standby.get_partition_uuids"]);
    expect(world.told).toEqual(PREPARED);
  });

  test("copies the boot loader to a software RAID in BIOS mode too", async () => {
    const task = world.task(
      {
        targetRaidConfig: { logical_disks: [{ controller: "software" }] },
        instanceInfo: { image_rootfs_uuid: "99" },
        properties: { cpu_arch: "ppc64le", capabilities: "boot_mode:bios" },
      },
      STEP,
    );
    await world.direct.prepareInstanceBoot(task);
    expect(world.agent.last("image.install_bootloader").params).toMatchObject({
      root_uuid: "99",
      prep_boot_part_uuid: "33",
      target_boot_mode: "bios",
    });
  });

  test("tells what the agent says of a boot loader that failed", async () => {
    const task = world.task({}, STEP);
    await world.direct.prepareInstanceBoot(task);
    const error = { type: "CommandExecutionError", code: 500, message: "Command execution failed", details: "no ESP" };
    world.agent.finish({ status: "FAILED", error });
    expect(await failureOf(world.direct.checkInstanceBoot(task))).toMatchObject({
      code: "AGENT_COMMAND_FAILED",
      message: expect.stringContaining("no ESP"),
    });
    expect(world.told).toEqual([]);
  });

  test("prepares the boot alone where the machine boots from a volume", async () => {
    world.isWritten = false;
    expect(await world.direct.prepareInstanceBoot(world.task({}, STEP))).toEqual({ kind: "done" });
    expect(world.told).toEqual(["boot.prepareInstance"]);
  });

  test("goes on where a process died: not sent, running, ended", async () => {
    const task = world.task({}, STEP);
    expect(await world.direct.checkInstanceBoot(task)).toEqual({ kind: "not-started" });
    await world.direct.prepareInstanceBoot(task);
    expect(await world.direct.checkInstanceBoot(task.successor())).toEqual(WAIT);
    world.agent.finish();
    for (let repeat = 1; repeat <= 2; repeat += 1)
      expect(await world.direct.checkInstanceBoot(task.successor())).toEqual({ kind: "done" });
    expect(world.agent.names.filter((name) => name === "image.install_bootloader")).toHaveLength(1);
  });
});
