import { type CommandResult, commandFailed } from "@steelyard/agent-client";
import { DriverError } from "@steelyard/interfaces";
import type { DeployImage } from "./image-info.js";

/** The agent's name for an image whose bytes do not have its checksum. Source: ironic-python-agent `errors.py`. */
const CHECKSUM_PROBLEM = "ImageChecksumError";

/**
 * The error of a `write_image` that has failed: which image, and what its checksum should have been. The address that the
 * machine fetched from may be a capability, so it is replaced by what the operator named.
 */
export function writeProblem(command: CommandResult, image: DeployImage | undefined): DriverError {
  if (image === undefined) return commandFailed(command);
  const hidden = hideUrl(command, image);
  const failed = commandFailed(hidden);
  if (command.problem?.type !== CHECKSUM_PROBLEM)
    return new DriverError(failed.code, { ...failed.details, image: image.source });
  return new DriverError(
    "IMAGE_CHECKSUM_MISMATCH",
    {
      ...(typeof failed.details["reason"] === "string" ? { reason: failed.details["reason"] } : {}),
      image: image.source,
      algorithm: image.hashAlgorithm,
      expected: image.hashValue,
    },
    { cause: failed },
  );
}

function hideUrl(command: CommandResult, { url, source }: DeployImage): CommandResult {
  const { problem } = command;
  if (problem === null) return command;
  const hide = (text: string) => text.replaceAll(url, source);
  return { ...command, problem: { ...problem, message: hide(problem.message), details: hide(problem.details) } };
}
