/**
 * Rules as content: what a YAML file says once it was read. Whoever evaluates them checks
 * expressions against its own field table, and places the faults in the file with `placeFault`.
 */
import type { Diagnostic, Span } from "#lib/base";
import type { DetectionRule, Severity } from "#lib/protocol";
import type { MacroDefinition, VariableValue } from "#lib/secl";

export type ContentFile = { path: string; text: string };

/**
 * A fault with the file it is in; its span is offsets into that file. `rule` is the id of what it
 * is of.
 */
export type FileDiagnostic = Diagnostic & { path: string; rule?: string };

/**
 * Text taken out of a file: `offsets[i]` is where character `i` stands there, with one more for the
 * end.
 */
export type PlacedText = { text: string; offsets: readonly number[] };

export const MATURITIES = ["trial", "stable", "retired"] as const;
/** Trial: not yet proved quiet. Retired: kept so that its id is never used for something else. */
export type Maturity = (typeof MATURITIES)[number];

/** One expression about one event type, with the message for a match of it. */
export type RuleExpression = PlacedText & { message: string };

export type AgentRule = {
  id: string;
  name: string;
  severity: Severity;
  maturity: Maturity;
  /** Ids of ATT&CK tactics and techniques. */
  attack: readonly string[];
  /** The expression as written. */
  expression: string;
  /**
   * What is evaluated: the rule matches when any of these does, under the one id. Several when the
   * rule is about every way to write a file (`fim.write.`), which are several event types.
   */
  expressions: readonly RuleExpression[];
  message: string;
  why: string;
  respond: readonly string[];
  gaps: string;
  /** `key:value` */
  tags: readonly string[];
  terms: RuleTerms;
  isDisabled: boolean;
  tests: readonly AgentTest[];
  path: string;
  /** Of the expression in the file. */
  span: Span;
  /** What is wrong though it was read: keys without effect, actions left out. */
  faults: readonly FileDiagnostic[];
};

/** What policies say of a rule beyond what our own content does. */
export type RuleTerms = Conditions & {
  version: string;
  combine: "" | "override";
  /** What an override changes of the rule before it. */
  overrides: readonly OverrideField[];
  /** One match is sent per so many nanoseconds; 0 for the usual limit. */
  everyNs: number;
  /** Fields each of whose values has a limit of its own. */
  limiterTokens: readonly FileText[];
  /** Whether it runs its actions and sends nothing. */
  isSilent: boolean;
  groupId: string;
  /** Rules of a higher priority are evaluated before others. */
  priority: number;
  productTags: readonly string[];
  actions: readonly Action[];
  idSpan: Span;
};

/** For which hosts something is meant: any of the filters must hold, when there are any. */
export type Conditions = {
  agentVersion: FileText | undefined;
  filters: readonly FileText[];
};

/** Text of a file: an override carries it into a rule of another file. */
export type FileText = PlacedText & { path: string };

export const OVERRIDE_FIELDS = [
  "all",
  "expression",
  "actions",
  "every",
  "tags",
  "product_tags",
] as const;
export type OverrideField = (typeof OVERRIDE_FIELDS)[number];

/** Whose the variable is; "global" is everyone's. */
export const VARIABLE_SCOPES = ["global", "process", "container", "cgroup"] as const;
export type VariableScope = (typeof VARIABLE_SCOPES)[number];

export type SetAction = {
  kind: "set";
  name: string;
  scope: VariableScope;
  /** `at` is the place of one value of a field of many; `capture` takes a part of a text. */
  source:
    | { from: "value"; value: VariableValue }
    | { from: "field"; text: FileText; at: number | undefined; capture: FileText | undefined }
    | { from: "expression"; text: FileText };
  defaultValue: VariableValue | undefined;
  append: boolean;
  /** Process id of the process whose the variable is; undefined for the one that acted. */
  scopeField: FileText | undefined;
  /** Values an array keeps; 0 for the usual number. */
  size: number;
  /** 0: for as long as its owner lives. */
  ttlNs: number;
  isPrivate: boolean;
  isInherited: boolean;
};

export const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a rule does beside reporting its match. */
export type Action = (
  | SetAction
  | { kind: "log"; level: LogLevel; message: string }
  | {
      kind: "kill";
      signal: string;
      scope: "process" | "container" | "cgroup";
      isContainerDisarmable: boolean;
      isExecutableDisarmable: boolean;
    }
  | { kind: "hash"; field: string }
  /** The kernel refuses what the rule matches. */
  | { kind: "deny" }
  /** What the agent knows of the process is written to a file. */
  | {
      kind: "coredump";
      process: boolean;
      mount: boolean;
      dentry: boolean;
      isCompressed: boolean;
    }
  /** Packets of the process, or of its cgroup, that `packets` selects are dropped for a time. */
  | {
      kind: "network_filter";
      packets: string;
      /** `packets` as classic BPF. */
      code: Uint8Array;
      policy: "drop";
      scope: "process" | "cgroup";
      ttlNs: number;
    }
) & {
  /** Condition under which it is done. */
  filter: FileText | undefined;
  path: string;
  span: Span;
};
export type ActionKind = Action["kind"];

/** `event` has the event type under `type`, and SECL names with plain values. */
export type AgentTest = {
  name: string;
  match: boolean;
  event: Readonly<Record<string, unknown>>;
  span: Span;
};

/** A macro with the file it came from, for placing its faults. */
export type Macro = MacroDefinition & {
  path: string;
  offsets: readonly number[];
  conditions?: Conditions;
};

export type AgentContent = {
  rules: AgentRule[];
  macros: Macro[];
  diagnostics: FileDiagnostic[];
};

/** A policy file. */
export type Policy = AgentContent & {
  version: string;
  /** Name of the policy that this one takes the place of, or "". */
  replaces: string;
};

export type DetectionContent = {
  rule: DetectionRule;
  maturity: Maturity;
  attack: readonly string[];
  tests: readonly DetectionTest[];
  path: string;
};

/** Events with their times, and the signals that they must make, in order of their opening. */
export type DetectionTest = {
  name: string;
  events: readonly { atMs: number; event: Record<string, unknown> }[];
  signals: readonly ExpectedSignal[];
  span: Span;
};

export type ExpectedSignal = { severity: string; group: readonly string[]; events: number };

/** How one inline test came out; `why` is empty when it passed. */
export type TestResult = { name: string; passed: boolean; why: string; span: Span };
