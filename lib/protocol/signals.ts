/**
 * Signals: what people work. `custom` is open: it also carries the rolled-up attributes of the
 * matched events.
 */
import Type, { type Static } from "typebox";
import { page, resource, single } from "./json-api.ts";

export const SIGNALS_PATH = "/api/v2/security_monitoring/signals";

export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export const Severity = Type.Union([
  Type.Literal("critical"),
  Type.Literal("high"),
  Type.Literal("medium"),
  Type.Literal("low"),
  Type.Literal("info"),
]);
export type Severity = Static<typeof Severity>;

export const TRIAGE_STATES = ["open", "under_review", "archived"] as const;
export const TriageState = Type.Union([
  Type.Literal("open"),
  Type.Literal("under_review"),
  Type.Literal("archived"),
]);
export type TriageState = Static<typeof TriageState>;

export const ARCHIVE_REASONS = [
  "none",
  "false_positive",
  "testing_or_maintenance",
  "remediated",
  "investigated_case_opened",
  "true_positive_benign",
  "true_positive_malicious",
  "other",
] as const;
export const ArchiveReason = Type.Union([
  Type.Literal("none"),
  Type.Literal("false_positive"),
  Type.Literal("testing_or_maintenance"),
  Type.Literal("remediated"),
  Type.Literal("investigated_case_opened"),
  Type.Literal("true_positive_benign"),
  Type.Literal("true_positive_malicious"),
  Type.Literal("other"),
]);
export type ArchiveReason = Static<typeof ArchiveReason>;

const TriageUser = Type.Object({
  id: Type.Integer({ description: "-1 when unassigned" }),
  name: Type.String(),
  handle: Type.Optional(Type.String()),
  uuid: Type.Optional(Type.String()),
});

export const Triage = Type.Object({
  state: TriageState,
  assignee: TriageUser,
  incident_ids: Type.Array(Type.Integer()),
  archive_reason: Type.Optional(ArchiveReason),
  archive_comment: Type.Optional(Type.String()),
  archive_comment_timestamp: Type.Optional(Type.Integer()),
  archive_comment_user: Type.Optional(TriageUser),
  state_update_timestamp: Type.Optional(Type.Integer()),
  state_update_user: Type.Optional(TriageUser),
  acknowledged_timestamp: Type.Optional(
    Type.Integer({ description: "When it first came under review" }),
  ),
  resolved_timestamp: Type.Optional(Type.Integer({ description: "When it was archived" })),
  version: Type.Optional(Type.Integer({ description: "Grows by one with each change" })),
});
export type Triage = Static<typeof Triage>;

/** A matched event kept with the signal: its event JSON is `content.custom`. */
export const Sample = Type.Object({
  id: Type.String({ description: "Id of the event in the event store" }),
  queryIndex: Type.Integer(),
  content: Type.Object({
    timestamp: Type.String(),
    host: Type.String(),
    service: Type.Optional(Type.String()),
    source: Type.String(),
    tags: Type.Array(Type.String()),
    message: Type.String(),
    custom: Type.Record(Type.String(), Type.Unknown()),
  }),
});
export type Sample = Static<typeof Sample>;

export const SignalCustom = Type.Object(
  {
    title: Type.String(),
    status: Severity,
    host: Type.Optional(Type.String()),
    entities: Type.Array(Type.String()),
    workflow: Type.Object({
      first_seen: Type.String(),
      last_seen: Type.String(),
      events_matched: Type.Integer(),
      rule: Type.Object({
        id: Type.String(),
        name: Type.String(),
        type: Type.String(),
        detectionMethod: Type.String(),
        version: Type.Integer(),
        isDefaultRule: Type.Boolean(),
      }),
      triage: Triage,
      time_to_detect: Type.Optional(
        Type.Integer({ description: "Milliseconds from the first event to the signal" }),
      ),
      time_to_acknowledge: Type.Optional(
        Type.Integer({ description: "Milliseconds from the signal until it came under review" }),
      ),
      time_to_resolve: Type.Optional(
        Type.Integer({ description: "Milliseconds from the signal until it was archived" }),
      ),
    }),
    triggeringRuleCase: Type.Object({
      name: Type.String(),
      status: Severity,
      condition: Type.String(),
    }),
    groupByPaths: Type.Array(Type.String()),
    groupByValues: Type.Array(Type.String()),
    queries: Type.Array(
      Type.Object({
        name: Type.String(),
        query: Type.String(),
        aggregationDetails: Type.Object({ eventsCount: Type.Integer() }),
      }),
    ),
    samples: Type.Array(Sample),
  },
  { additionalProperties: true },
);
export type SignalCustom = Static<typeof SignalCustom>;

