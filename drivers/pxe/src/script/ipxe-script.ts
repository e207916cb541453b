import type { RamdiskParameters } from "@steelyard/interfaces";
import { appendedWords, parameterWords, urlWord } from "./boot-words.js";

/** What a script starts. */
export interface ScriptContent {
  readonly kernelUrl: string;
  readonly ramdiskUrl: string;
  /** The ramdisk's name in iPXE's memory, by which an EFI kernel finds it: `deploy_ramdisk` or `rescue_ramdisk`. */
  readonly ramdiskName: string;
  /** Operator's own parameters, in their order. */
  readonly appendParams: string;
  readonly parameters: RamdiskParameters;
}

/** How often a machine tries again, each time a second later, before it goes off. */
const ATTEMPTS = 10;
/** How long a download may stand still, in milliseconds. Source: Ironic `[pxe] ipxe_timeout`. */
const STALL_TIMEOUT_MS = 60_000;

/**
 * The iPXE script that starts a ramdisk. Equal content gives equal bytes.
 *
 * @remarks
 * The line of the kernel is Ironic's: fixed parameters, appended ones, the agent's, `BOOTIF` with the MAC address that iPXE
 * booted from, `initrd`. A machine without an answer retries ten times with growing pauses and then powers off, so that it
 * does not fall through to an old system on its disk.
 * Source: reference "Agent" §10; https://ipxe.org/scripting, https://ipxe.org/cmd (`kernel`, `initrd`, `imgfree`, `iseq`, `inc`).
 * @throws DriverError `INVALID_PARAMETER` for what can not be written as one word
 */
export function ipxeScript(content: ScriptContent): string {
  const { ramdiskName } = content;
  const timeout = `--timeout ${STALL_TIMEOUT_MS}`;
  const commandLine = [
    "selinux=0 troubleshoot=0 text",
    appendedWords(content.appendParams),
    ...parameterWords(content.parameters),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: iPXE expands it.
    "BOOTIF=${mac}",
    `initrd=${ramdiskName}`,
  ].filter((words) => words !== "");
  return `#!ipxe

set attempts:int32 ${ATTEMPTS}
set i:int32 0

:deploy
imgfree
kernel ${timeout} ${urlWord("The kernel", content.kernelUrl)} ${commandLine.join(" ")} || goto retry
initrd ${timeout} --name ${ramdiskName} ${urlWord("The ramdisk", content.ramdiskUrl)} || goto retry
boot || goto retry

:retry
iseq \${i} \${attempts} && goto fail ||
inc i
echo No answer, trying again in \${i} seconds.
sleep \${i}
goto deploy

:fail
echo No answer after \${attempts} attempts.
echo Powering off in 30 seconds.
sleep 30
poweroff
`;
}
