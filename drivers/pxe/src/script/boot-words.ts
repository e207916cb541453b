import { DriverError, type RamdiskParameters } from "@steelyard/interfaces";

/** What iPXE takes for the end of a command when it stands alone. Source: iPXE, `core/exec.c`. */
const TERMINATORS = ["||", "&&", ";"];

/**
 * Kernel parameters as words in the order of their names, so that equal parameters give equal scripts.
 *
 * @throws DriverError `INVALID_PARAMETER` naming a parameter that iPXE or the kernel would read as something else: one with a
 *   blank, a line break, a quotation mark, other than ASCII characters or `${`. Values are not shown.
 */
export function parameterWords(parameters: RamdiskParameters): readonly string[] {
  return Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name))
        throw refused(`The kernel parameter ${JSON.stringify(name)}`, "is no name");
      if (value === null) return name;
      const what = `The kernel parameter ${name}`;
      if (!/^[\x21-\x7e]*$/.test(value))
        throw refused(what, "has a blank, a line break or a character that is not ASCII");
      if (value.includes('"')) throw refused(what, "has a quotation mark");
      return noExpansion(what, `${name}=${value}`);
    });
}

/**
 * Checks parameters that an operator wrote as one text.
 * @throws DriverError `INVALID_PARAMETER`
 */
export function appendedWords(text: string): string {
  const what = "kernel_append_params";
  const command = text.split(" ").find((word) => TERMINATORS.includes(word));
  if (command !== undefined)
    throw refused(what, `has ${command} as a word, which would end the command of the iPXE script`);
  if ((text.split('"').length - 1) % 2 !== 0) throw refused(what, "has a quotation mark without another one");
  return noExpansion(what, text);
}

/**
 * Checks the URL of a file that iPXE loads.
 * @throws DriverError `INVALID_PARAMETER`
 */
export function urlWord(what: string, url: string): string {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(url)) throw refused(what, "is no http or https URL without blanks");
  return noExpansion(what, url);
}

function noExpansion(what: string, text: string): string {
  if (text.includes("${")) throw refused(what, "has ${, which iPXE would expand");
  return text;
}

function refused(what: string, why: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason: `${what} ${why}.` });
}
