/** Rules that deny: what the sensor is told, and what is said of an event that was refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createDenier,
  createDenyCounters,
  createRespond,
  type Dropper,
  type Protector,
} from "#agent/protect";
import { whyNotDenied } from "#agent/sensor";
import { CONTROLS, RECORD_FLAGS } from "#lib/event";
import { denialControls, maySendDenials } from "../../agent/sensor/denial-controls.ts";
import { playRuleset } from "./played-ruleset.ts";
import { buildRecord, header } from "./records.ts";

const SHELL = { pid: 100, start: 1000, ppid: 1, parentStart: 1 };
const HOOKS = [
  { name: "lsm/bprm_check_security", attached: true, why: "" },
  { name: "lsm/file_open", attached: false, why: "bpf is not among the security modules" },
];

const POLICY = `
rules:
  - id: no_nc
    expression: exec.file.path == "/usr/bin/nc"
    actions: [{deny: {}}]
  - id: no_writes
    expression: open.file.path == "/etc/shadow" && open.flags & (O_WRONLY|O_RDWR) > 0
    actions: [{deny: {}, filter: process.uid != 0}]
  - id: undecided
    expression: exec.file.path == "/usr/bin/nc" && exec.args =~ "*-e*"
    actions: [{deny: {}}]
`;

function setUp(mode: "off" | "observe" | "on" = "on") {
  const counters = createDenyCounters();
  const disarmed: string[] = [];
  const denier = createDenier({
    enforcement: () => mode,
    whyNot: (event) => whyNotDenied(event, HOOKS),
    counters,
    disarmed: (rule) => disarmed.push(rule),
  });
  return { denier, counters, disarmed };
}

function exec(path: string, flags: number, ts = 2000): Buffer {
  const members = {
    ...header(SHELL, ts),
    "header.flags": flags,
    "header.retval": flags === 0 ? 0 : -1,
    "process.exec_ts": ts,
    "process.file.path": path,
    "process.filename": path,
    "process.file.inode": 7,
  };
  return buildRecord("exec", members);
}

test("the rules that can be denied are told to the sensor, the other says why it cannot", () => {
  const { ruleset } = playRuleset({ "deny.policy": POLICY });
  const { denials, ruleIds } = ruleset.denials;
  assert.deepEqual(ruleIds, ["no_nc", "no_writes"]);
  assert.deepEqual(denials, [
    { rule: 0, event: "exec", side: "file", place: "path", path: "/usr/bin/nc", terms: [] },
    {
      rule: 1,
      event: "open",
      side: "file",
      place: "path",
      path: "/etc/shadow",
      terms: [
        { number: "own", test: "bits", from: 3, to: 0 },
        { number: "uid", test: "range", from: 1, to: Number.MAX_SAFE_INTEGER },
      ],
    },
  ]);
  const states = new Map(ruleset.states().map((state) => [state.id, state]));
  assert.equal(states.get("undecided")?.status, "loaded");
  assert.match(states.get("undecided")?.message ?? "", /POLICY_DENY_UNDECIDED/);
  assert.match(states.get("undecided")?.message ?? "", /exec\.file\b.* and no more/);
});

test("a rule says that the kernel of this host does not deny", () => {
  const { ruleset } = playRuleset({ "deny.policy": POLICY });
  ruleset.limitDenials((event) => whyNotDenied(event, HOOKS));
  const messages = new Map(ruleset.states().map(({ id, message }) => [id, message]));
  assert.equal(messages.get("no_nc"), "");
  assert.equal(
    messages.get("no_writes"),
    "denies nothing here: lsm/file_open: bpf is not among the security modules",
  );
});

test("the control has the words of every term, and its text ends", () => {
  const { ruleset } = playRuleset({ "deny.policy": POLICY });
  const bytes = denialControls(ruleset.denials.denials)[1];
  const layout = CONTROLS["deny"];
  assert.ok(bytes && layout);
  const view = new DataView(bytes.buffer);
  const member = (name: string) => layout.members[name]?.[0] ?? -1;
  assert.equal(view.getUint32(4, true), layout.id);
  assert.deepEqual(
    ["rule", "event", "side", "place", "count"].map((name) => view.getUint32(member(name), true)),
    [1, 4, 0, 1, 2],
  );
  const words = Array.from({ length: 8 }, (_, at) =>
    view.getBigUint64(member("terms") + at * 8, true),
  );
  assert.deepEqual(words, [5n, 1n, 3n, 0n, 0n, 0n, 1n, BigInt(Number.MAX_SAFE_INTEGER)]);
  assert.ok(maySendDenials(HOOKS));
  assert.ok(!maySendDenials([{ name: "lsm/file_open", attached: false, why: "" }]));
});

/** Plays records past rules that deny; gives the reports of their actions and who matched. */
async function reported(mode: "off" | "observe" | "on", ...records: Buffer[]) {
  const { denier } = setUp(mode);
  const respond = createRespond({} as Protector, denier, {} as Dropper, () => assert.fail());
  const pending: Promise<unknown>[] = [];
  const played = playRuleset(
    { "deny.policy": POLICY },
    {},
    {
      respond: (ruleId, action, view) => {
        const report = respond(ruleId, action, view);
        if (report !== undefined) pending.push(report);
        return report;
      },
    },
  );
  const ids = played.ids(...records);
  return { ids, reports: await Promise.all(pending), processes: played.context.processes };
}