export const Signal = resource(
  "signal",
  Type.Object({
    timestamp: Type.String({ description: "ISO 8601 time of the first matched event" }),
    message: Type.String({ description: "Markdown, rendered from the rule" }),
    tags: Type.Array(Type.String()),
    custom: SignalCustom,
  }),
);
export type Signal = Static<typeof Signal>;
export const SignalAnswer = single(Signal);
export type SignalAnswer = Static<typeof SignalAnswer>;
export const SignalPage = page(Signal);
export type SignalPage = Static<typeof SignalPage>;

export const SIGNALS_PAGE_MAX = 1000;
const sort = Type.Union([Type.Literal("timestamp"), Type.Literal("-timestamp")]);
const limit = Type.Integer({ minimum: 1, maximum: SIGNALS_PAGE_MAX });

/** Query string of GET signals. */
export const SignalListQuery = Type.Object({
  "filter[query]": Type.Optional(Type.String({ maxLength: 8192 })),
  "filter[from]": Type.Optional(Type.String()),
  "filter[to]": Type.Optional(Type.String()),
  sort: Type.Optional(sort),
  "page[cursor]": Type.Optional(Type.String({ maxLength: 512 })),
  "page[limit]": Type.Optional(limit),
});
export type SignalListQuery = Static<typeof SignalListQuery>;

/** Body of POST signals/search; times are ISO 8601. */
export const SignalSearch = Type.Object({
  filter: Type.Optional(
    Type.Object({
      query: Type.Optional(Type.String({ maxLength: 8192 })),
      from: Type.Optional(Type.String()),
      to: Type.Optional(Type.String()),
    }),
  ),
  page: Type.Optional(
    Type.Object({
      cursor: Type.Optional(Type.String({ maxLength: 512 })),
      limit: Type.Optional(limit),
    }),
  ),
  sort: Type.Optional(sort),
});
export type SignalSearch = Static<typeof SignalSearch>;

/** Body of PATCH signals/{id}/state. */
export const SignalStateUpdate = Type.Object({
  data: Type.Object({
    id: Type.Optional(Type.String()),
    type: Type.Optional(Type.Literal("signal_metadata")),
    attributes: Type.Object({
      state: TriageState,
      archive_reason: Type.Optional(ArchiveReason),
      archive_comment: Type.Optional(Type.String({ maxLength: 4096 })),
      version: Type.Optional(Type.Integer()),
    }),
  }),
});
export type SignalStateUpdate = Static<typeof SignalStateUpdate>;

export const SignalTriageAnswer = single(resource("signal_metadata", Triage));
export type SignalTriageAnswer = Static<typeof SignalTriageAnswer>;

/** Path of the counts behind the filter panel: how many signals have each value of each facet. */
export const SIGNAL_FACETS_PATH = "/api/v2/security_monitoring/signals/facets";
export const SignalFacets = Type.Object({
  data: Type.Array(
    Type.Object({
      path: Type.String({
        description: "As written in a query: status, @workflow.rule.name, host",
      }),
      values: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
    }),
  ),
});
export type SignalFacets = Static<typeof SignalFacets>;

/** Answer of GET signals/{id}/history: what happened to a signal, oldest first. */
export const SignalHistory = Type.Object({
  data: Type.Array(
    Type.Object({
      at: Type.String({ description: "ISO 8601" }),
      kind: Type.Union([
        Type.Literal("created"),
        Type.Literal("escalated"),
        Type.Literal("triaged"),
        Type.Literal("commented"),
      ]),
      actor: Type.String({ description: "Handle of a user; empty for Vigil itself" }),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
});
export type SignalHistory = Static<typeof SignalHistory>;
