/**
 * The JSON document of a signal, from row to API and back: the part of `custom` that is not a
 * column.
 */

import type { DraftEvent, SignalDraft } from "#lib/detection";
import type { Signal, SignalCustom, Triage } from "#lib/protocol";
import type { SignalRow, SignalSampleRow } from "#server/store";
import { createRollUp, type Tree, valuesAt } from "./roll-up.ts";

/** Rule tags and event tags kept of one signal. */
export const TAGS_MAX = 200;
export const HOSTS_MAX = 100;
const ENTITIES_MAX = 50;

/** Attributes of events that name something worth looking at by itself. */
const ENTITY_PATHS = ["container.id", "container.image", "network.client.ip"];
/** Where the user is named, best first: one person is one entity. */
const USER_PATHS = ["usr.id", "usr.name", "process.user"];

type SignalWorkflow = SignalCustom["workflow"];
export type SignalDocument = Tree & {
  entities: string[];
  workflow: { rule: SignalWorkflow["rule"]; high_cardinality: { attributes: string[] } };
  triggeringRuleCase: SignalCustom["triggeringRuleCase"];
  groupByPaths: string[];
  groupByValues: string[];
  queries: SignalCustom["queries"];
};

/** Clients of this API family refuse a user without a uuid. */
const UNASSIGNED: Triage["assignee"] = { id: -1, name: "Unassigned", uuid: "" };

/** A document that has counted nothing yet. */
export function newDocument({ rule, group }: SignalDraft): SignalDocument {
  return {
    entities: [],
    workflow: {
      rule: {
        id: rule.id,
        name: rule.name,
        type: rule.type,
        detectionMethod: rule.detectionMethod,
        version: rule.version,
        isDefaultRule: rule.isDefault,
      },
      high_cardinality: { attributes: [] },
    },
    triggeringRuleCase: { name: "", status: "info", condition: "" },
    groupByPaths: [...group.paths],
    groupByValues: [...group.values],
    queries: rule.queries.map(uncounted),
  };
}

function uncounted({ name, query }: SignalDraft["rule"]["queries"][number]) {
  return { name, query, aggregationDetails: { eventsCount: 0 } };
}

/** Adds the queries that the rule gained since the signal was opened; those it had stay. */
export function addQueries(document: SignalDocument, { rule }: SignalDraft): void {
  document.queries.push(...rule.queries.slice(document.queries.length).map(uncounted));
}

const OWN_KEYS = [
  "entities",
  "workflow",
  "triggeringRuleCase",
  "groupByPaths",
  "groupByValues",
  "queries",
] as const;

/** The document with events merged in; `hosts` are all hosts of the signal. */
export function mergeEvents(
  document: SignalDocument,
  events: readonly DraftEvent[],
  hosts: readonly string[],
): SignalDocument {
  const own = Object.fromEntries(OWN_KEYS.map((key) => [key, document[key]]));
  const attributes: Tree = Object.fromEntries(
    Object.entries(document).filter(([key]) => !(OWN_KEYS as readonly string[]).includes(key)),
  );
  const rollUp = createRollUp(attributes, document.workflow.high_cardinality.attributes);
  for (const { event } of events) rollUp.add(event);
  const userPath = USER_PATHS.find((path) => valuesAt(attributes, path).length > 0);
  const named = [...(userPath ? [userPath] : []), ...ENTITY_PATHS].flatMap((path) =>
    valuesAt(attributes, path).map((value) => `@${path}:${value}`),
  );
  const entities = [...hosts.map((host) => `host:${host}`), ...named].slice(0, ENTITIES_MAX);
  const high_cardinality = { attributes: rollUp.highCardinality() };
  const workflow = { ...document.workflow, high_cardinality };
  return { ...own, ...attributes, entities, workflow } as unknown as SignalDocument;
}

/** Adds to a list of distinct texts until it has `max`. */
export function union(known: readonly string[], added: Iterable<string>, max: number): string[] {
  const all = new Set(known);
  for (const text of added) if (all.size < max) all.add(text);
  return [...all];
}

export function readTriage(row: SignalRow): Triage {
  return {
    assignee: UNASSIGNED,
    incident_ids: [],
    ...(JSON.parse(row.triage) as Partial<Triage>),
    state: row.state as Triage["state"],
    version: row.version,
  };
}

/** How long people took, in milliseconds, as far as they did: to detect, acknowledge, resolve. */
function timesOf(row: SignalRow): Partial<SignalWorkflow> {
  const made = Number(row.created_at);
  const { acknowledged_timestamp: seen, resolved_timestamp: done } = readTriage(row);
  return {
    time_to_detect: Math.max(0, made - Number(row.first_seen)),
    ...(seen === undefined ? {} : { time_to_acknowledge: seen - made }),
    ...(done === undefined ? {} : { time_to_resolve: done - made }),
  };
}

/** A signal as the API shows it. Lists leave the samples out: they are most of its bytes. */
export function renderSignal(row: SignalRow, samples: readonly SignalSampleRow[]): Signal {
  const document = JSON.parse(row.document) as SignalDocument;
  const hosts = JSON.parse(row.hosts) as string[];
  const custom: SignalCustom = {
    ...document,
    title: row.title,
    status: row.status as SignalCustom["status"],
    ...(hosts.length === 1 && hosts[0] !== undefined ? { host: hosts[0] } : {}),
    workflow: {
      ...document.workflow,
      first_seen: new Date(row.first_seen).toISOString(),
      last_seen: new Date(row.last_seen).toISOString(),
      events_matched: row.events_matched,
      triage: readTriage(row),
      ...timesOf(row),
    },
    samples: samples.map((sample) => ({
      id: sample.event_id,
      queryIndex: sample.query,
      content: JSON.parse(sample.content) as SignalCustom["samples"][number]["content"],
    })),
  };
  return {
    id: row.id,
    type: "signal",
    attributes: {
      timestamp: new Date(row.first_seen).toISOString(),
      message: row.message,
      tags: JSON.parse(row.tags) as string[],
      custom,
    },
  };
}
