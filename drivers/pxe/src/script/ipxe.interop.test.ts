import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { interopProgram } from "@steelyard/driver-contract";
import { afterEach, describe, expect, test } from "vitest";
import { ipxeScript } from "./ipxe-script.js";
import { tinyKernel } from "./tiny-kernel.test.support.js";

const MAC = "52:54:00:12:34:56";
/** This host's loopback as QEMU's machines see it. */
const HOST = "10.0.2.2";

/** The iPXE that Debian builds into QEMU's network cards, with SeaBIOS and without KVM. */
describe.skipIf(!interopProgram("qemu-system-x86_64"))("real iPXE", () => {
  const servers = new Set<() => void>();
  afterEach(() => {
    for (const close of servers) close();
    servers.clear();
  });

  /** Serves the script and its files; `missing` answers are 404 before a file is there. */
  async function serve(missing: Readonly<Record<string, number>> = {}) {
    const left = new Map(Object.entries(missing));
    const asked: string[] = [];
    let script = "";
    const server = createServer((request, response) => {
      const path = request.url ?? "";
      asked.push(path);
      const misses = left.get(path) ?? 0;
      left.set(path, misses - 1);
      const files: Readonly<Record<string, string | Buffer>> = {
        [`/boot/ipxe/${MAC.replaceAll(":", "-")}`]: script,
        "/files/1/deploy_kernel": tinyKernel(),
        "/files/2/ramdisk.gz": Buffer.alloc(64 * 1024, 1),
      };
      const file = misses > 0 ? undefined : files[path];
      response.writeHead(file === undefined ? 404 : 200).end(file);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.add(() => server.close());
    const base = `http://${HOST}:${(server.address() as AddressInfo).port}`;
    script = ipxeScript({
      kernelUrl: `${base}/files/1/deploy_kernel`,
      ramdiskUrl: `${base}/files/2/ramdisk.gz`,
      ramdiskName: "deploy_ramdisk",
      appendParams: 'nofb console="ttyS0 ttyS1"',
      parameters: { "ipa-api-url": "http://[2001:db8::1]:6385,http://192.0.2.1:6385", "ipa-insecure": null },
    });
    return { base, asked };
  }

  /** Starts a machine that boots from the network, and gives what its kernel wrote. */
  async function boot(base: string): Promise<string> {
    // DHCP names the script by a pattern, as a DHCP server does for all machines at once.
    const net = `user,id=net,bootfile=${base}/boot/ipxe/\${mac:hexhyp}`;
    const machine = ["-m", "256", "-nodefaults", "-display", "none", "-no-reboot", "-boot", "n", "-serial", "stdio"];
    const card = ["-netdev", net, "-device", `e1000,netdev=net,mac=${MAC}`];
    const end = ["-device", "isa-debug-exit,iobase=0xf4,iosize=0x01"];
    const qemu = spawn("qemu-system-x86_64", [...machine, ...card, ...end], { stdio: ["ignore", "pipe", "inherit"] });
    servers.add(() => qemu.kill("SIGKILL"));
    const [written] = await Promise.all([text(qemu.stdout), once(qemu, "exit")]);
    return written;
  }

  const COMMAND_LINE =
    'selinux=0 troubleshoot=0 text nofb console="ttyS0 ttyS1" ' +
    "ipa-api-url=http://[2001:db8::1]:6385,http://192.0.2.1:6385 ipa-insecure " +
    `BOOTIF=${MAC} initrd=deploy_ramdisk`;

  test("starts the kernel with every parameter and the ramdisk", { timeout: 120_000 }, async () => {
    const { base, asked } = await serve();
    expect(await boot(base)).toBe(`${COMMAND_LINE}+`);
    expect(asked).toEqual(["/boot/ipxe/52-54-00-12-34-56", "/files/1/deploy_kernel", "/files/2/ramdisk.gz"]);
  });

  test("tries again when a file is not there yet", { timeout: 120_000 }, async () => {
    const { base, asked } = await serve({ "/files/1/deploy_kernel": 1, "/files/2/ramdisk.gz": 1 });
    expect(await boot(base)).toBe(`${COMMAND_LINE}+`);
    expect(asked.slice(1)).toEqual([
      "/files/1/deploy_kernel",
      "/files/1/deploy_kernel",
      "/files/2/ramdisk.gz",
      "/files/1/deploy_kernel",
      "/files/2/ramdisk.gz",
    ]);
  });
});
