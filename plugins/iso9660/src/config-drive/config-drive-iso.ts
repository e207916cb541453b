import { bytesSource, type RangeSource } from "../content.js";
import { layoutIso } from "../iso/layout-iso.js";

/** What goes on a config drive. Objects are written as JSON, texts as they are. @public */
export interface ConfigDriveContent {
  readonly metaData?: object | string;
  readonly userData?: object | string;
  readonly networkData?: object | string;
  readonly vendorData?: object | string;
}

const VERSIONS = ["2012-08-10", "latest"] as const;

/**
 * A config drive: ISO 9660, volume `config-2`, with the files cloud-init reads.
 *
 * @remarks Source: OpenStack config drive format; openstacksdk `openstack.baremetal.configdrive.build`.
 * @public
 */
export function configDriveIso(content: ConfigDriveContent): RangeSource {
  const files = VERSIONS.flatMap((version) => {
    const file = (name: string, value: object | string | undefined) =>
      value === undefined
        ? []
        : [{ path: `openstack/${version}/${name}`, content: bytesSource(Buffer.from(textOf(value), "utf8")) }];
    return [
      ...file("meta_data.json", content.metaData ?? {}),
      ...file("network_data.json", content.networkData),
      ...file("user_data", content.userData),
      ...file("vendor_data2.json", content.vendorData),
    ];
  });
  return layoutIso({ volumeId: "config-2", files });
}

function textOf(value: object | string): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
