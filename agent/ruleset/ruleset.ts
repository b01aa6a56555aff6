/**
 * Station 4: the rules of this host against one event after another. A rejected event allocates
 * nothing here; what is worth knowing of a match is gathered only once a rule held.
 */
import { type CounterSet, createCounters } from "#lib/base";
import { type LoadedRule, type PolicyHost, renderMessage } from "#lib/content";
import { type EventView, FIELD_TABLE, RULE_EVENTS } from "#lib/event";
import {
  type CheckedRule,
  canHold,
  compileRules,
  describeFilter,
  describeUndelivered,
  type EvaluationContext,
  explainMatch,
  packetFiltersOf,
  type RuleSet,
  specializeRule,
  type UndeliveredField,
  undeliveredFields,
} from "#lib/secl";
import {
  ACTION_COUNTERS,
  type ActionCounter,
  type PendingReport,
  prepareActions,
  type Respond,
  type RunActions,
  type WriteLog,
} from "./actions.ts";
import { gatherDenials, isDenying, type RuleDenials } from "./denials.ts";
import {
  type EventFilter,
  kernelFilterOf,
  PACKET_FILTERS_MAX,
  SOCKETS_ONLY,
} from "./kernel-filter.ts";
import { type PolicyReport, reportPolicies } from "./policy-report.ts";
import { RuleLimit } from "./rate-limit.ts";
import type { RuleFiles } from "./rule-files.ts";
import { type LoadedSources, loadRuleFiles } from "./rule-sources.ts";
import { messageOf, type RuleState, stateOfFaults } from "./rule-state.ts";
import {
  type ShownVariables,
  VARIABLE_COUNTERS,
  type VariableCounter,
  type VariableOwners,
  VariableStore,
} from "./variable-store.ts";

export type RulesetCounter =
  | "evaluations"
  | "matches_rate_limited"
  | "matches_silent"
  | ActionCounter
  | VariableCounter;

export function createRulesetCounters(): CounterSet<RulesetCounter> {
  return createCounters([
    "evaluations",
    "matches_rate_limited",
    "matches_silent",
    ...ACTION_COUNTERS,
    ...VARIABLE_COUNTERS,
  ]);
}

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
  variables: ShownVariables;
  /** What became of the actions that report it. */
  actions: readonly PendingReport[];
  /** The rule's message, filled from an object whose properties are field names. */
  render(event: object): string;
};

export type OnRuleMatch = (match: Match, view: EventView) => void;

/** What all expressions of one rule share. */
type RuleTally = { matches: number; limit: RuleLimit; matchedAt: number };

type Compiled = {
  source: LoadedRule;
  checked: CheckedRule;
  message: string;
  tags: readonly string[];
  tally: RuleTally;
  act: RunActions | undefined;
  /** Whether a DNS rule is about answers: it asks for the response code, which only they have. */
  isAboutAnswers: boolean;
  /** What the kernel filters by for it, in words. */
  filter: string;
  /** Whether it can ever match; a rule that needs what nothing delivers cannot. */
  canFire: boolean;
  undelivered: readonly UndeliveredField[];
};

/** What a ruleset needs of the program around it. */
export type RulesetOptions = {
  files: RuleFiles;
  /** Version of our own content. */
  contentVersion: string;
  host: PolicyHost;
  owners: VariableOwners;
  counters: CounterSet<RulesetCounter>;
  /** Writes the lines of `log` actions. */
  log: WriteLog;
  /** Does kills, hashes and network filters. */
  respond: Respond;
  /** Called while the view still shows the event. */
  onMatch: OnRuleMatch;
};

const RESPONSE_FIELD = "dns.response.code";
const QR_BIT = 0x80;

function compile(
  rules: readonly LoadedRule[],
  actionsOf: (rule: LoadedRule) => RunActions | undefined,
): Compiled[] {
  return rules.flatMap((source) => {
    const { rule, expressions } = source;
    const tally = { matches: 0, limit: new RuleLimit(rule.terms.everyNs), matchedAt: -1 };
    const act = actionsOf(source);
    const tags = [...rule.tags, ...rule.terms.productTags];
    return expressions.map(({ expression, rule: written }) => {
      const checked = specializeRule(written, FIELD_TABLE, { "event.rule.tags": tags });
      const canFire = canHold(checked);
      return {
        source,
        checked,
        message: expression.message || rule.name,
        tags,
        tally,
        act,
        isAboutAnswers: checked.fields.includes(RESPONSE_FIELD),
        filter: canFire ? describeFilter({ id: rule.id, rule: checked }, FIELD_TABLE) : "",
        canFire,
        undelivered: undeliveredFields(written, FIELD_TABLE),
      };
    });
  });
}

