/** Cipher suites that this BMC can be told to take. @public */
export type CipherSuiteId = 0 | 3 | 8 | 12 | 17;
