/** Keys that a suppression begins with, by what happened, and what is said against them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Signal } from "#lib/protocol";
import { compilePredicate, parseQuery } from "#lib/query";
import { adviceOn } from "./advice.ts";
import { ephemeral } from "./ephemeral.ts";
import { suppressionKeys } from "./key-sets.ts";

const PROCESS = {
  pid: 4242,
  comm: "backup",
  user: "deploy",
  executable: { path: "/usr/bin/backup" },
  args: ["--to", "s3://a bucket"],
  parent: { comm: "cron", executable: { path: "/usr/sbin/cron" } },
};

type Given = { event: object; tags?: string[]; groups?: Record<string, string>; host?: string };

function signalOf({ event, tags = [], groups = {}, host = "web-1" }: Given): Signal {
  const at = "2026-03-01T12:00:00.000Z";
  const rule = { id: "a rule", name: "Something", type: "x", detectionMethod: "threshold" };
  const sample = { timestamp: at, host, source: "x", tags, message: "" };
  const custom = {
    ...{ title: "", status: "low" as const, entities: [], queries: [] },
    workflow: {
      ...{ first_seen: at, last_seen: at, events_matched: 1 },
      rule: { ...rule, version: 1, isDefaultRule: true },
      triage: { state: "open" as const, assignee: { id: -1, name: "" }, incident_ids: [] },
    },
    triggeringRuleCase: { name: "", status: "low" as const, condition: "" },
    ...{ groupByPaths: Object.keys(groups), groupByValues: Object.values(groups) },
    samples: [
      { id: "e", queryIndex: 0, content: { ...sample, custom: event as Record<string, unknown> } },
    ],
  };
  return { id: "s", type: "signal", attributes: { timestamp: at, message: "", tags: [], custom } };
}

const setOf = (given: Given, name = "recommended", wanted?: string) =>
  suppressionKeys(signalOf(given), wanted).sets.find((each) => each.name === name);
const EXEC = { evt: { name: "exec", category: "Process Activity" }, process: PROCESS };

test("each activity is told by its own keys", () => {
  const process = [
    ...["@process.executable.path", "@process.args", "@process.user"],
    "@process.parent.executable.path",
  ];
  const image = ["short_image:shop", "image_name:reg/shop"];
  const open = { evt: { category: "File Activity" }, process: PROCESS, file: { path: "/etc/x" } };
  const dns = {
    ...{ evt: { category: "Network Activity" }, process: PROCESS },
    ...{ dns: { question: { name: "a.example" } }, network: { destination: { ip: "9.9.9.9" } } },
  };
  const connect = { ...dns, dns: {}, connect: { addr: { ip: "203.0.113.9" } } };
  const kernel = { evt: { category: "Kernel Activity" }, process: PROCESS };
  const cases: [string, Given, string[]][] = [
    ["process", { event: EXEC }, process],
    ["file", { event: open }, [...process, "@file.path"]],
    ["file", { event: open, tags: image }, [...process, "@file.path", "short_image"]],
    ["dns", { event: dns }, [...process, "@dns.question.name", "@network.destination.ip"]],
    ["network", { event: connect }, [...process, "@connect.addr.ip"]],
    ["kernel", { event: kernel }, [...process, "host"]],
    ["kernel", { event: kernel, tags: ["kube_deployment:api"] }, [...process, "kube_deployment"]],
  ];
  for (const [activity, given, keys] of cases) {
    assert.equal(suppressionKeys(signalOf(given)).activity, activity);
    assert.deepEqual(setOf(given)?.keys, keys, activity);
    assert.deepEqual(setOf(given)?.warnings, [], activity);
  }
});

test("the search finds the event again, and another one not", () => {
  const { sets, rule_query } = suppressionKeys(signalOf({ event: EXEC }));
  const [recommended] = sets;
  assert.equal(rule_query, 'ruleId:"a rule"');
  assert.equal(
    recommended?.suppression_query,
    '@process.executable.path:/usr/bin/backup @process.args:"--to" ' +
      '@process.args:"s3://a bucket" @process.user:deploy ' +
      "@process.parent.executable.path:/usr/sbin/cron",
  );
  const { query } = parseQuery(recommended.suppression_query);
  assert.ok(query);
  const finds = compilePredicate(query);
  assert.equal(finds(EXEC), true);
  assert.equal(finds({ ...EXEC, process: { ...PROCESS, user: "root" } }), false);
});

test("sets are wider and narrower, and none is there twice", () => {
  const given = { event: EXEC };
  assert.deepEqual(setOf(given, "any_arguments")?.keys.includes("@process.args"), false);
  assert.equal(setOf(given, "workload")?.keys.at(-1), "host");
  const bare = { event: { process: { executable: { path: "/bin/x" }, user: "a" } }, host: "" };
  assert.deepEqual(
    suppressionKeys(signalOf(bare)).sets.map(({ name }) => name),
    ["recommended"],
  );
});

test("a log is told by its groups and who acted from where", () => {
  const event = { usr: { name: "ann", id: "7" }, network: { client: { ip: "203.0.113.9" } } };
  const given = { event, groups: { host: "web-1", "@network.client.ip": "203.0.113.9" } };
  assert.equal(suppressionKeys(signalOf(given)).activity, "log");
  assert.deepEqual(setOf(given)?.keys, ["host", "@network.client.ip", "@usr.name"]);
  assert.equal(setOf({ event: {}, host: "" })?.suppression_query, "*");
  assert.equal(setOf({ event: {}, host: "" })?.warnings[0]?.code, "SUPPRESSION_EVERYTHING");
});

test("what does not come again is left out of a set, unless too little is left", () => {
  const executable = { path: "/tmp/build.aZ3k9Q/run" };
  const given = { event: { ...EXEC, process: { ...PROCESS, executable } } };
  assert.equal(setOf(given)?.keys.includes("@process.executable.path"), false);
  const { keys } = suppressionKeys(signalOf(given));
  const path = keys.find(({ key }) => key === "@process.executable.path");
  assert.equal(path?.warnings[0]?.code, "SUPPRESSION_TEMPORARY_PATH");
  const little = setOf({ event: { process: { executable, user: "a" } }, host: "" });
  assert.deepEqual(little?.keys, ["@process.executable.path", "@process.user"]);
  assert.deepEqual(
    little?.warnings.map(({ code }) => code),
    ["SUPPRESSION_TEMPORARY_PATH"],
  );
});

test("a key that somebody chose is in every set", () => {
  const { keys, sets } = suppressionKeys(signalOf({ event: EXEC }), "@process.pid");
  assert.equal(keys[0]?.key, "@process.pid");
  assert.equal(keys[0]?.warnings[0]?.code, "SUPPRESSION_EPHEMERAL_KEY");
  for (const { suppression_query } of sets) assert.match(suppression_query, /@process\.pid:4242/);
  assert.deepEqual(
    suppressionKeys(signalOf({ event: EXEC }), "@no.such.key"),
    suppressionKeys(signalOf({ event: EXEC })),
  );
});

const LASTING: [string, string][] = [
  ["@process.executable.path", "/usr/bin/python3.11"],
  ["@process.executable.path", "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"],
  ["@process.executable.path", "/opt/app-2.14.0/bin/server"],
  ["@process.executable.path", "/usr/local/tmp-cleaner"],
  ["@process.args", "--deserialize=36"],
  ["@file.path", "/var/lib/dpkg/info/libssl3.list"],
  ["host", "ip-10-0-3-17"],
  ["kube_deployment", "payment-service"],
  ["@network.client.ip", "2001:db8::12"],
  ["@usr.name", "svc-deploy01"],
];
const PASSING: [string, string, string][] = [
  ["@process.executable.path", "/tmp/x", "TEMPORARY_PATH"],
  ["@process.args", "--file=/var/tmp/a", "TEMPORARY_PATH"],
  ["@file.path", "/dev/shm/.x", "TEMPORARY_PATH"],
  ["@file.path", "/proc/4242/mem", "PROCESS_NUMBER"],
  ["@process.pid", "1", "EPHEMERAL_KEY"],
  ["@container.id", "c", "EPHEMERAL_KEY"],
  ["@network.client.port", "51122", "EPHEMERAL_KEY"],
  ["@file.path", "/srv/app/upload.aZ3k9Q", "RANDOM_NAME"],
  ["@file.path", "/srv/3f2504e0-4f89-11d3-9a0c-0305e82c3301/x", "RANDOM_NAME"],
  ["@file.path", "/var/lib/docker/overlay2/9f86d081884c7d65/diff", "RANDOM_NAME"],
  ["pod_name", "api-7d4b9c6f5d-x2k8q", "RANDOM_NAME"],
  ["@process.args", "job-1764336000123", "RANDOM_NAME"],
];

test("values that do not come again are told from names with numbers", () => {
  for (const [key, value] of LASTING) assert.equal(ephemeral(key, value), undefined, value);
  for (const [key, value, code] of PASSING)
    assert.equal(ephemeral(key, value)?.code, `SUPPRESSION_${code}`, value);
});

test("a search is broad by its widest alternative; what it excludes makes it no narrower", () => {
  const codes = (text: string) => adviceOn(text).map(({ code }) => code.slice(12));
  assert.deepEqual(codes("host:a @usr.name:b"), []);
  assert.deepEqual(codes("host:a"), ["SINGLE_KEY"]);
  assert.deepEqual(codes("host:(a OR b)"), ["SINGLE_KEY"]);
  assert.deepEqual(codes("host:a -@usr.name:b"), ["SINGLE_KEY"]);
  assert.deepEqual(codes("(host:a @usr.name:b) OR env:test"), ["SINGLE_KEY"]);
  assert.deepEqual(codes("host:a @usr.name:*"), ["SINGLE_KEY"]);
  for (const all of ["*", "-host:a", "host:* OR env:b"])
    assert.deepEqual(codes(all), ["EVERYTHING"]);
  assert.deepEqual(codes("host:a @file.path:/tmp/x"), ["TEMPORARY_PATH"]);
  for (const none of ["", "  ", "host:("]) assert.deepEqual(codes(none), []);
  assert.equal(adviceOn("host:a")[0]?.key, "host");
});

test("no search and no event makes it throw", () => {
  fc.assert(fc.property(fc.string(), (text) => void adviceOn(text)));
  fc.assert(fc.property(fc.string(), fc.string(), (key, value) => void ephemeral(key, value)));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (event) => {
      for (const { suppression_query } of suppressionKeys(signalOf({ event })).sets)
        assert.deepEqual(parseQuery(suppression_query).diagnostics, []);
    }),
  );
});
