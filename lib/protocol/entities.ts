/** Entities that signals are about, and how much the signals of the last days say of each. */
import Type, { type Static } from "typebox";
import { resource, single } from "./json-api.ts";
import { Severity } from "./signals.ts";

export const ENTITIES_PATH = "/api/v2/security-entities/risk-scores";

/** How long a signal counts for the scores of its entities. */
export const RISK_DAYS = 14;
/** Points of a signal by its severity; the others have none. */
export const RISK_POINTS: Readonly<Partial<Record<Severity, number>>> = {
  critical: 100,
  high: 50,
  medium: 5,
};
/** Archive reasons of signals that do not count. */
export const RISK_UNCOUNTED_REASONS = ["false_positive", "testing_or_maintenance"] as const;

export const ENTITY_TYPES = ["host", "user", "ip", "container", "container_image"] as const;
export type EntityKind = (typeof ENTITY_TYPES)[number];
/** What the names of entities begin with, and what kind of thing that is. */
export const ENTITY_KINDS: Readonly<Record<string, EntityKind>> = {
  "host:": "host",
  "@usr.id:": "user",
  "@usr.name:": "user",
  "@process.user:": "user",
  "@network.client.ip:": "ip",
  "@container.id:": "container",
  "@container.image:": "container_image",
};
/** Undefined for a name that begins like none of them. */
export const entityKindOf = (entity: string): EntityKind | undefined =>
  Object.entries(ENTITY_KINDS).find(([prefix]) => entity.startsWith(prefix))?.[1];

const texts = () => Type.Array(Type.String());

export const EntityRisk = resource(
  "SecurityEntityRiskScore",
  Type.Object({
    entityName: Type.String(),
    entityType: Type.String({ description: ENTITY_TYPES.join(", ") }),
    entityTypes: texts(),
    entitySubTypes: texts(),
    entityProviders: texts(),
    entityRoles: texts(),
    accountIds: texts(),
    riskScore: Type.Number({ description: "Points of the signals of 14 days" }),
    riskScoreEvolution: Type.Number({ description: "What the last day changed of the score" }),
    severity: Severity,
    signalsDetected: Type.Integer(),
    signalsBySeverity: Type.Record(Type.String(), Type.Integer(), {
      description: "How many of them there are of each severity; those without any are left out",
    }),
    firstDetected: Type.Integer({ description: "Milliseconds since 1970" }),
    lastDetected: Type.Integer({ description: "Milliseconds since 1970" }),
    lastActivityTitle: Type.String({ description: "Title of the newest signal" }),
    configRisks: Type.Object({
      hasIdentityRisk: Type.Boolean(),
      hasMisconfiguration: Type.Boolean(),
      hasPrivilegedRole: Type.Boolean(),
      isPrivileged: Type.Boolean(),
      isProduction: Type.Boolean(),
      isPubliclyAccessible: Type.Boolean(),
    }),
    entityMetadata: Type.Object({
      environments: texts(),
      mitreTactics: texts(),
      mitreTechniques: texts(),
      services: texts(),
      sources: texts(),
    }),
  }),
);
export type EntityRisk = Static<typeof EntityRisk>;
export const EntityRiskAnswer = single(EntityRisk);
export const EntityRiskPage = Type.Object({
  data: Type.Array(EntityRisk),
  meta: Type.Object({
    pageNumber: Type.Integer({ description: "From 1" }),
    pageSize: Type.Integer(),
    queryId: Type.String(),
    totalRowCount: Type.Integer(),
  }),
});
export type EntityRiskPage = Static<typeof EntityRiskPage>;

const ENTITY_SORTS = ["riskScore", "-riskScore"] as const;
type EntitySort = (typeof ENTITY_SORTS)[number];
export const EntityRiskQuery = Type.Object({
  from: Type.Optional(Type.Integer({ minimum: 0, description: "Milliseconds since 1970" })),
  to: Type.Optional(Type.Integer({ minimum: 0 })),
  "page[size]": Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  "page[number]": Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  "page[queryId]": Type.Optional(Type.String({ maxLength: 256 })),
  "filter[sort]": Type.Optional(
    Type.Unsafe<EntitySort>({ type: "string", enum: ENTITY_SORTS.map(String) }),
  ),
  "filter[query]": Type.Optional(
    Type.String({ maxLength: 256, description: "Text that the entity's name holds" }),
  ),
  entityType: Type.Optional(
    Type.Union([Type.Array(Type.String(), { maxItems: 10 }), Type.String()]),
  ),
});
export type EntityRiskQuery = Static<typeof EntityRiskQuery>;
