export { postgresDatabase } from "./postgres-database.js";
export { describeStore } from "./store/describe-store.js";
export type { StoreBench } from "./store/store-fixture.js";
