/**
 * How long do 200 and 1,000 rules take for one event, and how long until they run? Generated
 * functions against closures, on the same rules and events, in turns. Each number of rules has a
 * process of its own, because compiling is measured cold, as an agent does it.
 */
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { compileRules, type RuleSet } from "#lib/secl";
import { checkAll, mixedEvents, ruleSources, type TypedEvent } from "./workload.ts";

const EVENTS = 2_000;
const ROUNDS = 15;
/** Passes before the first that counts: some 50,000 events, a minute of a busy host. */
const WARM_PASSES = 25;
const CONTEXT = { now: 1_700_000_000_000_000_000, variables: { read: () => undefined } };

/** Nanoseconds an event over one pass; matches are counted, so that no work can be dropped. */
function pass(ruleset: RuleSet, events: readonly TypedEvent[]): [number, number] {
  let matches = 0;
  const count = () => {
    matches++;
  };
  const started = performance.now();
  for (const { event, type } of events) ruleset.evaluate(event, type, CONTEXT, count);
  return [((performance.now() - started) * 1e6) / events.length, matches];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function timed<Result>(run: () => Result): [Result, number] {
  const started = performance.now();
  const result = run();
  return [result, performance.now() - started];
}

function measure(ruleCount: number, events: readonly TypedEvent[]): void {
  const sources = ruleSources(ruleCount);
  const [entries, checkMs] = timed(() => checkAll(sources));
  const [generated, generateMs] = timed(() => compileRules(entries));
  const [, firstMs] = timed(() => pass(generated, events.slice(0, 8)));
  const [coldNs] = pass(generated, events);
  const closures = compileRules(entries, { generate: false });
  for (let warm = 0; warm < WARM_PASSES; warm++) pass(generated, events);
  for (let warm = 0; warm < 2; warm++) pass(closures, events);
  const [fast, slow]: [number[], number[]] = [[], []];
  let found: [number, number] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const [fastNs, fastMatches] = pass(generated, events);
    const [slowNs, slowMatches] = pass(closures, events);
    fast.push(fastNs);
    slow.push(slowNs);
    found = [fastMatches, slowMatches];
  }
  const [fastNs, slowNs] = [median(fast), median(slow)];
  const compileMs = checkMs + generateMs + firstMs;
  process.stdout.write(
    [
      `${ruleCount} rules of ${generated.eventTypes.length} event types`,
      `  until they run   ${compileMs.toFixed(0)} ms: checked in ${checkMs.toFixed(0)}, ` +
        `generated in ${generateMs.toFixed(0)}, first events in ${firstMs.toFixed(0)}`,
      `  generated        ${fastNs.toFixed(0)} ns/event, ${coldNs.toFixed(0)} in the first pass`,
      `  closures         ${slowNs.toFixed(0)} ns/event  ${(slowNs / fastNs).toFixed(1)}x`,
      `  matches a pass   ${found[0]} and ${found[1]}`,
      "",
    ].join("\n"),
  );
  if (found[0] !== found[1]) process.exitCode = 1;
}

const [asked] = process.argv.slice(2);
if (asked !== undefined) measure(Number(asked), mixedEvents(EVENTS));
else {
  for (const ruleCount of ["200", "1000"]) {
    const { status } = spawnSync(process.execPath, [import.meta.filename, ruleCount], {
      stdio: "inherit",
    });
    if (status !== 0) process.exitCode = 1;
  }
}
