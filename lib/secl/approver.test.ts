/**
 * What the kernel filters by, rule by rule; the property test shows that it is never too little.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { type FilterCapabilities, findApprovers } from "./approver.ts";
import { ruleOf } from "./testing/fixture.ts";

const CAPABILITIES: FilterCapabilities = {
  basenames: ["open.file.path", "open.file.name"],
  flags: ["open.flags"],
  basenamesMax: 4,
};

function approversOf(...sources: string[]) {
  const rules = sources.map((source, at) => ({ id: `rule-${at}`, rule: ruleOf(source) }));
  return findApprovers(rules, CAPABILITIES);
}

/** What the kernel is told: names, then flags; "all" when it must let everything through. */
function shown(...sources: string[]): string {
  const found = approversOf(...sources);
  if (found.acceptAll) return `all because of ${found.reason.ruleId}`;
  return `${found.basenames.join(",")} ${found.flagsAny}`;
}

const ROWS: readonly [fact: string, expected: string, ...sources: string[]][] = [
  ["a path gives its last name", "passwd 0", 'open.file.path == "/etc/passwd"'],
  ["a name gives itself", "passwd 0", 'open.file.name == "passwd"'],
  ["a list gives all its names", "a,b 0", 'open.file.path in ["/x/a", ~"/y/*/b"]'],
  [
    "a glob needs a fixed last segment",
    "all because of rule-0",
    'open.file.path in ["/x/a", ~"/y/b*"]',
  ],
  ["a glob needs a fixed last segment", "all because of rule-0", 'open.file.path =~ "/y/**"'],
  [
    "a fixed name below any folder",
    "authorized_keys 0",
    'open.file.path =~ "/home/**/authorized_keys"',
  ],
  ["a regular expression gives none", "all because of rule-0", 'open.file.name =~ r"passwd"'],
  ["a pattern without star gives its text", "passwd 0", 'open.file.name =~ "passwd"'],
  ["the path that was not resolved gives none", "all because of rule-0", 'open.file.path == ""'],
  ["of && one side suffices", "passwd 0", 'process.pid == 1 && open.file.name == "passwd"'],
  ["of && the narrower side", "a 0", 'open.file.name in ["b", "c"] && open.file.name == "a"'],
  ["of && names before flags", "a 0", 'open.flags & O_CREAT > 0 && open.file.name == "a"'],
  ["of || both sides are needed", "a,b 0", 'open.file.name == "a" || open.file.path == "/x/b"'],
  [
    "of || both sides are needed",
    "all because of rule-0",
    'open.file.name == "a" || process.pid == 1 && open.retval == 0',
  ],
  ["names and flags together", "a 64", 'open.file.name == "a" || open.flags & O_CREAT > 0'],
  ["a negation gives none", "all because of rule-0", 'open.file.name != "a"'],
  ["a double negation gives what it means", "a 0", '!(open.file.name != "a")'],
  ["De Morgan", "a,b 0", '!(open.file.name != "a" && open.file.name != "b")'],
  ["a mask", " 577", "open.flags & (O_CREAT | O_TRUNC | O_WRONLY) > 0"],
  ["a mask that must not be zero", " 64", "open.flags & O_CREAT != 0"],
  ["a mask that must be zero gives none", "all because of rule-0", "open.flags & O_CREAT == 0"],
  ["a mask that may be zero gives none", "all because of rule-0", "open.flags & O_CREAT >= 0"],
  ["a mask on the left", " 64", "0 < O_CREAT & open.flags"],
  ["flags that are a value", " 65", "open.flags == 65"],
  ["O_RDONLY is no flag", "all because of rule-0", "open.flags == O_RDONLY"],
  ["flags in a list", " 67", "open.flags in [65, 66]"],
  ["a mask of all other bits gives none", "all because of rule-0", "open.flags & ^O_CREAT > 0"],
  ["a rule that never holds needs nothing", " 0", "open.flags == 1 && false"],
  [
    "paths of other fields give none",
    "all because of rule-0",
    'process.file.path == "/a" && open.retval == 0',
  ],
  ["a register changes nothing", "a 0", 'process.ancestors[A].pid == 1 && open.file.name == "a"'],
  [
    "rules join",
    "a,b 64",
    'open.file.name == "a"',
    'open.file.name == "b"',
    "open.flags & O_CREAT > 0",
  ],
  [
    "the first rule in the way is named",
    "all because of rule-1",
    'open.file.name == "a"',
    "open.retval == 0",
  ],
  [
    "more names than the kernel holds",
    "all because of rule-1",
    'open.file.name in ["a", "b", "c", "d"]',
    'open.file.name == "e"',
  ],
];

for (const [fact, expected, ...sources] of ROWS) {
  test(`${fact}: ${sources.join(" ; ")}`, () => assert.equal(shown(...sources), expected));
}

test("the reason names the fields that would help", () => {
  const found = approversOf("open.retval == 0");
  const text = "the rule can hold whatever the value of open.file.path, open.file.name, open.flags";
  assert.deepEqual(found, { acceptAll: true, reason: { ruleId: "rule-0", text } });
});

test("no rules let nothing through", () => {
  assert.deepEqual(approversOf(), { acceptAll: false, basenames: [], flagsAny: 0 });
});
