// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** Every diagnostic as people see it; UPDATE_GOLDENS=1 rewrites the page they are compared with. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { formatDiagnostic } from "#lib/base";
import { checkRule } from "./check.ts";
import * as faults from "./diagnostics.ts";
import * as limits from "./limits.ts";
import { defineMacros, type MacroDefinition } from "./macro.ts";
import { ENVIRONMENT } from "./testing/fixture.ts";

/** Rules at fault; together they show every diagnostic. */
const SOURCES: readonly string[] = [
  "open.flags == 1 && ;",
  'exec.args == "never closed',
  "process.created_at < 5ss && open.flags == 1",
  "open.flags == 99999999999999999999",
  "",
  "open.flags == 1 open.retval == 1",
  "open.flags == 1 not == 2",
  "open.flags == 5-2",
  "open.flags = 1",
  "open.flags == ",
  "open.flags == (1 + )",
  "open.flags in 5",
  "(open.flags == 1 && open.retval == 1",
  "open.flags in []",
  "open.flags in [1, 2",
  "open.flags in [1, (2)]",
  "open.flags == 1 && open.retval == 1 || process.pid == 1",
  'opne.file.path == "/etc/passwd"',
  "exec.args == NO_SUCH_CONSTANT_AT_ALL",
  "exec.args == ${nmae}",
  'open.flags == 1 && exec.args == "x"',
  "process.pid == 1",
  "open.flags == 1 && network.size > 100",
  "process[A].pid == 1 && open.flags == 1",
  "process.ancestors[_].pid == 1 && open.flags == 1",
  "process.ancestors[A].pid == 1 && process.ancestors[B].pid == 2 && open.flags == 1",
  "process.ancestors[A].pid == 1 && flows[A].size == 2 && open.flags == 1",
  "LOOP && open.flags == 1",
  "M12",
  "open.flags && exec.args_truncated",
  "!(open.flags)",
  "exec.args + 1 == 2",
  "process.argv == 5 && open.flags == 1",
  "process.ancestors.pid & 1 > 0 && open.flags == 1",
  "open.file.path == 3",
  'exec.args > "x"',
  'exec.args == r"a" && connect.addr.port == ~"80*"',
  'open.flags in ["a"]',
  'exec.args == ["a"]',
  "open.flags in open.retval",
  'exec.args in ["a", 1]',
  "open.flags in [ open.retval ]",
  "5s > process.created_at && open.flags == 1",
  "process.created_at != 5s && open.flags == 1",
  "open.flags & open.retval > 0",
  "connect.addr.ip == 300.1.1.1",
  "connect.addr.ip == 0.0.0.0",
  "connect.addr.ip in [10.0.0.0/40]",
  "exec.args =~ process.comm",
  'exec.args =~ ~"${name}*"',
  'exec.args =~ "a**"',
  'open.file.path =~ "/a/**/b/**"',
  'exec.args =~ r"a(b"',
  `exec.args =~ r"${"a".repeat(limits.REGEXP_LENGTH_MAX + 1)}"`,
  'open.file.path =~ r"passwd$"',
  'open.file.path == "etc/passwd"',
  'open.file.path == ~"*"',
  'open.file.path == "/etc/../etc/passwd"',
  'open.file.path == "/etc/"',
  `open.file.path == "${"/a".repeat(limits.PATH_DEPTH_MAX)}"`,
  `open.file.path == "/${"a".repeat(limits.PATH_SEGMENT_MAX + 1)}"`,
  'bpf.map.name == "a_name_of_seventeen"',
  'packet.filter =~ "tcp *"',
  'packet.filter == "tcp port 80 or ether host"',
  `${"(".repeat(limits.NESTING_MAX + 1)}open.flags == 1`,
  `open.flags in [${"1,".repeat(limits.LIST_ITEMS_MAX)}1]`,
  " ".repeat(limits.SOURCE_LENGTH_MAX + 1),
];

