import type { StepPhase } from "@steelyard/interfaces";

const USER_RANK = { vendor: 7, power: 6, management: 5, firmware: 4, deploy: 3, bios: 2, raid: 1 } as const;

/**
 * Which interface goes first where priorities are equal: the higher number. An interface that a phase does not list has no
 * steps in it.
 *
 * @remarks Source: Ironic `ironic.conductor.steps`, `CLEANING_INTERFACE_PRIORITY` and its siblings.
 * @public
 */
export const INTERFACE_RANK: Readonly<Record<StepPhase, Readonly<Record<string, number>>>> = {
  clean: USER_RANK,
  deploy: USER_RANK,
  service: { ...USER_RANK, network: 8 },
  verify: {
    power: 13,
    management: 12,
    firmware: 11,
    inspect: 10,
    deploy: 9,
    boot: 8,
    bios: 7,
    raid: 6,
    vendor: 5,
    network: 4,
    storage: 3,
    console: 2,
    rescue: 1,
  },
};
