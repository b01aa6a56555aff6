/** What searches find in events. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compilePattern, compilePredicate, parseQuery, textValues } from "./index.ts";

const EVENT = {
  host: "web-1",
  service: ["shop", "cart"],
  status: "high",
  message: "Shell started by nginx",
  tags: ["env:prod", "team:core", "pci"],
  timestamp: "2024-05-01T10:00:00Z",
  agent: { rule_id: "web_server_shell", version: 7 },
  process: {
    executable: { path: "/usr/bin/bash" },
    args: ["-c", "id"],
    ancestors: [
      { comm: "nginx", pid: 7 },
      { comm: "systemd", pid: 1 },
    ],
    is_thread: false,
    exit: null,
  },
  network: { ip: ["192.0.2.7", "::ffff:198.51.100.4"], port: 443, size: "1500" },
  empty: [],
};

const ROWS: [string, boolean][] = [
  ["", true],
  ["shell", true],
  ["STARTED nginx", true],
  ['"started by"', true],
  ["sh?ll*nginx", true],
  ["httpd", false],
  ["web-1", false],
  ["*:web-1", true],
  ["*:SYSTEMD", true],
  ["*:absent", false],
  ["host:web-1", true],
  ["host:WEB-1", false],
  ["host:web-*", true],
  ["service:cart", true],
  ["env:prod", true],
  ["env:(dev OR prod)", true],
  ["env:(dev OR stag*)", false],
  ["env:pro?", true],
  ["env:*", true],
  ["region:*", false],
  ["tags:pci", true],
  ['tags:"env:prod"', true],
  ["status:high -env:dev", true],
  ["process:*", false],
  ["@agent.rule_id:web_server_shell", true],
  ["@agent.rule_id:(a OR web_server_shell OR b)", true],
  ["@agent.rule_id:web_*_shell", true],
  ["@agent.version:7", true],
  ["@process.ancestors.comm:nginx", true],
  ["@process.ancestors.comm:(-nginx)", false],
  ["@process.args:id", true],
  ["@process.is_thread:false", true],
  ["@process:*", true],
  ["@process.exit:*", false],
  ["@empty:*", false],
  ["-@process.file:*", true],
  ["@constructor.name:*", false],
  ["@network.port:>442", true],
  ["@network.port:>=444", false],
  ["@network.port:[400 TO 443]", true],
  ["@network.port:[* TO 442]", false],
  ["@network.port:[* TO *]", true],
  ["@network.size:>1000", true],
  ["@network.ip:>1", false],
  ["timestamp:[2024-05-01 TO 2024-05-02]", true],
  ["timestamp:>2024-05-02", false],
  ["@process.ancestors.pid:<2", true],
  ["CIDR(@network.ip, 192.0.2.0/24)", true],
  ["CIDR(@network.ip, 203.0.113.0/24, 198.51.100.4)", true],
  ["CIDR(@network.ip, 2001:db8::/32)", false],
  ["NOT(CIDR(@network.ip, 192.0.2.0/24))", false],
  ["CIDR(@process.args, 0.0.0.0/0)", false],
  ["host:web-2 OR shell -httpd", true],
];

test("searches find what they say", () => {
  for (const [text, expected] of ROWS) {
    const { query, diagnostics } = parseQuery(text);
    assert.ok(query, `${text}: ${diagnostics[0]?.what}`);
    assert.equal(compilePredicate(query)(EVENT), expected, text);
  }
});

test("the values of a key as texts", () => {
  const rows: [string, string[]][] = [
    ["host", ["web-1"]],
    ["service", ["shop", "cart"]],
    ["env", ["prod"]],
    ["@process.ancestors.pid", ["7", "1"]],
    ["@process.exit", []],
    ["@absent", []],
  ];
  for (const [key, texts] of rows) assert.deepEqual(textValues(EVENT, key), texts, key);
});

test("wildcards agree with the same regular expression", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "😀"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b", "😀"), maxLength: 10 });
  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      const body = source.replaceAll("*", ".*").replaceAll("?", ".");
      assert.equal(compilePattern(source)(subject), new RegExp(`^${body}$`, "su").test(subject));
      assert.equal(compilePattern(source, true)(subject), new RegExp(body, "su").test(subject));
    }),
    { numRuns: 2000 },
  );
});

test("a pattern made to backtrack needs few steps", () => {
  const matches = compilePattern(`${"a*".repeat(2000)}b`);
  let reads = 0;
  const subject = {
    length: 4000,
    startsWith: (part: string) => {
      reads++;
      return part.startsWith("a");
    },
    indexOf: (part: string, from: number) => {
      reads++;
      return part.startsWith("a") && from < 4000 ? from : -1;
    },
  };
  assert.equal(matches(subject as unknown as string), false);
  assert.ok(reads < 10_000, `${reads} comparisons`);
});
