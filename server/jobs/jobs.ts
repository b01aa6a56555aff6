/**
 * Runs of rules over the past, for people: started, watched, cancelled and deleted; what they found
 * is looked at and, if wanted, turned into signals.
 */
import { type Clock, isAppError } from "#lib/base";
import type { DetectionSettings } from "#lib/detection";
import {
  JOB_RESULTS_CONVERTED_MAX,
  type Job,
  type JobListQuery,
  type JobRequest,
  type Signal,
} from "#lib/protocol";
import type { Person, RandomBytes } from "#server/access";
import { createId } from "#server/documents";
import type { RuleCatalog } from "#server/rules";
import { criteriaOf, promoteSignals, type SignalSearchInput, type Signals } from "#server/signals";
import {
  type Control,
  cancelJob,
  changeOwnJob,
  countJobs,
  deleteJob,
  insertJob,
  type JobRow,
  listJobs,
  listResults,
  readJob,
  readResults,
  replaceResults,
} from "#server/store";
import { refuseJob } from "./errors.ts";
import type { HistoryStore } from "./history.ts";
import { JOBS_KEPT_MAX, JOBS_WAITING_MAX } from "./limits.ts";
import { askedOf, jobTest, renderJob, renderResult, ruleOf, signalTest } from "./render.ts";
import { correlatedRules, readJobRequest } from "./request.ts";
import { foundOf, resultRow, runRule } from "./run.ts";
import { createRunner, type Ended, type Running } from "./runner.ts";

export const HISTORICAL = "historical";
const PAGE_DEFAULT = 10;
const JOBS_PAGE_DEFAULT = 20;
/** Results that one page of a search looks at; a page may be short and go on. */
const SCAN_MAX = 5000;
const SCAN_PAGE = 250;
const DAY_MS = 86_400_000;

export type JobsOptions = {
  control: Control;
  clock: Clock;
  steady(): number;
  random: RandomBytes;
  owner: string;
  store: HistoryStore & { retentionDays: number };
  rules: Pick<RuleCatalog, "need" | "list" | "check">;
  /** What is set beside the rules, now. */
  settings(): DetectionSettings;
  signals: Pick<Signals, "announce">;
  onFault(error: unknown): void;
};

export type Conversion = {
  ids: readonly string[];
  severity: string;
  message: string;
  notifications: readonly string[];
};

export type Jobs = ReturnType<typeof openJobs>;

