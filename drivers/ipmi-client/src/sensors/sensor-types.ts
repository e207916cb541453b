/**
 * Sensor types by number.
 * @remarks Source: IPMI 2.0 rev. 1.1, table 42-3.
 * @public
 */
export const SENSOR_TYPES = {
  1: "Temperature",
  2: "Voltage",
  3: "Current",
  4: "Fan",
  5: "Physical Security",
  6: "Platform Security",
  7: "Processor",
  8: "Power Supply",
  9: "Power Unit",
  10: "Cooling Device",
  11: "Other",
  12: "Memory",
  13: "Drive Slot / Bay",
  14: "POST Memory Resize",
  15: "System Firmwares",
  16: "Event Logging Disabled",
  17: "Watchdog1",
  18: "System Event",
  19: "Critical Interrupt",
  20: "Button",
  21: "Module / Board",
  22: "Microcontroller",
  23: "Add-in Card",
  24: "Chassis",
  25: "Chip Set",
  26: "Other FRU",
  27: "Cable / Interconnect",
  28: "Terminator",
  29: "System Boot Initiated",
  30: "Boot Error",
  31: "OS Boot",
  32: "OS Critical Stop",
  33: "Slot / Connector",
  34: "System ACPI Power State",
  35: "Watchdog2",
  36: "Platform Alert",
  37: "Entity Presence",
  38: "Monitor ASIC",
  39: "LAN",
  40: "Management Subsys Health",
  41: "Battery",
  42: "Session Audit",
  43: "Version Change",
  44: "FRU State",
} as const satisfies Readonly<Record<number, string>>;

/** The name of a sensor type; `OEM` from C0h, `Unknown` for what the table does not have. @public */
export function sensorTypeName(type: number): string {
  return (SENSOR_TYPES as Readonly<Record<number, string>>)[type] ?? (type >= 0xc0 ? "OEM" : "Unknown");
}
