/** A conductor as the ring sees it. @public */
export interface RingMember {
  readonly hostname: string;
  /** Compared without regard to case; "" is a group like any other. */
  readonly conductorGroup: string;
  /** Shards it is bound to; empty: all, and the nodes without a shard. */
  readonly shards: readonly string[];
  readonly isAlive: boolean;
  readonly isDraining: boolean;
  readonly hardwareTypes: readonly { readonly name: string }[];
}

/** What the ring asks of a node. @public */
export interface RingNode {
  readonly uuid: string;
  readonly driver: string;
  readonly conductorGroup: string;
  readonly shard: string | null;
}

/** Says whether the member may own the node at all. @public */
export function serves(member: RingMember, node: RingNode): boolean {
  return (
    member.isAlive &&
    !member.isDraining &&
    member.conductorGroup.toLowerCase() === node.conductorGroup.toLowerCase() &&
    (member.shards.length === 0 || (node.shard !== null && member.shards.includes(node.shard))) &&
    member.hardwareTypes.some(({ name }) => name === node.driver)
  );
}
