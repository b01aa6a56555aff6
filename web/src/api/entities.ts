/** Entities that signals are about, with their risk, over the API. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
  ENTITIES_PATH,
  type EntityRisk,
  type EntityRiskPage,
  RISK_DAYS,
  type Severity,
  SIGNALS_PATH,
} from "#lib/protocol";
import { request } from "./client.ts";
import { fetchSignalRows } from "./signals.ts";

export const ENTITIES_SHOWN = 25;
/** Scores change with every signal; nobody tells of it. */
const REFETCH_MS = 15_000;
const DAY_MS = 86_400_000;
/** Signals of an entity that are read; its history says when there are more. */
const SIGNALS_READ_MAX = 1000;

export type EntityAsk = { query: string; type: string; page: number };

/** A page of entities, riskiest first; `page` from 1. */
export const entitiesQuery = ({ query, type, page }: EntityAsk) =>
  queryOptions({
    queryKey: ["entities", query, type, page],
    queryFn: async ({ signal }) => {
      const answer = await request<EntityRiskPage>("GET", ENTITIES_PATH, {
        query: {
          ...{ "filter[query]": query, entityType: type, "filter[sort]": "-riskScore" },
          ...{ "page[size]": ENTITIES_SHOWN, "page[number]": page },
        },
        signal,
      });
      return { entities: answer.data, total: answer.meta.totalRowCount };
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFETCH_MS,
  });

/** One entity by its name in signals, such as `host:web-1`. */
export const entityQuery = (id: string) =>
  queryOptions({
    queryKey: ["entities", id],
    queryFn: async ({ signal }) => {
      const path = `${ENTITIES_PATH}/${encodeURIComponent(id)}`;
      return (await request<{ data: EntityRisk }>("GET", path, { signal })).data;
    },
    refetchInterval: REFETCH_MS,
    retry: false,
  });

/** The search for signals about an entity. */
export const entitySearch = (id: string) =>
  `@entities:"${id.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/**
 * Signals that bear on an entity's score of today and of the days before, newest first. A score
 * looks back, and so does a score of that time; a signal lasts a day at most.
 */
export const entitySignalsQuery = (id: string, clock: () => number) =>
  queryOptions({
    queryKey: ["entities", id, "signals"],
    queryFn: async ({ signal }) => {
      const from = new Date(clock() - (2 * RISK_DAYS + 1) * DAY_MS).toISOString();
      const filter = { query: entitySearch(id), from, to: "" };
      const size = SIGNALS_READ_MAX;
      const { rows, after } = await fetchSignalRows(filter, "-timestamp", "", { size, signal });
      return { rows, isComplete: after === undefined };
    },
    refetchInterval: REFETCH_MS,
  });

type Risk = { score: number; severity: Severity; signals: number };
type Identities = {
  data: { attributes: { identities: { type: string; name: string; risk?: Risk }[] } };
};

/** The risk of each entity of a signal, in the order of its `entities`. */
export const signalRisksQuery = (signalId: string) =>
  queryOptions({
    // Under the signal's key, so that a notice of a change renews both.
    queryKey: ["signal", signalId, "entities"],
    queryFn: async ({ signal }) => {
      const path = `${SIGNALS_PATH}/${encodeURIComponent(signalId)}/entities`;
      const { data } = await request<Identities>("GET", path, { signal });
      return data.attributes.identities.map(({ risk }) => risk);
    },
  });
