/** What was done about an event, from the reports the agent put onto it. */

export type RuleAction = {
  /** Such as "kill SIGKILL, process". */
  what: string;
  status: string;
  /** Why it was not done, or how long the process lived; "" when nothing is said. */
  detail: string;
};

type Json = Readonly<Record<string, unknown>>;

/** Reports shown; an event has at most one for each action of its rule. */
const ACTIONS_MAX = 32;

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function readAction(report: Json): RuleAction {
  const parts = [report["type"], report["signal"]].map(textOf).filter((part) => part !== "");
  const scope = textOf(report["scope"]);
  return {
    what: parts.join(" ") + (scope === "" ? "" : `, ${scope}`),
    status: textOf(report["status"]).replaceAll("_", " "),
    detail: textOf(report["error"]) || textOf(report["ttr"]),
  };
}

/** Reads `agent.rule_actions` of an event; whatever else stands there is left out. */
export function readRuleActions(event: Json): RuleAction[] {
  const agent = (event["agent"] ?? {}) as Json;
  const reports = agent["rule_actions"];
  if (!Array.isArray(reports)) return [];
  return reports
    .slice(0, ACTIONS_MAX)
    .filter((report): report is Json => typeof report === "object" && report !== null)
    .map(readAction);
}
