/** Whether sample events are found by the queries of a rule, as the stream would be. */
import {
  compileRule,
  createMatcher,
  type DetectedEvent,
  RUNTIME_SOURCE,
  SIGNAL_SOURCE,
} from "#lib/detection";
import type { DetectionRule, RuleQueryPayload } from "#lib/protocol";
import { refuseRule } from "./errors.ts";

/** Sources that a sample is tried as; what the query asks for decides. */
const SOURCES = [RUNTIME_SOURCE, SIGNAL_SOURCE, "logs"] as const;

/**
 * By payload whether the query answered as expected. The message of a sample is read as the log it
 * would be: JSON in it gives the attributes. Throws RULE_TEST_INVALID.
 */
export function testQueries(rule: DetectionRule, payloads: readonly RuleQueryPayload[]): boolean[] {
  const id = "rule-under-test";
  const compiled = compileRule({ ...rule, id });
  if ("reason" in compiled) throw refuseRule("RULE_TEST_INVALID", { reason: compiled.reason });
  let reason: string | undefined;
  const onFault = (_: string, fault: string) => {
    reason = fault;
  };
  const matcher = createMatcher([compiled], { onFault });
  return payloads.map(({ index, expectedResult = true, payload }) => {
    if (rule.queries[index] === undefined)
      throw refuseRule("RULE_TEST_INVALID", { reason: `the rule has no query ${index}` });
    const event = sampleEvent(payload);
    const hits = SOURCES.flatMap((source) => matcher.match(event, source));
    if (reason !== undefined) throw refuseRule("RULE_TEST_INVALID", { reason });
    return hits.some(({ query }) => query === index) === expectedResult;
  });
}

function sampleEvent(payload: RuleQueryPayload["payload"] = {}): DetectedEvent {
  const { ddsource, ddtags, hostname, message, service, ...attributes } = payload;
  const tags = (ddtags ?? "").split(",").filter((tag) => tag !== "");
  const host = hostname ?? "";
  const event: Record<string, unknown> = { ...attributes, ...attributesOf(message), tags };
  const named = { host, service, source: ddsource, message };
  for (const [name, value] of Object.entries(named))
    if (value !== undefined && value !== "") event[name] ??= value;
  return { eventId: "sample", ts: 0, host, tags, event };
}

function attributesOf(message: string | undefined): Record<string, unknown> {
  if (message === undefined || !message.trimStart().startsWith("{")) return {};
  try {
    return JSON.parse(message) as Record<string, unknown>;
  } catch {
    return {};
  }
}
