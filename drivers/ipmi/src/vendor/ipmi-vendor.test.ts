import { describe, expect, test } from "vitest";
import { aTaskAt } from "../testing/a-bmc.test.support.js";
import { ScriptedBmc, theDriverBefore } from "../testing/scripted-bmc.test.support.js";
import { ipmiVendorSteps } from "./ipmi-vendor.js";
import { parseRawBytes, RAW_BYTES_PATTERN } from "./raw-bytes.js";

describe("raw bytes", () => {
  test.each([
    { text: "0x06 0x01", bytes: [6, 1] },
    { text: " 0X2c  0xFF 10 010 0 ", bytes: [0x2c, 0xff, 10, 8, 0] },
    { text: "0 2\t3", bytes: [0, 2, 3] },
  ])("of $text are $bytes", ({ text, bytes }) => {
    expect([...parseRawBytes(text)]).toEqual(bytes);
    expect(text).toMatch(new RegExp(RAW_BYTES_PATTERN));
  });

  test.each(["", "0x06", "0x06,0x01", "0x06 0x100", "0x06 256", "0x06 -1", "0x06 hunter2", "0x06 08", "0x06 0x"])(
    "refuses %j and does not show it",
    (text) => {
      const bmc = new ScriptedBmc();
      const sent = theDriverBefore(bmc).vendor.call(aTaskAt(1), "send_raw", { raw_bytes: text });
      return expect(sent).rejects.toSatisfy(
        (error) => /_PARAMETER$/.test((error as { code: string }).code) && !String(error).includes("hunter2"),
      );
    },
  );
});

test("send_raw sends the bytes once and logs nothing of them", async () => {
  const bmc = new ScriptedBmc({ "6/47": [] });
  const task = aTaskAt(1);
  expect(
    await theDriverBefore(bmc).vendor.call(task, "send_raw", { raw_bytes: "0x06 0x47 0x02 0x68 0x69" }),
  ).toBeNull();
  expect(bmc.received).toEqual(["6/47 2 68 69"]);
  expect(task.log.text()).not.toContain("68");
});

test("send_raw of the client's own bad option names no driver_info key", async () => {
  const bmc = new ScriptedBmc({ "6/47": { fails: "BAD_OPTION" } });
  const sent = theDriverBefore(bmc).vendor.call(aTaskAt(1), "send_raw", { raw_bytes: "0x06 0x47" });
  await expect(sent).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
});

test.each([
  { args: {}, sent: "6/3" },
  { args: { warm: true }, sent: "6/3" },
  { args: { warm: "False" }, sent: "6/2" },
  { args: { warm: false }, sent: "6/2" },
])(
  "bmc_reset with $args sends $sent, and a BMC that goes down without an answer has obeyed",
  async ({ args, sent }) => {
    const answer = { fails: "OUTCOME_UNKNOWN" } as const;
    const bmc = new ScriptedBmc({ "6/2": answer, "6/3": answer });
    await theDriverBefore(bmc).vendor.call(aTaskAt(1), "bmc_reset", args);
    expect(bmc.received).toEqual([sent]);
  },
);

test("bmc_reset that the BMC refuses is an error", async () => {
  const bmc = new ScriptedBmc({ "6/3": { code: 0xc1 } });
  const reset = theDriverBefore(bmc).vendor.call(aTaskAt(1), "bmc_reset", {});
  await expect(reset).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
});

test("send_raw is a step that nobody starts twice", async () => {
  const step = ipmiVendorSteps.get("send_raw");
  expect(step).toMatchObject({
    phases: { clean: { priority: 0 }, deploy: { priority: 0 }, service: { priority: 0 } },
    repeat: "never",
    needsRamdisk: false,
    isAbortable: false,
  });
  const bmc = new ScriptedBmc();
  const outcome = await step?.run(theDriverBefore(bmc).vendor, aTaskAt(1), { raw_bytes: "0x00 0x02 0x01" });
  expect(outcome).toEqual({ kind: "done" });
  expect(bmc.received).toEqual(["0/2 1"]);
});
