import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addTerm,
  quoteValue,
  readFacet,
  splitTerms,
  toggleFacet,
  writeFacet,
} from "./query-text.ts";

const STATE = "@workflow.triage.state";

test("terms are split outside of quotes and parentheses only", () => {
  const cases: [string, string[]][] = [
    ["", []],
    ["  a   b ", ["a", "b"]],
    ['host:"a b" c', ['host:"a b"', "c"]],
    ["x:(a OR b) -y:[1 TO 2]", ["x:(a OR b)", "-y:[1 TO 2]"]],
    ["a\\ b c", ["a\\ b", "c"]],
    ['"open (quote', ['"open (quote']],
    ["a) b", ["a)", "b"]],
  ];
  for (const [query, terms] of cases)
    assert.deepEqual(
      splitTerms(query).map((term) => term.text),
      terms,
      query,
    );
});

test("values are quoted where their characters mean something", () => {
  const cases = [
    ["web-1", "web-1"],
    ["/tmp/xmrig", "/tmp/xmrig"],
    ["-a", '"-a"'],
    ["a b", '"a b"'],
    ["OR", '"OR"'],
    ['say "x"\\', '"say \\"x\\"\\\\"'],
    ["a*", '"a*"'],
    ["", '""'],
  ];
  for (const [value, written] of cases) assert.equal(quoteValue(value as string), written);
});

test("a facet goes into the search and comes out of it", () => {
  let query = `${STATE}:(open OR under_review) "free text"`;
  assert.deepEqual(readFacet(query, STATE), ["open", "under_review"]);
  query = toggleFacet(query, STATE, "open");
  assert.equal(query, `${STATE}:under_review "free text"`);
  query = toggleFacet(query, "host", "web 1");
  assert.equal(query, `${STATE}:under_review "free text" host:"web 1"`);
  query = toggleFacet(query, STATE, "under_review");
  assert.equal(query, '"free text" host:"web 1"');
  assert.equal(writeFacet(query, "host", []), '"free text"');
});

test("a search with alternatives is kept whole when a facet joins it", () => {
  assert.equal(toggleFacet("a OR b", "host", "x"), "(a OR b) host:x");
  assert.deepEqual(readFacet("host:x OR b", "host"), []);
});

test("what is excluded is not read as chosen", () => {
  assert.deepEqual(readFacet("-host:x NOT host:y", "host"), []);
  assert.equal(addTerm("", "@file.path", "/etc/shadow", true), "-@file.path:/etc/shadow");
  assert.equal(addTerm("-host:x", "host", "x", true), "-host:x");
});

test("any values written are the values read", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }), (values) => {
      const query = writeFacet("status:high other", "host", values);
      assert.deepEqual(readFacet(query, "host"), values);
      assert.deepEqual(readFacet(query, "status"), ["high"]);
    }),
  );
});
