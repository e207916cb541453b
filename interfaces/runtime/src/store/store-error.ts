const BRAND = "@steelyard/store-error";

/**
 * What a store may refuse.
 * @public
 */
export const STORE_FAILURES = {
  NOT_FOUND: "No such row.",
  DUPLICATE: "Another row has this value already.",
  VERSION_CONFLICT: "The row was changed since it was read.",
  NODE_LOCKED: "The node is reserved.",
  LOCK_LOST: "The reservation or the claim is no longer held.",
  IN_USE: "Other rows refer to this row.",
  CONDUCTOR_ALIVE: "A live conductor holds this name.",
  SCHEMA_OLD: "The database's schema is older than this program needs.",
  SCHEMA_NEW: "The database's schema is newer than this program knows.",
  DATABASE_IN_USE: "Another process holds this database file.",
  UNAVAILABLE: "The database did not answer.",
} as const;

/** @public */
export type StoreFailureCode = keyof typeof STORE_FAILURES;

/** Facts of a refusal: which kind of row, which field, which value, who holds it. @public */
export interface StoreErrorDetails {
  readonly resource?: string;
  readonly field?: string;
  readonly value?: string;
  readonly holder?: string;
  readonly reason?: string;
}

/** The one error class of stores. @public */
export class StoreError extends Error {
  readonly code: StoreFailureCode;
  readonly details: StoreErrorDetails;
  readonly brand = BRAND;

  constructor(code: StoreFailureCode, details: StoreErrorDetails = {}, options: { cause?: unknown } = {}) {
    const facts = Object.entries(details).map(([key, value]) => `${key}=${value}`);
    super(facts.length > 0 ? `${STORE_FAILURES[code]} (${facts.join(", ")})` : STORE_FAILURES[code], options);
    this.name = "StoreError";
    this.code = code;
    this.details = details;
  }
}

/** Says whether `error` is a {@link StoreError}, of `code` where one is given. Works across copies of this package. @public */
export function isStoreError(error: unknown, code?: StoreFailureCode): error is StoreError {
  if (typeof error !== "object" || error === null) return false;
  const { brand, code: itsCode } = error as { brand?: unknown; code?: unknown };
  return brand === BRAND && (code === undefined || itsCode === code);
}
