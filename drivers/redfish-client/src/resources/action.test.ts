import { describe, expect, test } from "vitest";
import type { RedfishResource } from "../client/call-options.js";
import { RedfishError } from "../errors/redfish-error.js";
import { resolveAction } from "./action.js";
import {
  linksIn,
  optionalBoolean,
  optionalEnum,
  optionalNumber,
  optionalString,
  requiredLink,
  requiredString,
} from "./attributes.js";
import type { ResourceReader } from "./resource-reader.js";

function reader(found: Record<string, RedfishResource["body"]>): ResourceReader {
  return {
    get: async (uri) => {
      const body = found[uri];
      if (body === undefined) throw new RedfishError("NOT_FOUND", { path: uri, status: 404 });
      return { uri, body };
    },
  };
}

const withActions = (Actions: RedfishResource["body"]): RedfishResource => ({ uri: "/s", body: { Actions } });

describe("an action", () => {
  test("has the values beside it, without a request for its ActionInfo", async () => {
    const resource = withActions({
      "#S.Reset": { target: "/s/reset", "ResetType@Redfish.AllowableValues": ["On"], "@Redfish.ActionInfo": "/gone" },
    });
    const action = await resolveAction(reader({}), resource, "#S.Reset");
    expect(action.target).toBe("/s/reset");
    expect([...action.allowableValues]).toEqual([["ResetType", ["On"]]]);
  });

  test.each(["/info", { "@odata.id": "/info" }])("has the values of its ActionInfo at %j", async (link) => {
    const info = { Parameters: [{ Name: "ResetType", AllowableValues: ["On", "Nmi"] }, { Name: "Delay" }, {}] };
    const resource = withActions({ "#S.Reset": { target: "/t", "@Redfish.ActionInfo": link } });
    const action = await resolveAction(reader({ "/info": info }), resource, "#S.Reset");
    expect([...action.allowableValues]).toEqual([["ResetType", ["On", "Nmi"]]]);
  });

  test("works without values where its ActionInfo does not exist", async () => {
    const resource = withActions({ "#S.Reset": { target: "/t", "@Redfish.ActionInfo": "/gone" } });
    expect((await resolveAction(reader({}), resource, "#S.Reset")).allowableValues.size).toBe(0);
  });

  test("is found among a vendor's", async () => {
    const resource = withActions({ Oem: { Hpe: { "#Hpe.Do": { target: "/a" } }, "#Flat.Do": { target: "/b" } } });
    expect((await resolveAction(reader({}), resource, "#Hpe.Do")).target).toBe("/a");
    expect((await resolveAction(reader({}), resource, "#Flat.Do")).target).toBe("/b");
  });

  test("that is missing is NOT_SUPPORTED, one without target BAD_ANSWER", async () => {
    await expect(resolveAction(reader({}), { uri: "/s", body: {} }, "#S.Reset")).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      path: "/s",
      message: expect.stringContaining("#S.Reset"),
    });
    await expect(resolveAction(reader({}), withActions({ "#S.Reset": {} }), "#S.Reset")).rejects.toMatchObject({
      code: "BAD_ANSWER",
      path: "/s",
      attribute: "Actions.#S.Reset.target",
    });
  });
});

test("readers take partial data, and name what must be there", () => {
  const resource: RedfishResource = {
    uri: "/s",
    body: { Name: null, Count: "12", On: "yes", State: "Newer", Links: { A: [{ "@odata.id": "/a" }, {}, null] } },
  };
  expect(optionalString(resource, "Name")).toBeUndefined();
  expect(optionalString(resource, "Name", "Deeper")).toBeUndefined();
  expect(optionalNumber(resource, "Count")).toBe(12);
  expect(optionalBoolean(resource, "On")).toBeUndefined();
  expect(optionalEnum(resource, { Enabled: 1 }, "State")).toBeUndefined();
  expect(linksIn(resource, "Links", "A")).toEqual(["/a"]);
  expect(linksIn(resource, "Links", "B")).toEqual([]);
  const badAnswer = (attribute: string): unknown =>
    expect.objectContaining({ code: "BAD_ANSWER", path: "/s", attribute });
  expect(() => requiredString(resource, "Name")).toThrow(badAnswer("Name"));
  expect(() => requiredLink(resource, "Bios")).toThrow(badAnswer("Bios.@odata.id"));
});
