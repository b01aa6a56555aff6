/** The language tools with their streams in memory: what programs rely on, and hostile input. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { createEvaluator } from "#lib/secl";
import { createCutter, evaluateLines, LINE_BYTES_MAX } from "./src/secl/eval.ts";
import { runTools } from "./testing/run-tools.ts";

const folder = mkdtempSync(join(tmpdir(), "vigil-tools-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const RULE = 'exec.file.name == "nc" && exec.uid == 0';

test("secl check: argument, file and standard input; text and JSON; status", async () => {
  const path = file("rule.secl", `${RULE}\n`);
  assert.equal(
    (await runTools(["secl", "check", RULE])).stdout,
    "expression: loads, about exec events\n",
  );
  assert.equal(
    (await runTools(["secl", "check", "-f", path])).stdout,
    `${path}: loads, about exec events\n`,
  );
  const piped = await runTools(["secl", "check"], `${RULE}\n`);
  assert.equal(piped.stdout, "standard input: loads, about exec events\n");
  assert.equal(piped.status, 0);
  const bad = await runTools(["secl", "check", "--json", '\n exec.fil == 1 && exec.uid == "a"']);
  assert.equal(bad.status, 1);
  const report = JSON.parse(bad.stdout) as { ok: boolean; diagnostics: Record<string, unknown>[] };
  assert.equal(report.ok, false);
  assert.deepEqual(
    report.diagnostics.map(({ code, line, column, offset, length }) => [
      code,
      line,
      column,
      offset,
      length,
    ]),
    [
      ["SECL_UNKNOWN_NAME", 2, 2, 2, 8],
      ["SECL_TYPE", 2, 19, 19, 15],
    ],
  );
});

test("secl check: a hundred faults at most, and long lines are cut around the place", async () => {
  const source = Array.from({ length: 150 }, (_, at) => `exec.nothing${at} == 1`).join(" && ");
  const { stdout } = await runTools(["secl", "check", source]);
  assert.equal(stdout.match(/SECL_UNKNOWN_NAME/g)?.length, 100);
  const lines = stdout.split("\n");
  assert.ok(lines.every((line) => line.length < 200));
  const at = lines.findIndex((line) => line.includes(":1:2001:") || line.includes("nothing90`"));
  const [code = "", caret = ""] = lines.slice(at + 1, at + 3);
  assert.equal(code.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1), "exec.nothing90");
});

test("secl check and explain: macros of files", async () => {
  const content = file("macros.yaml", "macros:\n  - {id: NAMES, values: [nc, ncat]}\n");
  const policy = file(
    "own.policy",
    "version: 1\nmacros:\n  - {id: ROOT, expression: exec.uid == 0}\n",
  );
  const words = ["exec.file.name in NAMES && ROOT", "-m", content, "-m", policy];
  assert.equal((await runTools(["secl", "check", ...words])).status, 0);
  const { stdout } = await runTools(["secl", "explain", "--json", ...words]);
  const described = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual(described["macros"], [
    { name: "NAMES", expression: '["nc", "ncat"]' },
    { name: "ROOT", expression: "exec.uid == 0" },
  ]);
  assert.equal(described["event"], "exec");
  assert.deepEqual(described["diagnostics"], []);
  const failed = await runTools(["secl", "explain", "--json", "NAMES"]);
  assert.equal(failed.status, 1);
  assert.match(failed.stdout, /^\{"diagnostics":\[\{"code":"SECL_UNKNOWN_NAME"/);
});

test("secl fmt: prints, checks and writes", async () => {
  const path = file("off.secl", "exec.uid==0\n");
  assert.equal((await runTools(["secl", "fmt", "-f", path])).stdout, "exec.uid == 0\n");
  assert.equal((await runTools(["secl", "fmt", "--check", "-f", path])).status, 1);
  assert.equal(
    (await runTools(["secl", "fmt", "--write", "-f", path])).stdout,
    `${path}: rewritten\n`,
  );
  assert.equal(readFileSync(path, "utf8"), "exec.uid == 0\n");
  assert.equal((await runTools(["secl", "fmt", "--check", "-f", path])).status, 0);
  assert.equal(
    (await runTools(["secl", "fmt", "--write", "-f", path])).stdout,
    `${path}: unchanged\n`,
  );
  assert.equal(
    (await runTools(["secl", "fmt"], "exec.uid==0 # root\n")).stdout,
    "exec.uid == 0\n# root\n",
  );
  const broken = await runTools(["secl", "fmt", "exec.uid =="]);
  assert.equal(broken.status, 1);
  assert.match(broken.stdout, /SECL_OPERAND/);
  await assert.rejects(runTools(["secl", "fmt", "--write", "a == 1"]), {
    code: "SECL_WRITE_NEEDS_FILE",
  });
});

test("what cannot be read is refused by name", async () => {
  const refused = (...words: string[]) => runTools(words);
  await assert.rejects(refused("secl", "check", "-f", join(folder, "none")), {
    code: "SOURCE_UNREADABLE",
  });
  await assert.rejects(refused("policy", "check", join(folder, "none")), {
    code: "SOURCE_UNREADABLE",
  });
  mkdirSync(join(folder, "empty"));
  await assert.rejects(refused("policy", "test", join(folder, "empty")), {
    code: "SOURCE_NO_RULES",
  });
});

const POLICY = `version: 1.2.3
rules:
  - id: first
    expression: exec.file.name == "nc"
  - id: off
    disabled: true
    expression: exec.file.name == "ncat"
  - id: broken
    expression: exec.file.name == 3
  - id: old
    agent_version: "< 7.0"
    expression: anything
`;

test("policy check: a row a rule, faults in place, status", async () => {
  const path = file("p/site.policy", POLICY);
  const other = file(
    "p/zz.policy",
    "version: 1\nrules:\n  - {id: first, expression: exec.uid == 0}\n",
  );
  file("p/notes.yaml", "notes: none of ours\n");
  const { stdout, status } = await runTools(["policy", "check", "--json", join(folder, "p")]);
  assert.equal(status, 1);
  const report = JSON.parse(stdout) as {
    rules: {
      id: string;
      status: string;
      events: string[];
      kernel_filters: string[];
      cost: number;
    }[];
    diagnostics: { path: string; code: string; line: number; column: number }[];
    files: number;
  };
  assert.equal(report.files, 2);
  assert.deepEqual(
    report.rules.map(({ id, status: is, events, cost }) => [id, is, events, cost > 0]),
    [
      ["first", "loads", ["exec"], true],
      ["off", "disabled", ["exec"], true],
      ["broken", "error", [], false],
      ["old", "filtered", [], false],
      ["first", "replaced", ["exec"], true],
    ],
  );
  assert.deepEqual(report.rules[0]?.kernel_filters, [
    "every exec is delivered: the kernel has no filter for this event",
  ]);
  assert.deepEqual(
    report.diagnostics.map((each) => [each.path, each.code, each.line, each.column]),
    [
      [path, "SECL_TYPE", 9, 17],
      [other, "POLICY_RULE_TWICE", 3, 10],
    ],
  );
});

const CONTENT = `id: netcat_run
name: Netcat was run
severity: low
maturity: trial
attack: [T1059]
expression: exec.file.name == "nc"
message: "{{exec.file.path}}"
why: Because.
respond: [Look.]
tests:
  - {name: nc, match: true, event: {type: exec, exec.file.path: /usr/bin/nc}}
  - {name: ls, match: true, event: {type: exec, exec.file.path: /usr/bin/ls}}
`;

test("policy test: TAP with the reason of a failure, JSON, status", async () => {
  const path = file("netcat-run.yaml", CONTENT);
  const { stdout, status } = await runTools(["policy", "test", path]);
  assert.equal(status, 1);
  assert.deepEqual(stdout.split("\n"), [
    "TAP version 14",
    "ok 1 - netcat_run: nc",
    "not ok 2 - netcat_run: ls",
    "  ---",
    '  why: "it does not match and should"',
    `  at: ${path}:12`,
    "  ...",
    "1..2",
    "# 1 passed, 1 failed, 0 errors",
    "",
  ]);
  const json = JSON.parse((await runTools(["policy", "test", "--json", path])).stdout) as object;
  assert.deepEqual(
    { ...json, tests: undefined },
    { passed: 1, failed: 1, tests: undefined, diagnostics: [] },
  );
  const fixed = file(
    "netcat-run.yaml",
    CONTENT.replace("{name: ls, match: true", "{name: ls, match: false"),
  );
  assert.equal((await runTools(["policy", "test", fixed])).status, 0);
});

const request = (pid: number) => `{"expression":"process.pid == 7","event":{"process.pid":${pid}}}`;

test("secl eval: one answer a line, in order, however the input is cut", async () => {
  const lines = [request(7), "", request(8), "{", "\u00e9\u{1f600}", `${request(7)}\r`, request(8)];
  const input = lines.join("\n");
  for (const chunk of [1, 2, 3, 7, 1000]) {
    const { stdout } = await runTools(["secl", "eval"], input, chunk);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      answers.map(({ result, error }) => result ?? (error as { code: string }).code),
      [true, "SECL_EVAL_JSON", false, "SECL_EVAL_JSON", "SECL_EVAL_JSON", true, false],
    );
  }
  assert.equal((await runTools(["secl", "eval"], "")).stdout, "");
});

test("secl eval: a line that is too long costs its answer and no memory", async () => {
  const padded = request(7).replace("{", `{"pad":"${"x".repeat(LINE_BYTES_MAX)}",`);
  const { stdout } = await runTools(
    ["secl", "eval"],
    `${request(7)}\n${padded}\n${request(7)}\n${padded}`,
  );
  assert.deepEqual(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => /"result":true|SECL_\w+/.exec(line)?.[0]),
    ['"result":true', "SECL_EVAL_LINE_TOO_LONG", '"result":true', "SECL_EVAL_LINE_TOO_LONG"],
  );
});

test("secl eval: it waits for its reader, and stops when there is none", async () => {
  const steps: string[] = [];
  async function* input() {
    for (const pid of [7, 8, 7]) {
      steps.push(`read ${pid}`);
      yield Buffer.from(`${request(pid)}\n`);
    }
  }
  let left = 2;
  const sink = async () => {
    await Promise.resolve();
    steps.push("taken");
    left--;
    return left > 0;
  };
  const totals = await evaluateLines(input(), sink, createEvaluator({ now: () => 0 }));
  assert.deepEqual(steps, ["read 7", "taken", "read 8", "taken"]);
  assert.deepEqual(totals, { lines: 2, errors: 0 });
});

test("any bytes: as many answers as lines, each of them JSON", async () => {
  const piece = fc.oneof(
    fc.constantFrom("\n", "\r\n", request(7), '{"expression":', '"', "{}", "null", "[[["),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  const bytes = fc.oneof(
    fc.array(piece, { maxLength: 20 }).map((pieces) => Buffer.from(pieces.join(""))),
    fc.uint8Array({ maxLength: 64 }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 40 }), async (input, chunk) => {
      const { stdout } = await runTools(["secl", "eval"], input, chunk);
      const newlines = input.filter((byte) => byte === 10).length;
      const isOpen = input.length > 0 && input.at(-1) !== 10;
      const answers = stdout.split("\n").slice(0, -1);
      assert.equal(answers.length, newlines + (isOpen ? 1 : 0));
      for (const answer of answers) {
        const json = JSON.parse(answer) as Record<string, unknown>;
        assert.ok("result" in json !== "error" in json);
      }
    }),
    { numRuns: 500 },
  );
});

test("cut lines are the lines", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 12 })),
      fc.integer({ min: 0, max: 8 }),
      (chunks, max) => {
        const cutter = createCutter(max);
        const lines = [...chunks.flatMap((chunk) => [...cutter.push(chunk)]), ...cutter.end()];
        const all = Buffer.concat(chunks).toString("latin1").split("\n");
        if (all.at(-1) === "") all.pop();
        assert.deepEqual(
          lines.map((line) => line === undefined),
          all.map((line) => line.length > max),
        );
      },
    ),
  );
});

test("throughput of eval, for the record", async (context) => {
  const lines = 20_000;
  const expression =
    'open.file.path in [~\\"/etc/**\\", \\"/root/x\\"] && open.flags & O_CREAT > 0 && process.uid == 0';
  const input = Array.from(
    { length: lines },
    (_, at) =>
      `{"expression":"${expression}","event":` +
      `{"open.file.path":"/etc/a${at}","open.flags":${at % 128},"process.uid":0}}\n`,
  ).join("");
  const started = performance.now();
  const { stdout } = await runTools(["secl", "eval"], input);
  const seconds = (performance.now() - started) / 1000;
  assert.equal(stdout.match(/"result":true/g)?.length, lines / 2 - (lines % 128 === 0 ? 0 : 16));
  context.diagnostic(`${Math.round(lines / seconds).toLocaleString("en-US")} lines a second`);
});
