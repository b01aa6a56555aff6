/** Errors, diagnostics and counters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createCounters, defineErrors, formatDiagnostic, isAppError } from "./index.ts";

test("an error is filled from values and keeps its code", () => {
  const refuse = defineErrors({
    X_BAD: { status: 400, message: "{what} is bad.", hint: "Mend {what}." },
  });
  const error = refuse("X_BAD", { what: "It" });
  assert.ok(isAppError(error));
  assert.deepEqual(
    [error.code, error.status, error.message, error.hint],
    ["X_BAD", 400, "It is bad.", "Mend It."],
  );
});

test("a diagnostic prints the line and a caret under its span", () => {
  const source = "first\nopen.flag == 1";
  const text = formatDiagnostic(
    {
      code: "X",
      severity: "error",
      span: { start: 6, end: 15 },
      what: "no such field",
      why: "Why.",
      do: "Do.",
    },
    source,
    "rule.yaml",
  );
  assert.equal(
    text,
    "rule.yaml:2:1: error X: no such field\n  2 | open.flag == 1\n    | ^^^^^^^^^\n  Why.\n  Do.",
  );
});

test("counters only know their own names", () => {
  const counters = createCounters(["read", "lost"]);
  counters.read.add();
  counters.lost.add(3);
  assert.deepEqual(counters.snapshot(), { read: 1, lost: 3 });
});
