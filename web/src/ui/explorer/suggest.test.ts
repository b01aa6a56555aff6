import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS as keys } from "../../features/signals/keys.ts";
import { suggest } from "./suggest.ts";

const facets = {
  data: [
    {
      path: "host",
      values: [
        { value: "web-1", count: 3 },
        { value: "db one", count: 1 },
      ],
    },
  ],
};
const inserts = (draft: string, caret = draft.length) =>
  suggest(draft, caret, { keys, facets }).options.map((option) => option.insert);

test("keys of signals and of the contract's facets are offered", () => {
  assert.deepEqual(inserts("sta"), ["status:", "@workflow.triage.state:"]);
  assert.ok(inserts("x:y -@file").includes("@file.path:"));
  assert.deepEqual(inserts(""), []);
  assert.deepEqual(inserts("status:high "), []);
});

test("values are offered as they are written", () => {
  assert.deepEqual(inserts("host:"), ["host:web-1 ", 'host:"db one" ']);
  assert.deepEqual(inserts("host:D"), ['host:"db one" ']);
  assert.deepEqual(inserts("host:web-1"), [], "what is written already is not offered");
});

test("a suggestion replaces the word at the caret, not what negates it", () => {
  const draft = "a -hos b";
  const { start, end } = suggest(draft, 6, { keys, facets });
  assert.equal(draft.slice(start, end), "hos");
});
