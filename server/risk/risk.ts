/**
 * The score of an entity: points of its signals by severity, over 14 days. A signal counts while it
 * was last seen within them, so that a score falls by itself as its signals grow old. Signals that
 * somebody archived as false or as a test do not count.
 */
import type { Clock } from "#lib/base";
import {
  ENTITY_KINDS,
  type EntityRisk,
  type EntityRiskQuery,
  RISK_DAYS,
  RISK_POINTS,
  RISK_UNCOUNTED_REASONS,
  SEVERITIES,
  type Severity,
  type Signal,
} from "#lib/protocol";
import type { Query } from "#lib/query";
import { renderSignal } from "#server/signals";
import { type Control, type EntityScore, scoreEntities, searchSignalRows } from "#server/store";
import { refuseRisk } from "./errors.ts";

const DAY_MS = 86_400_000;
const LEVELS: readonly [least: number, severity: Severity][] = [
  [100, "critical"],
  [50, "high"],
  [25, "medium"],
  [10, "low"],
];
const PAGE_DEFAULT = 10;
/** Newest signals of an entity that its environments, tactics and sources are read of. */
const SIGNALS_READ_MAX = 50;

export type EntityRiskShort = { score: number; severity: Severity; signals: number };

export type Risk = ReturnType<typeof openRisk>;

/** Levels as the score of an entity reaches them. */
export function severityOf(score: number): Severity {
  return LEVELS.find(([least]) => score >= least)?.[1] ?? "info";
}

/** Scores over the signals of a control database. */
export function openRisk({ control, clock }: { control: Control; clock: Clock }) {
  const points = new Map(SEVERITIES.map((severity) => [severity, RISK_POINTS[severity] ?? 0]));
  const base = { points, excluded: RISK_UNCOUNTED_REASONS, prefixes: [], contains: "", offset: 0 };
  const since = (to: number) => to - RISK_DAYS * DAY_MS;

  async function scoresOf(entities: readonly string[], to: number): Promise<EntityScore[]> {
    if (entities.length === 0) return [];
    const range = { from: since(to), to, limit: entities.length };
    return (await scoreEntities(control, { ...base, ...range, entities })).entities;
  }

  async function render(scores: readonly EntityScore[], to: number): Promise<EntityRisk[]> {
    const names = scores.map(({ entity }) => entity);
    const before = new Map(
      (await scoresOf(names, to - DAY_MS)).map(({ entity, score }) => [entity, score]),
    );
    const rendered: EntityRisk[] = [];
    for (const score of scores) {
      const signals = await newestOf(control, score.entity);
      rendered.push(riskOf(score, score.score - (before.get(score.entity) ?? 0), signals));
    }
    return rendered;
  }

  return {
    /** A page of entities, riskiest first, and how many there are. */
    async list(query: EntityRiskQuery): Promise<{ entities: EntityRisk[]; total: number }> {
      const to = query.to ?? clock();
      const size = query["page[size]"] ?? PAGE_DEFAULT;
      const types = [query.entityType ?? []].flat();
      const wanted = Object.entries(ENTITY_KINDS).filter(([, kind]) => types.includes(kind));
      if (types.length > 0 && wanted.length === 0) return { entities: [], total: 0 };
      const { entities, total } = await scoreEntities(control, {
        ...{ ...base, from: query.from ?? since(to), to, limit: size },
        prefixes: wanted.map(([prefix]) => prefix),
        contains: query["filter[query]"] ?? "",
        ascending: query["filter[sort]"] === "riskScore",
        offset: ((query["page[number]"] ?? 1) - 1) * size,
      });
      return { entities: await render(entities, to), total };
    },

    /** Throws ENTITY_UNKNOWN. */
    async get(entity: string): Promise<EntityRisk> {
      const to = clock();
      const [found] = await render(await scoresOf([entity], to), to);
      if (found === undefined)
        throw refuseRisk("ENTITY_UNKNOWN", { entity: entity.slice(0, 128), days: RISK_DAYS });
      return found;
    },

    /** Scores of entities by name, for showing beside a signal. */
    async scores(entities: readonly string[]): Promise<Map<string, EntityRiskShort>> {
      const found = await scoresOf(entities, clock());
      return new Map(
        found.map(({ entity, score, signals }) => [
          entity,
          { score, severity: severityOf(score), signals },
        ]),
      );
    },
  };
}

async function newestOf(control: Control, entity: string): Promise<Signal[]> {
  const query: Query = {
    ...{ kind: "term", key: "@entities", span: { start: 0, end: 0 } },
    value: { kind: "text", text: entity },
  };
  const page = { descending: true, limit: SIGNALS_READ_MAX };
  const rows = await searchSignalRows(control, { query }, page);
  return rows.map((row) => renderSignal(row, []));
}

function riskOf(found: EntityScore, evolution: number, signals: readonly Signal[]): EntityRisk {
  const { entity, score } = found;
  const prefix = Object.keys(ENTITY_KINDS).find((each) => entity.startsWith(each)) ?? "";
  const kind = ENTITY_KINDS[prefix] ?? "unknown";
  const tags = new Set(signals.flatMap(({ attributes }) => attributes.tags));
  const tagged = (name: string) =>
    [...tags].filter((tag) => tag.startsWith(`${name}:`)).map((tag) => tag.slice(name.length + 1));
  const environments = tagged("env");
  const unknown = { hasIdentityRisk: false, hasMisconfiguration: false, isPrivileged: false };
  return {
    id: entity,
    type: "SecurityEntityRiskScore",
    attributes: {
      ...{ entityName: entity.slice(prefix.length), entityType: kind, entityTypes: [kind] },
      ...{ entitySubTypes: [], entityProviders: [], entityRoles: [], accountIds: [] },
      ...{ riskScore: score, riskScoreEvolution: evolution, severity: severityOf(score) },
      ...{ signalsDetected: found.signals, signalsBySeverity: found.bySeverity },
      ...{ firstDetected: found.first, lastDetected: found.last },
      lastActivityTitle: signals[0]?.attributes.custom.title ?? "",
      configRisks: {
        ...{ ...unknown, hasPrivilegedRole: false, isPubliclyAccessible: false },
        isProduction: environments.some((env) => env.startsWith("prod")),
      },
      entityMetadata: {
        environments,
        mitreTactics: tagged("tactic"),
        mitreTechniques: tagged("technique"),
        services: tagged("service"),
        sources: tagged("source"),
      },
    },
  };
}
