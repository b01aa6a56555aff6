// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** The canonical form, and that writing it changes no tree. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { formatRule } from "./format.ts";
import { parseRule } from "./parse.ts";

const ROWS: readonly [fact: string, source: string, expected: string][] = [
  ["symbols for words", "not a and b or c", "!a && (b || c)"],
  ["precedence made visible", "a || b && c || d", "a || (b && (c || d))"],
  ["needless parentheses go", "((a)) && (b == (1))", "a && b == 1"],
  ["groups of one operator stay", "(a && b) && c", "(a && b) && c"],
  ["blanks", 'a=="x"&&b  in["y",~"z*"]', 'a == "x" && b in ["y", ~"z*"]'],
  ["names keep their distance from brackets", "a in [B, C]", "a in [ B, C ]"],
  ["arithmetic", "(a&(B|C))>0 && a - (b - 1) == +2", "a & (B | C) > 0 && a - (b - 1) == 2"],
  ["a sign before digits", "-(5) == - a && a - -3 == ^b", "-(5) == -a && a - -3 == ^b"],
  ["comparisons of comparisons", "a == b == c", "a == (b == c)"],
  ["texts stay as written", 'a == "x\\"y${v}" && b =~ r"\\d"', 'a == "x\\"y${v}" && b =~ r"\\d"'],
  [
    "durations and addresses stay as written",
    "a < 90s && b allin [10.0.0.0/8]",
    "a < 90s && b allin [10.0.0.0/8]",
  ],
  ["references and variables", "%{a.b} == ${c}", "%{a.b} == ${c}"],
  [
    "comments stay with their condition",
    "# why\na == 1 && // first\n  b == 2 # second\n  && c\n# last",
    "# why\na == 1 &&\n// first\nb == 2 &&\n# second\nc\n# last",
  ],
  ["a comment at a single condition", "a # why", "a\n# why"],
];

for (const [fact, source, expected] of ROWS) {
  test(`${fact}: ${JSON.stringify(source)}`, () => {
    assert.equal(formatRule(source).text, expected);
    assert.equal(formatRule(expected).text, expected);
  });
}

test("a rule that cannot be read is not formatted", () => {
  const { text, diagnostics } = formatRule("a ==");
  assert.equal(text, undefined);
  assert.equal(diagnostics.length, 1);
});

/**
 * Any text of the grammar, whether or not its types fit, with parentheses where they are not
 * needed.
 */
const { whole: sources } = fc.letrec<Record<"atom" | "sum" | "comparison" | "whole", string>>(
  (tie) => {
    const group = tie("whole").map((inner) => `(${inner})`);
    const infix = (item: fc.Arbitrary<string>, ...operators: string[]) =>
      fc.tuple(item, fc.constantFrom(...operators), item).map((parts) => parts.join(" "));
    return {
      atom: fc.oneof(
        { maxDepth: 4, depthSize: "small" },
        fc.constantFrom(
          "a",
          "b.c[X].d",
          "5",
          "-5",
          '"t"',
          '~"p*"',
          'r"e"',
          "3s",
          "${v}",
          "%{r}",
          "::1",
        ),
        fc
          .tuple(fc.constantFrom("!", "not ", "- ", "^"), tie("atom"))
          .map((parts) => parts.join(" ")),
        group,
      ),
      sum: fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        tie("atom"),
        infix(tie("sum"), "+", "-", "&", "|", "^"),
      ),
      comparison: fc.oneof(
        tie("sum"),
        infix(tie("sum"), "==", "!=", "=~", "!~", "<", "<=", ">", ">="),
        fc
          .tuple(
            tie("sum"),
            fc.constantFrom("in", "not in", "allin"),
            fc.constantFrom("[1, 2]", "[ A, B ]", "M", "${v}", "10.0.0.0/8"),
          )
          .map((parts) => parts.join(" ")),
      ),
      whole: fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        tie("comparison"),
        infix(tie("whole"), "&&", "||", "and", "or"),
      ),
    };
  },
);

test("formatting any readable text leaves its tree as it is", () => {
  let read = 0;
  const spanless = (source: string) =>
    JSON.stringify(parseRule(source).ast, (key, value) => (key === "span" ? undefined : value));
  fc.assert(
    fc.property(sources, (source) => {
      const { text } = formatRule(source);
      if (text === undefined) return;
      read++;
      assert.equal(spanless(text), spanless(source), text);
      assert.equal(formatRule(text).text, text);
    }),
    { numRuns: 3000 },
  );
  assert.ok(read > 1500, `only ${read} texts were readable`);
});
