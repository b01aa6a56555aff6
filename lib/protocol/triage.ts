/** What people send to work signals: one at a time or in bulk. */
import Type, { type Static } from "typebox";
import { single } from "./json-api.ts";
import { ArchiveReason, Triage, TriageState } from "./signals.ts";

/** Signals of one bulk change. */
export const BULK_SIGNALS_MAX = 199;

const state = {
  archive_reason: Type.Optional(ArchiveReason),
  archive_comment: Type.Optional(Type.String({ maxLength: 4096 })),
  version: Type.Optional(Type.Integer()),
};
/** `uuid` says who; an empty one takes the assignee away. */
const Assignee = Type.Object({ uuid: Type.String({ maxLength: 64 }) });

const UpdateAttributes = Type.Object({
  ...state,
  state: Type.Optional(TriageState),
  assignee: Type.Optional(Assignee),
});
export const SignalUpdate = single(Type.Object({ attributes: UpdateAttributes }));
export const SignalAssigneeUpdate = single(
  Type.Object({
    attributes: Type.Object({ assignee: Assignee, version: Type.Optional(Type.Integer()) }),
  }),
);
export const SignalIncidentsUpdate = single(
  Type.Object({
    attributes: Type.Object({
      incident_ids: Type.Array(Type.Integer(), { maxItems: 100 }),
      version: Type.Optional(Type.Integer()),
    }),
  }),
);

function bulk<Attributes extends Parameters<typeof Type.Array>[0]>(attributes: Attributes) {
  const id = Type.String({ minLength: 1, maxLength: 128 });
  return Type.Object({
    data: Type.Array(Type.Object({ id, attributes }), {
      minItems: 1,
      maxItems: BULK_SIGNALS_MAX,
    }),
  });
}
export const SignalsStateUpdate = bulk(Type.Object({ ...state, state: TriageState }));
export const SignalsAssigneeUpdate = bulk(
  Type.Object({
    assignee: Type.String({ maxLength: 64, description: "uuid of a user; empty for nobody" }),
    version: Type.Optional(Type.Integer()),
  }),
);
export const SignalsUpdate = bulk(UpdateAttributes);

/** Per signal what it is now, or why it was not changed. */
export const SignalsBulkAnswer = Type.Object({
  type: Type.String(),
  status: Type.String({ description: "done, or partial when some were not changed" }),
  result: Type.Object({
    count: Type.Integer({ description: "Signals that were changed" }),
    events: Type.Array(
      Type.Object({
        id: Type.String(),
        event: Type.Object({ id: Type.String(), ...Triage.properties }),
      }),
    ),
    failures: Type.Array(
      Type.Object({ id: Type.String(), code: Type.String(), message: Type.String() }),
    ),
  }),
});
export type SignalsBulkAnswer = Static<typeof SignalsBulkAnswer>;

export const SignalComment = single(
  Type.Object({
    attributes: Type.Object({ comment: Type.String({ minLength: 1, maxLength: 4096 }) }),
  }),
);
