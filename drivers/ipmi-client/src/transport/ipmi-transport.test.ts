import { createSocket } from "node:dgram";
import { once } from "node:events";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ParsedDatagram } from "../wire/rmcp-packet.js";
import { IpmiTransport } from "./ipmi-transport.js";

test("garbage, oversized datagrams and strangers are counted and dropped; the packet behind them arrives", async () => {
  const bmc = createSocket("udp4").bind(0, "127.0.0.1");
  const stranger = createSocket("udp4");
  await once(bmc, "listening");
  const transport = new IpmiTransport({ bindAddress4: "127.0.0.1" });
  const peer = { address: "127.0.0.1", family: 4, port: bmc.address().port } as const;
  await transport.open(4);
  const packets: ParsedDatagram[] = [];
  let arrived: () => void = () => undefined;
  const good = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  transport.listen(peer, (packet) => {
    packets.push(packet);
    if (packet.kind === "v1.5" && packet.payload.toString("hex") === "abcd") arrived();
  });
  const asked = once(bmc, "message");
  transport.send(peer, Buffer.from("hello"), (error) => expect.unreachable(String(error)));
  const [, from] = (await asked) as [Buffer, { port: number }];

  // 0xff never starts an RMCP packet, whatever follows.
  const garbage = fc.sample(fc.uint8Array({ maxLength: 100 }), 100).map((bytes) => Buffer.from([0xff, ...bytes]));
  const valid = Buffer.from("0600ff0700000000000000000002abcd", "hex");
  for (const bytes of [...garbage, Buffer.alloc(20_000, 6), Buffer.alloc(0)]) bmc.send(bytes, from.port, "127.0.0.1");
  stranger.send(valid, from.port, "127.0.0.1");
  await new Promise<void>((resolve) => bmc.send(valid, from.port, "127.0.0.1", () => resolve()));
  await good;

  expect(packets).toHaveLength(1);
  expect(transport.counters.discarded).toBeGreaterThanOrEqual(100);
  expect(transport.counters.sent).toBe(1);
  await transport.close();
  bmc.close();
  stranger.close();
});

test("reports what the operating system says about a datagram", async () => {
  const transport = new IpmiTransport({ bindAddress4: "127.0.0.1" });
  await transport.open(4);
  // From the loopback address nothing outside this machine can be reached.
  const error = await new Promise<Error>((resolve) => {
    transport.send({ address: "192.0.2.1", family: 4, port: 623 }, Buffer.from("x"), resolve);
  });
  expect(error).toMatchObject({ syscall: "send" });
  await transport.close();
});

test("names the family and the reason when there is no socket", async () => {
  const transport = new IpmiTransport({ bindAddress4: "192.0.2.1" });
  await expect(transport.open(4)).rejects.toMatchObject({ code: "SOCKET_FAILED" });
  await expect(transport.open(4)).rejects.toThrow(/^No UDP socket for IPv4: .*EADDRNOTAVAIL/);
  await transport.close();
  await expect(transport.open(4)).rejects.toMatchObject({ code: "CLOSED" });
});
