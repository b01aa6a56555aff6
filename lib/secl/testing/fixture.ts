/**
 * A small rule language for tests: enough fields for every type, list and operator, and short ways
 * to run a rule.
 */
import { formatDiagnostic } from "#lib/base";
import type { Field, FieldTable } from "#lib/event";
import type { FilterCapabilities } from "../approver.ts";
import { checkRule } from "../check.ts";
import type { CheckEnvironment } from "../checker.ts";
import { compileClosures } from "../closure.ts";
import { capabilitiesOf } from "../kernel-filter.ts";
import { compileRules } from "../ruleset.ts";
import type { CheckedRule, EvaluationContext, VariableValue } from "../tree.ts";

function field(name: string, type: Field["type"], rest: Partial<Field> = {}): Field {
  const [first = ""] = name.split(".");
  const iterator = name.startsWith("process.ancestors.") ? "process.ancestors" : "";
  return {
    name,
    type,
    array: false,
    event: ["process", "event", "container"].includes(first) ? "*" : first,
    iterator,
    element: iterator === "" ? name : name.slice(iterator.length + 1),
    alternatives: /^(process.*|open|exec)\.file\.path$|^(process.*|exec)\.file\.name$/.test(name),
    operators: name.endsWith(".file.path") ? "path" : name.endsWith(".name") ? "basename" : "plain",
    constants: "",
    json: "",
    origin: "kernel",
    brief: "",
    example: "",
    delivered: rest.reason === undefined,
    reason: "",
    ...rest,
  };
}

const FIELDS: readonly Field[] = [
  field("event.timestamp", "int"),
  field("container.id", "string", { origin: "agent" }),
  ...["process", "process.ancestors"].flatMap((at) => [
    field(`${at}.pid`, "int"),
    field(`${at}.uid`, "int"),
    field(`${at}.auid`, "int"),
    field(`${at}.comm`, "string"),
    field(`${at}.created_at`, "int"),
    field(`${at}.cap_effective`, "int"),
    field(`${at}.is_thread`, "bool"),
    field(`${at}.file.path`, "string"),
    field(`${at}.file.name`, "string"),
    field(`${at}.argv`, "string", { array: true }),
  ]),
  field("open.file.path", "string"),
  field("open.file.name", "string"),
  field("open.flags", "int"),
  field("open.retval", "int"),
  field("open.file.in_upper_layer", "bool"),
  field("open.syscall.path", "string"),
  field("exec.file.path", "string"),
  field("exec.file.name", "string"),
  field("exec.comm", "string"),
  field("exec.args", "string"),
  field("exec.args_truncated", "bool"),
  field("dns.question.name", "string", { operators: "dns" }),
  field("dns.answers", "string", { array: true, operators: "dns" }),
  field("dns.question.type", "int"),
  field("dns.network.size", "int"),
  field("connect.addr.ip", "ip"),
  field("connect.addr.port", "int"),
  field("connect.peers", "ip", { array: true }),
  field("connect.ports", "int", { array: true }),
  field("bpf.map.name", "string"),
  field("packet.filter", "string"),
];

const CONSTANTS: Readonly<Record<string, number>> = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 64,
  O_TRUNC: 512,
  EPERM: -1,
  EACCES: -13,
  CAP_SYS_ADMIN: 2 ** 21,
  CAP_CHECKPOINT_RESTORE: 2 ** 40,
};

const EVENTS = ["open", "exec", "dns", "connect", "bpf"];

const TABLE: FieldTable = {
  fields: new Map(FIELDS.map((entry) => [entry.name, entry])),
  constants: new Map(Object.entries(CONSTANTS)),
  events: new Map(EVENTS.map((name) => [name, { category: "test", brief: "", reason: "" }])),
  approvers: new Map([
    [
      "open",
      [
        { name: "flags", fields: ["open.flags"], by: "bits" },
        { name: "upper", fields: ["open.file.in_upper_layer"], by: "value" },
      ],
    ],
  ]),
};

/** What the kernel knows of opens: names, flags, the login uid and the overlay layer. */
export const OPEN_CAPABILITIES: FilterCapabilities = capabilitiesOf("open", TABLE);

export const ENVIRONMENT: CheckEnvironment = {
  table: TABLE,
  variables: new Map([
    ["count", { type: "int", array: false }],
    ["name", { type: "string", array: false }],
    ["names", { type: "string", array: true }],
    ["seen", { type: "bool", array: false }],
    ["process.peers", { type: "ip", array: true }],
  ]),
};

/** 2023-11-14 22:13:20 UTC, which nanoseconds hold exactly enough. */
export const NOW = 1_700_000_000_000_000_000;
export const SECOND = 1_000_000_000;

/** A context whose variables are the given ones. */
export function contextOf(
  variables: Readonly<Record<string, VariableValue>> = {},
): EvaluationContext {
  return { now: NOW, variables: { read: (name) => variables[name] } };
}

/** Checks a rule that must be right; the error of a failed test shows the diagnostics. */
export function ruleOf(source: string, environment = ENVIRONMENT): CheckedRule {
  const { rule, diagnostics } = checkRule(source, environment);
  if (rule !== undefined) return rule;
  throw new Error(diagnostics.map((each) => formatDiagnostic(each, source, "rule")).join("\n"));
}

/** Whether the rule holds, by either back end. */
export function evaluateBoth(
  rule: CheckedRule,
  event: object,
  context = contextOf(),
): { generated: boolean; closures: boolean } {
  let generated = false;
  compileRules([{ id: "rule", rule }]).evaluate(event, rule.event, context, () => {
    generated = true;
  });
  return { generated, closures: compileClosures(rule)(event, context) };
}
