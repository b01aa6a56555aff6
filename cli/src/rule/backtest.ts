/** `vigil rule backtest`: a rule over what is stored, and the signals it would have made. */
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalClient, openClient } from "#cli/client";
import { formatTable, type Output } from "#cli/output";
import { refuseSource } from "#cli/source";
import { defineErrors } from "#lib/base";
import {
  JOBS_PATH,
  type Job,
  type JobAnswer,
  type JobRequest,
  type Signal,
  type SignalPage,
} from "#lib/protocol";
import { checkRuleFiles, printFaults } from "./validate.ts";

const refuse = defineErrors({
  BACKTEST_TIME_INVALID: {
    status: 400,
    message:
      "{option} takes a time such as 2026-03-01T00:00:00Z, or 30m, 24h or 7d for so long ago.",
    hint: "Nothing was started.",
  },
  BACKTEST_FAILED: {
    status: 400,
    message: "The run ended as {status}: {reason}",
    hint: "The job {id} is kept; vigil rule backtest can be run again.",
  },
});

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const POLL_MS = 500;
/** Pages of results; a job finds no more than a thousand. */
const PAGES_MAX = 20;

export type BacktestFlags = { data: string; from: string; to: string };

function timeOf(text: string, option: string, now: number): number {
  if (text === "now") return now;
  const [, count, unit = ""] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS_MS[unit] ?? 0);
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw refuse("BACKTEST_TIME_INVALID", { option });
  return time;
}

function requestOf(rule: string, flags: BacktestFlags, output: Output, now: number): JobRequest {
  const time = {
    from: timeOf(flags.from, "--from", now),
    to: timeOf(flags.to, "--to", now),
    index: "main",
  };
  if (!rule.endsWith(".json")) return { fromRule: { id: rule, ...time } };
  const files = checkRuleFiles([rule]);
  const [file] = files;
  if (printFaults(files, output) > 0 || file === undefined)
    throw refuseSource("SOURCE_UNREADABLE", { path: rule, reason: "it has faults" });
  return { jobDefinition: { ...file.json, ...time } };
}

async function follow(client: LocalClient, id: string, output: Output): Promise<Job> {
  let shown = "";
  for (;;) {
    const { data } = await client.get<JobAnswer>(`${JOBS_PATH}/${id}`);
    const { jobStatus: status, progressRate: rate, eventsRead: events } = data.attributes;
    if (!["pending", "running"].includes(status)) return data;
    const line = `${status}, ${Math.floor(rate * 100)} %, ${events} events`;
    if (line !== shown) output.line(line);
    shown = line;
    await sleep(POLL_MS);
  }
}

async function resultsOf(client: LocalClient, id: string): Promise<Signal[]> {
  const found: Signal[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const search = new URLSearchParams({ "page[limit]": "1000", sort: "timestamp" });
    if (cursor !== undefined) search.set("page[cursor]", cursor);
    const answer = await client.get<SignalPage>(
      `${JOBS_PATH}/${id}/histsignals?${search.toString()}`,
    );
    found.push(...answer.data);
    cursor = answer.meta?.page.after;
    if (cursor === undefined) break;
  }
  return found;
}

/** Runs the rule of an id or a file, and tells what it found. */
export async function backtestRule(
  rule: string,
  flags: BacktestFlags,
  output: Output,
  now: number,
): Promise<void> {
  const client = openClient(flags.data);
  const attributes = requestOf(rule, flags, output, now);
  const { data } = await client.post<{ data: { id: string } }>(JOBS_PATH, { data: { attributes } });
  const job = await follow(client, data.id, output);
  const { jobStatus: status, reason, eventsRead, resultCount } = job.attributes;
  if (status !== "completed") throw refuse("BACKTEST_FAILED", { status, reason, id: data.id });
  const signals = await resultsOf(client, data.id);
  output.result({ job, signals });
  if (signals.length > 0)
    output.line(
      formatTable([
        ["first seen", "severity", "events", "signal"],
        ...signals.map(({ attributes: { custom } }) => [
          ...[custom.workflow.first_seen, custom.status],
          ...[String(custom.workflow.events_matched), custom.title],
        ]),
      ]),
    );
  const note = reason === "" ? "" : ` (${reason})`;
  output.line(`${resultCount} signals of ${eventsRead} events${note}; job ${data.id}`);
}
