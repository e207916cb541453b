import type { InterfaceProperties } from "@steelyard/interfaces";

/** `driver_info` keys. Source: Ironic `pxe_base.COMMON_PROPERTIES`. */
export const PXE_PROPERTIES: InterfaceProperties = {
  deploy_kernel:
    "URL of the kernel of the deploy ramdisk; default is [conductor] deploy_kernel_by_arch, then deploy_kernel.",
  deploy_ramdisk: "URL of the deploy ramdisk; default is [conductor] deploy_ramdisk_by_arch, then deploy_ramdisk.",
  rescue_kernel:
    "URL of the kernel of the rescue ramdisk; default is [conductor] rescue_kernel_by_arch, then rescue_kernel.",
  rescue_ramdisk: "URL of the rescue ramdisk; default is [conductor] rescue_ramdisk_by_arch, then rescue_ramdisk.",
  kernel_append_params:
    "Kernel parameters added for the ramdisk; %default% stands for [agent] kernel_append_params. instance_info comes before driver_info.",
  force_persistent_boot_device:
    "Always or Never set boot devices for good; Default sets the network for one boot and the disk for good.",
};
