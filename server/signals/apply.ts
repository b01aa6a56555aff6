/**
 * Writes what a batch of events means for the signals: opens, extends and closes them. Runs inside
 * the intake's transaction.
 */
import type { DraftEvent, Recounts, SignalDraft } from "#lib/detection";
import { countFresh } from "#lib/detection";
import { SEVERITIES, type StreamNotice } from "#lib/protocol";
import {
  addHistory,
  type ControlTransaction,
  changeSamples,
  closeSignals,
  insertSignal,
  readSampleKeys,
  readSignals,
  type SampleKey,
  type SignalChange,
  type SignalRow,
  updateSignal,
} from "#server/store";
import {
  addQueries,
  HOSTS_MAX,
  mergeEvents,
  newDocument,
  type SignalDocument,
  TAGS_MAX,
  union,
} from "./document.ts";
import { planDrafts, recountOf, type Work } from "./plan.ts";
import { pickSamples, sampleCandidates, sampleContent, sampleId } from "./samples.ts";
import type { SignalsOptions } from "./signals.ts";
import { fillTitle, renderMessage, renderTitle } from "./text.ts";

type ApplyOptions = SignalsOptions & { counted: readonly number[] | undefined };
type Before = { rows: Map<string, SignalRow>; samples: Map<string, SampleKey[]> };

/**
 * Applies the drafts of one batch, at most one for each pair of rule and group. Without `recounts`
 * the draft's own hits are added. Throws SIGNAL_MOVED when a signal is not as it was counted.
 */
export async function applyDrafts(
  trx: ControlTransaction,
  drafts: readonly SignalDraft[],
  options: SignalsOptions,
  recounts?: Recounts,
): Promise<StreamNotice[]> {
  if (drafts.length === 0) return [];
  const { work, closing } = await planDrafts(trx, drafts, options.control.dialect);
  await closeSignals(trx, closing);
  const before = await readBefore(trx, work);
  const notices: StreamNotice[] = [];
  for (const item of work) {
    const counted = recountOf(item, recounts);
    notices.push(await applyPlan(trx, item, before, { ...options, counted }));
  }
  return notices;
}

async function readBefore(trx: ControlTransaction, work: readonly Work[]): Promise<Before> {
  const ids = work.map(({ plan }) => plan.known?.id).filter((id) => id !== undefined);
  const rows = await readSignals(trx, ids);
  const samples = await readSampleKeys(trx, ids);
  return {
    rows: new Map(rows.map((row) => [row.id, row])),
    samples: Map.groupBy(samples, (sample) => sample.signal_id),
  };
}

function eventsOf({ draft, plan }: Work): DraftEvent[] {
  const isWithin = ({ ts }: DraftEvent) => ts >= plan.first && ts <= plan.last;
  const earlier = plan.known === undefined ? draft.earlier.filter(isWithin) : [];
  return [...earlier, ...draft.events.filter(isWithin)];
}

function severityRank(status: string): number {
  const rank = (SEVERITIES as readonly string[]).indexOf(status);
  return rank === -1 ? SEVERITIES.length : rank;
}

/** The most severe case that was met, now or before; a signal never becomes less severe. */
function caseOf({ draft, plan }: Work, row: SignalRow | undefined): number | undefined {
  const statusOf = (index: number) => draft.rule.cases[index]?.status ?? "info";
  const [worst] = [...plan.cases].sort(
    (a, b) => severityRank(statusOf(a)) - severityRank(statusOf(b)) || a - b,
  );
  const isWorse =
    row === undefined || severityRank(statusOf(worst ?? 0)) < severityRank(row.status);
  return isWorse ? worst : undefined;
}

/** Brings the counts of the queries up to date; returns how many hits there are in all. */
function countHits(
  document: SignalDocument,
  { plan, draft }: Work,
  counted: readonly number[] | undefined,
): number {
  const fresh = counted === undefined ? countFresh(plan, draft) : [];
  addQueries(document, draft);
  let total = 0;
  document.queries.forEach(({ aggregationDetails: details }, index) => {
    const added = details.eventsCount + (fresh[index] ?? 0);
    // Hits are never taken back, so the larger number is the later one.
    details.eventsCount = Math.max(added, counted?.[index] ?? 0);
    total += details.eventsCount;
  });
  return total;
}

