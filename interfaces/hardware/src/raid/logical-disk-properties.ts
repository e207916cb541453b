/** What a logical disk may say. Source: Ironic `ironic/drivers/raid_config_schema.json`. @public */
export const LOGICAL_DISK_PROPERTIES: Readonly<Record<string, string>> = {
  raid_level: "RAID level of the logical disk: JBOD, 0, 1, 2, 5, 6, 1+0, 5+0 or 6+0. Required.",
  size_gb: "Size in GiB, a whole number, or MAX for all that is left. Required.",
  volume_name: "Name of the volume. Default: made up.",
  is_root_volume: "Whether this volume is the root device. Default: false; at most one may be.",
  share_physical_disks: "Whether other logical disks may use the same physical disks. Default: false.",
  disk_type: "hdd or ssd. Default: no constraint.",
  interface_type: "sata, scsi or sas. Default: no constraint.",
  number_of_physical_disks: "How many physical disks to use. Default: the least the level needs.",
  controller: "The controller's id as the driver names it. Default: no constraint.",
  physical_disks: "The physical disks to use, as the driver names them. Default: no constraint.",
};
