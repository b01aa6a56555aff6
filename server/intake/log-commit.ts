/**
 * Makes batches of logs durable. A log's id comes from its batch: the name its sender gave it, or
 * else a random one that is kept for a batch that failed, so that the same bytes sent again by the
 * same sender count once.
 */
import { createHash } from "node:crypto";
import type { AppError, Clock } from "#lib/base";
import {
  type ControlTransaction,
  flatLog,
  forgetLogBatches,
  knownLogBatches,
  LOG_ID_PREFIX,
  type LogRow,
  recordLogBatches,
} from "#server/store";
import type { LogCounters } from "./counters.ts";
import { createDurable, type DurableParts } from "./durable.ts";
import { refuseIntake } from "./errors.ts";

/** How long a batch is recognised when it comes again. */
export const LOG_REPEAT_MS = 3_600_000;
/** Batches that failed and are waited for. */
const FAILED_MAX = 2000;
const FORGET_EVERY_MS = 60_000;

/** A log without the id that its batch gives it. */
export type UnnamedLog = Omit<LogRow, "eventId">;

export type PreparedLogs = {
  sender: string;
  /** What the sender calls the batch, if it does; unique for the sender. */
  key: string | undefined;
  /** Digest of the bytes that were sent. */
  digest: string;
  received: number;
  logs: readonly UnnamedLog[];
  events: number;
  bytes: number;
};

export type LogCommitOptions = DurableParts & {
  clock: Clock;
  counters: LogCounters;
  /** Makes the id of a batch that has no name. */
  newId(): string;
  /** Hears of logs when they are durable. */
  onStored(logs: readonly LogRow[]): void;
};

function hashOf(...parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 20);
}

type Member = { batch: PreparedLogs; name: string; isDoubtful: boolean; rows: LogRow[] };

export function createLogCommit(options: LogCommitOptions) {
  const { control, events, clock, counters } = options;
  const keep = createDurable(options);
  const failed = new Map<string, { id: string; at: number }>();
  let forgotAt = Number.NEGATIVE_INFINITY;

  const bytesOf = ({ sender, digest }: PreparedLogs) => `${sender}/${digest}`;

  function memberOf(batch: PreparedLogs): Member {
    const earlier = failed.get(bytesOf(batch));
    const isRepeat = earlier !== undefined && earlier.at >= batch.received - LOG_REPEAT_MS;
    const name =
      batch.key === undefined
        ? isRepeat
          ? earlier.id
          : options.newId()
        : hashOf(batch.sender, batch.key);
    const rows = batch.logs.map((log, at) => ({
      ...log,
      eventId: `${LOG_ID_PREFIX}${name}-${at.toString(36)}`,
    }));
    return { batch, name, isDoubtful: batch.key !== undefined || isRepeat, rows };
  }

  async function missing(members: readonly Member[]): Promise<LogRow[]> {
    const doubtful = members.filter(({ isDoubtful }) => isDoubtful);
    const ids = doubtful.flatMap(({ rows }) => rows.map(({ eventId }) => eventId));
    const since = Math.min(...doubtful.map(({ batch }) => batch.received)) - LOG_REPEAT_MS;
    const stored = await events.storedLogs(ids, since);
    counters.logs_recovered.add(stored.size);
    return members.flatMap(({ rows }) => rows.filter(({ eventId }) => !stored.has(eventId)));
  }

  async function settle(trx: ControlTransaction, members: readonly Member[]): Promise<void> {
    const now = clock();
    const names = members.flatMap(({ batch, name }) => (batch.key === undefined ? [] : [name]));
    if (!(await recordLogBatches(trx, names, now))) throw refuseIntake("INTAKE_LOGS_CONFLICT");
    if (names.length === 0 || now - forgotAt < FORGET_EVERY_MS) return;
    forgotAt = now;
    await forgetLogBatches(trx, now - LOG_REPEAT_MS);
  }

  /** Remembers under which id a batch without a name may be half stored. */
  function remember({ batch, name }: Member): void {
    if (batch.key !== undefined) return;
    failed.delete(bytesOf(batch));
    failed.set(bytesOf(batch), { id: name, at: clock() });
    const [oldest] = failed.keys();
    if (failed.size > FAILED_MAX && oldest !== undefined) failed.delete(oldest);
  }

  async function store(members: readonly Member[]): Promise<void> {
    const doubtful = members.filter(({ isDoubtful }) => isDoubtful);
    const rows = members.flatMap((member) => member.rows);
    try {
      await keep({
        detected: rows.map((log) => {
          const { eventId, ts, host, tags } = log;
          return { eventId, ts, host, tags, event: flatLog(log) };
        }),
        doubtful: new Set(doubtful.flatMap((member) => member.rows.map(({ eventId }) => eventId))),
        insert: async () => events.insertLogs(await missing(members)),
        settle: (trx) => settle(trx, members),
      });
    } catch (error) {
      for (const member of members) remember(member);
      counters.log_groups_failed.add();
      throw error;
    }
    for (const { batch } of members) failed.delete(bytesOf(batch));
    options.onStored(rows);
  }

  /** Commits batches together; each gets the number of logs that were new. */
  return async function commit(group: readonly PreparedLogs[]): Promise<(number | AppError)[]> {
    const members = group.map(memberOf);
    const names = members.flatMap(({ batch, name }) => (batch.key === undefined ? [] : [name]));
    const known = await knownLogBatches(control, [...new Set(names)]);
    const fresh = new Map<string, Member>();
    for (const member of members)
      if (!known.has(member.name) && !fresh.has(member.name)) fresh.set(member.name, member);
    if (fresh.size > 0) await store([...fresh.values()]);
    return members.map((member) => {
      const isNew = fresh.get(member.name) === member;
      counters[isNew ? "logs_stored" : "logs_repeated"].add(member.rows.length);
      return isNew ? member.rows.length : 0;
    });
  };
}
