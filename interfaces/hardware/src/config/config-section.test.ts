import { describe, expect, it } from "vitest";
import { configDefaults, defineConfig, OPTION } from "./config-section.js";

interface AcmeConfig {
  readonly verifyCa: boolean;
  readonly ports: readonly string[];
}

const ACME = defineConfig<AcmeConfig>("acme", {
  verifyCa: { summary: "Verify the certificate.", schema: OPTION.flag, default: true },
  ports: { summary: "Ports to try.", schema: OPTION.textList, default: [] },
});

describe("defineConfig", () => {
  it("supplies its values under a token named after the section", () => {
    expect(ACME.token.id).toBe("config/acme");
    expect(configDefaults(ACME)).toEqual({ verifyCa: true, ports: [] });
  });
});