test("an exec that was refused matches and leaves the process what it was", async () => {
  const refused = exec("/usr/bin/nc", RECORD_FLAGS.denied, 3000);
  const { ids, reports, processes } = await reported("on", exec("/bin/sh", 0), refused);
  assert.deepEqual([ids, reports], [["no_nc"], [{ type: "deny", status: "denied" }]]);
  assert.equal(processes.current(SHELL.pid)?.["file.path"], "/bin/sh");
});

const OUTCOMES = [
  ["on", RECORD_FLAGS.denial_spared, "spared", /denied nothing/],
  ["on", RECORD_FLAGS.denial_disarmed, "rule_disarmed", /too many programs/],
  ["on", 0, "error", /own path/],
  ["off", 0, "error", /enforcement is off/],
  ["observe", RECORD_FLAGS.denial_observed, "observed", /^$/],
] as const;

for (const [mode, flags, status, error] of OUTCOMES) {
  test(`an exec that was not refused says why: ${mode}, ${status}`, async () => {
    const { reports, processes } = await reported(mode, exec("/usr/bin/nc", flags));
    const [report] = reports as { status: string; error?: string }[];
    assert.equal(report?.status, status);
    assert.match(report?.error ?? "", error);
    assert.equal(processes.current(SHELL.pid)?.["file.path"], "/usr/bin/nc");
  });
}

test("counts are those of the sensor, and a rule that is disarmed is told once", () => {
  const { denier, counters, disarmed } = setUp();
  denier.loaded(["no_nc", "no_writes"]);
  const tell = (rule: number, numbers: Record<string, number>) => {
    const view = { "record.generation": 1, "record.rule": rule } as Record<string, number>;
    for (const name of ["denied", "observed", "spared", "passed", "disarmed"])
      view[`record.${name}`] = numbers[name] ?? 0;
    denier.count(view as unknown as Parameters<typeof denier.count>[0]);
  };
  tell(0, { denied: 2 });
  tell(0, { denied: 5, spared: 1 });
  tell(1, { observed: 4 });
  tell(1, { observed: 4, passed: 3, disarmed: 1 });
  tell(1, { observed: 4, passed: 9, disarmed: 1 });
  assert.deepEqual(counters.snapshot(), {
    denials_denied: 5,
    denials_observed: 4,
    denials_spared: 1,
    denials_disarmed: 9,
    deny_rules_disarmed: 1,
  });
  assert.deepEqual([disarmed, denier.disarmed()], [["no_writes"], ["no_writes"]]);
  denier.loaded(["no_nc", "no_writes"]);
  assert.deepEqual(denier.disarmed(), []);
});
