/**
 * Station 4: the rules of this host against one event after another. A rejected event allocates
 * nothing here; what is worth knowing of a match is gathered only once a rule held.
 */
import { type CounterSet, createCounters } from "#lib/base";
import { renderMessage } from "#lib/content";
import { type EventView, FIELD_TABLE } from "#lib/event";
import {
  type CheckedRule,
  canHold,
  compileRules,
  describeFilter,
  describeUndelivered,
  type EvaluationContext,
  explainMatch,
  type RuleSet,
  specializeRule,
  type UndeliveredField,
  undeliveredFields,
} from "#lib/secl";
import { type EventFilter, kernelFilterOf } from "./kernel-filter.ts";
import { RateLimit } from "./rate-limit.ts";
import type { RuleFiles } from "./rule-files.ts";
import { loadSources, type SourcedRule } from "./rule-sources.ts";

export type RulesetCounter = "evaluations" | "matches_rate_limited";

export function createRulesetCounters(): CounterSet<RulesetCounter> {
  return createCounters(["evaluations", "matches_rate_limited"]);
}

/** How one rule fares on this host. */
export type RuleState = {
  id: string;
  policy: string;
  status: "loaded" | "filtered" | "error";
  message: string;
  event: string;
  expression: string;
  kernel_filter: string;
  matches: number;
};

/** A rule that held for an event, with what the match needs of it. */
export type Match = {
  ruleId: string;
  ruleVersion: string;
  policyName: string;
  policyVersion: string;
  tags: readonly string[];
  /** The expression that was evaluated; `parts` are offsets into it. */
  expression: string;
  parts: ReturnType<typeof explainMatch>;
  /** The rule's message, filled from an object whose properties are field names. */
  render(event: object): string;
};

export type OnRuleMatch = (match: Match, view: EventView) => void;

/** What all expressions of one rule share. */
type RuleTally = { matches: number; limit: RateLimit; matchedAt: number };

type Compiled = {
  source: SourcedRule;
  checked: CheckedRule;
  message: string;
  tally: RuleTally;
  /** Whether a DNS rule is about answers: it asks for the response code, which only they have. */
  isAboutAnswers: boolean;
  /** What the kernel filters by for it, in words. */
  filter: string;
  /** Whether it can ever match; a rule that needs what nothing delivers cannot. */
  canFire: boolean;
  undelivered: readonly UndeliveredField[];
};

const RESPONSE_FIELD = "dns.response.code";
const QR_BIT = 0x80;

function compile(sources: readonly SourcedRule[]): Compiled[] {
  return sources.flatMap((source) => {
    const tally = { matches: 0, limit: new RateLimit(), matchedAt: -1 };
    const tags = { "event.rule.tags": source.rule?.tags ?? [] };
    return source.expressions.map(({ expression, rule }) => {
      const checked = specializeRule(rule, FIELD_TABLE, tags);
      const canFire = canHold(checked);
      return {
        source,
        checked,
        message: expression.message || (source.rule?.name ?? source.id),
        tally,
        isAboutAnswers: checked.fields.includes(RESPONSE_FIELD),
        filter: canFire ? describeFilter({ id: source.id, rule: checked }, FIELD_TABLE) : "",
        canFire,
        undelivered: undeliveredFields(rule, FIELD_TABLE),
      };
    });
  });
}

export class Ruleset {
  readonly kernelFilter: readonly EventFilter[];
  /** Matches by event since the rules were loaded. */
  readonly matchesByEvent = new Map<string, number>();
  readonly #sources: readonly SourcedRule[];
  readonly #compiled: readonly Compiled[];
  /** Those of the compiled that can fire, in the order that the rule engine counts them. */
  readonly #live: readonly Compiled[];
  readonly #rules: RuleSet;
  readonly #counters: CounterSet<RulesetCounter>;
  readonly #context: EvaluationContext;
  readonly #onMatch: OnRuleMatch;
  readonly #hit: (index: number) => void;
  #view: EventView | undefined;
  #serial = 0;

  private constructor(
    sources: readonly SourcedRule[],
    counters: CounterSet<RulesetCounter>,
    onMatch: OnRuleMatch,
  ) {
    this.#sources = sources;
    this.#counters = counters;
    this.#onMatch = onMatch;
    this.#compiled = compile(sources);
    this.#live = this.#compiled.filter(({ canFire }) => canFire);
    const entries = this.#live.map(({ source, checked }) => ({ id: source.id, rule: checked }));
    this.#rules = compileRules(entries);
    this.kernelFilter = kernelFilterOf(entries);
    this.#hit = (index) => this.#matched(this.#live[index] as Compiled);
    const timestamp = () => this.#view?.["event.timestamp"] ?? 0;
    this.#context = {
      get now() {
        return timestamp();
      },
      variables: {
        read: (name, event) =>
          name === "process.pid" ? (event as EventView)["process.pid"] : undefined,
      },
    };
  }

  /** Compiles what loads of the files; `onMatch` is called while the view still shows the event. */
  static load(
    files: RuleFiles,
    contentVersion: string,
    counters: CounterSet<RulesetCounter>,
    onMatch: OnRuleMatch,
  ): Ruleset {
    return new Ruleset(loadSources(files, contentVersion), counters, onMatch);
  }

  /** Runs the rules about the event's type. */
  evaluate(view: EventView): void {
    this.#serial += 1;
    this.#view = view;
    this.#counters.evaluations.add();
    this.#rules.evaluate(view, view.type, this.#context, this.#hit);
  }

  states(): RuleState[] {
    return this.#sources.map((source) => {
      const own = this.#compiled.filter((compiled) => compiled.source === source);
      return {
        id: source.id,
        policy: source.policy.name,
        status: source.status,
        message: source.status === "loaded" ? describeUndelivered(own) : source.message,
        event: [...new Set(own.map(({ checked }) => checked.event))].join(", "),
        expression: source.rule?.expression ?? "",
        kernel_filter: [...new Set(own.map(({ filter }) => filter))].filter(Boolean).join("; "),
        matches: own[0]?.tally.matches ?? 0,
      };
    });
  }

  #matched(compiled: Compiled): void {
    const view = this.#view as EventView;
    const { source, checked, tally, message } = compiled;
    if (view.type === "dns" && compiled.isAboutAnswers !== isAnswer(view)) return;
    /* A rule of several expressions matches an event once. */
    if (tally.matchedAt === this.#serial) return;
    tally.matchedAt = this.#serial;
    tally.matches += 1;
    this.matchesByEvent.set(view.type, (this.matchesByEvent.get(view.type) ?? 0) + 1);
    if (!tally.limit.take(view["header.ts"])) {
      this.#counters.matches_rate_limited.add();
      return;
    }
    const match: Match = {
      ruleId: source.id,
      ruleVersion: "",
      policyName: source.policy.name,
      policyVersion: source.policy.version,
      tags: source.rule?.tags ?? [],
      expression: checked.source,
      parts: explainMatch(checked, view, this.#context),
      render: (event) => renderMessage(message, event),
    };
    this.#onMatch(match, view);
  }
}

function isAnswer(view: EventView): boolean {
  const payload = (view as EventView & { "record.payload": Uint8Array })["record.payload"];
  return ((payload[2] ?? 0) & QR_BIT) !== 0;
}
