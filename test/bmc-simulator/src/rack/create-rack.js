import { createAgentRamdisk } from "../agent/index.js";
import { Dice } from "../faults/dice.js";
import { Faults } from "../faults/faults.js";
import { BootHttp } from "../firmware/boot-http.js";
import { createFirmware } from "../firmware/firmware.js";
import { Journal } from "../journal/journal.js";
import { makeCertificate } from "./certificate.js";
import { startMachine } from "./start-machine.js";
/**
 * Starts machines, switched off, with a BMC each on a port of its own.
 *
 * @throws Error when two machines share a name, UUID or MAC address, or a port is taken
 * @public
 */
export async function createRack(options) {
    const { seed = 1, host = "127.0.0.1" } = options;
    let bootServerUrl = options.bootServerUrl;
    const faults = new Faults(seed);
    const journal = new Journal(options.journalPath);
    const http = new BootHttp();
    const dice = new Dice(seed);
    const startRamdisk = options.startRamdisk ?? createAgentRamdisk({ address: host, random: () => dice.roll() });
    const firmware = createFirmware(http, startRamdisk);
    const wantsTls = options.machines.some(({ redfish }) => redfish?.isTls === true);
    const certificate = wantsTls ? await makeCertificate(host) : undefined;
    const started = [];
    const close = async () => {
        await Promise.all(started.map((each) => each.close()));
        await http.close();
    };
    try {
        for (const spec of options.machines) {
            started.push(await startMachine(spec, {
                folder: options.folder,
                faults,
                journal,
                firmware,
                host,
                seed,
                certificate,
                bootServerUrl: () => bootServerUrl,
            }));
        }
        mustDiffer(started.map(({ shown }) => shown));
    }
    catch (error) {
        await close();
        throw error;
    }
    const machines = started.map(({ shown }) => shown);
    return {
        machines,
        faults,
        journal,
        ...(certificate === undefined ? {} : { certificate: certificate.cert }),
        machine(name) {
            const found = machines.find((each) => each.name === name);
            if (found === undefined)
                throw new Error(`the rack has no machine ${name}`);
            return found;
        },
        setBootServerUrl(url) {
            bootServerUrl = url;
        },
        close,
    };
}
function mustDiffer(machines) {
    const seen = new Map();
    for (const { name, uuid, macAddresses } of machines) {
        for (const mark of [`name ${name}`, `UUID ${uuid}`, ...macAddresses.map((mac) => `MAC address ${mac}`)]) {
            const other = seen.get(mark);
            if (other !== undefined)
                throw new Error(`the machines ${other} and ${name} share the ${mark}`);
            seen.set(mark, name);
        }
    }
}
//# sourceMappingURL=create-rack.js.map