import { type ConfigSection, defineConfig } from "@steelyard/interfaces";

/** Delays in seconds, `"2"` or a range `"1,5"`. Source: Ironic `ironic/conf/fake.py`. @public */
export interface FakeConfig {
  readonly powerDelay: string;
  readonly bootDelay: string;
  readonly deployDelay: string;
  readonly vendorDelay: string;
  readonly managementDelay: string;
  readonly inspectDelay: string;
  readonly raidDelay: string;
  readonly biosDelay: string;
  readonly storageDelay: string;
  readonly rescueDelay: string;
  readonly firmwareDelay: string;
  readonly consoleDelay: string;
}

const DELAY = { type: "string", pattern: "^\\d+(\\.\\d+)?(,\\d+(\\.\\d+)?)?$" };

function delay(what: string) {
  return { summary: `Delay of fake ${what}, in seconds, or a range "from,to".`, schema: DELAY, default: "0" };
}

/** @public */
export const FAKE_CONFIG: ConfigSection<FakeConfig> = defineConfig<FakeConfig>("fake", {
  powerDelay: delay("power changes"),
  bootDelay: delay("boot preparation"),
  deployDelay: delay("deploy steps"),
  vendorDelay: delay("vendor methods"),
  managementDelay: delay("management calls"),
  inspectDelay: delay("inspection"),
  raidDelay: delay("RAID steps"),
  biosDelay: delay("BIOS steps"),
  storageDelay: delay("volume calls"),
  rescueDelay: delay("rescue"),
  firmwareDelay: delay("firmware updates"),
  consoleDelay: delay("console calls"),
});
