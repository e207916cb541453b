import type { BootHttp } from "./boot-http.js";
import { BootProblem } from "./boot-problem.js";

/** What an iPXE script ended in. */
export type IpxeResult =
  | { readonly kind: "linux"; readonly kernel: Buffer; readonly parameters: string; readonly ramdisk: Buffer }
  /** `exit`, `sanboot` of the local disk: firmware goes on with its next boot target. */
  | { readonly kind: "next" };

/** What a script is run with. */
export interface IpxeContext {
  /** Settings without `${}`: `mac`, `net0/mac`, `uuid`, `buildarch`, … */
  readonly settings: ReadonlyMap<string, string>;
  /** Where the script is from: relative URLs start there. */
  readonly url: string;
  readonly http: BootHttp;
  readonly signal: AbortSignal;
}

const MAX_COMMANDS = 500;
const MAX_CHAIN = 8;

/**
 * Runs a script with the commands of iPXE that boot scripts use: `set`, `isset`, `iseq`, `goto`, `kernel`, `initrd`, `imgfree`,
 * `imgargs`, `boot`, `chain`, `sanboot`, `exit`, `echo`, `dhcp`, `ifopen`, `sleep`, with `||` and `&&`.
 *
 * @throws BootProblem where iPXE would stop with an error
 */
export async function runIpxe(script: string, context: IpxeContext, depth = 0): Promise<IpxeResult> {
  return new Script(script, context, depth).run();
}

class Script {
  readonly #lines: readonly string[];
  readonly #context: IpxeContext;
  readonly #settings: Map<string, string>;
  readonly #depth: number;
  #kernel: { readonly bytes: Buffer; parameters: string } | undefined;
  #ramdisk: Buffer | undefined;
  #at = 0;
  #result: IpxeResult | undefined;

  constructor(text: string, context: IpxeContext, depth: number) {
    if (!text.startsWith("#!ipxe") && !text.startsWith("#!gpxe")) throw new BootProblem("it is no iPXE script");
    if (depth > MAX_CHAIN) throw new BootProblem("the iPXE scripts chain each other for ever");
    this.#lines = text.replace(/\\\r?\n/g, " ").split(/\r?\n/);
    this.#context = context;
    this.#settings = new Map(context.settings);
    this.#depth = depth;
  }

  async run(): Promise<IpxeResult> {
    for (let count = 0; this.#at < this.#lines.length; count += 1) {
      if (count > MAX_COMMANDS) throw new BootProblem("the iPXE script does not come to an end");
      const line = (this.#lines[this.#at] ?? "").trim();
      this.#at += 1;
      if (line === "" || line.startsWith("#") || line.startsWith(":")) continue;
      await this.#line(line);
      if (this.#result !== undefined) return this.#result;
    }
    throw new BootProblem("the iPXE script ended without booting anything");
  }

  /** Parts joined by `||` and `&&`, from left to right. */
  async #line(line: string): Promise<void> {
    const parts = line.split(/\s+(\|\||&&)(?:\s+|$)/);
    let failure: unknown;
    for (let index = 0; index < parts.length; index += 2) {
      const joiner = parts[index - 1];
      const isSkipped = joiner !== undefined && (joiner === "||") === (failure === undefined);
      if (isSkipped || parts[index] === undefined) continue;
      failure = undefined;
      try {
        await this.#command(this.#expanded(parts[index] as string).trim());
      } catch (error) {
        if (!(error instanceof BootProblem)) throw error;
        failure = error;
      }
      if (this.#result !== undefined) return;
    }
    if (failure !== undefined) throw failure;
  }

  #expanded(text: string): string {
    return text.replace(/\$\{([^}]*)\}/g, (_whole, name: string) => this.#setting(name));
  }

  /** `mac:hexhyp` and the like name a format. */
  #setting(name: string): string {
    const [key = "", format] = name.split(":");
    const value = this.#settings.get(key) ?? "";
    return format === "hexhyp" ? value.replaceAll(":", "-") : format === "hexraw" ? value.replaceAll(":", "") : value;
  }

  async #command(text: string): Promise<void> {
    const [name = "", ...args] = text.split(/\s+/);
    switch (name) {
      case "":
      case "echo":
      case "dhcp":
      case "ifopen":
      case "ifconf":
      case "sleep":
      case "imgstat":
        return;
      case "set":
        this.#settings.set(args[0] ?? "", args.slice(1).join(" "));
        return;
      case "isset":
        if (args.length === 0 || args[0] === "") throw new BootProblem("isset: it is not set");
        return;
      case "iseq":
        if (args[0] !== args[1]) throw new BootProblem("iseq: they differ");
        return;
      case "goto":
        return this.#goto(args[0] ?? "");
      case "kernel":
        return this.#loadKernel(args);
      case "initrd":
        // Linux takes several archives, one behind the other.
        this.#ramdisk = Buffer.concat([this.#ramdisk ?? Buffer.alloc(0), await this.#fetch(this.#url(args))]);
        return;
      case "imgargs":
        if (this.#kernel === undefined) throw new BootProblem("imgargs: no kernel is loaded");
        this.#kernel.parameters = args.slice(1).join(" ");
        return;
      case "imgfree":
        this.#kernel = undefined;
        this.#ramdisk = undefined;
        return;
      case "boot":
        return this.#boot();
      case "chain":
        return this.#chain(args);
      case "sanboot":
      case "exit":
        this.#result = { kind: "next" };
        return;
      default:
        throw new BootProblem(`the iPXE script has the command ${name}, which is not known here`);
    }
  }

  #goto(label: string): void {
    const found = this.#lines.findIndex((line) => line.trim() === `:${label}`);
    if (found < 0) throw new BootProblem(`the iPXE script has no label ${label}`);
    this.#at = found + 1;
  }

  /** The first argument that is no option, and what is behind it. */
  #positional(args: readonly string[]): readonly string[] {
    const rest = [...args];
    while (rest[0]?.startsWith("-") === true) {
      const option = rest.shift() as string;
      if (/^(--name|-n|--timeout|-t)$/.test(option)) rest.shift();
    }
    return rest;
  }

  #url(args: readonly string[]): string {
    const [text = ""] = this.#positional(args);
    const url = text === "" ? null : URL.parse(text, this.#context.url);
    if (url === null || !/^https?:$/.test(url.protocol))
      throw new BootProblem(`${text === "" ? "nothing" : text} is no URL that can be fetched`);
    return url.href;
  }

  #fetch(url: string): Promise<Buffer> {
    return this.#context.http.file(url, this.#context.signal);
  }

  async #loadKernel(args: readonly string[]): Promise<void> {
    const [, ...parameters] = this.#positional(args);
    this.#kernel = { bytes: await this.#fetch(this.#url(args)), parameters: parameters.join(" ") };
  }

  #boot(): void {
    if (this.#kernel === undefined) throw new BootProblem("boot: no kernel is loaded");
    if (this.#ramdisk === undefined) throw new BootProblem("boot: no ramdisk is loaded");
    this.#result = {
      kind: "linux",
      kernel: this.#kernel.bytes,
      parameters: this.#kernel.parameters,
      ramdisk: this.#ramdisk,
    };
  }

  async #chain(args: readonly string[]): Promise<void> {
    const url = this.#url(args);
    const text = (await this.#fetch(url)).toString("utf8");
    this.#result = await runIpxe(text, { ...this.#context, url, settings: this.#settings }, this.#depth + 1);
  }
}
