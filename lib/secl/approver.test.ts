/**
 * What the kernel filters by, rule by rule; the property test shows that it is never too little.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { findApprovers } from "./approver.ts";
import { OPEN_CAPABILITIES, ruleOf } from "./testing/fixture.ts";

function approversOf(...sources: string[]) {
  const rules = sources.map((source, at) => ({ id: `rule-${at}`, rule: ruleOf(source) }));
  return findApprovers(rules, { ...OPEN_CAPABILITIES, namesMax: 4 });
}

/** What the kernel is told: names, `in/`, `below/`, bits, ranges; "all" for everything. */
function shown(...sources: string[]): string {
  const found = approversOf(...sources);
  if (found.acceptAll) return `all because of ${found.reason.ruleId}`;
  return [
    ...found.basename,
    ...found.folder.map((name) => `in/${name}`),
    ...found.above.map((name) => `below/${name}`),
    ...found.bits.map(({ bits }) => bits),
    ...found.ranges.map(({ approver, from, to }) => `${approver}:${from}-${to}`),
  ].join(" ");
}

const ROWS: readonly [fact: string, expected: string, ...sources: string[]][] = [
  ["a path gives its last name", "passwd", 'open.file.path == "/etc/passwd"'],
  ["a name gives itself", "passwd", 'open.file.name == "passwd"'],
  ["a list gives all its names", "a b", 'open.file.path in ["/x/a", ~"/y/*/b"]'],
  ["a glob without gives the directory", "a in/y", 'open.file.path in ["/x/a", ~"/y/b*"]'],
  ["a glob without gives the directory", "in/cron.d", 'open.file.path =~ "/etc/cron.d/*"'],
  ["`**` gives a directory above", "below/sudoers.d", 'open.file.path =~ "/etc/sudoers.d/**"'],
  ["of those above the rarest", "below/ssh", 'open.file.path =~ "/etc/ssh/**/*.conf"'],
  ["the directory before one above", "in/hooks", 'open.file.path =~ "/srv/**/hooks/*"'],
  ["behind `**` a name is no ancestor", "x", 'open.file.path =~ "/srv/**/x"'],
  ["a directory that is a glob gives one above", "below/srv", 'open.file.path =~ "/srv/*/a*"'],
  ["a glob of stars gives none", "all because of rule-0", 'open.file.path =~ "/*/a*"'],
  ["the root has no name", "all because of rule-0", 'open.file.path =~ "/*"'],
  ["a name before a directory", "a", 'open.file.path =~ "/x/*" && open.file.name == "a"'],
  ["a directory before flags", "in/x", 'open.file.path =~ "/x/*" && open.flags & O_CREAT > 0'],
  ["a login uid", "0:1000-1000", "process.auid == 1000 && open.retval == 0"],
  [
    "all but one",
    "0:0-4294967294 0:4294967296-9007199254740991",
    "process.auid != 4294967295 && open.retval == 0",
  ],
  ["less and more", "0:0-9", "process.auid < 10 && open.retval == 0"],
  ["less and more", "0:11-9007199254740991", "process.auid > 10 && open.retval == 0"],
  ["less and more, negated", "0:0-10", "!(process.auid > 10) && open.retval == 0"],
  ["a list of numbers", "0:0-1 0:5-5", "process.auid in [5, 0, 1] && open.retval == 0"],
  ["no number is below 0", "", "process.auid < 0 && open.retval == 0"],
  ["every number is no filter", "all because of rule-0", "process.auid >= 0 && open.retval == 0"],
  ["a bool", "2:1-1", "open.file.in_upper_layer"],
  ["a bool", "2:0-0", "!open.file.in_upper_layer"],
  ["a bool compared", "2:1-1", "open.file.in_upper_layer == true"],
  ["a number before flags", "0:0-0", "open.flags & O_CREAT > 0 && process.auid == 0"],
  [
    "a fixed name below any folder",
    "authorized_keys",
    'open.file.path =~ "/home/**/authorized_keys"',
  ],
  ["a regular expression gives none", "all because of rule-0", 'open.file.name =~ r"passwd"'],
  ["a pattern without star gives its text", "passwd", 'open.file.name =~ "passwd"'],
  ["the path that was not resolved gives none", "all because of rule-0", 'open.file.path == ""'],
  ["of && one side suffices", "passwd", 'process.pid == 1 && open.file.name == "passwd"'],
  ["of && the narrower side", "a", 'open.file.name in ["b", "c"] && open.file.name == "a"'],
  ["of && names before flags", "a", 'open.flags & O_CREAT > 0 && open.file.name == "a"'],
  ["of || both sides are needed", "a b", 'open.file.name == "a" || open.file.path == "/x/b"'],
  [
    "of || both sides are needed",
    "all because of rule-0",
    'open.file.name == "a" || process.pid == 1 && open.retval == 0',
  ],
  ["names and flags together", "a 64", 'open.file.name == "a" || open.flags & O_CREAT > 0'],
  ["a negation gives none", "all because of rule-0", 'open.file.name != "a"'],
  ["a double negation gives what it means", "a", '!(open.file.name != "a")'],
  ["De Morgan", "a b", '!(open.file.name != "a" && open.file.name != "b")'],
  ["a mask", "577", "open.flags & (O_CREAT | O_TRUNC | O_WRONLY) > 0"],
  ["a mask that must not be zero", "64", "open.flags & O_CREAT != 0"],
  ["a mask that must be zero gives none", "all because of rule-0", "open.flags & O_CREAT == 0"],
  ["a mask that may be zero gives none", "all because of rule-0", "open.flags & O_CREAT >= 0"],
  ["a mask on the left", "64", "0 < O_CREAT & open.flags"],
  ["flags that are a value", "65", "open.flags == 65"],
  ["O_RDONLY is no flag", "all because of rule-0", "open.flags == O_RDONLY"],
  ["flags in a list", "67", "open.flags in [65, 66]"],
  ["a mask of all other bits gives none", "all because of rule-0", "open.flags & ^O_CREAT > 0"],
  ["a rule that never holds needs nothing", "", "open.flags == 1 && false"],
  [
    "paths of other fields give none",
    "all because of rule-0",
    'process.file.path == "/a" && open.retval == 0',
  ],
  ["a register changes nothing", "a", 'process.ancestors[A].pid == 1 && open.file.name == "a"'],
  [
    "rules join",
    "a b 64",
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
  const text =
    "the rule can hold whatever the value of open.file.path, open.file.name, " +
    "open.flags, open.file.in_upper_layer, process.auid";
  assert.deepEqual(found, { acceptAll: true, reason: { ruleId: "rule-0", text } });
});

test("no rules let nothing through", () => {
  assert.deepEqual(approversOf(), {
    acceptAll: false,
    basename: [],
    folder: [],
    above: [],
    ranges: [],
    bits: [],
  });
});