/** Jobs of a control database; `runner.start` begins to run them. */
export function openJobs(options: JobsOptions) {
  const { control, clock, steady, owner } = options;
  const runner = createRunner({
    ...{ kinds: [HISTORICAL], control, clock, steady, owner, onFault: options.onFault },
    work: (running) => runHistorical(options, running),
  });

  async function need(id: string): Promise<JobRow> {
    const row = await readJob(control, id);
    if (row === undefined || row.kind !== HISTORICAL)
      throw refuseJob("JOB_UNKNOWN", { id: id.slice(0, 64) });
    return row;
  }

  return {
    runner,

    /** Throws JOB_INVALID, JOB_INDEX_UNKNOWN, JOBS_TOO_MANY, RULE_UNKNOWN and RULE_INVALID. */
    async start(person: Person, request: JobRequest): Promise<string> {
      const id = await addJob(options, person, request);
      runner.wake();
      return id;
    },

    /** Throws JOB_UNKNOWN. */
    get: async (id: string): Promise<Job> => renderJob(await need(id)),

    /** A page of jobs, newest first, and how many were found. Throws SIGNAL_QUERY_INVALID. */
    async list(query: JobListQuery): Promise<{ jobs: Job[]; total: number }> {
      const test = jobTest(criteriaOf({ query: query["filter[query]"] ?? "" }).query);
      const rows = await listJobs(control, HISTORICAL, JOBS_KEPT_MAX);
      const { sort = "-createdAt" } = query;
      const key = sort.endsWith("createdAt") ? "created_at" : "modified_at";
      const sign = sort.startsWith("-") ? -1 : 1;
      const found = rows
        .sort((a, b) => sign * (a[key] - b[key]) || (a.id < b.id ? -1 : 1))
        .map(renderJob)
        .filter(test);
      const size = query["page[size]"] ?? JOBS_PAGE_DEFAULT;
      const start = (query["page[number]"] ?? 0) * size;
      return { jobs: found.slice(start, start + size), total: found.length };
    },

    /** Throws JOB_UNKNOWN and JOB_OVER. */
    async cancel(id: string): Promise<void> {
      await need(id);
      if (await control.transaction((trx) => cancelJob(trx, id, clock()))) return;
      throw refuseJob("JOB_OVER", { id, status: (await need(id)).status });
    },

    /** Throws JOB_UNKNOWN and JOB_RUNNING. */
    async remove(id: string): Promise<void> {
      await need(id);
      if (await control.transaction((trx) => deleteJob(trx, id))) return;
      throw refuseJob("JOB_RUNNING", { id });
    },

    /** Throws JOB_RESULT_UNKNOWN. */
    async result(id: string): Promise<Signal> {
      const [row] = await readResults(control, [id]);
      if (row === undefined) throw refuseJob("JOB_RESULT_UNKNOWN", { id: id.slice(0, 64) });
      return renderResult(row, true);
    },

    /**
     * What was found, newest first, by one job or by all. Throws JOB_UNKNOWN and
     * SIGNAL_QUERY_INVALID. A page may be shorter than asked for and still not be the last.
     */
    async results(jobId: string | undefined, input: SignalSearchInput) {
      if (jobId !== undefined) await need(jobId);
      return findResults(control, jobId, input);
    },

    convert: (person: Person, conversion: Conversion) => convert(options, person, conversion),
  };
}

/** Makes signals of results; asking twice makes one. Throws JOB_RESULT_UNKNOWN. */
async function convert(
  { control, clock, signals }: JobsOptions,
  person: Person,
  { ids, severity, message, notifications }: Conversion,
): Promise<void> {
  const wanted = [...new Set(ids)].slice(0, JOB_RESULTS_CONVERTED_MAX);
  const rows = await readResults(control, wanted);
  const missing = wanted.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined) throw refuseJob("JOB_RESULT_UNKNOWN", { id: missing.slice(0, 64) });
  const at = clock();
  const promotions = rows.map((result) => ({
    ...foundOf(result),
    ...{ status: severity, message, actor: person.handle, at },
    origin: { job: result.job_id, notifications },
  }));
  const notices = await control.transaction((trx) => promoteSignals(trx, promotions));
  signals.announce(notices);
}

async function addJob(options: JobsOptions, person: Person, request: JobRequest): Promise<string> {
  const { control, clock, store, rules, random } = options;
  const now = clock();
  const asked = readJobRequest(request, rules, { now, retentionMs: store.retentionDays * DAY_MS });
  const id = createId(random);
  const own: JobAskedRow = { id, asked, now, signalOutput: request.signalOutput ?? false };
  await control.transaction(async (trx) => {
    const waiting = await countJobs(trx, HISTORICAL, ["pending", "running"]);
    if (waiting >= JOBS_WAITING_MAX)
      throw refuseJob("JOBS_TOO_MANY", { max: JOBS_WAITING_MAX, what: "waiting or running" });
    const over = await countJobs(trx, HISTORICAL, ["completed", "failed", "cancelled"]);
    if (waiting + over >= JOBS_KEPT_MAX)
      throw refuseJob("JOBS_TOO_MANY", { max: JOBS_KEPT_MAX, what: "kept" });
    await insertJob(trx, jobRow(own, person));
  });
  return id;
}

type JobAskedRow = {
  id: string;
  asked: ReturnType<typeof readJobRequest>;
  now: number;
  signalOutput: boolean;
};

