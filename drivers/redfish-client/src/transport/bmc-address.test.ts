import { describe, expect, test } from "vitest";
import { isSameResource, parseBmcAddress, pathOfLink } from "./bmc-address.js";

describe("a BMC's address", () => {
  test.each([
    ["bmc.example", "https://bmc.example", "/redfish/v1/"],
    ["https://bmc.example/", "https://bmc.example", "/redfish/v1/"],
    ["http://10.0.0.1:8000", "http://10.0.0.1:8000", "/redfish/v1/"],
    ["10.0.0.1:8443", "https://10.0.0.1:8443", "/redfish/v1/"],
    ["fd00::7", "https://[fd00::7]", "/redfish/v1/"],
    ["https://[fd00::7]:444", "https://[fd00::7]:444", "/redfish/v1/"],
    ["https://proxy.example/rack1/redfish/v1", "https://proxy.example", "/rack1/redfish/v1/"],
    ["https://user:hunter2@bmc.example/redfish/v1/?x#y", "https://bmc.example", "/redfish/v1/"],
  ])("%s is %s with root %s", (address, origin, rootPath) => {
    expect(parseBmcAddress(address)).toEqual({ origin, rootPath });
  });

  test.each(["", "https://", "ftp://bmc.example", "https://bmc example"])(
    "%j is refused, without repeating it",
    (address) => {
      expect(() => parseBmcAddress(address)).toThrow(
        expect.objectContaining({ code: "BAD_OPTION", attribute: "address" }),
      );
    },
  );
});

test("a link keeps its query and stays on its origin", () => {
  const address = parseBmcAddress("https://bmc.example/rack1/redfish/v1");
  expect(pathOfLink("/redfish/v1/Systems?$skip=50", address)).toBe("/redfish/v1/Systems?$skip=50");
  expect(pathOfLink("https://bmc.example/x", address)).toBe("/x");
  expect(() => pathOfLink("//evil.example/x", address)).toThrow(expect.objectContaining({ code: "REDIRECT_REFUSED" }));
  expect(() => pathOfLink("http://bmc.example/x", address)).toThrow(
    expect.objectContaining({ code: "REDIRECT_REFUSED" }),
  );
});

test("letter case, a final slash and a fragment do not tell resources apart", () => {
  expect(isSameResource("/redfish/v1/systems/1/bios/", "/redfish/v1/Systems/1/Bios")).toBe(true);
  expect(isSameResource("/redfish/v1/Chassis/1/Power#/PowerControl/0", "/redfish/v1/Chassis/1/Power")).toBe(true);
  expect(isSameResource("/redfish/v1/Systems/1", "/redfish/v1/Systems/11")).toBe(false);
});
