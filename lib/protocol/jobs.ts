/**
 * Runs of a rule over stored events. What they find are signals in the shape of all signals, kept
 * apart until somebody converts them.
 */
import Type, { type Static } from "typebox";
import { resource, single } from "./json-api.ts";
import { Severity } from "./signals.ts";

const HISTORICAL = "/api/v2/siem-historical-detections";
export const JOBS_PATH = `${HISTORICAL}/jobs`;
export const JOB_SIGNALS_PATH = `${HISTORICAL}/histsignals`;

/** The longest stretch of time one job looks at, in days. */
export const JOB_DAYS_MAX = 90;
/** Events one job may read that its queries find; it ends there and says so. */
export const JOB_EVENTS_MAX = 5_000_000;
/** Signals one job may find; it ends there and says so. */
export const JOB_RESULTS_MAX = 1000;
/** Results turned into signals by one request, as many as signals changed by one. */
export const JOB_RESULTS_CONVERTED_MAX = 199;

const time = (description: string) => Type.Integer({ minimum: 0, description });
const handles = () => Type.Array(Type.String({ maxLength: 256 }), { maxItems: 50 });

const FromRule = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 128 }),
  from: time("Milliseconds since 1970"),
  to: time("Milliseconds since 1970"),
  index: Type.String({ description: "main" }),
  caseIndex: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })),
  notifications: Type.Optional(handles()),
});

/** A rule as in the answers about rules, with the time it is run over. */
type JobDefinition = Record<string, unknown> & { from: number; to: number; index: string };
const JobDefinition = Type.Unsafe<JobDefinition>({
  type: "object",
  required: ["from", "to", "index"],
  description: "A rule as in the answers about rules, with from, to and index beside it",
});

const JobRequest = Type.Object({
  fromRule: Type.Optional(FromRule),
  jobDefinition: Type.Optional(JobDefinition),
  signalOutput: Type.Optional(Type.Boolean()),
});
export type JobRequest = Static<typeof JobRequest>;

/** Body that starts a job: a rule by its id, or one that is given. */
export const JobCreate = Type.Object({
  data: Type.Object({
    type: Type.Optional(Type.Literal("historicalDetectionsJobCreate")),
    attributes: JobRequest,
  }),
});
export const JobCreated = Type.Object({
  data: Type.Object({ id: Type.String(), type: Type.Literal("historicalDetectionsJob") }),
});

export const JOB_STATUSES = ["pending", "running", "completed", "failed", "cancelled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const Job = resource(
  "historicalDetectionsJob",
  Type.Object({
    createdAt: Type.String({ description: "ISO 8601" }),
    createdByHandle: Type.String(),
    createdByName: Type.String(),
    createdFromRuleId: Type.Optional(Type.String()),
    jobDefinition: Type.Record(Type.String(), Type.Unknown()),
    jobName: Type.String(),
    jobStatus: Type.String({ description: JOB_STATUSES.join(", ") }),
    modifiedAt: Type.String({ description: "ISO 8601" }),
    progressRate: Type.Number({ description: "0 to 1" }),
    signalOutput: Type.Boolean(),
    reason: Type.String({ description: "Why it failed, or ended before its end; else empty" }),
    eventsRead: Type.Integer(),
    resultCount: Type.Integer(),
  }),
);
export type Job = Static<typeof Job>;
export const JobAnswer = single(Job);
export type JobAnswer = Static<typeof JobAnswer>;
export const JobList = Type.Object({
  data: Type.Array(Job),
  meta: Type.Object({ totalCount: Type.Integer() }),
});
export type JobList = Static<typeof JobList>;

export const JOB_SORTS = ["createdAt", "-createdAt", "modifiedAt", "-modifiedAt"] as const;
type JobSort = (typeof JOB_SORTS)[number];
export const JobListQuery = Type.Object({
  "page[size]": Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  "page[number]": Type.Optional(Type.Integer({ minimum: 0 })),
  sort: Type.Optional(Type.Unsafe<JobSort>({ type: "string", enum: JOB_SORTS.map(String) })),
  "filter[query]": Type.Optional(Type.String({ maxLength: 8192 })),
});
export type JobListQuery = Static<typeof JobListQuery>;

/** Body that makes signals of results. */
export const JobResultsConvert = Type.Object({
  data: Type.Object({
    type: Type.Optional(Type.Literal("historicalDetectionsJobResultSignalConversion")),
    attributes: Type.Object({
      jobResultIds: Type.Array(Type.String({ maxLength: 128 }), {
        minItems: 1,
        maxItems: JOB_RESULTS_CONVERTED_MAX,
      }),
      signalSeverity: Severity,
      signalMessage: Type.String({ maxLength: 65_536 }),
      notifications: handles(),
    }),
  }),
});