function jobRow({ id, asked, now, signalOutput }: JobAskedRow, person: Person): JobRow {
  const { rule, ruleId, from, to, start, notifications } = asked;
  return {
    ...{ id, kind: HISTORICAL, status: "pending", name: rule.name, rule_id: ruleId },
    // A rule that was given has no id; its signals name the job.
    rule: JSON.stringify(rule.id === "" ? { ...rule, id: `job-${id}` } : rule),
    request: JSON.stringify({ from, signalOutput, notifications }),
    ...{ from_ms: start, to_ms: to, position_ms: start },
    ...{ attempts: 0, owner: "", lease_until: 0, events: 0, results: 0, reason: "" },
    ...{ created_at: now, created_by: person.handle, created_by_name: person.name },
    modified_at: now,
  };
}

async function runHistorical(
  { control, clock, store, rules, settings }: JobsOptions,
  { job, advance, steady }: Running,
): Promise<Ended | undefined> {
  const rule = ruleOf(job);
  let others: ReturnType<typeof correlatedRules> = [];
  const end = async (ended: Ended, found: Parameters<typeof resultRow>[1][]) => {
    const { status, events, reason, results } = ended;
    const isOwn = await control.transaction(async (trx) => {
      const change = { status, events, reason, results, modified_at: clock() };
      const position = status === "completed" ? { position_ms: job.to_ms } : {};
      if (!(await changeOwnJob(trx, job, { ...change, ...position }))) return false;
      await replaceResults(
        trx,
        job.id,
        found.map((each) => resultRow(job.id, each)),
      );
      return true;
    });
    return isOwn ? ended : undefined;
  };
  try {
    others = correlatedRules(rule, rules);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return end({ status: "failed", events: 0, results: 0, reason: error.message }, []);
  }
  const range = { start: job.from_ms, from: askedOf(job).from, to: job.to_ms };
  const run = { store, rule, others, settings: settings(), range, steady, onSlice: advance };
  const outcome = await runRule(run);
  if (outcome === undefined) return undefined;
  const { events, reason, isFailed, found } = outcome;
  const results = found.length;
  return end({ status: isFailed ? "failed" : "completed", events, results, reason }, found);
}

async function findResults(
  control: Control,
  jobId: string | undefined,
  input: SignalSearchInput,
): Promise<{ signals: Signal[]; next?: string }> {
  const { query, from = 0, to = Number.MAX_SAFE_INTEGER } = criteriaOf(input);
  const test = signalTest(query);
  const limit = input.limit ?? PAGE_DEFAULT;
  const descending = input.sort !== "timestamp";
  const signals: Signal[] = [];
  let after = input.cursor === undefined ? undefined : readCursor(input.cursor);
  for (let scanned = 0; scanned < SCAN_MAX; scanned += SCAN_PAGE) {
    const rows = await listResults(control, jobId, { descending, after, limit: SCAN_PAGE });
    for (const row of rows) {
      const firstSeen = Number(row.first_seen);
      if (signals.length === limit) return { signals, next: writeCursor(after) };
      after = { firstSeen, id: row.id };
      const signal = renderResult(row, false);
      if (firstSeen >= from && firstSeen <= to && test(signal)) signals.push(signal);
    }
    if (rows.length < SCAN_PAGE) return { signals };
  }
  return { signals, next: writeCursor(after) };
}

type Place = { firstSeen: number; id: string };

function writeCursor(place: Place | undefined): string {
  return Buffer.from(JSON.stringify([place?.firstSeen, place?.id])).toString("base64url");
}

function readCursor(text: string): Place {
  try {
    const [firstSeen, id] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    if (Number.isSafeInteger(firstSeen) && typeof id === "string" && !id.includes("\0"))
      return { firstSeen: firstSeen as number, id };
  } catch {
    // It is refused below, whatever was wrong with it.
  }
  throw refuseJob("JOB_INVALID", { reason: "page[cursor] is none that was answered" });
}
