import { type RingMember, type RingNode, serves } from "./ring-member.js";
import { scoreOf } from "./score.js";

/**
 * The host name of the conductor that owns a node; null when no live conductor serves it.
 *
 * @remarks
 * Rendezvous hashing: the serving member with the highest score for the node. When a member leaves only its own nodes move,
 * and they spread over all that stay. Which processes serve a node is Ironic's rule (driver, group), narrowed by shards.
 * Source: Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit Rates" (1998).
 * @public
 */
export function ownerOf(node: RingNode, members: readonly RingMember[]): string | null {
  let owner: string | null = null;
  let best = -1;
  for (const member of members) {
    if (!serves(member, node)) continue;
    const score = scoreOf(member.hostname, node.uuid);
    if (score > best || (score === best && owner !== null && member.hostname < owner)) {
      owner = member.hostname;
      best = score;
    }
  }
  return owner;
}

/** All conductors that serve a node, its owner first, then who owns it when those before are gone. @public */
export function ownersOf(node: RingNode, members: readonly RingMember[]): readonly string[] {
  return members
    .filter((member) => serves(member, node))
    .map(({ hostname }) => ({ hostname, score: scoreOf(hostname, node.uuid) }))
    .sort((a, b) => b.score - a.score || (a.hostname < b.hostname ? -1 : 1))
    .map(({ hostname }) => hostname);
}
