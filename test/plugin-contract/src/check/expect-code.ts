import { isDriverError, type NodeTask } from "@steelyard/interfaces";

/** A task whose node can be taken away, e.g. that of `aTask` from the driver contract. @public */
export type FencedTask = NodeTask & {
  /** From now on another process holds the node. */
  lose(): void;
};

/** Calls what has to be refused with one of `codes`. @returns the message */
export async function mustRefuse(codes: readonly string[], call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (isDriverError(error) && codes.includes(error.code)) return error.message;
    throw new Error(`expected DriverError ${codes.join(" or ")}`, { cause: error });
  }
  throw new Error(`expected DriverError ${codes.join(" or ")}, and it succeeded`);
}
