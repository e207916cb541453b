import type { InterfaceProperties } from "@steelyard/interfaces";

/** `driver_info` keys of all IPMI implementations. Source: Ironic `ironic.drivers.modules.ipmitool.COMMON_PROPERTIES`. */
export const IPMI_PROPERTIES: InterfaceProperties = {
  ipmi_address: "IP address or host name of the BMC. Required.",
  ipmi_port: "UDP port of the BMC; default 623.",
  ipmi_username: "User name, at most 16 bytes; default is the BMC's user without a name.",
  ipmi_password: "Password, at most 20 bytes; default is empty.",
  ipmi_hex_kg_key: "Kg key of the BMC as up to 40 hexadecimal digits; default is none.",
  ipmi_priv_level: "Privilege level: ADMINISTRATOR (default), OPERATOR, USER or CALLBACK.",
  ipmi_protocol_version: "Version of IPMI; only 2.0, the default, is supported.",
  ipmi_cipher_suite:
    "Cipher suite: 17 or 3; default is 17, then 3 where the BMC refuses 17. 8 and 12 rely on MD5 and need [ipmi] allow_md5_cipher_suites.",
  ipmi_bridging: "Only no, the default, is supported: requests go to the BMC itself.",
  ipmi_force_boot_device: "Send the boot device again before each power on, for BMCs that forget it; default is false.",
  ipmi_disable_boot_timeout:
    "Tell the BMC to keep a boot device that is not used within 60 seconds; default is [ipmi] disable_boot_timeout.",
};
