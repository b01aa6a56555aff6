/** The rules of examples.yaml, and that the pages of events say all there is to know of a field. */
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { FIELD_TABLE } from "#lib/event";
import { capabilitiesOf, checkRule, lintRule } from "#lib/secl";
import { flatten, mountsOf, ruleEvents } from "./flatten.ts";
import { loadSources } from "./load.ts";
import { generate } from "./main.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const sources = loadSources(join(ROOT, "schema"));
const flat = flatten(sources);
const files = generate(ROOT);
const pageOf = (name: string) => files.get(`docs/reference/${name}.md`) ?? "";

/** Some events can only be had whole; the page says so. */
const HARMLESS = new Set(["SECL_UNFILTERED"]);

for (const [event, examples] of sources.examples) {
  for (const { rule: source, brief } of examples) {
    test(`${event}: ${brief}`, () => {
      const { rule, diagnostics } = checkRule(source, { table: FIELD_TABLE });
      assert.deepEqual(diagnostics, []);
      assert.ok(rule);
      assert.equal(rule.event, event);
      const traps = lintRule(rule, FIELD_TABLE).filter(({ code }) => !HARMLESS.has(code));
      assert.deepEqual(traps, []);
    });
  }
}

test("every event has a page, with its state, rules, filter and own fields", () => {
  assert.ok(ruleEvents(flat).length >= 44);
  for (const { source, own, mounts } of ruleEvents(flat)) {
    const { event, undelivered } = source;
    const page = pageOf(`events/${event}`);
    const expected = [
      undelivered === undefined ? "The sensor delivers it." : `**Not delivered**: ${undelivered}.`,
      ...(sources.examples.get(event) ?? []).flatMap(({ brief, rule }) => [`${brief}:`, rule]),
      ...own.map(({ name }) => `| \`${name}\` |`),
      ...mounts.map(({ at, fieldset }) => `\`${at}.\` and the [fields of ${briefOf(fieldset)}]`),
    ];
    for (const text of expected) assert.ok(page.includes(text), `${event}: ${text}`);
    const { names, numbers } = capabilitiesOf(event, FIELD_TABLE);
    /* Its filters are programs, not names and numbers to compare. */
    const known = event === "packet" ? ["packet.filter"] : [...names, ...numbers.keys()];
    const filters = /## What the kernel filters by\n\n(.*)/.exec(page)?.[1] ?? "";
    if (undelivered !== undefined) assert.equal(filters, "");
    else if (known.length === 0) assert.match(filters, /^Nothing:/);
    else for (const name of known) assert.ok(filters.includes(`\`${name}\``));
    assert.ok(pageOf("events").includes(`(events/${event}.md)`));
  }
});

function briefOf(fieldset: string): string {
  return sources.fieldsets.get(fieldset)?.brief.toLowerCase() ?? "";
}

test("every place of a fieldset is on its page, and every field of the language on some page", () => {
  for (const name of sources.fieldsets.keys()) {
    for (const { at } of mountsOf(flat, name)) {
      assert.ok(name === "event" || pageOf(`fieldsets/${name}`).includes(`\`${at}.\``), at);
    }
  }
  const places = [...sources.fieldsets.keys()].flatMap((name) =>
    mountsOf(flat, name).map(({ at }) => ({ at, page: pageOf(`fieldsets/${name}`) })),
  );
  for (const { name, event } of FIELD_TABLE.fields.values()) {
    const own = pageOf(event === "*" ? "fieldsets/event" : `events/${event}`);
    const isShown = (page: string, rest: string) => page.includes(`| \`${rest}\` |`);
    const isMounted = places.some(
      ({ at, page }) => name.startsWith(`${at}.`) && isShown(page, name.slice(at.length + 1)),
    );
    assert.ok(isShown(own, name) || isMounted, name);
  }
});

test("how a field compares, its constants, and why it is not delivered are on its page", () => {
  assert.match(pageOf("fieldsets/file"), /`path` \| string, \[path\]\(\.\.\/language\.md#paths\)/);
  assert.match(pageOf("events/dns"), /`dns\.question\.name` \| string, \[host\]/);
  assert.match(
    pageOf("events/open"),
    /`open\.flags` .*\(\[open_flags\]\(\.\.\/constants\.md#open_flags\)\)/,
  );
  assert.match(
    pageOf("fieldsets/process"),
    /`cgroup\.version` \| int \| .* \| the sensor does not tell the hierarchies of cgroups apart/,
  );
  assert.match(pageOf("events/exec"), /`exec\.` .* which are those of `process\.`/);
});