const PROCESS_EVENTS: ReadonlySet<string> = new Set([
  "fork",
  ...RULE_EVENTS.filter(({ category }) => category === "process").map(({ name }) => name),
]);

function isDroppingPackets({ actions }: LoadedRule): boolean {
  return actions.some(({ action }) => action.kind === "network_filter");
}

export class Ruleset {
  readonly kernelFilter: readonly EventFilter[];
  /** What the kernel is to refuse. */
  readonly denials: RuleDenials;
  /** Matches by event since the rules were loaded. */
  readonly matchesByEvent = new Map<string, number>();
  readonly #sources: LoadedSources;
  readonly #compiled: readonly Compiled[];
  /** Those of the compiled that can fire, in the order that the rule engine counts them. */
  readonly #live: readonly Compiled[];
  readonly #rules: RuleSet;
  /** Packet filters of rules for which the sensor has no room. */
  readonly #filtersLeftOut: ReadonlySet<string>;
  /** Whether a rule has packets dropped: the sensor has to know whose each socket is. */
  readonly #dropsPackets: boolean;
  readonly #variables: VariableStore;
  readonly #counters: CounterSet<RulesetCounter>;
  readonly #context: EvaluationContext;
  readonly #onMatch: OnRuleMatch;
  readonly #hit: (index: number) => void;
  #view: EventView | undefined;
  #serial = 0;
  /** Event types that the sensor sees; undefined: those of the contract. */
  #seen: ReadonlySet<string> | undefined;
  #whyNotDenied: (event: string) => string | undefined = () => undefined;

