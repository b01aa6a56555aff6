import assert from "node:assert/strict";
import { test } from "node:test";
import { readRuleActions } from "./rule-actions.ts";

test("actions are told with their state and why", () => {
  const kill = { type: "kill", signal: "SIGKILL", scope: "process" };
  const rule_actions = [
    { ...kill, status: "partially_performed", ttr: "12ms" },
    { ...kill, status: "error", error: "enforcement is off", ttr: "1ms" },
    { type: "hash", status: "performed" },
    null,
    "x",
  ];
  assert.deepEqual(readRuleActions({ agent: { rule_actions } }), [
    { what: "kill SIGKILL, process", status: "partially performed", detail: "12ms" },
    { what: "kill SIGKILL, process", status: "error", detail: "enforcement is off" },
    { what: "hash", status: "performed", detail: "" },
  ]);
});

test("an event without actions has none", () => {
  assert.deepEqual(
    [{}, { agent: {} }, { agent: { rule_actions: "x" } }].flatMap(readRuleActions),
    [],
  );
});
