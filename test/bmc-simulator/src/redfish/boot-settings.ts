import type { BootTarget } from "../machine/boot-seam.js";
import { badProperty, missingProperty, notWritable, RedfishRefusal, unknownProperty } from "./redfish-error.js";
import { type Body, keyOf, oneOf, type ResourceContext } from "./resource.js";

const TARGETS: Readonly<Record<string, BootTarget>> = {
  Pxe: "pxe",
  Hdd: "disk",
  Cd: "cdrom",
  Usb: "usb",
  BiosSetup: "bios-setup",
  UefiHttp: "uefihttp",
};
const ENABLED = { Disabled: "disabled", Once: "once", Continuous: "continuous" } as const;
const MODES = { UEFI: "uefi", Legacy: "bios" } as const;
const NAMES = ["BootSourceOverrideTarget", "BootSourceOverrideEnabled", "BootSourceOverrideMode", "HttpBootUri"];

/** Whether the settings object shows the boot settings, or the system alone. */
type Place = "system" | "settings";

/** `Boot` of a system. Source: Redfish schema ComputerSystem (DSP2046). */
export function shownBoot({ machine, facts, habits }: ResourceContext): Body {
  const { bootOverride, bootMode, httpBootUrl } = machine.settings;
  const modes = machine.architecture === "x86_64" ? Object.keys(MODES) : ["UEFI"];
  return {
    BootSourceOverrideEnabled: keyOf(ENABLED, bootOverride.enabled),
    BootSourceOverrideTarget: bootOverride.target === null ? "None" : keyOf(TARGETS, bootOverride.target),
    "BootSourceOverrideTarget@Redfish.AllowableValues": facts.bootTargets,
    ...(habits.hasBootMode
      ? {
          BootSourceOverrideMode: keyOf(MODES, bootMode),
          "BootSourceOverrideMode@Redfish.AllowableValues": modes,
        }
      : {}),
    ...(facts.bootTargets.includes("UefiHttp") ? { HttpBootUri: httpBootUrl } : {}),
  };
}

/**
 * Checks all of a `Boot` and then does it.
 *
 * @returns what to do; nothing happened yet
 * @throws RedfishRefusal when the BMC does not take it
 */
export function patchBoot(context: ResourceContext, boot: unknown, place: Place): () => void {
  const { machine, facts, habits } = context;
  if (typeof boot !== "object" || boot === null) throw badProperty("Boot", boot);
  if (habits.hasBootSettingsObject && place === "system") throw notWritable("Boot");
  const wanted = boot as Body;
  for (const name of Object.keys(wanted)) if (!NAMES.includes(name)) throw unknownProperty(name);
  if (habits.isLockedDuringPost && machine.isStarting)
    throw new RedfishRefusal(
      400,
      "iLO.2.14.UnableToModifyDuringSystemPOST",
      "The value for the property cannot be changed while the computer system BIOS is in POST.",
    );
  const { BootSourceOverrideTarget: target, BootSourceOverrideEnabled, BootSourceOverrideMode, HttpBootUri } = wanted;
  if (target !== undefined) {
    if (!facts.bootTargets.includes(String(target))) throw badProperty("BootSourceOverrideTarget", target);
    const missing = habits.bootNeeds.find((name) => wanted[name] === undefined);
    if (missing !== undefined) throw missingProperty(missing);
  }
  const enabled =
    BootSourceOverrideEnabled === undefined
      ? undefined
      : oneOf(ENABLED, "BootSourceOverrideEnabled", BootSourceOverrideEnabled);
  if (enabled === "continuous" && !habits.hasContinuousBoot)
    throw badProperty("BootSourceOverrideEnabled", BootSourceOverrideEnabled);
  const mode = wantedMode(context, BootSourceOverrideMode);
  if (HttpBootUri !== undefined && HttpBootUri !== null && URL.parse(String(HttpBootUri)) === null)
    throw badProperty("HttpBootUri", HttpBootUri);
  return () => {
    const { settings } = machine;
    if (mode !== undefined && mode !== settings.bootMode) settings.setBootMode(mode);
    if (HttpBootUri !== undefined)
      settings.setHttpBootUrl(HttpBootUri === null || HttpBootUri === "" ? null : String(HttpBootUri));
    if (target === undefined && enabled === undefined) return;
    const now = settings.bootOverride;
    const next = target === undefined ? now.target : (TARGETS[String(target)] ?? null);
    const how = next === null ? "disabled" : (enabled ?? (now.enabled === "disabled" ? "once" : now.enabled));
    settings.setBootOverride(
      how === "disabled" ? { enabled: "disabled", target: null } : { enabled: how, target: next },
    );
  };
}

function wantedMode({ machine, habits }: ResourceContext, mode: unknown): "uefi" | "bios" | undefined {
  if (mode === undefined) return undefined;
  if (!habits.hasBootMode) throw unknownProperty("BootSourceOverrideMode");
  const wanted = oneOf(MODES, "BootSourceOverrideMode", mode);
  if (wanted === "bios" && machine.architecture !== "x86_64") throw badProperty("BootSourceOverrideMode", mode);
  return wanted;
}
