// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** Expressions beside rules: of any type, about the rule's event. */
import assert from "node:assert/strict";
import test from "node:test";
import { compileCapture } from "./pattern.ts";
import { contextOf, ENVIRONMENT } from "./testing/fixture.ts";
import { checkValue, compileValue } from "./value.ts";

const EVENT = {
  "open.file.path": "/etc/passwd",
  "open.flags": 65,
  "process.pid": 7,
  "process.argv": ["-a", "b"],
  "process.ancestors": [{ pid: 3 }, { pid: 1 }],
};

test("a value has the type and values of what is written", () => {
  const rows: [string, string, unknown[]][] = [
    ["open.file.path", "string", ["/etc/passwd"]],
    ["process.argv", "string", ["-a", "b"]],
    ["process.ancestors.pid", "int", [3, 1]],
    ["open.flags & O_CREAT", "int", [64]],
    ["${count} + 1", "int", [6]],
    ['"${name}:%{process.pid}"', "string", ["n:7"]],
    ["process.pid == 7", "bool", [true]],
    ["5s", "int", [5e9]],
    ["true", "bool", [true]],
    ["process.argv.length", "int", [2]],
  ];
  const context = contextOf({ count: 5, name: "n" });
  for (const [source, type, expected] of rows) {
    const { value, diagnostics } = checkValue(source, ENVIRONMENT, "open");
    assert.deepEqual(diagnostics, [], source);
    assert.ok(value);
    assert.equal(value.root.type, type, source);
    assert.deepEqual([...compileValue(value)(EVENT, context)], expected, source);
  }
});

test("what is no value, or of another event, is refused", () => {
  const codeOf = (source: string, event = "open") =>
    checkValue(source, ENVIRONMENT, event).diagnostics.map(({ code }) => code);
  assert.deepEqual(codeOf("10.0.0.0/8"), ["SECL_NOT_VALUE"]);
  assert.deepEqual(codeOf('~"a*"'), ["SECL_NOT_VALUE"]);
  assert.deepEqual(codeOf("process.ancestors[A].pid"), ["SECL_REGISTER_IN_VALUE"]);
  assert.deepEqual(codeOf("exec.file.path"), ["SECL_SECOND_EVENT"]);
  assert.deepEqual(codeOf("exec.file.path", ""), []);
});

test("a capture is the first group of what is found", () => {
  const capture = (source: string, text: string) => {
    const found = compileCapture(source);
    return typeof found === "string" ? found : found(text);
  };
  assert.equal(capture("user=(\\w+)", "a user=bob x"), "bob");
  assert.equal(capture("user=(\\w+)", "nothing"), undefined);
  assert.equal(capture("a(b)?", "a"), undefined);
  assert.equal(capture("abc", "abc"), "it has no group");
  assert.match(String(capture("(", "x")), /missing/);
  assert.match(String(capture(`(${"a".repeat(2000)})`, "x")), /more than 1024/);
});
