import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { interopProgram } from "@steelyard/driver-contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestBmc } from "./test-bmc.test.fixture.js";

const run = promisify(execFile);
const GET_CHASSIS_STATUS = 0x0001;

/** Programs of others hold the test BMC to the specification, so that the client's tests against it mean something. */
describe("the test BMC is one that others' clients accept", () => {
  let bmc: TestBmc;
  beforeAll(async () => {
    bmc = await TestBmc.start();
  });
  afterAll(() => bmc.stop());

  describe.skipIf(!interopProgram("ipmitool"))("ipmitool", () => {
    test.each([3, 17])("logs in with suite %i and reads the power state", async (suite) => {
      const before = bmc.count(GET_CHASSIS_STATUS);
      const login = ["-I", "lanplus", "-H", "127.0.0.1", "-p", String(bmc.port), "-U", "admin", "-P", "secret"];
      const { stdout } = await run("ipmitool", [...login, "-C", String(suite), "-R", "1", "power", "status"]);
      expect(stdout).toBe("Chassis Power is on\n");
      expect(bmc.count(GET_CHASSIS_STATUS)).toBe(before + 1);
    });
  });

  describe.skipIf(!interopProgram("ipmipower"))("FreeIPMI", () => {
    test.each([3, 8, 12, 17])("logs in with suite %i and reads the power state", async (suite) => {
      const target = ["-h", `127.0.0.1:${bmc.port}`, "-u", "admin", "-p", "secret", "-l", "ADMIN"];
      const { stdout } = await run("ipmipower", [...target, "-D", "LAN_2_0", "-I", String(suite), "--stat"]);
      expect(stdout).toMatch(/^127\.0\.0\.1.*: on\n$/);
    });
  });
});
