/**
 * Sigma documents → agent rules and detection rules. What the kernel shows becomes an agent rule
 * with a detection rule on its matches; everything else a detection rule over logs.
 */
import type { DetectionRule } from "#lib/protocol";
import { type AgentFile, agentFile } from "./agent-file.ts";
import { convertCorrelation } from "./correlation.ts";
import { detectionOf, type RuleQueryPart } from "./detection.ts";
import { describeSource, type EventTarget, eventTargets } from "./fields.ts";
import { logTarget } from "./logs.ts";
import { searchText, toQuery } from "./query.ts";
import type { ReadDocument } from "./read.ts";
import * as refuse from "./refuse.ts";
import { toSecl } from "./secl.ts";
import {
  type Logic,
  type LogSource,
  type Refusal,
  type SigmaFilter,
  SigmaRefused,
  type SigmaRule,
} from "./types.ts";

export type Converted = {
  path: string;
  title: string;
  id: string;
  /** The file of the agent rule; undefined for rules over logs and for correlations. */
  agent: AgentFile | undefined;
  /** Undefined for a rule that only a correlation is about. */
  detection: DetectionRule | undefined;
  /** What it needs in order to fire: a source of logs or event types. */
  needs: string;
  /** Where the result says less, or other, than the Sigma rule. */
  notes: readonly string[];
};

export type Refused = { path: string; title: string; refusal: Refusal };

export type Conversion = { converted: Converted[]; refused: Refused[] };

/** A converted rule as correlations see it. */
export type Base = {
  rule: SigmaRule;
  part: RuleQueryPart;
  /** Attribute of the rule's events that holds a field. */
  keyOf(field: string): string;
};

/**
 * Converts documents together: filters narrow rules, correlations need theirs. Never throws for
 * what a document says; each is converted or refused by itself.
 */
export function convertSigma(documents: readonly ReadDocument[]): Conversion {
  const converted: Converted[] = [];
  const refused: Refused[] = [];
  const bases = new Map<string, Base>();
  const taken = new Set<string>();
  const filters = documents.flatMap((read) =>
    "sigma" in read && read.sigma.kind === "filter" ? [read.sigma] : [],
  );
  const quiet = correlated(documents);
  const attempt = (read: ReadDocument, convert: () => Converted) => {
    try {
      converted.push(convert());
    } catch (error) {
      if (!(error instanceof SigmaRefused)) throw error;
      refused.push({ path: read.path, title: read.title, refusal: error.refusal });
    }
  };
  for (const read of documents) {
    const { path, title } = read;
    if ("refusal" in read) refused.push({ path, title, refusal: read.refusal });
    else if (read.sigma.kind === "rule") {
      const rule = narrowed(read.sigma, filters);
      const id = freeId(rule, taken);
      const isQuiet = [rule.id, rule.name].some((name) => quiet.has(name));
      attempt(read, () => convertRule({ path, rule, id, isQuiet, bases }));
    }
  }
  for (const read of documents) {
    if (!("sigma" in read) || read.sigma.kind !== "correlation") continue;
    const { sigma: correlation, path } = read;
    attempt(read, () => {
      const { rule, notes, needs } = convertCorrelation(
        correlation,
        freeId(correlation, taken),
        bases,
      );
      const { id } = rule;
      return {
        path,
        title: correlation.title,
        id,
        agent: undefined,
        detection: rule,
        needs,
        notes,
      };
    });
  }
  return { converted, refused };
}

/** Names of rules that make no signal of their own, because a correlation stands for them. */
function correlated(documents: readonly ReadDocument[]): Set<string> {
  return new Set(
    documents.flatMap((read) =>
      "sigma" in read && read.sigma.kind === "correlation" && !read.sigma.generate
        ? read.sigma.rules
        : [],
    ),
  );
}

