/**
 * Inline tests of detection rules, by the engine that decides on the server: events one after the
 * other, and the signals they make in order of their opening.
 */
import { compileRule, RUNTIME_SOURCE, type SimulatedEvent, simulateRules } from "#lib/detection";
import type { DetectionRule } from "#lib/protocol";
import type { DetectionContent, DetectionTest, ExpectedSignal, TestResult } from "./types.ts";

/** Tests begin at the same moment of a Monday, so that what depends on the time of day repeats. */
const BEGIN_MS = Date.UTC(2026, 0, 5);

/** Runs the tests of a detection rule. */
export async function testDetectionRule(content: DetectionContent): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const test of content.tests) {
    const why = await failure(content.rule, test);
    results.push({ name: test.name, passed: why === "", why, span: test.span });
  }
  return results;
}

function difference(made: readonly ExpectedSignal[], wanted: readonly ExpectedSignal[]): string {
  const print = ({ severity, group, events }: ExpectedSignal) =>
    `${severity} [${group.join(", ")}] of ${events}`;
  const [first, second] = [made.map(print).join("; "), wanted.map(print).join("; ")];
  return first === second ? "" : `it makes ${first || "no signal"}, not ${second || "none"}`;
}

async function failure(rule: DetectionRule, test: DetectionTest): Promise<string> {
  const compiled = compileRule(rule);
  if ("reason" in compiled) return `it cannot be evaluated: ${compiled.reason}`;
  const sources = new Set(compiled.queries.flatMap((query) => [...query.sources]));
  const [source = RUNTIME_SOURCE] = sources;
  const events = test.events.map(({ atMs, event }, at): SimulatedEvent[] => [
    {
      eventId: `event-${at}`,
      ts: BEGIN_MS + atMs,
      host: typeof event["host"] === "string" ? event["host"] : "",
      tags: Array.isArray(event["tags"]) ? event["tags"].map(String) : [],
      event,
      // Where a rule is about both, a match of an agent rule is told by its id.
      source: sources.has(RUNTIME_SOURCE) && "agent" in event ? RUNTIME_SOURCE : source,
    },
  ]);
  return difference(await simulateRules([rule], events), test.signals);
}
