/** From a rule's action and the event it is about to what is done, and a report of it. */
import type { Action } from "#lib/content";
import { type EventView, FIELD_TABLE, type VIEWS } from "#lib/event";
import type { Denier } from "./denier.ts";
import type { Dropper } from "./dropper.ts";
import type { ActionJson, Protector, SensorAnswer } from "./protector.ts";

const NS_PER_MS = 1e6;

type ActionView = InstanceType<(typeof VIEWS)["action"]>;
type KillAction = Extract<Action, { kind: "kill" }>;

function kill(protector: Protector, ruleId: string, action: KillAction, view: EventView) {
  const { process } = view;
  const { signal, scope, isContainerDisarmable, isExecutableDisarmable } = action;
  return protector.kill({
    ruleId,
    signal,
    signalNumber: Number(FIELD_TABLE.constants.get(signal) ?? 0),
    scope,
    isContainerDisarmable,
    isExecutableDisarmable,
    pid: view["header.pid"],
    start: view["header.start"],
    cgroupId: view["header.cgroup_id"],
    cgroupPath: process["cgroup.id"],
    containerId: process["container.id"],
    executable: process["file.path"],
    createdAt: process["created_at"] / NS_PER_MS,
    detectedAt: view.resolvers.eventTimestamp(view) / NS_PER_MS,
  });
}

function drop(
  dropper: Dropper,
  ruleId: string,
  action: Extract<Action, { kind: "network_filter" }>,
  view: EventView,
) {
  return dropper.drop({
    ruleId,
    filter: action.packets,
    code: action.code,
    scope: action.scope,
    ttlMs: action.ttlNs / NS_PER_MS,
    pid: view["header.pid"],
    start: view["header.start"],
    cgroupId: view["header.cgroup_id"],
    cgroupPath: view.process["cgroup.id"],
    detectedAt: view.resolvers.eventTimestamp(view) / NS_PER_MS,
  });
}

/** Reading the fields makes the hashes; they are then on the event as well. */
function hash(field: string, view: EventView): ActionJson {
  const file = field === "" ? `${view.type}.file` : field;
  const read = (name: string): unknown => Reflect.get(view, `${file}.${name}`, view);
  const hashes = read("hashes");
  const isDone = Array.isArray(hashes) && hashes.length > 0;
  const state = String(read("hash_state") ?? "");
  return { type: "hash", field: file, status: isDone ? "performed" : "error", state };
}

/** Writes down what is known of the event's process. */
export type Dump = (
  ruleId: string,
  action: Extract<Action, { kind: "coredump" }>,
  view: EventView,
) => Promise<ActionJson>;

/**
 * Does kills, network filters, hashes and dumps for the rules, and tells what the kernel denied.
 * Nothing is done about events of the past: undefined.
 */
export function createRespond(protector: Protector, denier: Denier, dropper: Dropper, dump: Dump) {
  return (ruleId: string, action: Action, view: EventView): Promise<ActionJson> | undefined => {
    if (action.kind === "hash") return Promise.resolve(hash(action.field, view));
    if (action.kind === "deny") return Promise.resolve(denier.report(view));
    const isPast = view.resolvers.eventSource(view) === "replay";
    if (isPast) return undefined;
    if (action.kind === "network_filter") return drop(dropper, ruleId, action, view);
    if (action.kind === "coredump") return dump(ruleId, action, view);
    return action.kind === "kill" ? kill(protector, ruleId, action, view) : undefined;
  };
}

export function answerOf(view: ActionView): SensorAnswer {
  return {
    request: view["record.request"],
    status: view["record.status"],
    signalled: view["record.signalled"],
    failed: view["record.failed"],
    blamed: view["record.blamed"],
    reason: view["record.reason"],
    name: view["record.name"],
    packets: view["record.packets"],
  };
}
