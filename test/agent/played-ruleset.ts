/** A ruleset over hand-made records, with the agent's own context behind it. */
import { Context, createContextCounters } from "#agent/context";
import { createRulesetCounters, type Match, Ruleset, type RulesetOptions } from "#agent/ruleset";
import { createStreamCounters, createStreamReader } from "#agent/sensor";
import { ANY_HOST } from "#lib/content";
import type { EventView } from "#lib/event";
import { BOOT_TIME_NS, buildPreface } from "./records.ts";

export type PlayedMatch = Pick<Match, "ruleId" | "tags" | "variables" | "parts" | "ruleVersion">;

type Files = Readonly<Record<string, string>>;

function toFiles(files: Files) {
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

/** Loads policies by file name, and our own content by path, for a host. */
export function playRuleset(
  policies: Files,
  content: Files = {},
  changes: Partial<RulesetOptions> = {},
  preface = buildPreface(),
) {
  const context = new Context({
    hostname: () => "web-1",
    origin: "replay",
    clock: () => 0,
    counters: createContextCounters(),
    root: "/nonexistent",
  });
  context.begin("boot", BOOT_TIME_NS);
  const counters = createRulesetCounters();
  const matches: PlayedMatch[] = [];
  const logged: string[] = [];
  const onMatch = ({ ruleId, tags, variables, parts, ruleVersion }: Match, view: EventView) => {
    matches.push({ ruleId, tags, variables, parts, ruleVersion });
    changes.onMatch?.({ ruleId } as Match, view);
  };
  let uuids = 0;
  const ruleset = Ruleset.load({
    files: { content: toFiles(content), policies: toFiles(policies), unreadable: [] },
    contentVersion: "0",
    host: ANY_HOST,
    owners: {
      processOf: (pid) => context.processes.current(pid),
      isPopulated: (field, id) => context.processes.isPopulated(field, id),
      createUuid: () => `uuid-${++uuids}`,
    },
    counters,
    respond: () => undefined,
    log: (level, rule, message) => logged.push(`${level} ${rule}: ${message}`),
    ...changes,
    onMatch,
  });
  const reader = createStreamReader(
    {
      preface: () => {},
      record: (name, chunk, base) => {
        const view = context.take(name, chunk, base);
        if (view) ruleset.evaluate(view);
      },
    },
    createStreamCounters(),
  );
  const feed = (bytes: Buffer) => {
    reader.space().set(bytes);
    reader.filled(bytes.length);
  };
  const play = (...records: Buffer[]): PlayedMatch[] => {
    matches.length = 0;
    for (const record of records) feed(record);
    return [...matches];
  };
  feed(preface);
  return {
    ruleset,
    counters,
    logged,
    context,
    /** Plays records and returns the matches of these alone. */
    play,
    /** Ids of the rules that match. */
    ids: (...records: Buffer[]): string[] => play(...records).map(({ ruleId }) => ruleId),
  };
}
