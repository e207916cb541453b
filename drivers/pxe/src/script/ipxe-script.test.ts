import { isDriverError } from "@steelyard/interfaces";
import { expect, test } from "vitest";
import { ipxeScript, type ScriptContent } from "./ipxe-script.js";

const CONTENT: ScriptContent = {
  kernelUrl: "http://deploy/kernel",
  ramdiskUrl: "http://deploy/ramdisk",
  ramdiskName: "deploy_ramdisk",
  appendParams: 'nofb console="ttyS0"',
  parameters: { "ipa-api-url": "http://[2001:db8::1]:6385", boot_method: "x", "ipa-insecure": null },
};

test("is a whole iPXE script", () => {
  expect(ipxeScript(CONTENT)).toBe(
    [
      "#!ipxe",
      "",
      "set attempts:int32 10",
      "set i:int32 0",
      "",
      ":deploy",
      "imgfree",
      'kernel --timeout 60000 http://deploy/kernel selinux=0 troubleshoot=0 text nofb console="ttyS0" boot_method=x ' +
        `ipa-api-url=http://[2001:db8::1]:6385 ipa-insecure BOOTIF=\${mac} initrd=deploy_ramdisk || goto retry`,
      "initrd --timeout 60000 --name deploy_ramdisk http://deploy/ramdisk || goto retry",
      "boot || goto retry",
      "",
      ":retry",
      `iseq \${i} \${attempts} && goto fail ||`,
      "inc i",
      `echo No answer, trying again in \${i} seconds.`,
      `sleep \${i}`,
      "goto deploy",
      "",
      ":fail",
      `echo No answer after \${attempts} attempts.`,
      "echo Powering off in 30 seconds.",
      "sleep 30",
      "poweroff",
      "",
    ].join("\n"),
  );
});

const SECRET = "hunter2";

test.each<{ title: string; content: Partial<ScriptContent>; names: string }>([
  { title: "a line break", content: { parameters: { token: `${SECRET}\nshell` } }, names: "token" },
  { title: "a blank", content: { parameters: { token: `${SECRET} init=/bin/sh` } }, names: "token" },
  { title: "a tabulator", content: { parameters: { token: `${SECRET}\tx` } }, names: "token" },
  { title: "a quotation mark", content: { parameters: { token: `${SECRET}"` } }, names: "token" },
  { title: "an expansion", content: { parameters: { token: `${SECRET}\${password}` } }, names: "token" },
  { title: "a letter that is not ASCII", content: { parameters: { token: `${SECRET}ü` } }, names: "token" },
  { title: "a name with a blank", content: { parameters: { "a b": "1" } }, names: "a b" },
  { title: "a name with =", content: { parameters: { "a=b": "1" } }, names: "a=b" },
  { title: "a name that ends the command", content: { parameters: { "||": null } }, names: "||" },
  { title: "an empty name", content: { parameters: { "": null } }, names: '""' },
  {
    title: "an operator's word that ends the command",
    content: { appendParams: "a && b" },
    names: "kernel_append_params",
  },
  { title: "an operator's ; alone", content: { appendParams: "a ; b" }, names: "kernel_append_params" },
  { title: "an operator's open quotation", content: { appendParams: 'a="b c' }, names: "kernel_append_params" },
  { title: "an operator's expansion", content: { appendParams: `a=\${uuid}` }, names: "kernel_append_params" },
  { title: "a kernel URL with a blank", content: { kernelUrl: "http://deploy/a b" }, names: "The kernel" },
  { title: "a ramdisk URL of another scheme", content: { ramdiskUrl: "tftp://deploy/x" }, names: "The ramdisk" },
])("refuses $title, naming it and not showing its value", ({ content, names }) => {
  const error = failure(() => ipxeScript({ ...CONTENT, ...content }));
  expect(isDriverError(error, "INVALID_PARAMETER")).toBe(true);
  expect(String(error)).toContain(names);
  expect(String(error)).not.toContain(SECRET);
});

function failure(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
