import { DriverError, NoopStorage, type StorageInterface } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { alternating, type Loose } from "../suite/pieces.test.support.js";
import { STORAGE_CONTRACT, type StorageHarness } from "./describe-storage-interface.js";

describe("the storage contract", () => {
  const make = (): StorageHarness & { storage: Loose<StorageInterface> } => ({
    ...wireHarness(new MemoryWire()),
    storage: new NoopStorage() as Loose<StorageInterface>,
  });
  itNotices(checksOf<"storage", StorageHarness>(STORAGE_CONTRACT, "acme") as never, make, [
    [
      "attaches only once",
      /attaches volumes/,
      (h) => {
        const attach = alternating<boolean>(true, false);
        h.storage.attachVolumes = async () => {
          if (!(await attach())) throw new DriverError("INTERNAL");
        };
      },
    ],
    [
      "does not know whether to write the image",
      /image is to be written/,
      (h) => {
        h.storage.shouldWriteImage = () => undefined as never;
      },
    ],
  ]);
});
