/** A file that does not boot, or cannot be had; the message says why. */
export class BootProblem extends Error {}