  private constructor(sources: LoadedSources, options: RulesetOptions) {
    const { counters, onMatch, owners, log, respond } = options;
    this.#sources = sources;
    this.#counters = counters;
    this.#onMatch = onMatch;
    const variables = new VariableStore(sources.variables, owners, counters);
    this.#variables = variables;
    this.#compiled = compile(sources.rules, ({ rule, actions }) =>
      prepareActions(rule.id, actions, variables, log, respond, counters),
    );
    this.#live = this.#compiled.filter(({ canFire }) => canFire);
    const entries = this.#live.map(({ source, checked }) => ({
      id: source.rule.id,
      rule: checked,
    }));
    this.#rules = compileRules(entries);
    const firing = new Set(this.#live.map(({ source }) => source));
    this.#dropsPackets = [...firing].some(isDroppingPackets);
    const { events, packetsLeftOut } = kernelFilterOf(entries, this.#dropsPackets);
    this.kernelFilter = events;
    this.denials = gatherDenials([...firing]);
    this.#filtersLeftOut = packetsLeftOut;
    this.#hit = (index) => this.#matched(this.#live[index] as Compiled);
    const timestamp = () => this.#view?.["event.timestamp"] ?? 0;
    this.#context = {
      get now() {
        return timestamp();
      },
      variables,
    };
  }

  /** Compiles what loads of the files. */
  static load(options: RulesetOptions): Ruleset {
    const { files, contentVersion, host } = options;
    return new Ruleset(loadRuleFiles(files, contentVersion, host), options);
  }

  /** Runs the rules about the event's type. */
  evaluate(view: EventView): void {
    this.#serial += 1;
    this.#view = view;
    this.#counters.evaluations.add();
    this.#rules.evaluate(view, view.type, this.#context, this.#hit);
    if (view.type === "exit") this.#variables.release(view);
  }

  /**
   * Says which event types this host's sensor sees; undefined for all. Rules about others stay and
   * say that they cannot fire. True when that changed.
   */
  limitTo(seen: ReadonlySet<string> | undefined): boolean {
    const before = this.#seen;
    this.#seen = seen;
    return [...(before ?? [""])].join() !== [...(seen ?? [""])].join();
  }

  /** Says which events the kernel cannot refuse here, and why; rules that deny say so. */
  limitDenials(whyNot: (event: string) => string | undefined): void {
    this.#whyNotDenied = whyNot;
  }

  /**
   * The kernel filter without events of which `leaveOut` says so, given the severities of the rules
   * about them. Events of processes stay, and whose a socket is if packets are to be dropped.
   */
  filterWithout(
    leaveOut: (event: string, severities: ReadonlySet<string>) => boolean,
  ): readonly EventFilter[] {
    const severities = new Map<string, Set<string>>();
    for (const { checked, source } of this.#live) {
      const of = severities.get(checked.event) ?? new Set();
      severities.set(checked.event, of.add(source.rule.severity));
    }
    return this.kernelFilter.flatMap((filter) => {
      const { event } = filter;
      if (PROCESS_EVENTS.has(event) || !leaveOut(event, severities.get(event) ?? new Set()))
        return [filter];
      return event === "packet" && this.#dropsPackets ? [SOCKETS_ONLY] : [];
    });
  }

  states(): RuleState[] {
    const byRule = this.#byRule();
    const states = this.#sources.rules.map((source): RuleState => {
      const own = byRule.get(source) ?? [];
      return {
        id: source.rule.id,
        policy: source.policy.name,
        status: source.status,
        message: this.#messageOf(source, own),
        event: [...new Set(own.map(({ checked }) => checked.event))].join(", "),
        expression: source.rule.expression,
        kernel_filter: [...new Set(own.map(({ filter }) => filter))].filter(Boolean).join("; "),
        matches: own[0]?.tally.matches ?? 0,
      };
    });
    return [...stateOfFaults(this.#sources), ...states];
  }

  /** Policies with how they and their rules loaded, for the reports the agent sends. */
  report(): PolicyReport[] {
    const byRule = this.#byRule();
    return reportPolicies(this.#sources, (source) =>
      this.#messageOf(source, byRule.get(source) ?? []),
    );
  }

  #byRule(): Map<LoadedRule, Compiled[]> {
    return Map.groupBy(this.#compiled, ({ source }) => source);
  }

  #messageOf(source: LoadedRule, own: readonly Compiled[]): string {
    const undelivered = own.length === 0 ? "" : describeUndelivered(own);
    const message = messageOf(source, this.#sources.describe);
    const isLeftOut = own.some(({ checked }) =>
      packetFiltersOf(checked).some((text) => this.#filtersLeftOut.has(text)),
    );
    const leftOut = isLeftOut
      ? `the rule cannot fire: the sensor runs ${PACKET_FILTERS_MAX} packet filters, and those ` +
        "of rules before it are as many"
      : "";
    return [undelivered, this.#unseen(own), this.#undenied(source, own), leftOut, message]
      .filter((text) => text !== "")
      .join("\n");
  }

  /** What rules of one id are about that this host's sensor does not see. */
  #unseen(own: readonly Compiled[]): string {
    const events = new Set(own.map(({ checked }) => checked.event));
    const unseen = [...events].filter((event) => this.#seen?.has(event) === false);
    if (unseen.length === 0) return "";
    const effect = unseen.length === events.size ? "cannot fire here" : "a part cannot fire here";
    return `${effect}: without eBPF the sensor sees no events of the type ${unseen.join(", ")}`;
  }

  /** Why a rule that denies only detects. */
  #undenied(source: LoadedRule, own: readonly Compiled[]): string {
    if (!isDenying(source)) return "";
    const leftOut = this.denials.leftOut.get(source.rule.id);
    const events = [...new Set(own.map(({ checked }) => checked.event))];
    const whys = leftOut === undefined ? events.map(this.#whyNotDenied) : [leftOut];
    const said = [...new Set(whys.filter((why) => why !== undefined))];
    return said.length === 0 ? "" : `denies nothing here: ${said.join("; ")}`;
  }

  #matched(compiled: Compiled): void {
    const view = this.#view as EventView;
    const { source, checked, tally, message, act } = compiled;
    if (view.type === "dns" && compiled.isAboutAnswers !== isAnswer(view)) return;
    /* A rule of several expressions matches an event once. */
    if (tally.matchedAt === this.#serial) return;
    tally.matchedAt = this.#serial;
    tally.matches += 1;
    this.matchesByEvent.set(view.type, (this.matchesByEvent.get(view.type) ?? 0) + 1);
    const isSent = this.#mayBeSent(source, tally, view);
    /* Why it held is asked before its actions change what it looked at. */
    const parts = isSent ? explainMatch(checked, view, this.#context) : [];
    const reports = act?.(view, this.#context) ?? [];
    if (!isSent) return;
    const { rule, policy } = source;
    const match: Match = {
      ruleId: rule.id,
      ruleVersion: rule.terms.version,
      policyName: policy.name,
      policyVersion: policy.version,
      tags: compiled.tags,
      expression: checked.source,
      parts,
      variables: this.#variables.shown(view),
      actions: reports,
      render: (event) => renderMessage(message, event),
    };
    this.#onMatch(match, view);
  }

  #mayBeSent({ rule, limiterTokens }: LoadedRule, { limit }: RuleTally, view: EventView): boolean {
    if (rule.terms.isSilent) {
      this.#counters.matches_silent.add();
      return false;
    }
    const token =
      limiterTokens.length === 0
        ? ""
        : limiterTokens.map((read) => read(view, this.#context).join(",")).join("\0");
    if (limit.take(token, view["header.ts"])) return true;
    this.#counters.matches_rate_limited.add();
    return false;
  }
}

function isAnswer(view: EventView): boolean {
  const payload = (view as EventView & { "record.payload": Uint8Array })["record.payload"];
  return ((payload[2] ?? 0) & QR_BIT) !== 0;
}
