/**
 * docs/reference/policies.md against the loader: its keys, words, limits, and the faults of its
 * examples, which stand in comments on the lines that they are about.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { DIAGNOSTICS_MAX } from "#lib/base";
import * as rate from "../../agent/ruleset/rate-limit.ts";
import { RULE_FILE_BYTES_MAX, RULE_FILES_MAX } from "../../agent/ruleset/rule-files.ts";
import { VARIABLE_TEXT_LENGTH_MAX } from "../../agent/ruleset/variable-cell.ts";
import { VARIABLE_OWNERS_MAX, VARIABLE_TEXT_MAX } from "../../agent/ruleset/variable-store.ts";
import { LIST_ITEMS_MAX, SOURCE_LENGTH_MAX } from "../secl/limits.ts";
import * as limits from "./limits.ts";
import { MACRO_KEYS, OVERRIDE_OPTIONS_KEYS, POLICY_KEYS, RULE_KEYS } from "./policy.ts";
import { ACTION_KEYS } from "./policy-action.ts";
import * as faults from "./policy-diagnostics.ts";
import { ANY_HOST, factsOf } from "./policy-host.ts";
import { faultsOf, loadAll } from "./testing.ts";
import { LOG_LEVELS, OVERRIDE_FIELDS, VARIABLE_SCOPES } from "./types.ts";
import { VARIABLE_SIZE } from "./variables.ts";
import { COMPATIBLE_VERSION } from "./version.ts";

const PAGE = resolve(import.meta.dirname, "../../docs/reference/policies.md");
const page = readFileSync(PAGE, "utf8");

/** The text between a heading and the next. */
function section(title: string): string {
  const [, text = ""] = new RegExp(`^#+ ${title}\n(.*?)(?=^#)`, "ms").exec(`${page}#`) ?? [];
  return text.replace(/```.*?```/gs, "");
}

/** The first cells of the rows of a section's table, without code marks. */
function firstCells(title: string): string[] {
  return [...section(title).matchAll(/^\| `(\w+)` \|/gm)].map(([, name = ""]) => name);
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  Policy: POLICY_KEYS,
  Macro: MACRO_KEYS,
  Rule: RULE_KEYS,
  "Override options": OVERRIDE_OPTIONS_KEYS,
  ...ACTION_KEYS,
  log: ACTION_KEYS.log.filter((key) => !/^[A-Z]/.test(key)),
};

for (const [title, keys] of Object.entries(KEYS)) {
  test(`the keys of ${title} are those that the loader knows`, () => {
    assert.deepEqual(firstCells(title).sort(), [...keys].sort());
  });
}

/** The row of a key in a section's table. */
function rowOf(title: string, key: string): string {
  return new RegExp(`^\\| \`${key}\` \\|.*$`, "m").exec(section(title))?.[0] ?? "";
}

test("words and defaults are those of the loader", () => {
  const words: [title: string, key: string, words: readonly (string | number)[]][] = [
    ["Override options", "fields", OVERRIDE_FIELDS],
    ["set", "scope", VARIABLE_SCOPES],
    ["log", "level", LOG_LEVELS],
    ["log", "level", ["Level"]],
    ["log", "message", ["Message"]],
  ];
  for (const [title, key, known] of words)
    for (const word of known)
      assert.ok(rowOf(title, key).includes(`\`${word}\``), `${key} ${word}`);
  assert.ok(rowOf("set", "size").includes(`| ${VARIABLE_SIZE} |`));
  assert.ok(rowOf("set", "size").includes(limits.VARIABLE_SIZE_MAX.toLocaleString("en-US")));
  assert.ok(section("Version constraints").includes(`with ${COMPATIBLE_VERSION},`));
});

test("what filters can name is what the host is known by", () => {
  const table = section("Host filters");
  const known = Object.entries(factsOf(ANY_HOST)).map(([name, value]) => {
    const type = typeof value === "number" ? "int" : typeof value === "boolean" ? "bool" : "string";
    return `${name} ${Array.isArray(value) ? "string[]" : type}`;
  });
  const shown = [...table.matchAll(/^\| (`.*`) \| (\S+) \|/gm)].flatMap(([, names = "", type]) =>
    names.split(", ").map((name) => `${name.replaceAll("`", "")} ${type}`),
  );
  assert.deepEqual(shown.sort(), known.sort());
});

/** Each example, with the codes that its comments expect as `line code`. */
const examples = [...page.matchAll(/```yaml(?: policy)?\n(.*?)```/gs)].map(([, text = ""]) => ({
  text,
  expected: text.split("\n").flatMap((line, at) => {
    const [, codes = ""] = /# => ([A-Z_ ]+)$/.exec(line) ?? [];
    return codes.split(" ").flatMap((code) => (code === "" ? [] : [`${at + 1} ${code}`]));
  }),
}));

for (const { text, expected } of examples) {
  test(`the faults of an example are on their lines: ${text.split("\n")[1]?.trim()}`, () => {
    const found = faultsOf(loadAll({ "some.policy": text })).map(({ code, span }) => {
      const line = text.slice(0, span.start).split("\n").length;
      return `${line} ${code}`;
    });
    assert.deepEqual([...new Set(found)].sort(), [...expected].sort());
  });
}

test("every fault of a policy is on the page, and nearly all are shown", () => {
  assert.ok(examples.length >= 9);
  const shown = new Set(examples.flatMap(({ expected }) => expected.map((e) => e.split(" ")[1])));
  const makers = Object.values(faults) as ((...args: unknown[]) => { code: string })[];
  const codes = makers.map((make) => make({ start: 0, end: 0 }, ["x"], "y", "z").code);
  const missing = codes.filter((code) => !shown.has(code)).sort();
  assert.deepEqual(missing, ["POLICY_EVENT_DISABLED", "POLICY_TOO_MANY_ENTRIES"]);
  for (const code of missing) assert.ok(page.includes(`\`${code}\``), code);
});

test("the limits are those of the loader and the agent", () => {
  const expected = [
    [RULE_FILE_BYTES_MAX],
    [limits.CONTENT_FILE_LENGTH_MAX],
    [limits.YAML_TOKENS_MAX],
    [limits.YAML_NESTING_MAX],
    [limits.YAML_ALIASES_MAX],
    [limits.EXPANSION_MAX],
    [RULE_FILES_MAX],
    [limits.POLICY_ENTRIES_MAX],
    [limits.ACTIONS_MAX],
    [DIAGNOSTICS_MAX],
    [SOURCE_LENGTH_MAX],
    [LIST_ITEMS_MAX],
    [limits.VARIABLE_SIZE_MAX],
    [VARIABLE_TEXT_LENGTH_MAX],
    [VARIABLE_OWNERS_MAX],
    [VARIABLE_TEXT_MAX],
    [rate.LIMITER_TOKENS_MAX],
    [rate.MATCHES_PER_SECOND, rate.MATCHES_BURST],
  ].map((numbers) => numbers.map((number) => number.toLocaleString("en-US")).join(", "));
  const shown = [...section("Limits").matchAll(/^\| .+ \| ([\d, ]+) \|$/gm)].map(([, max]) => max);
  assert.deepEqual(shown, expected);
});
