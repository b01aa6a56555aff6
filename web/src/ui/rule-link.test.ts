import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readRuleHash, writeRuleHash } from "./rule-link.ts";

test("what is shared arrives, unless it is too long", () => {
  const texts = fc.string({ maxLength: 60, unit: "binary" });
  fc.assert(
    fc.property(texts, texts, (expression, event) => {
      const isWhole = expression.isWellFormed() && event.isWellFormed();
      fc.pre(isWhole && expression !== "");
      assert.deepEqual(readRuleHash(`#${writeRuleHash({ expression, event })}`), {
        expression,
        event,
      });
    }),
  );
  assert.equal(writeRuleHash({ expression: "a".repeat(20_000), event: "" }), "");
  assert.equal(writeRuleHash({ expression: "", event: "{}" }), "");
  assert.deepEqual(readRuleHash(`#rule=${"a".repeat(20_000)}`), { expression: "", event: "" });
});

test("any hash is read", () => {
  fc.assert(
    fc.property(fc.string(), (hash) => {
      const { expression, event } = readRuleHash(hash);
      assert.equal(typeof expression + typeof event, "stringstring");
    }),
  );
});