function narrowed(rule: SigmaRule, filters: readonly SigmaFilter[]): SigmaRule {
  const own = filters.filter(
    ({ rules, source }) =>
      (rules.includes(rule.id) || rules.includes(rule.name)) && covers(source, rule.source),
  );
  if (own.length === 0) return rule;
  const logic: Logic = { kind: "and", items: [rule.logic, ...own.map((filter) => filter.logic)] };
  return { ...rule, logic };
}

/** Whether all that a filter says of its source is so for the rule's. */
function covers(wide: LogSource, narrow: LogSource): boolean {
  return (["category", "product", "service"] as const).every(
    (key) => wide[key] === "" || wide[key] === narrow[key],
  );
}

const ID_LENGTH_MAX = 80;

/** The title as an id; with the head of the rule's own id when that is taken. */
function freeId({ title, id }: { title: string; id: string }, taken: Set<string>): string {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const base = `sigma_${slug.slice(0, ID_LENGTH_MAX).replace(/_+$/, "")}`;
  const suffixes = ["", `_${id.slice(0, 8).toLowerCase()}`];
  const free = suffixes.map((suffix) => base + suffix).find((one) => !taken.has(one));
  let chosen = free ?? base;
  for (let at = 2; taken.has(chosen); at++) chosen = `${base}_${at}`;
  taken.add(chosen);
  return chosen;
}

type Job = {
  path: string;
  rule: SigmaRule;
  id: string;
  isQuiet: boolean;
  bases: Map<string, Base>;
};

function convertRule(job: Job): Converted {
  const targets = eventTargets(job.rule.source, job.rule.logic);
  return targets === undefined ? convertLogs(job) : convertEvents(job, targets);
}

function remember({ bases, rule }: Job, base: Omit<Base, "rule">): void {
  for (const name of [rule.id, rule.name]) if (name !== "") bases.set(name, { rule, ...base });
}

function convertEvents(job: Job, targets: readonly EventTarget[]): Converted {
  const { path, rule, id, isQuiet } = job;
  const { agent, needs, notes, keyOf } = agentFile(rule, id, expressionsOf(rule, targets));
  const part: RuleQueryPart = {
    query: `@agent.rule_id:${id}`,
    dataSource: "security_runtime",
    type: "workload_security",
  };
  remember(job, { part, keyOf });
  const detection = isQuiet ? undefined : detectionOf(rule, id, part);
  return { path, title: rule.title, id, agent, detection, needs, notes };
}

/** The event types that the rule can be about; refused when it can be about none. */
function expressionsOf(rule: SigmaRule, targets: readonly EventTarget[]) {
  const refusals: SigmaRefused[] = [];
  const found = targets.flatMap((target) => {
    try {
      const expression = toSecl(rule.logic, target, rule.source);
      return expression === "false" ? [] : [{ target, expression }];
    } catch (error) {
      if (!(error instanceof SigmaRefused)) throw error;
      refusals.push(error);
      return [];
    }
  });
  if (found.length > 0) return found;
  if (refusals[0] !== undefined) throw refusals[0];
  return refuse.neverFires();
}

const CASE_NOTE = "values of attributes are compared with letter case";

function convertLogs(job: Job): Converted {
  const { path, rule, id, isQuiet } = job;
  const { source, need, keyOf } = logTarget(rule.source);
  const part: RuleQueryPart = {
    query: searchText(source, toQuery(rule.logic, keyOf)),
    dataSource: "logs",
    type: "log_detection",
  };
  remember(job, { part, keyOf });
  const detection = isQuiet ? undefined : detectionOf(rule, id, part);
  const notes = hasAttributes(rule.logic) ? [CASE_NOTE] : [];
  if (source === undefined)
    notes.push(`searches all logs, not those of ${describeSource(rule.source)} alone`);
  return { path, title: rule.title, id, agent: undefined, detection, needs: need, notes };
}

function hasAttributes(logic: Logic): boolean {
  if (logic.kind === "not") return hasAttributes(logic.item);
  if (logic.kind !== "test") return logic.items.some(hasAttributes);
  return logic.field !== undefined && logic.test.kind === "text" && !logic.test.cased;
}