/** The rule's own template where it has one; a signal of a single event has no group to name. */
function titleOf(
  { rule, group }: SignalDraft,
  caseName: string,
  document: SignalDocument,
  hosts: readonly string[],
): string {
  if (rule.titleTemplate !== undefined) return fillTitle(rule.titleTemplate, document, hosts);
  return renderTitle(rule, caseName, group.paths.length === 0 ? [] : group.values);
}

/** The row as it is after the plan, and the case that made it as severe as it is now. */
function changedRow(
  item: Work,
  row: SignalRow | undefined,
  { clock, counted }: ApplyOptions,
): [SignalChange, boolean] {
  const now = clock();
  const { draft, plan } = item;
  const { rule } = draft;
  const events = eventsOf(item);
  const known = row ? (JSON.parse(row.document) as SignalDocument) : newDocument(draft);
  const hosts = union(
    row ? (JSON.parse(row.hosts) as string[]) : [],
    events.map(({ host }) => host).filter((host) => host !== ""),
    HOSTS_MAX,
  );
  const tags = union(
    row ? (JSON.parse(row.tags) as string[]) : rule.tags,
    events.flatMap((event) => event.tags).map((tag) => tag.toLowerCase()),
    TAGS_MAX,
  );
  const document = {
    ...mergeEvents(known, events, hosts),
    ...draft.attributes,
    ...plan.attributes,
  } as SignalDocument;
  const matched = countHits(document, item, counted);
  const caseIndex = caseOf(item, row);
  const met = caseIndex === undefined ? undefined : rule.cases[caseIndex];
  if (met) {
    const status = met.status as SignalDocument["triggeringRuleCase"]["status"];
    document.triggeringRuleCase = { name: met.name, status, condition: met.condition };
  }
  const changed = {
    open_key: item.isOpen ? item.pairKey : null,
    status: met?.status ?? row?.status ?? "info",
    title: met || !row ? titleOf(draft, met?.name ?? "", document, hosts) : row.title,
    message: met || !row ? renderMessage(rule.message, document, hosts) : row.message,
    hosts: JSON.stringify(hosts),
    tags: JSON.stringify(tags),
    document: JSON.stringify(document),
    events_matched: matched,
    first_seen: plan.first,
    last_seen: plan.last,
    created_at: row?.created_at ?? now,
    updated_at: now,
  };
  return [changed, row !== undefined && met !== undefined];
}

async function applyPlan(
  trx: ControlTransaction,
  item: Work,
  before: Before,
  options: ApplyOptions,
): Promise<StreamNotice> {
  const { newId } = options;
  const row = before.rows.get(item.plan.known?.id ?? "");
  const [changed, isWorse] = changedRow(item, row, options);
  const now = changed.updated_at;
  const id = row?.id ?? newId();
  if (row === undefined) {
    const { draft, pairKey } = item;
    const own = { id, rule_id: draft.rule.id, pair_key: pairKey };
    const triage = { state: "open", triage: "{}", version: 1 };
    await insertSignal(trx, { ...own, ...triage, ...changed });
  } else {
    await updateSignal(trx, id, changed);
  }
  await applySamples(trx, id, eventsOf(item), before.samples.get(id) ?? []);
  if (row === undefined || isWorse) {
    const kind = row === undefined ? "created" : "escalated";
    const detail = JSON.stringify({ status: changed.status, title: changed.title });
    await addHistory(trx, { signal_id: id, at: now, kind, actor: "", detail });
  }
  return { kind: "signal", id, change: row === undefined ? "created" : "updated" };
}

async function applySamples(
  trx: ControlTransaction,
  signalId: string,
  events: readonly DraftEvent[],
  known: readonly SampleKey[],
): Promise<void> {
  const keyed = sampleCandidates(events).map((event) => ({
    key: { event_id: event.eventId, query: event.query, ts: event.ts },
    event,
  }));
  const kept = pickSamples([...known, ...keyed.map(({ key }) => key)]);
  const knownIds = new Set(known.map(sampleId));
  const added = keyed
    .filter(({ key }) => kept.has(sampleId(key)) && !knownIds.has(sampleId(key)))
    .map(({ key, event }) => ({
      ...key,
      signal_id: signalId,
      content: JSON.stringify(sampleContent(event)),
    }));
  const removed = known.filter((key) => !kept.has(sampleId(key)));
  await changeSamples(trx, signalId, { added, removed });
}
