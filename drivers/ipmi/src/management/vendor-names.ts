/**
 * Makers of BMCs by IANA enterprise number, in lower case.
 *
 * @remarks
 * Quirks are matched against these names: `supermicro` and `lenovo` are spelled as Ironic's own quirks spell them.
 * Source: IANA, Private Enterprise Numbers; 47488 is what newer Supermicro boards send.
 */
const VENDOR_NAMES = {
  2: "ibm",
  11: "hewlett-packard",
  42: "sun microsystems",
  111: "oracle",
  116: "hitachi",
  343: "intel corporation",
  674: "dell inc.",
  2011: "huawei",
  2623: "asustek computer inc.",
  5771: "cisco systems",
  7244: "quanta computer inc.",
  10297: "advantech",
  10368: "fujitsu",
  10876: "supermicro",
  15000: "kontron",
  19046: "lenovo",
  20301: "ibm eserver x",
  20569: "inventec",
  24339: "adlink technology inc.",
  37945: "inspur",
  40092: "wiwynn corporation",
  45065: "insyde",
  47196: "hewlett packard enterprise",
  47488: "supermicro",
  49622: "asrock rack",
  49769: "yadro",
  49871: "openbmc project",
  51974: "raptor computing systems",
  52538: "ampere computing",
} as const satisfies Readonly<Record<number, string>>;

/** The maker's name, or null for one that the table does not have. */
export function vendorName(manufacturerId: number): string | null {
  return (VENDOR_NAMES as Readonly<Record<number, string>>)[manufacturerId] ?? null;
}
