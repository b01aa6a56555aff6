import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import type { Signal } from "#lib/protocol";
import { compilePredicate, parseQuery } from "#lib/query";
import type { Control } from "#server/store";
import { startControls } from "#server/store/testing";
import { openSignals, type Signals } from "./signals.ts";
import { draftEvent, instantDraft, MINUTE, T0 } from "./test-draft.ts";

const controls = await startControls(T0);
after(() => controls.stop());

/** Signals that differ in what the searches of this file ask for. */
const SIGNALS = [
  {
    rule: "shell",
    name: "Shell started by a web server",
    status: "high",
    host: "web-1",
    tags: ["env:prod", "team:shop"],
    extra: {
      file: { path: "/etc/passwd", name: "passwd", flags: ["O_RDWR", "O_CREAT"] },
      connect: { addr: { ip: "10.1.2.3", port: 443 } },
    },
  },
  {
    rule: "miner",
    name: "Crypto miner (100%) [seen]",
    status: "critical",
    host: "db-1",
    tags: ["env:staging"],
    extra: {
      file: { path: "/tmp/x*y", name: 'odd"name' },
      connect: { addr: { ip: "2001:db8::1", port: 3333 } },
      dns: { question: { name: "pool.example" }, id: 7 },
      is_test: true,
    },
  },
  {
    rule: "passwd",
    name: "Password file ÄNDERUNG",
    status: "low",
    host: "web-2",
    tags: [],
    extra: {
      file: { path: "/ETC/PASSWD" },
      connect: { addr: { ip: "192.168.0.1 ", port: 80 } },
      number: { text: "12.5", not: "12.5.6", exp: 1e3 },
    },
  },
] as const;

async function fill(control: Control): Promise<Signals> {
  let ids = 0;
  const signals = openSignals({ control, clock: () => T0, newId: () => `s${++ids}` });
  for (const [at, { rule, name, status, host, tags, extra }] of SIGNALS.entries()) {
    const event = draftEvent({ id: `e${at}`, at: T0 + at * MINUTE, host, tags: [...tags], extra });
    const cases = [{ name: "", status, condition: "a > 0" }];
    const draft = instantDraft([event], {
      rule: { id: rule, name, cases },
      values: [host],
      case: 0,
    });
    await control.transaction((trx) => signals.apply(trx, [draft]));
  }
  await signals.setState("s3", { state: "archived", archive_reason: "other" }, USER);
  return signals;
}

const USER = { id: "u1", name: "Ann", handle: "ann@example.com" };

const TABLE: readonly [string, string[]][] = [
  ["", ["s3", "s2", "s1"]],
  ["status:critical", ["s2"]],
  ["status:(high OR critical)", ["s2", "s1"]],
  ["-status:low", ["s2", "s1"]],
  ["@workflow.triage.state:open", ["s2", "s1"]],
  ["@workflow.triage.state:(open OR under_review)", ["s2", "s1"]],
  ["@workflow.triage.archive_reason:other", ["s3"]],
  ["host:web-1", ["s1"]],
  ["host:web-*", ["s3", "s1"]],
  ["host:WEB-1", []],
  ["@workflow.rule.id:shell", ["s1"]],
  ['@workflow.rule.name:"Crypto miner (100%) [seen]"', ["s2"]],
  ["@workflow.rule.name:*100%*", ["s2"]],
  ["@workflow.rule.type:workload_security", ["s3", "s2", "s1"]],
  ["env:prod", ["s1"]],
  ["env:*", ["s2", "s1"]],
  ["tags:team\\:shop", ["s1"]],
  ["tactic:execution", ["s3", "s2", "s1"]],
  ["source:runtime-security-agent", ["s3", "s2", "s1"]],
  ["@agent.rule_id:shell_from_web", ["s3", "s2", "s1"]],
  ["@file.path:/etc/passwd", ["s1"]],
  ["@file.path:/etc/*", ["s1"]],
  ["@file.path:/tmp/x\\*y", ["s2"]],
  ["@file.path:/tmp/x?y", ["s2"]],
  ["@file.path:/???/*", ["s3", "s2", "s1"]],
  ["@file.flags:O_CREAT", ["s1"]],
  ["@file:*", ["s3", "s2", "s1"]],
  ["@dns.question.name:*", ["s2"]],
  ["-@dns:*", ["s3", "s1"]],
  ["@is_test:true", ["s2"]],
  ["@connect.addr.port:>80", ["s2", "s1"]],
  ["@connect.addr.port:[80 TO 443]", ["s3", "s1"]],
  ["@connect.addr.port:443", ["s1"]],
  ["@number.text:>12", ["s3"]],
  ["@number.not:>1", []],
  ["@number.exp:>=1000", ["s3"]],
  ["@workflow.events_matched:>=1", ["s3", "s2", "s1"]],
  ["@workflow.events_matched:>1", []],
  ["CIDR(@connect.addr.ip, 10.0.0.0/8, 2001:db8::/32)", ["s2", "s1"]],
  ["-CIDR(@connect.addr.ip, 10.0.0.0/8)", ["s3", "s2"]],
  ["miner", ["s2"]],
  ["SHELL web", ["s1"]],
  ['"password file"', ["s3"]],
  ["änderung", ["s3"]],
  ["*:PASSWD", ["s3", "s1"]],
  ["*:pool.*", ["s2"]],
  ['@file.name:odd\\"name', ["s2"]],
  ["@nothing.here:x", []],
  ["status:(high OR critical) -env:staging", ["s1"]],
];

