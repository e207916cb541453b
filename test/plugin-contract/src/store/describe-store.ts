import type { Store } from "@steelyard/runtime-interfaces";
import { afterAll, beforeAll, describe, it } from "vitest";
import { describeActions } from "./describe-actions.js";
import { describeNodes } from "./describe-nodes.js";
import { describeOtherRows } from "./describe-other-rows.js";
import type { StoreBench } from "./store-fixture.js";

/**
 * The contract of `Store`: what its docstrings promise, under concurrency and after lost leases.
 * @param name - of the store and its engine
 * @public
 */
export function describeStore(name: string, bench: StoreBench): void {
  describe(name, () => {
    let store: Store;
    beforeAll(async () => {
      store = await bench.open();
    });
    afterAll(() => store.close());

    it("has the newest schema, and migrating again changes nothing", async () => {
      await store.checkSchema();
      await store.migrate();
      await store.checkSchema();
    });
    describeNodes(() => store);
    describeActions(() => store);
    describeOtherRows(() => store);
  });
}