const MACROS: readonly MacroDefinition[] = [
  { id: "LOOP", expression: "LOOP_2" },
  { id: "LOOP_2", expression: "LOOP" },
  { id: "M0", expression: "open.flags == 1" },
  ...Array.from({ length: 12 }, (_, at) => ({
    id: `M${at + 1}`,
    expression: `M${at} && M${at} && M${at}`,
  })),
];

const BAD_MACROS: readonly MacroDefinition[] = [
  { id: "1st", expression: "1" },
  { id: "EMPTY" },
  { id: "TWICE", expression: "[1]" },
  { id: "TWICE", expression: "[2]" },
  { id: "MERGED", expression: "open.flags == 1" },
  { id: "MERGED", expression: "[2]", combine: "merge" },
];

const LINE_SHOWN_MAX = 160;

/** What people see; endless rules are cut, their text is not the point. */
function render(): string {
  const { macros } = defineMacros(MACROS);
  const flows = { ...ENVIRONMENT, table: withFlows(), macros };
  const rules = SOURCES.flatMap((source) =>
    checkRule(source, flows).diagnostics.map((each) => formatDiagnostic(each, source, "rule")),
  );
  const macroFaults = defineMacros(BAD_MACROS).faults.map(({ index, diagnostic }) => {
    const { id = "", expression = "" } = BAD_MACROS[index] ?? {};
    return formatDiagnostic(diagnostic, expression, id);
  });
  const cut = (line: string) =>
    line.length > LINE_SHOWN_MAX ? `${line.slice(0, LINE_SHOWN_MAX)}…` : line;
  return `${[...rules, ...macroFaults].join("\n\n").split("\n").map(cut).join("\n")}\n`;
}

/** The fixture's table with a second list of objects. */
function withFlows() {
  const { table } = ENVIRONMENT;
  const pid = table.fields.get("process.ancestors.pid");
  assert.ok(pid);
  const size = { ...pid, name: "flows.size", iterator: "flows", element: "size" };
  return { ...table, fields: new Map([...table.fields, [size.name, size]]) };
}

test("every diagnostic reads as its golden", () => {
  const golden = new URL("testing/diagnostics.txt", import.meta.url);
  const rendered = render();
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(golden, rendered);
  assert.equal(rendered, readFileSync(golden, "utf8"));
});

test("every diagnostic is in the golden", () => {
  const span = { start: 0, end: 0 };
  const codes = Object.values(faults).map((make) => {
    const arguments_ = [span, "x", "y", ["z"]] as unknown as Parameters<typeof faults.networkField>;
    return (make as typeof faults.networkField)(...arguments_).code;
  });
  const rendered = render();
  assert.deepEqual(
    codes.filter((code) => !rendered.includes(` ${code}:`)),
    [],
  );
  assert.equal(new Set(codes).size, codes.length, "codes are distinct");
});

test("a fault spans both sides also where the constant comes first", () => {
  const { diagnostics } = checkRule("true == open.flags", ENVIRONMENT);
  assert.deepEqual(
    diagnostics.map(({ code, span }) => [code, span.start, span.end]),
    [["SECL_TYPE", 0, 18]],
  );
});

test("one look shows the faults of every condition", () => {
  const { diagnostics } = checkRule(
    'opne.flags == 1 && exec.agrs == "x" && open.flags == "x"',
    ENVIRONMENT,
  );
  assert.deepEqual(
    diagnostics.map(({ code, span }) => [code, span.start, span.end]),
    [
      ["SECL_UNKNOWN_NAME", 0, 10],
      ["SECL_UNKNOWN_NAME", 19, 28],
      ["SECL_TYPE", 39, 56],
    ],
  );
});

test("a warning leaves the rule usable", () => {
  const { rule, diagnostics } = checkRule(
    "open.flags == 1 && open.retval == 1 || process.pid == 1",
    ENVIRONMENT,
  );
  assert.equal(rule?.event, "open");
  assert.deepEqual(
    diagnostics.map(({ code, severity }) => [code, severity]),
    [["SECL_MIXED_LOGIC", "warning"]],
  );
});
