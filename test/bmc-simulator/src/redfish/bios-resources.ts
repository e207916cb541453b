import type { BiosAttributes } from "../machine/firmware-settings.js";
import { FACTORY_BIOS } from "../machine/firmware-settings.js";
import { badParameter, badProperty, messageOf, missingProperty, unknownProperty } from "./redfish-error.js";
import {
  type Body,
  link,
  NO_CONTENT,
  type ResourceAnswer,
  type ResourceContext,
  type ResourceMap,
} from "./resource.js";

const KEY_RESETS = ["ResetAllKeysToDefault", "DeleteAllKeys"];

/** BIOS attributes with their settings object, and secure boot. */
export function addBios(resources: ResourceMap, context: ResourceContext): void {
  const { machine, facts, systemPath } = context;
  const self = `${systemPath}/${facts.bios}`;
  const settings = `${self}/${facts.vendor === "HPE" ? "settings" : "Settings"}`;
  resources.set(self, {
    get: () => ({
      "@odata.id": self,
      "@odata.type": "#Bios.v1_2_0.Bios",
      Id: "Bios",
      Name: "BIOS Configuration Current Settings",
      Attributes: machine.settings.bios,
      "@Redfish.Settings": {
        "@odata.type": "#Settings.v1_3_3.Settings",
        SettingsObject: link(settings),
        SupportedApplyTimes: ["OnReset"],
      },
      Actions: { "#Bios.ResetBios": { target: `${self}/Actions/Bios.ResetBios` } },
    }),
  });
  resources.set(settings, {
    get: () => ({
      "@odata.id": settings,
      "@odata.type": "#Bios.v1_2_0.Bios",
      Id: "Settings",
      Name: "BIOS Configuration Pending Settings",
      // Dell's object holds what changes; HPE's holds everything.
      Attributes:
        facts.vendor === "HPE"
          ? { ...machine.settings.bios, ...machine.settings.pendingBios }
          : machine.settings.pendingBios,
    }),
    patch: (body) => stage(context, body),
  });
  resources.set(`${self}/Actions/Bios.ResetBios`, {
    post: () => {
      machine.settings.stageBiosReset();
      return NO_CONTENT;
    },
  });
  addSecureBoot(resources, context);
}

function stage({ machine, facts, habits, tasks }: ResourceContext, body: Body): ResourceAnswer | undefined {
  const { Attributes, "@Redfish.SettingsApplyTime": applyTime, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw unknownProperty(unknown);
  if (Attributes === undefined) throw missingProperty("Attributes");
  if (typeof Attributes !== "object" || Attributes === null) throw badProperty("Attributes", Attributes);
  const wantedTime = (applyTime as Body | undefined)?.["ApplyTime"];
  if (applyTime !== undefined && wantedTime !== "OnReset") throw badProperty("ApplyTime", wantedTime);
  for (const [name, value] of Object.entries(Attributes)) {
    if (!Object.hasOwn(FACTORY_BIOS, name)) throw unknownProperty(name);
    if (typeof value !== typeof FACTORY_BIOS[name]) throw badProperty(name, value);
  }
  machine.settings.stageBios(Attributes as BiosAttributes);
  if (!habits.hasBiosTask) return undefined;
  const task = tasks.start("ConfigBIOS:BIOS.Setup.1-1", "Pending");
  tasks.when(
    machine,
    () => Object.keys(machine.settings.pendingBios).length === 0,
    () => {
      const good = messageOf(facts.baseRegistry, "IDRAC.2.8.PR19", "Job completed successfully.", []);
      task.end({ isGood: true, answer: NO_CONTENT, messages: [good] });
    },
  );
  return task.accepted;
}

function addSecureBoot(resources: ResourceMap, { machine, systemPath }: ResourceContext): void {
  const self = `${systemPath}/SecureBoot`;
  const keys = { mode: "UserMode" };
  resources.set(self, {
    get: () => ({
      "@odata.id": self,
      "@odata.type": "#SecureBoot.v1_1_0.SecureBoot",
      Id: "SecureBoot",
      Name: "UEFI Secure Boot",
      SecureBootEnable: machine.settings.secureBoot,
      SecureBootCurrentBoot: machine.settings.secureBootInUse ? "Enabled" : "Disabled",
      SecureBootMode: keys.mode,
      Actions: {
        "#SecureBoot.ResetKeys": {
          target: `${self}/Actions/SecureBoot.ResetKeys`,
          "ResetKeysType@Redfish.AllowableValues": KEY_RESETS,
        },
      },
    }),
    patch: ({ SecureBootEnable, ...others }) => {
      const [unknown] = Object.keys(others);
      if (unknown !== undefined) throw unknownProperty(unknown);
      if (typeof SecureBootEnable !== "boolean") throw badProperty("SecureBootEnable", SecureBootEnable);
      machine.settings.setSecureBoot(SecureBootEnable);
      return undefined;
    },
  });
  resources.set(`${self}/Actions/SecureBoot.ResetKeys`, {
    post: ({ ResetKeysType } = {}) => {
      if (!KEY_RESETS.includes(String(ResetKeysType)))
        throw badParameter("SecureBoot.ResetKeys", "ResetKeysType", ResetKeysType);
      keys.mode = ResetKeysType === "DeleteAllKeys" ? "SetupMode" : "UserMode";
      machine.journal("secure-boot-keys", { type: String(ResetKeysType) });
      return NO_CONTENT;
    },
  });
}
