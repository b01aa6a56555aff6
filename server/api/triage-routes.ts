/** Working signals: assignee, incidents, everything at once, in bulk, and comments. */
import Type from "typebox";
import { isAppError } from "#lib/base";
import {
  SignalsBulkAnswer as BulkAnswer,
  SIGNALS_PATH,
  SignalAssigneeUpdate,
  SignalComment,
  SignalIncidentsUpdate,
  SignalsAssigneeUpdate,
  type SignalsBulkAnswer,
  SignalsStateUpdate,
  SignalsUpdate,
  SignalTriageAnswer,
  SignalUpdate,
} from "#lib/protocol";
import type { Access, Person } from "#server/access";
import type { SignalStateChange, Signals, SignalTriageChange } from "#server/signals";
import { refuseApi } from "./errors.ts";
import { type App, personOf } from "./route.ts";

const tags = ["signals"];
const write = { access: "security_monitoring_signals_write" } as const;
const IdParams = Type.Object({ signal_id: Type.String({ minLength: 1, maxLength: 128 }) });
const BULK_BODY_BYTES_MAX = 2 * 1024 * 1024;

/** A change as it is sent; the assignee by uuid, "" for nobody. */
type Sent = Partial<SignalStateChange> & { assignee?: string; incident_ids?: number[] };

export function triageRoutes(app: App, access: Access, signals: Signals): void {
  const triage = createTriage(access, signals);
  singleRoutes(app, triage);
  bulkRoutes(app, triage);
  commentRoute(app, access, signals);
}

type Triage = ReturnType<typeof createTriage>;

function createTriage(access: Access, signals: Signals) {
  /** Throws API_USER_UNKNOWN. */
  async function changeOf({ assignee: uuid, ...sent }: Sent): Promise<SignalTriageChange> {
    if (uuid === undefined) return sent;
    if (uuid === "") return { ...sent, assignee: null };
    const assignee = await access.users.find(uuid);
    if (assignee === undefined) throw refuseApi("API_USER_UNKNOWN");
    return { ...sent, assignee };
  }

  async function one(person: Person, id: string, sent: Sent) {
    const triage = await signals.changeTriage(id, await changeOf(sent), person);
    await access.record(person, "signal.triage", `signal:${id}`, sent);
    return triage;
  }

  /** One after the other; what is refused does not keep the others. */
  async function many(
    person: Person,
    items: readonly { id: string; sent: Sent }[],
  ): Promise<SignalsBulkAnswer> {
    const events: SignalsBulkAnswer["result"]["events"] = [];
    const failures: SignalsBulkAnswer["result"]["failures"] = [];
    for (const { id, sent } of items) {
      try {
        events.push({ id, event: { id, ...(await one(person, id, sent)) } });
      } catch (error) {
        if (!isAppError(error)) throw error;
        failures.push({ id, code: error.code, message: error.message });
      }
    }
    const status = failures.length === 0 ? "done" : "partial";
    return { type: "status", status, result: { count: events.length, events, failures } };
  }
  return { one, many };
}

function singleRoutes(app: App, triage: Triage): void {
  const answer = async (person: Person, id: string, sent: Sent) => {
    const attributes = await triage.one(person, id, sent);
    return { data: { id, type: "signal_metadata" as const, attributes } };
  };
  app.route({
    method: "PATCH",
    url: `${SIGNALS_PATH}/:signal_id/assignee`,
    config: write,
    schema: {
      summary: "Assign a signal to a user by uuid, or with an empty one to nobody",
      tags,
      params: IdParams,
      body: SignalAssigneeUpdate,
      response: { 200: SignalTriageAnswer },
    },
    async handler(request) {
      const { assignee, ...rest } = request.body.data.attributes;
      const sent = { ...rest, assignee: assignee.uuid };
      return answer(personOf(request), request.params.signal_id, sent);
    },
  });
  app.route({
    method: "PATCH",
    url: `${SIGNALS_PATH}/:signal_id/incidents`,
    config: write,
    schema: {
      summary: "Say which incidents a signal belongs to",
      tags,
      params: IdParams,
      body: SignalIncidentsUpdate,
      response: { 200: SignalTriageAnswer },
    },
    handler: (request) =>
      answer(personOf(request), request.params.signal_id, request.body.data.attributes),
  });
  app.route({
    method: "PATCH",
    url: `${SIGNALS_PATH}/:signal_id/update`,
    config: write,
    schema: {
      summary: "Change state and assignee of a signal together",
      tags,
      params: IdParams,
      body: SignalUpdate,
      response: { 200: SignalTriageAnswer },
    },
    async handler(request) {
      const sent = sentOf(request.body.data.attributes);
      return answer(personOf(request), request.params.signal_id, sent);
    },
  });
}

function sentOf({ assignee, ...rest }: Omit<Sent, "assignee"> & { assignee?: { uuid: string } }) {
  return assignee === undefined ? rest : { ...rest, assignee: assignee.uuid };
}

function bulkRoutes(app: App, triage: Triage): void {
  const description = "At most 199 signals; the answer says which were not changed, and why.";
  const common = { tags, description, response: { 200: BulkAnswer } };
  const route = { method: "PATCH", config: write, bodyLimit: BULK_BODY_BYTES_MAX } as const;
  app.route({
    ...route,
    url: `${SIGNALS_PATH}/bulk/state`,
    schema: { ...common, summary: "Change the state of several signals", body: SignalsStateUpdate },
    handler: (request) =>
      triage.many(
        personOf(request),
        request.body.data.map(({ id, attributes }) => ({ id, sent: attributes })),
      ),
  });
  app.route({
    ...route,
    url: `${SIGNALS_PATH}/bulk/assignee`,
    schema: { ...common, summary: "Assign several signals", body: SignalsAssigneeUpdate },
    handler: (request) =>
      triage.many(
        personOf(request),
        request.body.data.map(({ id, attributes }) => ({ id, sent: attributes })),
      ),
  });
  app.route({
    ...route,
    url: `${SIGNALS_PATH}/bulk/update`,
    schema: { ...common, summary: "Change several signals", body: SignalsUpdate },
    handler: (request) =>
      triage.many(
        personOf(request),
        request.body.data.map(({ id, attributes }) => ({ id, sent: sentOf(attributes) })),
      ),
  });
}

function commentRoute(app: App, access: Access, signals: Signals): void {
  app.route({
    method: "POST",
    url: `${SIGNALS_PATH}/:signal_id/comments`,
    config: { access: "security_comments_write" },
    schema: {
      summary: "Comment on a signal; comments are part of its history",
      tags,
      params: IdParams,
      body: SignalComment,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      const person = personOf(request);
      const { signal_id: id } = request.params;
      await signals.addComment(id, request.body.data.attributes.comment, person);
      await access.record(person, "signal.comment", `signal:${id}`);
      return reply.code(204).send(null);
    },
  });
}
