/**
 * Content packs: what is needed to watch one stack or threat, turned on and off together. The
 * paths of `states`, `activate` and `deactivate`, and the shape of a state, are those that clients
 * of this API family know; the list of packs is our own.
 */
import Type, { type Static } from "typebox";
import { page, resource, single } from "./json-api.ts";

export const CONTENT_PACKS_PATH = "/api/v2/security_monitoring/content_packs";

export const PACK_CATEGORIES = ["host", "application", "cloud", "threat"] as const;
export type PackCategory = (typeof PACK_CATEGORIES)[number];

/**
 * `install`: off, and nothing it needs was ever seen. `activate`: off, though what it needs is
 * there. `initializing`: turned on within a day, nothing seen yet. `active`: on and seen within a
 * day. `warning`: nothing for a day, or security filters leave all logs out. `broken`: nothing for
 * three days. `not_configured`: on, and nothing was ever seen.
 */
export const PACK_STATUSES = [
  "install",
  "activate",
  "initializing",
  "active",
  "warning",
  "broken",
  "not_configured",
] as const;
export type PackStatus = (typeof PACK_STATUSES)[number];
const PackStatus = Type.Unsafe<PackStatus>({ type: "string", enum: PACK_STATUSES.map(String) });

export const PACK_ACTIVATIONS = ["never_activated", "activated", "deactivated"] as const;
export type PackActivation = (typeof PACK_ACTIVATIONS)[number];

/** When the newest of what a pack needs came. */
export const SEEN_BUCKETS = [
  "not_seen",
  "within_24_hours",
  "within_24_to_72_hours",
  "over_72h_to_30d",
  "over_30d",
] as const;
export type SeenBucket = (typeof SEEN_BUCKETS)[number];

export const INTEGRATION_STATUSES = [
  "installed",
  "available",
  "partially_installed",
  "detected",
  "error",
] as const;
export type IntegrationStatus = (typeof INTEGRATION_STATUSES)[number];

const seen = {
  cp_activation: Type.Unsafe<PackActivation>({
    type: "string",
    enum: PACK_ACTIVATIONS.map(String),
  }),
  data_last_seen: Type.Unsafe<SeenBucket>({ type: "string", enum: SEEN_BUCKETS.map(String) }),
  integration_installed_status: Type.Unsafe<IntegrationStatus>({
    type: "string",
    enum: INTEGRATION_STATUSES.map(String),
  }),
};
const LogsDetails = Type.Object({
  type: Type.Literal("logs"),
  ...seen,
  filters_configured: Type.Boolean({ description: "Whether security filters let any log through" }),
  logs_seen_from_any_index: Type.Boolean({ description: "Within 72 hours" }),
  siem_index_incorrect: Type.Boolean(),
});
const ThreatDetails = Type.Object({ type: Type.Literal("threat_intel"), ...seen });

export const ContentPackState = resource(
  "content_pack_state",
  Type.Object({ status: PackStatus, details: Type.Union([LogsDetails, ThreatDetails]) }),
);
export type ContentPackState = Static<typeof ContentPackState>;
export const ContentPackStates = Type.Object({
  data: Type.Array(ContentPackState),
  meta: Type.Object({ cloud_siem_index_incorrect: Type.Boolean(), sku: Type.String() }),
});
export type ContentPackStates = Static<typeof ContentPackStates>;

export const NEED_KINDS = ["logs", "agent", "threat_lists"] as const;
export type NeedKind = (typeof NEED_KINDS)[number];
const Need = Type.Object({
  kind: Type.Unsafe<NeedKind>({ type: "string", enum: NEED_KINDS.map(String) }),
  name: Type.String(),
  how: Type.String({ description: "How to let it come" }),
  search: Type.Optional(Type.String({ description: "Finds the logs" })),
  events: Type.Array(Type.String(), { description: "Event types of agents" }),
  last_seen: Type.Optional(Type.String({ description: "ISO 8601; absent when never" })),
});
export type ContentPackNeed = Static<typeof Need>;

const PackRule = Type.Object({
  id: Type.String(),
  name: Type.String(),
  is_enabled: Type.Boolean(),
  kept_by: Type.Array(Type.String(), {
    description: "What keeps it on without this pack: other active packs, or override",
  }),
});
const PackChange = Type.Object({
  version: Type.Integer(),
  active: Type.Boolean(),
  at: Type.String({ description: "ISO 8601" }),
  by: Type.String(),
});

export const ContentPack = resource(
  "content_pack",
  Type.Object({
    name: Type.String(),
    category: Type.Unsafe<PackCategory>({
      type: "string",
      enum: PACK_CATEGORIES.map(String),
    }),
    description: Type.String(),
    guidance: Type.Array(Type.String()),
    active: Type.Boolean(),
    active_by_default: Type.Boolean(),
    status: Type.Optional(PackStatus),
    unseen_reason: Type.Optional(
      Type.String({ description: "Why it cannot be told what was seen; there is no status then" }),
    ),
    version: Type.Integer({ description: "0 until somebody decided" }),
    history: Type.Array(PackChange, { description: "Newest first" }),
    needs: Type.Array(Need),
    detections: Type.Array(PackRule),
    agent_rules: Type.Array(Type.String()),
    pipelines: Type.Array(Type.String()),
  }),
);
export type ContentPack = Static<typeof ContentPack>;
export const ContentPackAnswer = single(ContentPack);
export type ContentPackAnswer = Static<typeof ContentPackAnswer>;
export const ContentPackList = page(ContentPack);
export type ContentPackList = Static<typeof ContentPackList>;
