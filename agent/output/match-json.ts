/**
 * A match as the event JSON that is stored, searched and shown. Written once, while the record is
 * still in its buffer; only the container's name may come a moment later.
 */
import { type EventView, eventJson } from "#lib/event";
import { EVENT_BYTES_MAX } from "#lib/protocol";
import type { Redactor } from "./redaction.ts";

/** A part of the rule's expression that made it match. */
export type MatchedPart = {
  offset: number;
  length: number;
  value: number | string | boolean;
  field: string;
};

/** A rule that held for an event. */
export type RuleMatch = {
  ruleId: string;
  ruleVersion: string;
  policyName: string;
  policyVersion: string;
  tags: readonly string[];
  expression: string;
  parts: readonly MatchedPart[];
  /** Variables that the event shows, by the part of it that they belong to. */
  variables: Readonly<Partial<Record<VariablePlace, Readonly<Json>>>>;
  /** What became of the rule's actions, as reports. */
  actions: readonly Promise<Readonly<Json>>[];
  /** The rule's message, filled from an object whose properties are field names. */
  render(event: object): string;
};

export type VariablePlace = "evt" | "process" | "container" | "cgroup";

export type HostFacts = {
  hostname: string;
  tags: readonly string[];
  version: string;
  kernel: string;
  arch: string;
};

type Json = Record<string, unknown>;

/** An event JSON that may still wait for the name of its container. */
export type MatchDraft = {
  /** Id of the container; "" on the host. */
  containerId: string;
  finish(
    container: { name: string; image: string; tags: readonly string[] },
    actions: readonly Readonly<Json>[],
  ): Uint8Array;
};

const TITLE_LENGTH_MAX = 1024;
const PARTS_MAX = 64;
const PART_VALUE_LENGTH_MAX = 4096;
/* Private-use characters stand where the container's name and image will. */
const NAME_MARK = "\uE000\uE001";
const IMAGE_MARK = "\uE000\uE002";
const encoder = new TextEncoder();

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names of what holds command lines and environments, wherever in an event a process stands. */
const TEXTS = new Set(["args", "envs"]);

/** The event is a tree of the serialiser's making: its depth is that of the contract. */
function redactTexts(part: unknown, redactor: Redactor): void {
  if (Array.isArray(part)) for (const item of part) redactTexts(item, redactor);
  if (!isObject(part)) return;
  for (const [name, value] of Object.entries(part)) {
    if (TEXTS.has(name)) part[name] = redactor.value(value);
    else redactTexts(value, redactor);
  }
}

/** The event to a message: secrets blanked, and marks where the container's name will be. */
function messageSource(view: EventView, redactor: Redactor): object {
  return new Proxy(view, {
    get: (target, name) => {
      if (name === "container.name") return NAME_MARK;
      if (name === "container.image") return IMAGE_MARK;
      return redactor.value(Reflect.get(target, name, target));
    },
  });
}

function ruleContext({ expression, parts }: RuleMatch, redactor: Redactor): Json {
  const matching_subexprs = parts.slice(0, PARTS_MAX).map(({ offset, length, value, field }) => ({
    offset,
    length,
    value: redactor.text(String(value)).slice(0, PART_VALUE_LENGTH_MAX),
    ...(field === "" ? {} : { field }),
  }));
  return { expression, matching_subexprs };
}

function agentContext(match: RuleMatch, host: HostFacts): Json {
  return {
    rule_id: match.ruleId,
    ...(match.ruleVersion === "" ? {} : { rule_version: match.ruleVersion }),
    policy_name: match.policyName,
    policy_version: match.policyVersion,
    version: host.version,
    arch: host.arch,
    kernel_version: host.kernel,
  };
}

/**
 * Bytes of the JSON within EVENT_BYTES_MAX: the farthest ancestors go first, then arguments and
 * environments.
 */
function encode(json: Json): Uint8Array {
  const whole = encoder.encode(JSON.stringify(json));
  if (whole.length <= EVENT_BYTES_MAX) return whole;
  const process = json["process"] as Json;
  const ancestors = process["ancestors"];
  if (Array.isArray(ancestors) && ancestors.length > 0) {
    process["truncated_ancestors"] = true;
    process["ancestors"] = ancestors.slice(0, ancestors.length >> 1);
    return encode(json);
  }
  for (const part of [process, process["parent"]].filter(isObject)) {
    if (part["args"] !== undefined) part["args_truncated"] = true;
    if (part["envs"] !== undefined) part["envs_truncated"] = true;
    delete part["args"];
    delete part["envs"];
  }
  return encoder.encode(JSON.stringify(json));
}

/** Secrets that a rule has kept are blanked like those of the event. */
function showVariables(json: Json, variables: RuleMatch["variables"], redactor: Redactor): void {
  for (const [place, values] of Object.entries(variables)) {
    const shown = Object.entries(values).map(([name, value]) => [name, redactor.value(value)]);
    json[place] = { ...(json[place] as Json), variables: Object.fromEntries(shown) };
  }
}

/** As rules of this API family know it: `id` is the name, or the number where there is none. */
function userContext(name: string, group: string, uid: number): Json {
  const named = name === "" ? { id: String(uid) } : { id: name, name };
  return group === "" ? named : { ...named, group };
}

/** Drafts the JSON of a match; the view may be pointed elsewhere afterwards. */
export function draftMatch(
  match: RuleMatch,
  view: EventView,
  host: HostFacts,
  redactor: Redactor,
): MatchDraft {
  const json = eventJson(view) as Json;
  redactTexts(json, redactor);
  const { process } = view;
  json["agent"] = { ...(json["agent"] as Json), ...agentContext(match, host) };
  json["evt"] = { ...(json["evt"] as Json), rule_context: ruleContext(match, redactor) };
  showVariables(json, match.variables, redactor);
  json["usr"] = userContext(process["user"], process["group"], process["uid"]);
  json["host"] = host.hostname;
  const title = match.render(messageSource(view, redactor));
  const tags = [...host.tags, ...match.tags, `rule_id:${match.ruleId}`];
  return {
    containerId: view["container.id"],
    finish: (container, actions) => {
      if (actions.length > 0) json["agent"] = { ...(json["agent"] as Json), rule_actions: actions };
      const parts = json["container"];
      if (isObject(parts)) {
        if (container.name !== "") parts["name"] = container.name;
        if (container.image !== "") parts["image"] = container.image;
      }
      json["title"] = title
        .replaceAll(NAME_MARK, container.name)
        .replaceAll(IMAGE_MARK, container.image)
        .slice(0, TITLE_LENGTH_MAX);
      json["tags"] = [...new Set([...tags, ...container.tags])];
      return encode(json);
    },
  };
}
