/**
 * One run of a rule over stored events, in simulated time, by the engine of the stream. Signals are
 * made in a database of its own in memory, by the same code that makes them of the stream, and
 * taken out of it at the end.
 */
import { randomBytes } from "node:crypto";
import {
  type CompiledRule,
  compileRule,
  compileSettings,
  createReplay,
  type DetectionSettings,
  type SignalDraft,
} from "#lib/detection";
import { type DetectionRule, JOB_EVENTS_MAX, JOB_RESULTS_MAX } from "#lib/protocol";
import { openSignals } from "#server/signals";
import {
  type JobResultRow,
  openControl,
  readSamples,
  type SignalRow,
  type SignalSampleRow,
  searchSignalRows,
} from "#server/store";
import { type HistoryStore, historyParts, readHistory } from "./history.ts";
import { JOB_ROWS_MAX } from "./limits.ts";

export type RunOptions = {
  store: HistoryStore;
  rule: DetectionRule;
  /** Rules whose signals it looks at. */
  others: readonly DetectionRule[];
  settings: DetectionSettings;
  /** Reading begins at `start`; signals are of what happened from `from` on, until `to`. */
  range: { start: number; from: number; to: number };
  /** Hears how far it is, between slices; false ends the run. `spentMs` is what the slice took. */
  onSlice(progress: { position: number; events: number; spentMs: number }): Promise<boolean>;
  /** Milliseconds of a steady clock. */
  steady(): number;
};

export type Outcome = {
  events: number;
  /** Why it ended before its end; "" when it did not. */
  reason: string;
  isFailed: boolean;
};

export type FoundSignal = { row: SignalRow; samples: SignalSampleRow[] };

const RESULT_ID_BYTES = 18;

function compiledOf(rules: readonly DetectionRule[]): Map<string, CompiledRule> | string {
  const compiled = new Map<string, CompiledRule>();
  for (const rule of rules) {
    const result = compileRule(rule);
    if ("reason" in result) return `${rule.id}: ${result.reason}`;
    compiled.set(rule.id, result);
  }
  return compiled;
}

/** Runs the rule and hands over its drafts; undefined when `onSlice` ended it. */
async function replayRule(
  options: RunOptions,
  take: (drafts: readonly SignalDraft[]) => Promise<number>,
): Promise<Outcome | undefined> {
  const { rule, others, store, range, steady } = options;
  const compiled = compiledOf([rule, ...others]);
  if (typeof compiled === "string") return { events: 0, reason: compiled, isFailed: true };
  let fault = "";
  const onFault = (id: string, error: unknown) => {
    if (fault === "") fault = `the rule ${id} failed: ${String(error).slice(0, 200)}`;
  };
  const settings = compileSettings(options.settings);
  const replay = createReplay({ rules: compiled, settings, onFault });
  const parts = historyParts(compiled.values());
  let events = 0;
  for await (const slice of readHistory(store, parts, { from: range.start, to: range.to })) {
    const begun = steady();
    const later = slice.events.filter(({ ts }) => ts >= range.from);
    replay.remember(slice.events.filter(({ ts }) => ts < range.from));
    const drafts = later.length === 0 ? [] : await replay.step(later);
    const found = await take(drafts.filter((draft) => draft.rule.id === rule.id));
    events += slice.events.length;
    const failed = (reason: string) => ({ events, reason, isFailed: true });
    if (fault !== "") return failed(fault);
    if (replay.memory.size() > JOB_ROWS_MAX)
      return failed(`it must remember more than ${JOB_ROWS_MAX} rows; narrow its queries`);
    const ended = (reason: string) => ({ events, reason, isFailed: false });
    if (found >= JOB_RESULTS_MAX) return ended(`it ended after ${JOB_RESULTS_MAX} results`);
    if (events >= JOB_EVENTS_MAX) return ended(`it ended after ${JOB_EVENTS_MAX} events`);
    const { position } = slice;
    if (!(await options.onSlice({ position, events, spentMs: steady() - begun }))) return undefined;
  }
  return { events, reason: "", isFailed: false };
}

/** Runs the rule and returns the signals it would have made, oldest first. */
export async function runRule(
  options: RunOptions,
): Promise<(Outcome & { found: FoundSignal[] }) | undefined> {
  // What is simulated has its own time: a signal is made when its last event happened.
  let now = options.range.from;
  const clock = () => now;
  const control = await openControl("sqlite::memory:", { clock });
  try {
    const newId = () => randomBytes(RESULT_ID_BYTES).toString("base64url");
    const signals = openSignals({ control, clock, newId });
    let made = 0;
    const outcome = await replayRule(options, async (drafts) => {
      if (drafts.length === 0) return made;
      now = Math.max(now, ...drafts.flatMap(({ triggers }) => triggers.map(({ at }) => at)));
      const notices = await control.transaction((trx) => signals.apply(trx, drafts));
      made += notices.filter((notice) => "change" in notice && notice.change === "created").length;
      return made;
    });
    if (outcome === undefined) return undefined;
    const all = { query: { kind: "all" as const } };
    const page = { descending: false, limit: JOB_RESULTS_MAX };
    const found: FoundSignal[] = [];
    for (const row of await searchSignalRows(control, all, page))
      found.push({ row, samples: await readSamples(control, row.id) });
    return { ...outcome, found };
  } finally {
    await control.close();
  }
}

export function resultRow(jobId: string, { row, samples }: FoundSignal): JobResultRow {
  return {
    ...{ id: row.id, job_id: jobId, first_seen: row.first_seen },
    ...{ signal: JSON.stringify(row), samples: JSON.stringify(samples) },
  };
}

export function foundOf({ signal, samples }: JobResultRow): FoundSignal {
  return {
    row: JSON.parse(signal) as SignalRow,
    samples: JSON.parse(samples) as SignalSampleRow[],
  };
}
