export { IpmiClient } from "./client/ipmi-client.js";
export { createIpmiPool, IpmiPool } from "./client/ipmi-pool.js";
export type { CommandOptions, IpmiRequest, IpmiRequester, WriteOptions } from "./client/ipmi-request.js";
export type { IpmiPoolOptions } from "./client/pool-options.js";
export type { BootFlags, BootFlagsSetting, BootSelector } from "./commands/boot-options.js";
export {
  BOOT_SELECTORS,
  getBootFlags,
  getSystemBootOption,
  keepBootFlags,
  setBootFlags,
  setSystemBootOption,
} from "./commands/boot-options.js";
export type { ChassisControl, ChassisStatus } from "./commands/chassis.js";
export { CHASSIS_CONTROLS, chassisControl, getChassisStatus } from "./commands/chassis.js";
export type { DeviceId } from "./commands/device-id.js";
export { getDeviceId } from "./commands/device-id.js";
export { mcReset } from "./commands/mc-reset.js";
export { sendRaw } from "./commands/raw.js";
export type { GuidEncoding } from "./commands/system-guid.js";
export { formatGuid, getSystemGuid } from "./commands/system-guid.js";
export type { CipherSuite, CipherSuiteId } from "./crypto/cipher-suites.js";
export { CIPHER_SUITES, DEFAULT_CIPHER_SUITES } from "./crypto/cipher-suites.js";
export type { CompletionCodeName } from "./errors/completion-codes.js";
export { COMPLETION_CODES, describeCompletionCode } from "./errors/completion-codes.js";
export { IpmiError, isCompletionCode, isIpmiError } from "./errors/ipmi-error.js";
export type { IpmiFailure, IpmiFailureCode, IpmiRetry } from "./errors/ipmi-failures.js";
export { IPMI_FAILURES } from "./errors/ipmi-failures.js";
export type { RakpStatus, RakpStatusCode } from "./errors/rakp-status.js";
export { RAKP_STATUS } from "./errors/rakp-status.js";
export type { SdrSource, SdrWalkOptions } from "./sensors/sdr-repository.js";
export { walkSdrs } from "./sensors/sdr-repository.js";
export type { AnalogFormat, SensorFactors } from "./sensors/sensor-conversion.js";
export { convertReading } from "./sensors/sensor-conversion.js";
export type { SensorReading, SensorThresholds } from "./sensors/sensor-reading.js";
export { getSensorReading, getSensorThresholds, isReadable } from "./sensors/sensor-reading.js";
export type { SdrRecord, SensorRecord } from "./sensors/sensor-record.js";
export { decodeSensorRecord } from "./sensors/sensor-record.js";
export { SENSOR_TYPES, sensorTypeName } from "./sensors/sensor-types.js";
export { formatUnits, SENSOR_UNITS } from "./sensors/sensor-units.js";
export type { IpmiConnectionOptions, PrivilegeLevel } from "./session/connection-options.js";
export { PRIVILEGE_LEVELS } from "./session/connection-options.js";
export type { RetransmitPolicy } from "./session/exchange.js";
export type { BmcAddress, IpmiTransportOptions, TransportCounters } from "./transport/ipmi-transport.js";
export { IpmiTransport } from "./transport/ipmi-transport.js";
