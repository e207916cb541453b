import { interopProgram } from "@steelyard/driver-contract";
import { describe, expect, test } from "vitest";
import { run, withImage } from "../testing.test.support.js";
import { configDriveIso } from "./config-drive-iso.js";

const isoinfo = interopProgram("isoinfo");
describe.skipIf(!isoinfo)("configDriveIso, read by isoinfo", () => {
  test("is labelled config-2 and has the files of both versions", () =>
    withImage(
      configDriveIso({ metaData: { hostname: "node-1" }, userData: "#cloud-config\n", networkData: { links: [] } }),
      async (path) => {
        expect(await run("isoinfo", "-d", "-i", path)).toMatch(/Volume id: config-2/);
        expect((await run("isoinfo", "-R", "-f", "-i", path)).trim().split("\n").toSorted()).toEqual(
          [
            "/openstack",
            ...["2012-08-10", "latest"].flatMap((version) => [
              `/openstack/${version}`,
              `/openstack/${version}/meta_data.json`,
              `/openstack/${version}/network_data.json`,
              `/openstack/${version}/user_data`,
            ]),
          ].toSorted(),
        );
        const meta = await run("isoinfo", "-R", "-x", "/openstack/latest/meta_data.json", "-i", path);
        expect(JSON.parse(meta)).toEqual({ hostname: "node-1" });
      },
    ));
});
