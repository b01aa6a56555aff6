// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** Every trap as people see it, and what must not be taken for one. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import fc from "fast-check";
import { formatDiagnostic } from "#lib/base";
import { compileClosures } from "./closure.ts";
import { lintRule } from "./lint.ts";
import { patternFor } from "./lint-condition.ts";
import * as traps from "./lint-diagnostics.ts";
import { compilePattern, compileRegexp } from "./pattern.ts";
import { contextOf, ENVIRONMENT, ruleOf } from "./testing/fixture.ts";
import { events } from "./testing/random-rules.ts";

/** Code of each trap beside a rule that has just that one. */
const TRAPPED: readonly (readonly [string, string])[] = [
  ["SECL_NEVER", 'exec.comm == "a" && exec.comm == "b"'],
  ["SECL_NEVER", 'exec.comm in ["a", "b"] && exec.comm not in ["a", "b"]'],
  ["SECL_NEVER", 'exec.comm == "a" && exec.comm =~ "b*"'],
  ["SECL_NEVER", "connect.addr.port > 1024 && connect.addr.port < 1000"],
  ["SECL_NEVER", "exec.args_truncated && !exec.args_truncated"],
  ["SECL_ALWAYS", 'exec.comm != "a" || exec.comm != "b"'],
  ["SECL_ALWAYS", 'exec.comm not in ["a"] || exec.comm !~ "b*"'],
  ["SECL_ALWAYS", "connect.addr.port > 10 || connect.addr.port < 20"],
  ["SECL_NEVER_IN_RANGE", "process.uid < 0 && connect.addr.port == 1"],
  ["SECL_NEVER_IN_RANGE", "process.uid in [-1, -2] && connect.addr.port == 1"],
  ["SECL_NEVER_IN_RANGE", "process.ancestors.length < 0 && connect.addr.port == 1"],
  ["SECL_ALWAYS_IN_RANGE", "process.uid >= 0 && connect.addr.port == 1"],
  ["SECL_ALWAYS_IN_RANGE", "process.uid != -1 && connect.addr.port == 1"],
  ["SECL_MASK_NEVER", 'open.flags & O_RDONLY > 0 && open.file.name == "a"'],
  ["SECL_MASK_NEVER", 'open.flags & O_CREAT == 1 && open.file.name == "a"'],
  ["SECL_GLOB_RELATIVE", 'open.file.path =~ "*.sh" && open.flags & O_CREAT > 0'],
  ["SECL_NAME_SLASH", 'exec.file.name == "/usr/bin/nc"'],
  ["SECL_EXTENSION_DOT", 'exec.file.extension == "sh"'],
  ["SECL_COMM_LONG", 'process.comm == "systemd-timesyncd" && exec.args == ""'],
  ["SECL_STAR_TEXT", 'exec.args in ["*curl*", "wget"]'],
  ["SECL_REGEXP_PLAIN", 'exec.args =~ r".*--donate\\.level.*"'],
  ["SECL_REGEXP_PLAIN", 'exec.args =~ r"^curl$"'],
  ["SECL_ALLIN", 'process.argv allin ["a", "b"] && exec.args == ""'],
  ["SECL_ARRAY_NOT_EQUAL", 'process.argv != "-c" && exec.args == ""'],
  ["SECL_ARRAY_NOT_EQUAL", 'process.ancestors.comm !~ "ssh*" && exec.args == ""'],
  ["SECL_REGISTER_NEGATED", 'process.ancestors[A].comm != "sshd" && exec.args == ""'],
  [
    "SECL_ELEMENTS_APART",
    'process.ancestors.comm == "sshd" && process.ancestors.uid == 0 && exec.args == ""',
  ],
  ["SECL_AGE_EXACT", 'process.created_at == 5s && exec.args == ""'],
  ["SECL_UNFILTERED", 'open.file.path =~ "/*/*.conf"'],
];

/** Rules near the traps, without any. */
const CLEAN: readonly string[] = [
  'exec.comm == "a" || exec.comm == "b"',
  'exec.file.name != "a" && exec.file.name != "b"',
  'exec.file.name in ["ab", "b"] && exec.file.name =~ "a*"',
  'exec.file.name == "sh" && exec.file.name == "dash"',
  'open.file.path =~ "/srv/app/**"',
  "connect.addr.port > 1000 && connect.addr.port < 1024",
  "connect.addr.port < 10 || connect.addr.port > 20",
  'process.argv == "a" && process.argv == "b" && exec.args == ""',
  'process.argv not in ["a"] && exec.args == ""',
  "connect.peers allin [10.0.0.0/8]",
  "process.uid > 0 && connect.addr.port >= 1",
  "open.retval < 0 && open.flags & O_CREAT > 0",
  'open.flags & (O_CREAT | O_TRUNC) == O_CREAT && open.file.name == "a"',
  'open.flags & O_CREAT == 0 && open.file.name == "a"',
  'open.file.path =~ "*/authorized_keys"',
  'open.file.path in ["/etc/shadow", ~"/home/*/.ssh/id_rsa"]',
  'process.comm =~ "systemd-timesy*" && exec.args == ""',
  'exec.file.extension in ["", ".sh", ~"*.d"]',
  'exec.args =~ r"[0-9]+" || exec.args =~ r"(a|b)" || exec.args =~ r"foo.*bar$"',
  'process.ancestors[A].comm == "sshd" && process.ancestors[A].uid != 0 && exec.args == ""',
  'process.ancestors.comm == "sshd" && process.ancestors.comm == "su" && exec.args == ""',
  'process.created_at < 5s && exec.args == ""',
  'exec.args == "${name}" && exec.args != "${names}"',
];

