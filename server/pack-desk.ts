/** Content packs, composed: which are on, the rules they leave on, and what they need. */
import type { Clock } from "#lib/base";
import type { Access } from "#server/access";
import { createRoster } from "#server/api";
import { createPackDesk, createSightings } from "#server/packs";
import type { Control, EventStore } from "#server/store";
import type { openRulebook } from "./rulebook.ts";

type PackBase = {
  control: Control;
  access: Access;
  clock: Clock;
  events: EventStore;
  rulebook: Awaited<ReturnType<typeof openRulebook>>;
  /** Indicators in the lists of known bad values. */
  indicators: number;
};

/** Packs over the rulebook, with what the store and the agents have of their needs. */
export function openPackDesk({ control, access, clock, events, rulebook, indicators }: PackBase) {
  const { packs, rules, tuning } = rulebook;
  const roster = createRoster(access, control, clock);
  const sightings = createSightings({
    ...{ clock, store: events, indicators },
    async agentsSeen() {
      const times = (await roster.list()).map(({ attributes }) => Date.parse(attributes.last_seen));
      return times.length === 0 ? undefined : Math.max(...times);
    },
  });
  return createPackDesk({
    ...{ packs, sightings, clock, ruleOf: rules.get, isOverriddenOn: rules.isOverriddenOn },
    areLogsAnalysed: () => tuning.filters.settings()?.length !== 0,
  });
}
