/** Critical assets and security filters, as the other settings beside the rules. */
import Type from "typebox";
import {
  CRITICAL_ASSETS_PATH,
  CriticalAssetAnswer,
  CriticalAssetCreate,
  CriticalAssetList,
  CriticalAssetUpdate,
  SECURITY_FILTERS_PATH,
  SecurityFilterAnswer,
  SecurityFilterCreate,
  SecurityFilterList,
  SecurityFilterUpdate,
  SecurityFilterVersions,
} from "#lib/protocol";
import type { RuleCatalog } from "#server/rules";
import type { Tuning } from "#server/tuning";
import { type App, personOf } from "./route.ts";

const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) });
const RuleParams = Type.Object({ rule_id: Type.String({ minLength: 1, maxLength: 128 }) });
const BODY_BYTES_MAX = 1024 * 1024;
const rulesRead = { access: "security_monitoring_rules_read" } as const;
const rulesWrite = { access: "security_monitoring_rules_write" } as const;
const filtersRead = { access: "security_monitoring_filters_read" } as const;
const filtersWrite = { access: "security_monitoring_filters_write" } as const;

export function tuningRoutes(app: App, tuning: Tuning, rules: RuleCatalog): void {
  assetReadRoutes(app, tuning, rules);
  assetWriteRoutes(app, tuning);
  filterReadRoutes(app, tuning);
  filterWriteRoutes(app, tuning);
}

function assetReadRoutes(app: App, { assets }: Tuning, rules: RuleCatalog): void {
  const tags = ["critical assets"];
  app.route({
    method: "GET",
    url: CRITICAL_ASSETS_PATH,
    config: rulesRead,
    schema: { summary: "List critical assets", tags, response: { 200: CriticalAssetList } },
    handler: async () => ({ data: assets.list() }),
  });
  app.route({
    method: "GET",
    url: `${CRITICAL_ASSETS_PATH}/rules/:rule_id`,
    config: rulesRead,
    schema: {
      summary: "Critical assets that are about a rule",
      tags,
      params: RuleParams,
      response: { 200: CriticalAssetList },
    },
    handler: async (request) => ({
      data: assets.affecting(rules.need(request.params.rule_id)),
    }),
  });
  app.route({
    method: "GET",
    url: `${CRITICAL_ASSETS_PATH}/:id`,
    config: rulesRead,
    schema: {
      summary: "One critical asset",
      tags,
      params: IdParams,
      response: { 200: CriticalAssetAnswer },
    },
    handler: async (request) => ({ data: assets.get(request.params.id) }),
  });
}

function assetWriteRoutes(app: App, { assets }: Tuning): void {
  const tags = ["critical assets"];
  app.route({
    method: "POST",
    url: CRITICAL_ASSETS_PATH,
    config: rulesWrite,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Create a critical asset",
      tags,
      body: CriticalAssetCreate,
      response: { 200: CriticalAssetAnswer },
    },
    handler: async (request) => ({
      data: await assets.create(personOf(request), request.body.data.attributes),
    }),
  });
  app.route({
    method: "PATCH",
    url: `${CRITICAL_ASSETS_PATH}/:id`,
    config: rulesWrite,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Change the attributes that are given; a version that is not the newest answers 409",
      tags,
      params: IdParams,
      body: CriticalAssetUpdate,
      response: { 200: CriticalAssetAnswer },
    },
    handler: async (request) => ({
      data: await assets.update(personOf(request), request.params.id, request.body.data.attributes),
    }),
  });
  app.route({
    method: "DELETE",
    url: `${CRITICAL_ASSETS_PATH}/:id`,
    config: rulesWrite,
    schema: {
      summary: "Delete a critical asset",
      tags,
      params: IdParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await assets.remove(personOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  });
}

const NOTHING_ANALYSED = "No filter is enabled: rules about logs see no log.";

function filterReadRoutes(app: App, { filters }: Tuning): void {
  const tags = ["security filters"];
  app.route({
    method: "GET",
    url: SECURITY_FILTERS_PATH,
    config: filtersRead,
    schema: { summary: "List security filters", tags, response: { 200: SecurityFilterList } },
    handler: async () => ({ data: filters.list(), ...warningOf(filters) }),
  });
  app.route({
    method: "GET",
    url: `${SECURITY_FILTERS_PATH}/versions`,
    config: filtersRead,
    schema: {
      summary: "All filters as they were after each change, newest first",
      tags,
      response: { 200: SecurityFilterVersions },
    },
    async handler() {
      const data = (await filters.versions()).map((attributes) => ({
        id: String(attributes.version),
        type: "security_filters_configuration" as const,
        attributes,
      }));
      return { data };
    },
  });
  app.route({
    method: "GET",
    url: `${SECURITY_FILTERS_PATH}/:id`,
    config: filtersRead,
    schema: {
      summary: "One security filter",
      tags,
      params: IdParams,
      response: { 200: SecurityFilterAnswer },
    },
    handler: async (request) => ({ data: filters.get(request.params.id) }),
  });
}

function warningOf(filters: Tuning["filters"]) {
  return filters.settings()?.length === 0 ? { meta: { warning: NOTHING_ANALYSED } } : {};
}

function filterWriteRoutes(app: App, { filters }: Tuning): void {
  const tags = ["security filters"];
  app.route({
    method: "POST",
    url: SECURITY_FILTERS_PATH,
    config: filtersWrite,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Create a security filter",
      tags,
      body: SecurityFilterCreate,
      response: { 200: SecurityFilterAnswer },
    },
    handler: async (request) => ({
      data: await filters.create(personOf(request), request.body.data.attributes),
      ...warningOf(filters),
    }),
  });
  app.route({
    method: "PATCH",
    url: `${SECURITY_FILTERS_PATH}/:id`,
    config: filtersWrite,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Change the attributes that are given; a version that is not the newest answers 409",
      tags,
      params: IdParams,
      body: SecurityFilterUpdate,
      response: { 200: SecurityFilterAnswer },
    },
    handler: async (request) => ({
      data: await filters.update(
        personOf(request),
        request.params.id,
        request.body.data.attributes,
      ),
      ...warningOf(filters),
    }),
  });
  app.route({
    method: "DELETE",
    url: `${SECURITY_FILTERS_PATH}/:id`,
    config: filtersWrite,
    schema: {
      summary: "Delete a security filter; the built-in one can only be disabled",
      tags,
      params: IdParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await filters.remove(personOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  });
}
