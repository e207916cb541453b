/** `deployKernelByArch` → `deploy_kernel_by_arch`, as the file spells it. */
export function fileName(option: string): string {
  return option.replace(/[A-Z]|\d+/g, (found) => `_${found.toLowerCase()}`).replace(/_(\d)/g, "$1");
}

/** `[conductor]` and `deployKernelByArch` → `STEELYARD_CONDUCTOR__DEPLOY_KERNEL_BY_ARCH`. */
export function environmentName(section: string, option: string): string {
  return `STEELYARD_${section.replaceAll("-", "_").toUpperCase()}__${fileName(option).toUpperCase()}`;
}
