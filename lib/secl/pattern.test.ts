/** What patterns, globs, regular expressions and addresses match, against plain definitions. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { parseNet } from "./address.ts";
import {
  byteLength,
  compileGlob,
  compilePattern,
  compileRegexp,
  literalAlternatives,
  rootDomain,
} from "./pattern.ts";

const GLOBS: readonly [pattern: string, path: string, matches: boolean][] = [
  ["/tmp/test/*st*", "/tmp/test", false],
  ["/tmp/test/*st*", "/tmp/test/ast", true],
  ["/sys/fs/cgroup/*", "/sys/fs/cgroup/", true],
  ["*/abc/*", "/1/abc/2", true],
  ["/tmp/*", "/tmp/a/b", false],
  ["/tmp/**", "/tmp/a/b", true],
  ["/tmp/**", "/tmp/", true],
  ["/tmp/**", "/tmp", false],
  ["/tmp/**", "/tmpfs/a", false],
  ["**", "/tmp/a", true],
  ["*", "/a", true],
  ["*", "/a/b", false],
  ["**/b", "/a/x/b", true],
  ["**/b", "/b", true],
  ["/a*/**", "/ab/c", true],
  ["/a*/**", "/ab", false],
  ["/a/**/b/c", "/a/c", false],
  ["/a/**/b/c", "/a/x/b/c", true],
  ["/a/b/**/b/c", "/a/b/c", true],
  ["/var/log", "/var/log", true],
  ["/", "/httpd", false],
  ["/*", "/httpd", true],
  ["ab*", "abc", true],
  ["*b*", "abc", true],
];

for (const [pattern, path, matches] of GLOBS) {
  test(`glob ${pattern} ${matches ? "matches" : "does not match"} ${path}`, () => {
    assert.equal(compileGlob(pattern)(path), matches);
  });
}

/**
 * The definition of an ordinary pattern in other words: literals one after the other, each at its
 * first place.
 */
function naivePattern(pattern: string, value: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === value;
  if (!value.startsWith(first)) return false;
  let left = value.slice(first.length);
  for (const literal of rest) {
    if (literal === "") continue;
    if (!left.includes(literal)) return false;
    left = left.slice(left.indexOf(literal) + literal.length);
  }
  return left === "" || pattern.endsWith("*");
}

test("patterns agree with their definition", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 6 });
  fc.assert(
    fc.property(pattern, letters, (source, value) => {
      fc.pre(!source.includes("**"));
      assert.equal(compilePattern(source)(value), naivePattern(source, value));
    }),
    { numRuns: 3000 },
  );
});

test("a list of words needs no automaton and means the same", () => {
  assert.deepEqual(literalAlternatives(".*(a|b\\.c|d e).*"), ["a", "b.c", "d e"]);
  assert.deepEqual(literalAlternatives("curl|wget"), ["curl", "wget"]);
  for (const other of ["^a", "a$", "a.b", "a+", "(a|b)c", "a||b", "[ab]", "a\\d", "(?i)a", ""]) {
    assert.equal(literalAlternatives(other), undefined, other);
  }
  const word = fc.string({
    unit: fc.constantFrom("a", "b", "\\.", " "),
    minLength: 1,
    maxLength: 3,
  });
  const value = fc.string({ unit: fc.constantFrom("a", "b", ".", " ", "\n"), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), value, (words, text) => {
      const quick = compileRegexp(`.*(${words.join("|")}).*`, false);
      const full = compileRegexp(`(?:)(${words.join("|")})`, false);
      assert.equal(quick(text), full(text));
    }),
    { numRuns: 1000 },
  );
});

test("an expression that backtracking engines choke on takes linear time", () => {
  assert.equal(compileRegexp("^(a+)+$", false)(`${"a".repeat(5000)}b`), false);
});

test("length is that of UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      assert.equal(byteLength(text), new TextEncoder().encode(text).length);
    }),
  );
});

test("the registered domain", () => {
  const rows = {
    "a.b.example.com": "example.com",
    "example.com.": "example.com",
    "x.example.co.uk": "example.co.uk",
    "co.uk": "co.uk",
    localhost: "localhost",
    "": "",
  };
  for (const [name, root] of Object.entries(rows)) assert.equal(rootDomain(name), root);
});

test("only whole addresses are read", () => {
  for (const text of [
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "1..2.3",
    "1.2.3.4/33",
    "1.2.3.4/",
    "::1/129",
    ":::",
    "fe80::1%eth0",
    "1.2.3.4/-1",
  ]) {
    assert.equal(parseNet(text), undefined, text);
  }
  assert.deepEqual(parseNet("255.255.255.255"), { family: 4, words: [4294967295], bits: 32 });
  assert.deepEqual(parseNet("::ffff:10.0.0.0/104"), { family: 4, words: [167772160], bits: 8 });
});
