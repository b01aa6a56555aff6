/**
 * Names, images and labels of the containers seen. Looked up beside the event path, once a
 * container: a rule that asks before the answer is there reads "", and a match waits for it a
 * moment before it is sent.
 */
import type { CounterSet } from "#lib/base";
import type { ContainerFacts } from "./container-facts.ts";
import { containerTags } from "./container-tags.ts";

export const CONTAINERS_MAX = 4096;
const LOOKUPS_MAX = 16;
/** A container that no runtime knows is asked for again after this, this many times. */
const RETRY_MS = 2000;
const ATTEMPTS_MAX = 5;
const UNKNOWN: ContainerFacts = {
  name: "",
  image: "",
  digest: "",
  imageId: "",
  createdNs: 0,
  labels: {},
};

const NO_TAGS: readonly string[] = [];

export type ContainerCounter =
  | "containers_resolved"
  | "containers_unresolved"
  | "container_lookups_skipped";

type Known = {
  facts: ContainerFacts;
  tags: readonly string[];
  /** When it was first seen, nanoseconds since 1970. */
  firstSeenNs: number;
  attempts: number;
  askedAt: number;
  pending: Promise<void> | undefined;
  isFound: boolean;
};

export type ContainerDirectory = {
  /** Takes note of a container seen at `atNs` and looks it up when that has not been done. */
  see(id: string, atNs: number): void;
  facts(id: string): ContainerFacts & { tags: readonly string[] };
  /** When the runtime made it, else when it was first seen; nanoseconds since 1970. */
  createdNs(id: string): number;
  /** Resolves when the running look-up has ended; undefined when none runs. Never rejects. */
  pending(id: string): Promise<void> | undefined;
};

export type ContainerDirectoryOptions = {
  find(id: string): Promise<ContainerFacts | undefined>;
  clock: () => number;
  counters: CounterSet<ContainerCounter>;
};

/**
 * An empty directory of at most CONTAINERS_MAX containers; the one first seen longest ago is
 * forgotten first.
 */
export function createContainerDirectory(options: ContainerDirectoryOptions): ContainerDirectory {
  const { find, clock, counters } = options;
  const known = new Map<string, Known>();
  let running = 0;

  const lookUp = async (id: string, entry: Known): Promise<void> => {
    const found = await find(id).catch(() => undefined);
    running -= 1;
    entry.pending = undefined;
    if (found) {
      entry.facts = found;
      entry.tags = containerTags(id, found);
      entry.isFound = true;
      counters.containers_resolved.add();
    } else if (entry.attempts >= ATTEMPTS_MAX) counters.containers_unresolved.add();
  };

  const ask = (id: string, entry: Known): void => {
    if (entry.isFound || entry.pending || entry.attempts >= ATTEMPTS_MAX) return;
    const now = clock();
    if (entry.attempts > 0 && now - entry.askedAt < RETRY_MS) return;
    if (running >= LOOKUPS_MAX) {
      counters.container_lookups_skipped.add();
      return;
    }
    running += 1;
    entry.attempts += 1;
    entry.askedAt = now;
    entry.pending = lookUp(id, entry);
  };

  return {
    see: (id, atNs) => {
      let entry = known.get(id);
      if (!entry) {
        if (known.size >= CONTAINERS_MAX) {
          const oldest = known.keys().next();
          if (!oldest.done) known.delete(oldest.value);
        }
        entry = {
          facts: UNKNOWN,
          tags: containerTags(id, UNKNOWN),
          firstSeenNs: atNs,
          attempts: 0,
          askedAt: 0,
          pending: undefined,
          isFound: false,
        };
        known.set(id, entry);
      }
      ask(id, entry);
    },
    facts: (id) => {
      const { facts, tags } = known.get(id) ?? { facts: UNKNOWN, tags: NO_TAGS };
      return { ...facts, tags };
    },
    createdNs: (id) => {
      const entry = known.get(id);
      return entry?.facts.createdNs || (entry?.firstSeenNs ?? 0);
    },
    pending: (id) => known.get(id)?.pending,
  };
}
