import { expect, test } from "vitest";
import type { HardwareDisk } from "../hardware/hardware-port.js";
import { disksToUse, rootDevice } from "./root-device.js";

const GIB = 1024 ** 3;
const disk = (letter: string, sizeGib: number, more: Partial<HardwareDisk> = {}): HardwareDisk => ({
  name: `/dev/sd${letter}`,
  sizeBytes: sizeGib * GIB,
  model: `Acme Disk ${letter}`,
  serial: `SER-${letter}`,
  wwn: `0x500${letter}`,
  vendor: "ATA",
  isRotational: false,
  hctl: "0:0:0:0",
  byPath: null,
  transport: "sata",
  open: () => Promise.reject(new Error("not opened here")),
  ...more,
});
const DISKS = [
  disk("a", 100, { isRotational: true }),
  disk("b", 2),
  disk("d", 8),
  disk("c", 8, { transport: "nvme" }),
  disk("e", 500, { serial: "Long Name 7" }),
];

test.each([
  { hints: undefined, expected: "/dev/sdc" },
  { hints: {}, expected: "/dev/sdc" },
  { hints: { name: "/dev/sdb" }, expected: "/dev/sdb" },
  { hints: { serial: "ser-d" }, expected: "/dev/sdd" },
  { hints: { serial: "long name 7" }, expected: "/dev/sde" },
  { hints: { wwn: "0x500A" }, expected: "/dev/sda" },
  { hints: { size: 8 }, expected: "/dev/sdd" },
  { hints: { size: "8", tran: "nvme" }, expected: "/dev/sdc" },
  { hints: { size: ">= 200" }, expected: "/dev/sde" },
  { hints: { size: "= 101" }, expected: "/dev/sde" },
  { hints: { size: "< 8" }, expected: "/dev/sdb" },
  { hints: { size: "!= 100" }, expected: "/dev/sdb" },
  { hints: { model: "<in> disk d" }, expected: "/dev/sdd" },
  { hints: { model: "<all-in> acme <all-in> e" }, expected: "/dev/sda" },
  { hints: { model: "s!= acme disk a" }, expected: "/dev/sdb" },
  { hints: { serial: "<or> ser-x <or> ser-c" }, expected: "/dev/sdc" },
  { hints: { rotational: "true" }, expected: "/dev/sda" },
  { hints: { rotational: false, size: 100 }, expected: undefined },
  { hints: { by_path: "/dev/disk/by-path/x" }, expected: undefined },
  { hints: { colour: "red" }, expected: undefined },
])("hints $hints lead to $expected", ({ hints, expected }) => {
  const node = { uuid: "1", properties: hints === undefined ? {} : { root_device: hints } };
  if (expected === undefined)
    expect(() => rootDevice(DISKS, node)).toThrow(expect.objectContaining({ type: "DeviceNotFound" }));
  else expect(rootDevice(DISKS, node).name).toBe(expected);
});

test("hints of the instance come before those of the node", () => {
  const node = {
    properties: { root_device: { name: "/dev/sda" } },
    instance_info: { root_device: { name: "/dev/sde" } },
  };
  expect(rootDevice(DISKS, node).name).toBe("/dev/sde");
});

test("disks that the node says to skip are not used", () => {
  const node = { properties: { skip_block_devices: [{ size: 8 }, { volume_name: "large" }] } };
  expect(disksToUse(DISKS, node).map(({ name }) => name)).toEqual(["/dev/sda", "/dev/sdb", "/dev/sde"]);
  expect(rootDevice(DISKS, node).name).toBe("/dev/sda");
});
