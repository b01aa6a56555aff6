/**
 * Listing, reading and triaging signals, in the shapes that other clients of this API family send
 * and expect.
 */
import Type from "typebox";
import {
  SIGNAL_FACETS_PATH,
  SIGNALS_PATH,
  SignalAnswer,
  SignalFacets,
  SignalHistory,
  SignalListQuery,
  SignalPage,
  SignalSearch,
  SignalStateUpdate,
  SignalTriageAnswer,
} from "#lib/protocol";
import type { Access } from "#server/access";
import type { Signals } from "#server/signals";
import { refuseApi } from "./errors.ts";
import { type App, personOf } from "./route.ts";
import { filterOf, nextLink, searchOf, searchPage } from "./signal-page.ts";

const tags = ["signals"];
const IdParams = Type.Object({ signal_id: Type.String({ minLength: 1, maxLength: 128 }) });
const FacetQuery = Type.Pick(SignalListQuery, ["filter[query]", "filter[from]", "filter[to]"]);

export function signalRoutes(app: App, access: Access, signals: Signals): void {
  searchRoutes(app, signals);
  historyRoute(app, signals);
  app.route({
    method: "GET",
    url: `${SIGNALS_PATH}/:signal_id`,
    config: { access: "security_monitoring_signals_read" },
    schema: { summary: "One signal", tags, params: IdParams, response: { 200: SignalAnswer } },
    handler: async (request) => ({ data: await signals.getSignal(request.params.signal_id) }),
  });
  app.route({
    method: "PATCH",
    url: `${SIGNALS_PATH}/:signal_id/state`,
    config: { access: "security_monitoring_signals_write" },
    schema: {
      summary: "Change a signal's triage state",
      tags,
      params: IdParams,
      body: SignalStateUpdate,
      response: { 200: SignalTriageAnswer },
    },
    async handler(request) {
      const { id, attributes } = request.body.data;
      const { signal_id } = request.params;
      if (id !== undefined && id !== signal_id)
        throw refuseApi("API_BODY_INVALID", { reason: "data.id is not the id in the address" });
      const person = personOf(request);
      const triage = await signals.setState(signal_id, attributes, person);
      await access.record(person, "signal.state", `signal:${signal_id}`, attributes);
      return { data: { id: signal_id, type: "signal_metadata" as const, attributes: triage } };
    },
  });
}

function historyRoute(app: App, signals: Signals): void {
  app.route({
    method: "GET",
    url: `${SIGNALS_PATH}/:signal_id/history`,
    config: { access: "security_monitoring_signals_read" },
    schema: {
      summary: "What happened to a signal, oldest first",
      tags,
      params: IdParams,
      response: { 200: SignalHistory },
    },
    async handler(request) {
      const entries = await signals.listHistory(request.params.signal_id);
      return { data: entries.map(({ at, ...rest }) => ({ ...rest, at: isoTime(at) })) };
    },
  });
}

const isoTime = (ms: number) => new Date(ms).toISOString();

function searchRoutes(app: App, signals: Signals): void {
  const access = "security_monitoring_signals_read";
  app.route({
    method: "GET",
    url: SIGNALS_PATH,
    config: { access },
    schema: {
      summary: "Search signals by query string",
      tags,
      querystring: SignalListQuery,
      response: { 200: SignalPage },
    },
    async handler(request) {
      const search = searchOf(request.query);
      const page = await searchPage(signals.searchSignals, search, "API_QUERY_INVALID");
      const next = nextLink(request.url, page);
      return next === undefined ? page : { ...page, links: { next } };
    },
  });
  app.route({
    method: "POST",
    url: `${SIGNALS_PATH}/search`,
    config: { access },
    schema: {
      summary: "Search signals by body",
      tags,
      body: SignalSearch,
      response: { 200: SignalPage },
    },
    handler: (request) => searchPage(signals.searchSignals, request.body, "API_BODY_INVALID"),
  });
  app.route({
    method: "GET",
    url: SIGNAL_FACETS_PATH,
    config: { access },
    schema: {
      summary: "How many signals have each value of each facet",
      tags,
      querystring: FacetQuery,
      response: { 200: SignalFacets },
    },
    async handler(request) {
      const { filter } = searchOf(request.query);
      return { data: await signals.facets(filterOf(filter, "API_QUERY_INVALID")) };
    },
  });
}
