/** Jobs and what they found, as the API shows them. */
import type { DetectionRule, Job, Signal } from "#lib/protocol";
import { compilePredicate, type Query } from "#lib/query";
import { renderSignal } from "#server/signals";
import type { JobResultRow, JobRow } from "#server/store";
import { foundOf } from "./run.ts";

export type JobAsked = { from: number; signalOutput: boolean; notifications: string[] };

export const askedOf = (row: JobRow) => JSON.parse(row.request) as JobAsked;
export const ruleOf = (row: JobRow) => JSON.parse(row.rule) as DetectionRule;

function progressOf({ status, from_ms: from, to_ms: to, position_ms: at }: JobRow): number {
  if (status === "completed") return 1;
  return Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)));
}

export function renderJob(row: JobRow): Job {
  const { name, message, queries, cases, options, tags, type, ...rule } = ruleOf(row);
  const { from, signalOutput } = askedOf(row);
  const { referenceTables, groupSignalsBy, thirdPartyCases, calculatedFields } = rule;
  const rare = { referenceTables, groupSignalsBy, thirdPartyCases, calculatedFields };
  const given = Object.fromEntries(Object.entries(rare).filter(([, value]) => value !== undefined));
  return {
    id: row.id,
    type: "historicalDetectionsJob",
    attributes: {
      createdAt: new Date(row.created_at).toISOString(),
      createdByHandle: row.created_by,
      createdByName: row.created_by_name,
      ...(row.rule_id === "" ? {} : { createdFromRuleId: row.rule_id }),
      jobDefinition: {
        ...{ name, message, queries, cases, options, tags, type, ...given },
        ...{ from, to: row.to_ms, index: "main" },
      },
      jobName: row.name,
      jobStatus: row.status,
      modifiedAt: new Date(row.modified_at).toISOString(),
      progressRate: progressOf(row),
      signalOutput,
      ...{ reason: row.reason, eventsRead: row.events, resultCount: row.results },
    },
  };
}

/** A signal that was found, in the shape of all signals, with the job that found it. */
export function renderResult(result: JobResultRow, withSamples: boolean): Signal {
  const { row, samples } = foundOf(result);
  const { attributes, ...head } = renderSignal(row, withSamples ? samples : []);
  const custom = { ...attributes.custom, historical_job: { id: result.job_id } };
  return { ...head, attributes: { ...attributes, custom } };
}

/** Tests what was found by a search over signals. */
export function signalTest(query: Query): (signal: Signal) => boolean {
  if (query.kind === "all") return () => true;
  const predicate = compilePredicate(query);
  return ({ attributes: { custom, message, tags } }) => predicate({ ...custom, message, tags });
}

/** Tests jobs by a search over what is shown of them. */
export function jobTest(query: Query): (job: Job) => boolean {
  if (query.kind === "all") return () => true;
  const predicate = compilePredicate(query);
  return ({ id, attributes }) => {
    const { jobName, jobStatus: status } = attributes;
    return predicate({ ...attributes, id, status, message: jobName, title: jobName });
  };
}
