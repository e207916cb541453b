import type { Machine } from "./machine.js";

/** A reading of a machine. @public */
export interface Sensor {
  readonly number: number;
  readonly name: string;
  readonly kind: "temperature" | "fan" | "voltage" | "power";
  /** °C, RPM, V or W; null: not readable now. */
  readonly reading: number | null;
  readonly upperCritical: number;
}

/** The sensors of a machine; fans and power depend on whether it is on. */
export function sensorsOf({ power, cpu }: Machine): readonly Sensor[] {
  const isOn = power === "on";
  return [
    { number: 1, name: "Inlet Temp", kind: "temperature", reading: 23, upperCritical: 47 },
    { number: 2, name: "CPU1 Temp", kind: "temperature", reading: isOn ? 30 + cpu.count : null, upperCritical: 95 },
    { number: 3, name: "Fan1", kind: "fan", reading: isOn ? 6000 : 0, upperCritical: 20_400 },
    { number: 4, name: "Fan2", kind: "fan", reading: isOn ? 6120 : 0, upperCritical: 20_400 },
    { number: 5, name: "VBAT", kind: "voltage", reading: 3.06, upperCritical: 3.66 },
    { number: 6, name: "Pwr Consumption", kind: "power", reading: isOn ? 180 : 12, upperCritical: 900 },
  ];
}
