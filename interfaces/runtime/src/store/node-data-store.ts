import type { BiosSetting, FirmwareComponent, InspectionData, JsonObject } from "@steelyard/interfaces";

/** With the times of the row. @public */
export type Stored<T> = T & { readonly createdAt: string; readonly updatedAt: string | null };

/** What was read from a machine and is kept: BIOS settings, firmware versions, inventory. @public */
export interface NodeDataStore {
  /** Makes the stored settings equal to those given. */
  saveBiosSettings(nodeUuid: string, settings: readonly BiosSetting[]): Promise<void>;
  biosSettings(nodeUuid: string): Promise<readonly Stored<BiosSetting>[]>;
  saveFirmwareComponents(nodeUuid: string, components: readonly FirmwareComponent[]): Promise<void>;
  firmwareComponents(
    nodeUuid: string,
  ): Promise<
    readonly Stored<
      FirmwareComponent & { readonly initialVersion: string | null; readonly lastVersionFlashed: string | null }
    >[]
  >;
  saveInspectionData(nodeUuid: string, data: InspectionData): Promise<void>;
  inspectionData(nodeUuid: string): Promise<InspectionData | undefined>;
}

/** A file that was published for a machine; see `MachineFile` of the hardware interfaces. @public */
export interface MachineFileRecord {
  /** Unguessable; part of the URL. */
  readonly id: string;
  readonly nodeUuid: string;
  readonly name: string;
  readonly description: JsonObject;
  readonly createdAt: string;
}

/** @public */
export interface MachineFileStore {
  /** Adds or replaces the file of this name; an equal description keeps its id. */
  put(nodeUuid: string, name: string, description: JsonObject): Promise<MachineFileRecord>;
  get(id: string): Promise<MachineFileRecord | undefined>;
  /** The newest iPXE script that names this MAC address (lower case, colons). */
  bootScriptFor(macAddress: string): Promise<MachineFileRecord | undefined>;
  delete(nodeUuid: string, name: string): Promise<void>;
}

/** Values shared by all conductors of a database, e.g. the cluster secret. @public */
export interface SettingStore {
  get(name: string): Promise<string | undefined>;
  /** Stores `value` unless there is one; answers the one that is stored. */
  putIfAbsent(name: string, value: string): Promise<string>;
}
