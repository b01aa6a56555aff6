/** Random rules, events and texts: both back ends agree, nothing throws, filters lose nothing. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { findApprovers } from "./approver.ts";
import { bitAnd, bitOr, bitXor } from "./bits.ts";
import { checkRule } from "./check.ts";
import { compileClosures } from "./closure.ts";
import { explainMatch } from "./explain.ts";
import { formatRule } from "./format.ts";
import { parseMacro, parseRule } from "./parse.ts";
import { compileRules } from "./ruleset.ts";
import { contextOf, ENVIRONMENT, OPEN_CAPABILITIES, ruleOf } from "./testing/fixture.ts";
import { events, openSources, ruleSources, variables } from "./testing/random-rules.ts";

const RUNS = 1500;

test("generated functions and closures agree on every rule, event and variable", () => {
  let held = 0;
  const sources = fc.array(ruleSources, { minLength: 1, maxLength: 4 });
  const property = fc.property(
    sources,
    fc.array(events, { maxLength: 6 }),
    variables,
    (texts, seen, set) => {
      const rules = texts.map((source) => ({ id: source, rule: ruleOf(source) }));
      const ruleset = compileRules(rules);
      const context = contextOf(set);
      for (const event of seen) {
        const found = new Set<number>();
        for (const type of ruleset.eventTypes)
          ruleset.evaluate(event, type, context, (at) => found.add(at));
        rules.forEach(({ rule }, at) => {
          const expected = compileClosures(rule)(event, context);
          if (expected) held++;
          assert.equal(found.has(at), expected, `${rule.source}\n${JSON.stringify(event)}`);
        });
      }
    },
  );
  fc.assert(property, { numRuns: RUNS });
  assert.ok(held > RUNS / 10, `only ${held} rules held: the events do not meet the rules`);
});

test("formatting a rule leaves its tree as it is, and is stable", () => {
  const spanless = (source: string) =>
    JSON.stringify(parseRule(source).ast, (key, value) => (key === "span" ? undefined : value));
  fc.assert(
    fc.property(ruleSources, (source) => {
      const { text } = formatRule(source);
      assert.ok(text !== undefined);
      assert.equal(spanless(text), spanless(source));
      assert.equal(formatRule(text).text, text);
    }),
    { numRuns: RUNS },
  );
});

const fragment = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom(
    ...[
      "open.flags",
      "(",
      ")",
      "[",
      "]",
      "!",
      "-",
      "^",
      "&",
      "|",
      "==",
      "=~",
      "in",
      "not",
      "allin",
      "&&",
    ],
    ...[
      '"a"',
      '~"/*"',
      'r"(a"',
      "5s",
      "-1",
      "1.2.3.4/8",
      "::1",
      "$" + "{name}",
      "%{process.comm}",
      "%{",
      "#",
      "\n",
    ],
    ...["process.ancestors[A].pid", "process.ancestors", ",", "true", "O_CREAT", "~", '"'],
  ),
);

test("no text makes the lexer, the parser, the checker or the formatter throw", () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 24 }), fc.constantFrom(" ", ""), (parts, joint) => {
      const source = parts.join(joint);
      for (const { span } of checkRule(source, ENVIRONMENT).diagnostics) {
        assert.ok(span.start >= 0 && span.start <= span.end && span.end <= source.length);
      }
      parseMacro(source);
      formatRule(source);
    }),
    { numRuns: RUNS * 2 },
  );
});

test("long and deep texts end in a diagnostic, not in a full stack", () => {
  const texts = [
    "(".repeat(60_000),
    "!".repeat(60_000),
    `open.flags ${"== 1 ".repeat(12_000)}`,
    `open.flags ${"& 1 ".repeat(15_000)}`,
    `open.flags ${"+ 1 ".repeat(15_000)} == 1`,
    `open.flags ${"& 1 ".repeat(15_000)} == 1`,
    `true ${"&& true || true ".repeat(4_000)}`,
    `${"(true && true || ".repeat(3_000)}`,
    `"${"\\".repeat(60_001)}`,
    "[".repeat(60_000),
  ];
  for (const source of texts) assert.equal(checkRule(source, ENVIRONMENT).rule, undefined);
});

test("a flat chain may be as long as a rule", () => {
  const source = Array.from({ length: 3000 }, (_, at) => `open.flags == ${at}`).join(" || ");
  const { rule } = checkRule(source, ENVIRONMENT);
  assert.ok(rule);
  assert.equal(compileClosures(rule)({ "open.flags": 2999 }, contextOf()), true);
  let hits = 0;
  const ruleset = compileRules([{ id: "long", rule }]);
  ruleset.evaluate({ "open.flags": 2999 }, "open", contextOf(), () => hits++);
  assert.equal(hits, 1);
});

test("bit operators are those of 64-bit integers", () => {
  const int = fc.maxSafeInteger();
  fc.assert(
    fc.property(int, int, (left, right) => {
      const [a, b] = [BigInt(left), BigInt(right)];
      assert.equal(BigInt(bitAnd(left, right)), a & b);
      assert.equal(BigInt(bitOr(left, right)), a | b);
      assert.equal(BigInt(bitXor(left, right)), a ^ b);
    }),
    { numRuns: RUNS },
  );
});

/** What the sensor does with an open that the filter does not accept as a whole. */
function passesKernel(
  approvers: Exclude<ReturnType<typeof findApprovers>, { acceptAll: true }>,
  event: Record<string, unknown>,
): boolean {
  const segments = String(event["open.file.path"] ?? "").split("/");
  const above = segments.slice(0, -1);
  const numbers = new Map([
    [0, event["process.auid"]],
    [1, event["open.flags"]],
    [2, event["open.file.in_upper_layer"]],
  ]);
  const numberOf = (approver: number) => Number(numbers.get(approver) ?? 0);
  return (
    approvers.basename.includes(segments.at(-1) ?? "") ||
    approvers.folder.includes(above.at(-1) ?? "") ||
    above.some((segment) => approvers.above.includes(segment)) ||
    approvers.bits.some(({ approver, bits }) => (numberOf(approver) & bits) !== 0) ||
    approvers.ranges.some(
      ({ approver, from, to }) => numberOf(approver) >= from && numberOf(approver) <= to,
    )
  );
}