for (const { name, skip, open } of controls.dialects) {
  describe(`search on ${name}`, { skip }, async () => {
    const control = skip ? undefined : await open();
    const signals = control && (await fill(control));
    after(() => control?.close());
    const find = async (query: string) =>
      (await signals!.searchSignals({ query })).signals.map(({ id }) => id);

    for (const [query, expected] of TABLE)
      test(query || "(everything)", async () => assert.deepEqual(await find(query), expected));

    test("a thousand alternatives", async () => {
      const many = Array.from({ length: 900 }, (_, at) => `@a.b:${at}`).join(" OR ");
      assert.deepEqual(await find(`${many} OR host:web-1`.slice(-8000).replace(/^\S* OR /, "")), [
        "s1",
      ]);
    });

    test("pages follow each other without loss, in both directions", async () => {
      for (const sort of ["timestamp", "-timestamp"] as const) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const input = { sort, limit: 1, ...(cursor === undefined ? {} : { cursor }) };
          const page = await signals!.searchSignals(input);
          seen.push(...page.signals.map(({ id }) => id));
          cursor = page.next;
        } while (cursor !== undefined);
        assert.deepEqual(seen, sort === "timestamp" ? ["s1", "s2", "s3"] : ["s3", "s2", "s1"]);
      }
    });

    test("time bounds are inclusive", async () => {
      const { signals: found } = await signals!.searchSignals({ from: T0, to: T0 + MINUTE });
      assert.deepEqual(
        found.map(({ id }) => id),
        ["s2", "s1"],
      );
    });

    test("facets count what the search finds, each without its own restriction", async () => {
      const facets = await signals!.facets({ query: "-status:low" });
      const valuesOf = (path: string) => facets.find((facet) => facet.path === path)?.values;
      assert.deepEqual(valuesOf("status"), [
        { value: "critical", count: 1 },
        { value: "high", count: 1 },
        { value: "low", count: 1 },
      ]);
      assert.deepEqual(valuesOf("@workflow.triage.state"), [{ value: "open", count: 2 }]);
      assert.deepEqual(valuesOf("host"), [
        { value: "db-1", count: 1 },
        { value: "web-1", count: 1 },
      ]);
      assert.deepEqual(valuesOf("tactic"), [{ value: "execution", count: 2 }]);
      assert.deepEqual(valuesOf("@connect.addr.port"), [
        { value: "3333", count: 1 },
        { value: "443", count: 1 },
      ]);
    });

    test("a search or cursor that cannot be read is refused", async () => {
      for (const query of ["@a:(", "@a:\0", "@\ud800:x"])
        await assert.rejects(find(query), { code: "SIGNAL_QUERY_INVALID", status: 400 });
      for (const id of ["", "\0", "x".repeat(65), "'"])
        await assert.rejects(signals!.getSignal(id), { code: "SIGNAL_NOT_FOUND" });
      for (const cursor of ["", "x", Buffer.from("[1,2]").toString("base64url")])
        await assert.rejects(signals!.searchSignals({ cursor }), { code: "SIGNAL_CURSOR_INVALID" });
    });

    test("any search agrees with the predicate of the language", async () => {
      const all = (await signals!.searchSignals({})).signals;
      const terms = fc.constantFrom(
        "file.path",
        "file.flags",
        "connect.addr.port",
        "dns.question.name",
        "number.text",
      );
      const value = fc.oneof(
        fc.constantFrom("*", "/etc/*", "O_*", "*a*", ">80", "<=443", "[1 TO 443]", "443", "12.5"),
        fc.string({ maxLength: 4 }).map((text) => `"${text.replaceAll(/["\\\0]/g, "")}"`),
        fc.stringMatching(/^[%_/a-zA-Z[\]'^-]{1,5}[*?]?$/),
      );
      const text = fc
        .array(fc.tuple(fc.constantFrom("", "-"), terms, value), { minLength: 1, maxLength: 3 })
        .map((items) => items.map(([sign, term, is]) => `${sign}@${term}:${is}`))
        .chain((items) => fc.constantFrom(items.join(" "), items.join(" OR ")));
      const cases = fc.asyncProperty(text, async (query) => {
        const { query: parsed } = parseQuery(query);
        if (parsed === undefined) return;
        const predicate = compilePredicate(parsed);
        const wanted = all.filter(({ attributes }: Signal) => predicate(attributes.custom));
        assert.deepEqual(
          await find(query),
          wanted.map(({ id }) => id),
          query,
        );
      });
      await fc.assert(cases, { numRuns: 300 });
    });
  });
}
