import { createApi } from "@steelyard/api";
import { createCallbacks, createConductor, systemClock } from "@steelyard/conductor";
import { createContainer, createHardware, installDrivers } from "@steelyard/container";
import { fakeDriver } from "@steelyard/driver-fake";
import { acmeDriver } from "@steelyard/first-driver";
import { CALLBACKS, type TaskLog } from "@steelyard/interfaces";
import { CLOCK, STORE } from "@steelyard/runtime-interfaces";
import { createSqlStore } from "@steelyard/store-sql";
import { rackDriver } from "./rack-driver.js";

/** Starts a conductor with our choice of drivers. @returns its API's URL, and how to end it */
export async function startCustomConductor(options: { database: string; port: number; log: TaskLog }) {
  const { database, port, log } = options;
  const drivers = [fakeDriver, acmeDriver, rackDriver];
  const store = await createSqlStore({ url: database });
  await store.migrate();

  const container = createContainer().set(STORE, store).set(CLOCK, systemClock).set(CALLBACKS, createCallbacks(store));
  installDrivers(container, drivers, []);
  const hardware = createHardware({ drivers, container, enabled: { hardwareTypes: ["rack"] } });
  const conductor = createConductor({ store, hardware, hostname: "custom", log });
  const api = createApi({ store, conductor: conductor.service, log });
  const url = await api.listen({ host: "127.0.0.1", port });
  await conductor.start();
  await conductor.setAddress(url);
  return {
    url,
    async stop() {
      await conductor.drain();
      await api.close();
      await container.dispose();
      await store.close();
    },
  };
}