const codesOf = (source: string) =>
  lintRule(ruleOf(source, LANGUAGE), LANGUAGE.table).map(({ code }) => code);

/** The fixture's language, with extensions and two events in one rule where a row wants them. */
const LANGUAGE = withExtension();

function withExtension() {
  const { table } = ENVIRONMENT;
  const name = table.fields.get("exec.file.name");
  assert.ok(name);
  const field = "exec.file.extension";
  const extension = { ...name, name: field, element: field, operators: "plain" as const };
  return {
    ...ENVIRONMENT,
    table: { ...table, fields: new Map([...table.fields, [field, extension]]) },
  };
}

test("each trap is found, alone", () => {
  for (const [code, source] of TRAPPED) {
    assert.deepEqual(codesOf(source), [code], source);
  }
});

test("rules that are near a trap are without warnings", () => {
  for (const source of CLEAN) assert.deepEqual(codesOf(source), [], source);
});

function render(): string {
  const shown = TRAPPED.flatMap(([, source]) =>
    lintRule(ruleOf(source, LANGUAGE), LANGUAGE.table).map((trap) =>
      formatDiagnostic(trap, source, "rule"),
    ),
  );
  return `${shown.join("\n\n")}\n`;
}

test("every warning reads as its golden, and every one is in it", () => {
  const golden = new URL("testing/lint.txt", import.meta.url);
  const rendered = render();
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(golden, rendered);
  assert.equal(rendered, readFileSync(golden, "utf8"));
  const span = { start: 0, end: 0 };
  for (const make of Object.values(traps)) {
    const { code } = (make as typeof traps.unfiltered)(span, "x", "y");
    assert.ok(rendered.includes(` ${code}:`), code);
  }
});

/** The fixture's fields for every event, so that any two rules can be joined. */
const MIXED = {
  ...ENVIRONMENT,
  anyEvent: true,
  table: {
    ...ENVIRONMENT.table,
    fields: new Map(
      [...ENVIRONMENT.table.fields].map(([name, field]) => [name, { ...field, event: "*" }]),
    ),
  },
};

/** Conditions on few fields with few values, so that pairs often exclude each other. */
const conditions = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("open.flags", "process.argv.length", "process.pid"),
      fc.constantFrom("==", "!=", "<", "<=", ">", ">="),
      fc.constantFrom(0, 1, 2, 64),
    )
    .map((parts) => parts.join(" ")),
  fc
    .tuple(
      fc.constantFrom("process.comm", "process.argv", "process.ancestors.comm"),
      fc.constantFrom("in", "not in"),
      fc.constantFrom('["a"]', '["a", "ab"]', '[~"a*"]', '["x,y", ~"b*"]'),
    )
    .map((parts) => parts.join(" ")),
  fc.constantFrom("process.is_thread", "!process.is_thread"),
);

test("what is said never or always to hold does so for every event", () => {
  const seen = { SECL_NEVER: 0, SECL_ALWAYS: 0 };
  const joint = fc.constantFrom("&&", "||");
  const property = fc.property(conditions, joint, conditions, events, (left, by, right, event) => {
    const rule = ruleOf(`${left} ${by} ${right}`, MIXED);
    for (const { code } of lintRule(rule, ENVIRONMENT.table)) {
      if (code !== "SECL_NEVER" && code !== "SECL_ALWAYS") continue;
      seen[code]++;
      const holds = compileClosures(rule)(event, contextOf());
      assert.equal(holds, code === "SECL_ALWAYS", rule.source);
    }
  });
  fc.assert(property, { numRuns: 3000 });
  assert.ok(seen.SECL_NEVER > 50 && seen.SECL_ALWAYS > 50, JSON.stringify(seen));
});

test("the pattern offered for a regular expression matches the same texts", () => {
  const word = fc.stringMatching(/^[ab]{0,3}$/);
  const expression = fc
    .tuple(
      fc.constantFrom("", "^"),
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.constantFrom("", "$"),
    )
    .map(([start, words, end]) => start + words.join(".*") + end);
  const property = fc.property(expression, fc.stringMatching(/^[ab]{0,8}$/), (source, text) => {
    const better = patternFor(source);
    if (better === undefined) return;
    const [, operator, pattern = ""] = /^(~|== )"(.*)"$/.exec(better) ?? [];
    const holds = operator === "~" ? compilePattern(pattern)(text) : text === pattern;
    assert.equal(holds, compileRegexp(source, false)(text), `${source} ${better} ${text}`);
  });
  fc.assert(property, { numRuns: 3000 });
});
