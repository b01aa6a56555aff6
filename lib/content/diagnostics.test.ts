/**
 * Every fault of a content file, as people see it. UPDATE_GOLDENS=1 writes the golden file anew.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { formatDiagnostic } from "#lib/base";
import * as conditionFaults from "../detection/condition-diagnostics.ts";
import * as faults from "./diagnostics.ts";
import { type FileDiagnostic, loadAgentContent, loadDetectionContent } from "./index.ts";
import { CONTENT_FILE_LENGTH_MAX, CONTENT_FILES_MAX, YAML_NESTING_MAX } from "./limits.ts";

const GOLDEN = new URL("golden/diagnostics.txt", import.meta.url);

const AGENT = `id: a_rule
name: A rule
severity: high
attack: [T1059]
expression: exec.file.name == "x"
message: "{{exec.file.path}}"
why: Because.
respond: [Look.]
`;
const DETECTION = `id: a_rule
name: A rule
attack: [T1059]
queries: [{query: "@agent.rule_id:x", group_by: [host]}]
cases: [{when: a > 0, severity: low}]
message: It happened.
why: Because.
respond: [Look.]
`;

/** Aliases within aliases: a thousand values in a few characters. */
const BOMB = `{a: &a [1], b: &b [${"*a, ".repeat(10)}], c: &c [${"*b, ".repeat(10)}], d: [${"*c, ".repeat(10)}]}`;

type Loader = "agent" | "detection" | "macros";

const SOURCES: [Loader, string][] = [
  ["agent", AGENT.replace("name: A rule", "name: A: rule")],
  ["agent", "- id: a_rule\n"],
  ["agent", AGENT.replace("why: Because.\n", "")],
  ["agent", `${AGENT}severty: low\n`],
  ["agent", AGENT.replace("respond: [Look.]", "respond: Look.")],
  ["agent", AGENT.replace("severity: high", "severity: hihg")],
  ["agent", AGENT.replace("id: a_rule", "id: a-rule")],
  ["agent", AGENT.replace("id: a_rule", "id: other_rule")],
  ["agent", AGENT.replace("T1059", "T9999")],
  ["agent", AGENT.replace("T1059", "T1070.002")],
  ["agent", AGENT.replace("{{exec.file.path}}", "{{exec.file.pth}}")],
  ["macros", "macros:\n  - {id: M}\n"],
  ["detection", `${DETECTION}window: 7m\n`],
  ["detection", `${DETECTION}window: 1h\nkeep_alive: 5m\n`],
  ["detection", DETECTION.replace("when: a > 0", "when: 3 < a")],
  ["detection", DETECTION.replace("when: a > 0", "when: b > 0")],
  ["detection", DETECTION.replace(/\[\{query.*\]/, `[${Array(11).fill("{query: x}").join(", ")}]`)],
  ["detection", `${DETECTION}tests:\n  - {name: t, events: [{at: 5, host: h}]}\n`],
  ["agent", `${AGENT}why: Because.\n`],
  ["agent", `${AGENT}gaps: *nothing\n`],
  ["agent", `${AGENT}tags: ${"[".repeat(YAML_NESTING_MAX)}\n`],
  ["agent", `${AGENT}tests: [{name: t, event: ${BOMB}}]\n`],
];

function load(loader: Loader, text: string): FileDiagnostic[] {
  const path = loader === "macros" ? "macros.yaml" : "folder/a-rule.yaml";
  const load = loader === "detection" ? loadDetectionContent : loadAgentContent;
  return load([{ path, text }]).diagnostics;
}

test("faults read as in the golden file", () => {
  const printed = SOURCES.flatMap(([loader, text]) => {
    const diagnostics = load(loader, text);
    assert.ok(diagnostics.length > 0, text);
    return diagnostics.map((fault) => `${formatDiagnostic(fault, text, fault.path)}\n`);
  }).join("\n");
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(GOLDEN, printed);
  assert.equal(printed, readFileSync(GOLDEN, "utf8"));
});

test("every fault that is worded can happen", () => {
  const twice = [AGENT, AGENT].map((text, at) => ({ path: `${at}/a-rule.yaml`, text }));
  const long = [{ path: "a-rule.yaml", text: " ".repeat(CONTENT_FILE_LENGTH_MAX + 1) }];
  const many = Array.from({ length: CONTENT_FILES_MAX + 1 }, (_, at) => ({
    path: `${at}.yaml`,
    text: "",
  }));
  const diagnostics = [
    ...SOURCES.flatMap(([loader, text]) => load(loader, text)),
    ...[twice, long].flatMap((files) => loadAgentContent(files).diagnostics),
  ];
  const codes = new Set(diagnostics.map(({ code }) => code));
  const tooMany = loadAgentContent(many).diagnostics.some(
    ({ code }) => code === "CONTENT_TOO_MANY_FILES",
  );
  assert.ok(tooMany);
  assert.equal(
    codes.size + 1,
    Object.keys({ ...faults, ...conditionFaults }).length,
    [...codes].sort().join(" "),
  );
});

test("any text loads or is refused with places inside it", () => {
  const mutated = fc
    .tuple(fc.constantFrom(AGENT, DETECTION), fc.nat(), fc.nat(20), fc.string({ maxLength: 10 }))
    .map(([text, at, count, extra]) => {
      const from = at % text.length;
      return text.slice(0, from) + extra + text.slice(from + count);
    });
  fc.assert(
    fc.property(mutated, (text) => {
      for (const loader of ["agent", "detection", "macros"] as const) {
        for (const { span } of load(loader, text)) {
          assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length + 1, text);
        }
      }
    }),
    { numRuns: 300 },
  );
});
