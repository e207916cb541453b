import {
  bind,
  DONE,
  defineConfig,
  defineDriver,
  NoopDeploy,
  NoopManagement,
  OPTION,
  type PowerInterface,
  provide,
  stepsFor,
  type Token,
  token,
} from "@steelyard/interfaces";

/** A driver as a third party writes it. */
export interface AcmeConfig {
  readonly portRange: string;
  readonly retries: number;
}

export const ACME_CONFIG = defineConfig<AcmeConfig>("acme", {
  portRange: { summary: "Ports.", schema: OPTION.text, default: "1-2" },
  retries: { summary: "Retries.", schema: OPTION.count, default: 3 },
});

export const ACME_PREFIX: Token<string> = token("driver-acme/prefix");

export class AcmePower implements PowerInterface {
  readonly properties;
  readonly supportsPowerSync = true;
  constructor(prefix: string) {
    this.properties = { [`${prefix}_address`]: "Where its BMC is." };
  }
  validate(): void {}
  async getPowerState() {
    return "power off" as const;
  }
  async setPowerState(): Promise<void> {}
  getSupportedPowerStates() {
    return ["power on", "power off"] as const;
  }
}

export const acmeSteps = stepsFor<AcmePower>()
  .step("drain_capacitors", {
    phases: { clean: { priority: 5 } },
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: false,
    run: async () => DONE,
  })
  .build();

/** Offers power `acme`, and names implementations of others: `acme-boot` (loaded) and `direct` (not). */
export const acmeDriver = defineDriver({
  id: "acme",
  interfaces: {
    power: [
      bind("power", "acme", {
        deps: { prefix: ACME_PREFIX },
        create: ({ prefix }) => new AcmePower(prefix),
        steps: acmeSteps,
      }),
    ],
    boot: ["acme-boot"],
    deploy: ["direct", "noop"],
    management: [bind("management", "acme", { deps: {}, create: () => new NoopManagement() }), "noop"],
    raid: ["no-raid", "agent"],
  },
  providers: [
    provide(ACME_PREFIX, { deps: { config: ACME_CONFIG.token }, create: ({ config }) => `acme${config.retries}` }),
  ],
  config: [ACME_CONFIG],
});

/** Contributes implementations and no hardware type. */
export const acmeBootDriver = defineDriver({
  id: "acme-boot",
  hardwareTypes: [],
  interfaces: {
    boot: [
      bind("boot", "acme-boot", {
        deps: {},
        create: () => ({
          properties: {},
          capabilities: [],
          validate() {},
          async prepareRamdisk() {},
          async cleanUpRamdisk() {},
          async prepareInstance() {},
          async cleanUpInstance() {},
          validateRescue() {},
          validateInspection() {},
        }),
      }),
    ],
    deploy: [bind("deploy", "acme-boot", { deps: {}, create: () => new NoopDeploy() })],
  },
});
