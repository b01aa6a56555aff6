/**
 * Matches between rule and spool: each waits a moment for the name of its container, and for what
 * became of the rule's actions, never longer.
 */
import { type CounterSet, createCounters } from "#lib/base";
import type { EventView } from "#lib/event";
import { laneOf } from "./lane.ts";
import { draftMatch, type HostFacts, type RuleMatch } from "./match-json.ts";
import type { Redactor } from "./redaction.ts";
import type { Spool } from "./spool.ts";

export const CONTAINER_WAIT_MS_MAX = 300;
/** Matches that wait for a container's name at a time; beyond, they go without it. */
const WAITING_MAX = 1024;

export type MatchCounter = "matches" | "matches_without_container_name";

export function createMatchCounters(): CounterSet<MatchCounter> {
  return createCounters(["matches", "matches_without_container_name"]);
}

/** What is known of containers, from the agent's context. */
export type ContainerSource = {
  facts(id: string): { name: string; image: string; tags: readonly string[] };
  /** Resolves when a look-up under way has ended; undefined when none is. */
  pending(id: string): Promise<void> | undefined;
};

export type MatchQueue = {
  /** Writes the match down; the view may be reused at once. Resolves with whether it was kept. */
  add(match: RuleMatch, view: EventView, origin?: Uint8Array): Promise<boolean>;
  /** Resolves when every match added so far is durable or was dropped. */
  settled(): Promise<void>;
};

export function createMatchQueue(
  spool: Spool,
  containers: ContainerSource,
  host: () => HostFacts,
  redactor: Redactor,
  counters: CounterSet<MatchCounter>,
): MatchQueue {
  const open = new Set<Promise<boolean>>();
  let waiting = 0;

  const named = async (pending: Promise<void>): Promise<void> => {
    waiting += 1;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CONTAINER_WAIT_MS_MAX);
    });
    await Promise.race([pending, late]);
    clearTimeout(timer);
    waiting -= 1;
  };

  const add = async (match: RuleMatch, view: EventView, origin?: Uint8Array): Promise<boolean> => {
    const lane = laneOf(view.type, match.tags); /* the view is another's after the first wait */
    const { containerId, finish } = draftMatch(match, view, host(), redactor);
    const pending = containerId === "" ? undefined : containers.pending(containerId);
    if (pending && waiting < WAITING_MAX) await named(pending);
    const facts = containers.facts(containerId);
    if (containerId !== "" && facts.name === "") counters.matches_without_container_name.add();
    const actions = await Promise.all(match.actions);
    return (await spool.append(finish(facts, actions), { lane, origin })) !== undefined;
  };

  return {
    add: (match, view, origin) => {
      counters.matches.add();
      const work = add(match, view, origin).finally(() => open.delete(work));
      open.add(work);
      return work;
    },
    settled: async () => {
      while (open.size > 0) await Promise.all(open);
    },
  };
}
