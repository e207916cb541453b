export { ownerOf, ownersOf } from "./owner.js";
export type { RingMember, RingNode } from "./ring-member.js";
export { serves } from "./ring-member.js";
