import { type Sensor, sensorsOf } from "../machine/sensors.js";
import { unknownProperty } from "./redfish-error.js";
import {
  type Body,
  collection,
  INDICATORS,
  keyOf,
  link,
  OK_STATUS,
  oneOf,
  type ResourceContext,
  type ResourceMap,
} from "./resource.js";

/** The chassis with its sensors. */
export function addChassis(resources: ResourceMap, context: ResourceContext): void {
  const { machine, facts, chassisPath: self } = context;
  resources.set("/redfish/v1/Chassis", {
    get: () => collection("/redfish/v1/Chassis", "Chassis", "Chassis", [self]),
  });
  resources.set(self, {
    get: () => ({
      "@odata.id": self,
      "@odata.type": "#Chassis.v1_20_0.Chassis",
      Id: facts.chassisId,
      Name: "Chassis",
      ChassisType: "RackMount",
      Manufacturer: machine.vendor.manufacturer,
      Model: machine.vendor.productName,
      SerialNumber: machine.vendor.serialNumber,
      PowerState: machine.power === "on" || machine.power === "powering-off" ? "On" : "Off",
      IndicatorLED: keyOf(INDICATORS, machine.indicator("chassis")),
      Thermal: link(`${self}/Thermal`),
      Power: link(`${self}/Power`),
      Links: { ComputerSystems: [link(context.systemPath)], ManagedBy: [link(context.managerPath)] },
      Status: OK_STATUS,
    }),
    patch: ({ IndicatorLED, ...others }) => {
      const [unknown] = Object.keys(others);
      if (unknown !== undefined) throw unknownProperty(unknown);
      if (IndicatorLED !== undefined) machine.setIndicator("chassis", oneOf(INDICATORS, "IndicatorLED", IndicatorLED));
      return undefined;
    },
  });
  resources.set(`${self}/Thermal`, { get: () => thermal(sensorsOf(machine), `${self}/Thermal`) });
  resources.set(`${self}/Power`, {
    get: () => power(sensorsOf(machine), `${self}/Power`, machine.power === "on"),
  });
}

function thermal(sensors: readonly Sensor[], self: string): Body {
  const ofKind = (kind: Sensor["kind"]): readonly Sensor[] => sensors.filter((sensor) => sensor.kind === kind);
  const common = (sensor: Sensor, list: string, index: number): Body => ({
    "@odata.id": `${self}#/${list}/${index}`,
    MemberId: String(index),
    Name: sensor.name,
    SensorNumber: sensor.number,
    UpperThresholdCritical: sensor.upperCritical,
    Status: { State: sensor.reading === null ? "UnavailableOffline" : "Enabled", Health: "OK" },
  });
  return {
    "@odata.id": self,
    "@odata.type": "#Thermal.v1_7_0.Thermal",
    Id: "Thermal",
    Name: "Thermal",
    Temperatures: ofKind("temperature").map((sensor, index) => ({
      ...common(sensor, "Temperatures", index),
      ReadingCelsius: sensor.reading,
      PhysicalContext: sensor.name.startsWith("CPU") ? "CPU" : "Intake",
    })),
    Fans: ofKind("fan").map((sensor, index) => ({
      ...common(sensor, "Fans", index),
      Reading: sensor.reading,
      ReadingUnits: "RPM",
      PhysicalContext: "SystemBoard",
    })),
  };
}

function power(sensors: readonly Sensor[], self: string, isOn: boolean): Body {
  const watts = sensors.filter(({ kind }) => kind === "power");
  return {
    "@odata.id": self,
    "@odata.type": "#Power.v1_7_0.Power",
    Id: "Power",
    Name: "Power",
    PowerControl: watts.map(({ name, reading, upperCritical }, index) => ({
      "@odata.id": `${self}#/PowerControl/${index}`,
      MemberId: String(index),
      Name: name,
      PowerConsumedWatts: reading,
      PowerCapacityWatts: upperCritical,
    })),
    Voltages: sensors
      .filter(({ kind }) => kind === "voltage")
      .map(({ name, number, reading, upperCritical }, index) => ({
        "@odata.id": `${self}#/Voltages/${index}`,
        MemberId: String(index),
        Name: name,
        SensorNumber: number,
        ReadingVolts: reading,
        UpperThresholdCritical: upperCritical,
        Status: OK_STATUS,
      })),
    PowerSupplies: [
      {
        "@odata.id": `${self}#/PowerSupplies/0`,
        MemberId: "0",
        Name: "PS1 Status",
        Manufacturer: "Steelyard",
        Model: "Simulated PSU",
        PowerCapacityWatts: 1100,
        LastPowerOutputWatts: isOn ? 180 : 12,
        LineInputVoltage: 230,
        Status: OK_STATUS,
      },
    ],
  };
}