/** The same event on an overlay mount, half of the time: the alternative is the path below it. */
function onOverlay(event: object): object {
  const path = String((event as Record<string, unknown>)["open.file.path"] ?? "");
  const below = path.indexOf("/", 1);
  const alternatives = below === -1 ? [] : [path.slice(below)];
  return { ...event, "open.file.path.alternatives": alternatives };
}

test("the kernel never rejects an event that a rule wants", () => {
  let filtered = 0;
  const property = fc.property(
    openSources,
    fc.array(events, { maxLength: 20 }),
    variables,
    (source, seen, set) => {
      const rule = ruleOf(source);
      const approvers = findApprovers([{ id: "rule", rule }], OPEN_CAPABILITIES);
      if (approvers.acceptAll) return;
      filtered++;
      const holds = compileClosures(rule);
      for (const event of seen.map(onOverlay)) {
        if (passesKernel(approvers, event as Record<string, unknown>)) continue;
        assert.equal(holds(event, contextOf(set)), false, source);
      }
    },
  );
  fc.assert(property, { numRuns: RUNS * 2 });
  assert.ok(filtered > RUNS / 20, `only ${filtered} rules were filterable`);
});

test("what explains a match lies within the rule, and only matches are explained", () => {
  fc.assert(
    fc.property(ruleSources, events, variables, (source, event, set) => {
      const rule = ruleOf(source);
      const context = contextOf(set);
      const parts = explainMatch(rule, event, context);
      if (!compileClosures(rule)(event, context)) assert.deepEqual(parts, []);
      for (const { offset, length } of parts)
        assert.ok(offset >= 0 && length > 0 && offset + length <= source.length);
    }),
    { numRuns: RUNS },
  );
});
