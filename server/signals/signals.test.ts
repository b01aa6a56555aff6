import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { SignalDraft } from "#lib/detection";
import type { StreamNotice } from "#lib/protocol";
import { textValues } from "#lib/query";
import { type Control, readSignals } from "#server/store";
import { startControls } from "#server/store/testing";
import { promoteSignals } from "./promote.ts";
import { SAMPLES_MAX } from "./samples.ts";
import { openSignals } from "./signals.ts";
import { draftEvent, instantDraft, MINUTE, RULE, T0 } from "./test-draft.ts";

const controls = await startControls(T0);
after(() => controls.stop());

const USER = { id: "u1", name: "Ann", handle: "ann@example.com" };

function openRig(control: Control) {
  const state = { now: T0 };
  let ids = 0;
  const newId = () => `s${++ids}`;
  const signals = openSignals({ control, clock: () => state.now, newId });
  const apply = async (...drafts: SignalDraft[]): Promise<StreamNotice[]> => {
    const notices = await control.transaction((trx) => signals.apply(trx, drafts));
    signals.announce(notices);
    return notices;
  };
  const matched = async () =>
    (await signals.searchSignals({ sort: "timestamp" })).signals.map(
      ({ attributes }) => attributes.custom.workflow.events_matched,
    );
  return { control, state, signals, apply, matched };
}

let events = 0;
const at = (minute: number, change: { query?: number; host?: string; extra?: object } = {}) =>
  draftEvent({
    id: `e${++events}`,
    at: T0 + minute * MINUTE,
    ...(change.query === undefined ? {} : { query: change.query }),
    ...(change.host === undefined ? {} : { host: change.host }),
    ...(change.extra === undefined ? {} : { extra: change.extra as Record<string, unknown> }),
  });

