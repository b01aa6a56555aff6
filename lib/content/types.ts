/**
 * Rules as content: what a YAML file says once it was read. Whoever evaluates them checks
 * expressions against its own field table, and places the faults in the file with `placeFault`.
 */
import type { Diagnostic, Span } from "#lib/base";
import type { DetectionRule, Severity } from "#lib/protocol";
import type { MacroDefinition } from "#lib/secl";

export type ContentFile = { path: string; text: string };

/** A fault with the file it is in; its span is offsets into that file. */
export type FileDiagnostic = Diagnostic & { path: string };

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
  isDisabled: boolean;
  tests: readonly AgentTest[];
  path: string;
  /** Of the expression in the file. */
  span: Span;
};

/** `event` has the event type under `type`, and SECL names with plain values. */
export type AgentTest = {
  name: string;
  match: boolean;
  event: Readonly<Record<string, unknown>>;
  span: Span;
};

/** A macro with the file it came from, for placing its faults. */
export type Macro = MacroDefinition & { path: string; offsets: readonly number[] };

export type AgentContent = {
  rules: AgentRule[];
  macros: Macro[];
  diagnostics: FileDiagnostic[];
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
