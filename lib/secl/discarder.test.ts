// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** What tells that no rule can hold, in tables; that it is never told of an event a rule matches. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { compileClosures } from "./closure.ts";
import { areDiscarded, isFolderDiscarded } from "./discarder.ts";
import { contextOf, ruleOf } from "./testing/fixture.ts";
import { events, openSources, variables } from "./testing/random-rules.ts";

const RUNS = 3000;
const PATH = "open.file.path";
const OTHERS = `${PATH}.alternatives`;

const known = (path: string, ...others: string[]) => ({ [PATH]: path, [OTHERS]: others });

const ROWS: readonly [discarded: boolean, known: object, ...sources: string[]][] = [
  [true, known("/b"), 'open.file.path == "/a"'],
  [false, known("/a"), 'open.file.path == "/a"'],
  [false, known("/b", "/a"), 'open.file.path == "/a"'],
  [true, known("/b"), 'open.file.path == "/a" && open.flags == 1'],
  [false, known("/b"), 'open.file.path == "/a" || open.flags == 1'],
  [false, known("/b"), 'open.file.path != "/a" && open.flags == 1'],
  [true, known("/a"), 'open.file.path != "/a" && open.flags == 1'],
  [true, known("/b"), 'open.file.path in ["/a", ~"/c/*"]', 'open.file.path =~ "/d/**" && true'],
  [false, known("/b"), 'open.file.path == "/a"', "open.flags == 1"],
  [false, known("/b"), "open.file.path == process.file.path && open.flags == 1"],
  [false, known("/b"), 'open.file.path == "${name}" && open.flags == 1'],
  [false, known("/b"), 'open.file.name == "a"'],
  [true, { ...known("/b"), "open.file.name": "b" }, 'open.file.name == "a"'],
  [true, known("/b"), "open.file.path.length > 5 && open.flags == 1"],
];

for (const [discarded, values, ...sources] of ROWS) {
  test(`${JSON.stringify(values)} and ${sources.join(" ; ")}`, () => {
    const rules = sources.map((source) => ruleOf(source));
    assert.equal(areDiscarded(rules, values), discarded);
  });
}

const FOLDERS: readonly [discarded: boolean, folder: string, source: string][] = [
  [true, "/var/log", 'open.file.path == "/etc/passwd"'],
  [false, "/etc", 'open.file.path == "/etc/passwd"'],
  [true, "/etc/passwd", 'open.file.path == "/etc/passwd"'],
  [false, "/home/a", 'open.file.path =~ "/home/*/.ssh/*"'],
  [true, "/home/a/b", 'open.file.path =~ "/home/*/.ssh/*"'],
  [true, "/home/a/.ssh/x", 'open.file.path =~ "/home/*/.ssh/*"'],
  [false, "/srv/app", 'open.file.path =~ "/srv/**/key"'],
  [true, "/opt", 'open.file.path =~ "/srv/**/key"'],
  [false, "/opt", 'open.file.path =~ "*/key"'],
  [false, "/opt", 'open.file.path != "/etc/passwd"'],
  [true, "/opt", 'open.file.path in ["/etc/a", ~"/srv/*"] && open.flags == 1'],
  [false, "/opt", 'open.file.path == "/etc/a" || open.flags == 1'],
];

for (const [discarded, folder, source] of FOLDERS) {
  test(`all below ${folder} and ${source}`, () => {
    assert.equal(isFolderDiscarded([ruleOf(source)], PATH, folder), discarded);
  });
}

test("an event with discarded values, or below a discarded folder, matches no rule", () => {
  const told = { values: 0, folders: 0 };
  const property = fc.property(
    fc.array(openSources, { minLength: 1, maxLength: 2 }),
    fc.array(events, { minLength: 1, maxLength: 8 }),
    variables,
    (sources, seen, set) => {
      const rules = sources.map((source) => ruleOf(source));
      const holds = rules.map(compileClosures);
      for (const event of seen as Record<string, unknown>[]) {
        const path = String(event[PATH] ?? "");
        const alone = { ...event, [OTHERS]: [] };
        const values = { [PATH]: path, [OTHERS]: event[OTHERS] ?? [] };
        const folders = path.split("/").map((_, at, all) => all.slice(0, at).join("/"));
        const below = folders.slice(2).some((one) => isFolderDiscarded(rules, PATH, one));
        if (below) assert.ok(!holds.some((rule) => rule(alone, contextOf(set))), sources.join());
        const isDiscarded = areDiscarded(rules, values);
        if (isDiscarded) assert.ok(!holds.some((rule) => rule(event, contextOf(set))));
        told.folders += Number(below);
        told.values += Number(isDiscarded);
      }
    },
  );
  fc.assert(property, { numRuns: RUNS });
  assert.ok(told.values > RUNS / 30 && told.folders > RUNS / 150, JSON.stringify(told));
});