for (const { name, skip, open } of controls.dialects) {
  describe(`signals on ${name}`, { skip }, () => {
    const run = (title: string, work: (rig: ReturnType<typeof openRig>) => Promise<void>) =>
      test(title, async (t) => {
        const control = await open();
        t.after(() => control.close());
        await work(openRig(control));
      });

    run(
      "matches extend the open signal until keepAlive, and until the longest duration",
      async (rig) => {
        const notices = [
          ...(await rig.apply(instantDraft([at(0), at(1)]))),
          ...(await rig.apply(instantDraft([at(60)]))),
          ...(await rig.apply(instantDraft([at(121)]))),
        ];
        assert.deepEqual(
          notices,
          [
            { kind: "signal", id: "s1", change: "created" },
            { kind: "signal", id: "s1", change: "updated" },
            { kind: "signal", id: "s1", change: "updated" },
          ].with(2, { kind: "signal", id: "s2", change: "created" }) as StreamNotice[],
        );
        assert.deepEqual(await rig.matched(), [3, 1]);
        const { workflow } = (await rig.signals.getSignal("s1")).attributes.custom;
        assert.equal(workflow.first_seen, "2026-03-01T12:00:00.000Z");
        assert.equal(workflow.last_seen, "2026-03-01T13:00:00.000Z");
        const short = { keepAliveMs: 30 * MINUTE, maxDurationMs: 60 * MINUTE, id: "short" };
        const times = [0, 20, 40, 59, 60, 80].map((minute) => at(minute));
        await rig.apply(instantDraft(times, { rule: short }));
        const { signals } = await rig.signals.searchSignals({
          query: "@workflow.rule.id:short",
          sort: "timestamp",
        });
        const counts = signals.map((s) => s.attributes.custom.workflow.events_matched);
        assert.deepEqual(counts, [4, 2]);
      },
    );

    run("groups and rules have signals of their own", async (rig) => {
      await rig.apply(
        instantDraft([at(0)], { values: ["web-1"] }),
        instantDraft([at(0)], { values: ["web-2"] }),
        instantDraft([at(0)], { values: ["web-1"], rule: { id: "other" } }),
      );
      assert.deepEqual(await rig.matched(), [1, 1, 1]);
    });

    run("a late match lands in the signal that covers its time", async (rig) => {
      await rig.apply(instantDraft([at(0)]));
      await rig.apply(instantDraft([at(200)]));
      await rig.apply(instantDraft([at(10)]));
      await rig.apply(instantDraft([at(190)]));
      assert.deepEqual(await rig.matched(), [2, 2]);
      // The newer one is still the one that goes on.
      await rig.apply(instantDraft([at(201)]));
      assert.deepEqual(await rig.matched(), [2, 3]);
    });

    run("a signal becomes more severe, never less, and says so in its history", async (rig) => {
      await rig.apply(instantDraft([at(0)], { case: 1 }));
      await rig.apply(instantDraft([at(1)], { case: 0 }));
      await rig.apply(instantDraft([at(2)], { case: 1 }));
      const { custom } = (await rig.signals.getSignal("s1")).attributes;
      assert.equal(custom.status, "high");
      assert.equal(custom.title, "Shell started by a web server - many");
      assert.equal(custom.triggeringRuleCase.condition, "a > 10");
      const history = await rig.signals.listHistory("s1");
      assert.deepEqual(
        history.map(({ kind, detail }) => [kind, detail["status"]]),
        [
          ["created", "medium"],
          ["escalated", "high"],
        ],
      );
    });

    run("attributes, hosts, tags and samples gather over batches", async (rig) => {
      for (let minute = 0; minute < 30; minute++) {
        const extra = { process: { pid: minute, user: "root" }, file: { path: "/etc/passwd" } };
        await rig.apply(instantDraft([at(minute, { host: `web-${minute % 2}`, extra })]));
      }
      const { custom, tags } = (await rig.signals.getSignal("s1")).attributes;
      assert.deepEqual(textValues(custom, "@process.user"), ["root"]);
      assert.equal(textValues(custom, "@process.pid").length, 30);
      assert.deepEqual(textValues(custom, "@file.path"), ["/etc/passwd"]);
      assert.deepEqual(custom.entities, ["host:web-0", "host:web-1", "@process.user:root"]);
      assert.equal(custom.host, undefined);
      assert.equal(custom.samples.length, SAMPLES_MAX);
      const minutes = custom.samples.map(({ content }) => new Date(content.timestamp).getMinutes());
      assert.deepEqual(minutes, [0, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
      assert.deepEqual(tags, ["tactic:execution", "source:runtime-security-agent"]);
      assert.equal(custom.queries[0]?.aggregationDetails.eventsCount, 30);
    });

    run("a user has one name among the entities, the best that events have", async (rig) => {
      const people = [
        { process: { user: "root" }, usr: { id: "ann", name: "Ann" } },
        { usr: { name: "bob" } },
        { process: { user: "carl" } },
      ];
      const found: string[][] = [];
      for (const [minute, extra] of people.entries()) {
        await rig.apply(instantDraft([at(minute, { extra })], { values: [`web-${minute}`] }));
        const signal = await rig.signals.getSignal(`s${minute + 1}`);
        found.push(signal.attributes.custom.entities.slice(1));
      }
      assert.deepEqual(found, [["@usr.id:ann"], ["@usr.name:bob"], ["@process.user:carl"]]);
    });

    run("the rule gains a query while a signal is open: its hits are counted too", async (rig) => {
      await rig.apply(instantDraft([at(0)]));
      const queries = [...RULE.queries, { name: "b", query: "@agent.rule_id:web_shell" }];
      const gained = { rule: { queries, version: 2 } };
      await rig.apply(instantDraft([at(1), at(2, { query: 1 })], gained));
      // Without it again, what was counted stays.
      await rig.apply(instantDraft([at(3)]));
      const { queries: counted } = (await rig.signals.getSignal("s1")).attributes.custom;
      assert.deepEqual(
        counted.map(({ name, aggregationDetails }) => [name, aggregationDetails.eventsCount]),
        [
          ["a", 3],
          ["b", 1],
        ],
      );
      assert.deepEqual(await rig.matched(), [4]);
    });

    run("triage follows its states and refuses what is out of date", async (rig) => {
      await rig.apply(instantDraft([at(0)]));
      const notices: StreamNotice[] = [];
      const leave = rig.signals.subscribe((notice) => notices.push(notice));
      rig.state.now = T0 + 5 * MINUTE;
      const first = await rig.signals.setState("s1", { state: "under_review", version: 1 }, USER);
      assert.deepEqual([first.state, first.version], ["under_review", 2]);
      const archive = { state: "archived", archive_reason: "remediated" } as const;
      const stale = rig.signals.setState("s1", { ...archive, version: 1 }, USER);
      await assert.rejects(stale, { code: "SIGNAL_VERSION_CONFLICT", status: 409 });
      const done = await rig.signals.setState("s1", { ...archive, archive_comment: "ok" }, USER);
      assert.equal(done.archive_comment, "ok");
      assert.equal(done.archive_comment_user?.handle, USER.handle);
      assert.equal(done.state_update_timestamp, T0 + 5 * MINUTE);
      const { triage } = (await rig.signals.getSignal("s1")).attributes.custom.workflow;
      assert.deepEqual(triage, done);
      leave();
      await rig.signals.setState("s1", { state: "open" }, USER);
      assert.deepEqual(
        notices.map((n) => "change" in n && n.change),
        ["triaged", "triaged"],
      );
      const history = await rig.signals.listHistory("s1");
      assert.deepEqual(
        history.map(({ kind, actor, detail }) => [kind, actor, detail["from"], detail["state"]]),
        [
          ["created", "", undefined, undefined],
          ["triaged", USER.handle, "open", "under_review"],
          ["triaged", USER.handle, "under_review", "archived"],
          ["triaged", USER.handle, "archived", "open"],
        ],
      );
    });

    run("of two changes on the same version one wins", async (rig) => {
      await rig.apply(instantDraft([at(0)]));
      const changes = ["under_review", "archived"].map((state) =>
        rig.signals.setState("s1", { state: state as "archived", version: 1 }, USER),
      );
      const results = await Promise.allSettled(changes);
      assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    });

    run(
      "an archived signal takes no more matches; opened again it does, unless a newer one does",
      async (rig) => {
        await rig.apply(instantDraft([at(0)]));
        await rig.signals.setState("s1", { state: "archived" }, USER);
        await rig.apply(instantDraft([at(1)]));
        assert.deepEqual(await rig.matched(), [1, 1]);
        await rig.signals.setState("s1", { state: "open" }, USER);
        await rig.apply(instantDraft([at(2)]));
        assert.deepEqual(await rig.matched(), [1, 2]);
        await rig.signals.setState("s2", { state: "archived" }, USER);
        await rig.apply(instantDraft([at(3)]));
        assert.equal(
          (await rig.matched()).reduce((a, b) => a + b),
          4,
        );
      },
    );

    run("a signal that was found by looking back takes no matches of the stream", async (rig) => {
      const { control, signals } = rig;
      await rig.apply(instantDraft([at(0)]));
      const found = await control.transaction(async (trx) => {
        const [row] = await readSignals(trx, ["s1"]);
        assert.ok(row);
        const told = { status: "high", message: "", actor: "ann", at: T0, origin: { job: "j" } };
        return promoteSignals(trx, [{ row: { ...row, id: "found" }, samples: [], ...told }]);
      });
      assert.deepEqual(found, [{ kind: "signal", id: "found", change: "created" }]);
      await signals.setState("s1", { state: "archived" }, USER);
      const opened = [{ kind: "signal", id: "s2", change: "created" }];
      assert.deepEqual(await rig.apply(instantDraft([at(1)])), opened);
      // Nor once it was opened again.
      await signals.setState("found", { state: "archived" }, USER);
      await signals.setState("s2", { state: "archived" }, USER);
      await signals.setState("found", { state: "open" }, USER);
      assert.deepEqual(await rig.apply(instantDraft([at(2)])), [{ ...opened[0], id: "s3" }]);
      assert.deepEqual(await rig.matched(), [1, 1, 1, 1]);
    });

    run("wrong changes are refused with a reason and change nothing", async (rig) => {
      await rig.apply(instantDraft([at(0)]));
      const set = rig.signals.setState;
      await assert.rejects(set("nope", { state: "open" }, USER), { code: "SIGNAL_NOT_FOUND" });
      const invalid = { code: "SIGNAL_CHANGE_INVALID", status: 400 };
      await assert.rejects(set("s1", { state: "open", archive_reason: "other" }, USER), invalid);
      const long = { state: "archived", archive_comment: "x".repeat(5000) } as const;
      await assert.rejects(set("s1", long, USER), invalid);
      assert.equal((await rig.signals.listHistory("s1")).length, 1);
      await assert.rejects(rig.signals.getSignal("nope"), {
        code: "SIGNAL_NOT_FOUND",
        status: 404,
      });
    });

    run("a transaction that fails leaves no trace", async (rig) => {
      await rig.apply(instantDraft([at(0)]));
      const twice = instantDraft([at(1)], { rule: { id: "again" } });
      // The same pair twice is a fault of the caller that the unique key stops.
      await assert.rejects(rig.apply(twice, twice), { code: "CONTROL_BUSY" });
      assert.deepEqual(await rig.matched(), [1]);
    });
  });
}
