export type {
  BootDevice,
  BootDeviceSetting,
  BootMode,
  IndicatorComponent,
  IndicatorDescription,
  IndicatorState,
  ManagementInterface,
  NodeHealth,
  SensorData,
  VirtualMediaType,
} from "./management-interface.js";
export {
  BOOT_DEVICES,
  BOOT_MODES,
  INDICATOR_COMPONENTS,
  INDICATOR_STATES,
} from "./management-interface.js";
export { NoopManagement } from "./noop-management.js";
