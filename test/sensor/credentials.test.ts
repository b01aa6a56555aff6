/** Credentials, prctl, limits, namespaces: the real calls, every field of their events. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { whyNot, whyNot32 } from "./harness.ts";
import { LiveEvents, type SeenEvent } from "./live-events.ts";

const why = whyNot();
const why32 = why ?? whyNot32();
const skipOf = (args: readonly unknown[]) => ({ skip: args[0] === "-32" && (why32 ?? false) });
const CAP_KILL = 32;
const CAP_NET_RAW = 8192;
const CAPABILITY_VERSION_3 = 0x20080522;
const PR_SET_NAME = 15;
const RLIMIT_NOFILE = 7;
const RLIMIT_CORE = 4;
const CLONE_NEWUTS = 0x4000000;
const CLONE_NEWNS = 0x20000;

const RULES = [
  'setuid.uid == 0 && setuid.user == "root"',
  "setgid.egid == 4321",
  "capset.cap_effective & CAP_NET_RAW > 0",
  'prctl.option == PR_SET_NAME && prctl.new_name == "kworker/0:1"',
  "prctl.is_name_truncated == true",
  "setrlimit.resource == RLIMIT_CORE && setrlimit.rlim_max == 0",
  'setrlimit.target.file.name == "sleep"',
  "unshare.flags & CLONE_NEWUTS > 0",
  "setns.flags == CLONE_NEWNS && setns.retval == 0",
];

describe("credentials, limits and namespaces", { skip: why ?? false }, () => {
  let live: LiveEvents;

  before(async () => {
    live = await LiveEvents.start(
      ["setuid", "setgid", "capset", "prctl", "setrlimit", "unshare", "setns"],
      RULES,
    );
  });
  after(() => live.stop());

  const of = ({ fields }: SeenEvent, prefix: string) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => name.startsWith(`${prefix}.`)));

  const USER_CALLS: [string, (string | number)[], [number, number, number]][] = [
    ["setuid", [105, 4321], [4321, 4321, 4321]],
    ["setreuid", [113, -1, 4321], [0, 4321, 4321]],
    ["setresuid", [117, 4321, 1234, -1], [4321, 1234, 1234]],
    ["setfsuid", [122, 4321], [0, 0, 4321]],
    ["setuid16", ["-32", 23, 4321], [4321, 4321, 4321]],
    ["setreuid16", ["-32", 70, 0xffff, 4321], [0, 4321, 4321]],
    ["setresuid16", ["-32", 164, 4321, 1234, 0xffff], [4321, 1234, 1234]],
    ["setfsuid16", ["-32", 138, 4321], [0, 0, 4321]],
    ["setuid32", ["-32", 213, 4321], [4321, 4321, 4321]],
    ["setreuid32", ["-32", 203, -1, 4321], [0, 4321, 4321]],
    ["setresuid32", ["-32", 208, 4321, 1234, -1], [4321, 1234, 1234]],
    ["setfsuid32", ["-32", 215, 4321], [0, 0, 4321]],
  ];
  for (const [name, args, [uid, euid, fsuid]] of USER_CALLS) {
    test(`${name} gives the ids after the call, also to the process`, skipOf(args), async () => {
      const event = await live.seen("setuid", args);
      const user = (id: number) => (id === 0 ? "root" : "");
      assert.deepEqual(of(event, "setuid"), {
        "setuid.uid": uid,
        "setuid.user": user(uid),
        "setuid.euid": euid,
        "setuid.euser": user(euid),
        "setuid.fsuid": fsuid,
        "setuid.fsuser": user(fsuid),
      });
      assert.equal(event.fields["process.uid"], uid);
      assert.equal(event.fields["process.euid"], euid);
      assert.equal(event.fields["process.fsuid"], fsuid);
      const { credentials } = event.json["process"] as { credentials: Record<string, unknown> };
      assert.equal(credentials["euid"], euid);
      assert.equal((credentials["destination"] as Record<string, unknown>)["fsuid"], fsuid);
      assert.deepEqual(event.rules, uid === 0 ? [RULES[0]] : []);
    });
  }

  const GROUP_CALLS: [string, (string | number)[], [number, number, number]][] = [
    ["setgid", [106, 4321], [4321, 4321, 4321]],
    ["setregid", [114, -1, 4321], [0, 4321, 4321]],
    ["setresgid", [119, 1234, 4321, -1], [1234, 4321, 4321]],
    ["setfsgid", [123, 4321], [0, 0, 4321]],
    ["setgid16", ["-32", 46, 4321], [4321, 4321, 4321]],
    ["setregid16", ["-32", 71, 0xffff, 4321], [0, 4321, 4321]],
    ["setresgid16", ["-32", 170, 1234, 4321, 0xffff], [1234, 4321, 4321]],
    ["setfsgid16", ["-32", 139, 4321], [0, 0, 4321]],
    ["setgid32", ["-32", 214, 4321], [4321, 4321, 4321]],
    ["setregid32", ["-32", 204, -1, 4321], [0, 4321, 4321]],
    ["setresgid32", ["-32", 210, 1234, 4321, -1], [1234, 4321, 4321]],
    ["setfsgid32", ["-32", 216, 4321], [0, 0, 4321]],
  ];
  for (const [name, args, [gid, egid, fsgid]] of GROUP_CALLS) {
    test(`${name} gives the ids after the call`, skipOf(args), async () => {
      const event = await live.seen("setgid", args);
      const group = (id: number) => (id === 0 ? "root" : "");
      assert.deepEqual(of(event, "setgid"), {
        "setgid.gid": gid,
        "setgid.group": group(gid),
        "setgid.egid": egid,
        "setgid.egroup": group(egid),
        "setgid.fsgid": fsgid,
        "setgid.fsgroup": group(fsgid),
      });
      assert.equal(event.fields["process.egid"], egid);
      assert.deepEqual(event.rules, egid === 4321 ? [RULES[1]] : []);
    });
  }

  test("a refused setuid changes nothing and makes no event", async () => {
    const { pid, result } = live.call([105, 0], { uid: 1234 });
    assert.equal(result, -1);
    const events = await live.of(pid, "setuid"); /* what made it user 1234 is not its own doing */
    assert.ok(!events.some(({ fields }) => fields["process.comm"] === "act"));
  });

  for (const [name, number] of [
    ["capset", [126]],
    ["32-bit capset", ["-32", 185]],
  ] as const) {
    test(`${name} gives the sets in force`, skipOf(number), async () => {
      const head = `words:${CAPABILITY_VERSION_3},0`;
      const sets = `words:${CAP_NET_RAW},${CAP_NET_RAW | CAP_KILL},0,0,0,0`;
      const event = await live.seen("capset", [...number, head, sets]);
      assert.deepEqual(of(event, "capset"), {
        "capset.cap_effective": CAP_NET_RAW,
        "capset.cap_permitted": CAP_NET_RAW | CAP_KILL,
      });
      assert.equal(event.fields["process.cap_effective"], CAP_NET_RAW);
      assert.deepEqual(event.rules, [RULES[2]]);
      const { credentials } = event.json["process"] as { credentials: Record<string, unknown> };
      assert.deepEqual(credentials["destination"], {
        cap_effective: ["CAP_NET_RAW"],
        cap_permitted: ["CAP_KILL", "CAP_NET_RAW"],
      });
    });
  }

  test("prctl gives option and new name, long ones cut", async () => {
    const named = await live.seen("prctl", [157, PR_SET_NAME, "s:kworker/0:1"]);
    assert.deepEqual(of(named, "prctl"), {
      "prctl.retval": 0,
      "prctl.option": PR_SET_NAME,
      "prctl.new_name": "kworker/0:1",
      "prctl.is_name_truncated": false,
    });
    assert.equal(named.fields["process.comm"], "kworker/0:1");
    assert.deepEqual(named.rules, [RULES[3]]);
    assert.deepEqual(named.json["prctl"], {
      option: "PR_SET_NAME",
      new_name: "kworker/0:1",
      is_name_truncated: false,
    });
    const long = await live.seen("prctl", [157, PR_SET_NAME, `s:${"n".repeat(300)}`]);
    assert.equal(long.fields["prctl.new_name"], "n".repeat(255));
    assert.deepEqual(long.rules, [RULES[4]]);
    const other = await live.seen("prctl", [157, 38, 1, 0, 0, 0]);
    assert.equal(other.fields["prctl.option"], 38);
    assert.equal(other.fields["prctl.new_name"], "");
  });

  for (const [name, args, cur, max] of [
    ["setrlimit", [160, RLIMIT_CORE, "longs:0,0"], 0, 0],
    ["32-bit setrlimit", ["-32", 75, RLIMIT_CORE, "words:0,0"], 0, 0],
    ["32-bit setrlimit without a limit", ["-32", 75, RLIMIT_CORE, "words:0,-1"], 0, -1],
    ["prlimit64", [302, 0, RLIMIT_CORE, "longs:4096,-1", 0], 4096, -1],
  ] as const) {
    test(
      `${name} gives the limits in force, the process itself as target`,
      skipOf(args),
      async () => {
        const event = await live.seen("setrlimit", args);
        const { fields, json } = event;
        assert.equal(fields["setrlimit.retval"], 0);
        assert.equal(fields["setrlimit.resource"], RLIMIT_CORE);
        assert.equal(fields["setrlimit.rlim_cur"], cur);
        assert.equal(fields["setrlimit.rlim_max"], max);
        assert.equal(fields["setrlimit.target.pid"], event.pid);
        assert.equal((json["setrlimit"] as Record<string, unknown>)["resource"], "RLIMIT_CORE");
        assert.deepEqual(event.rules, max === 0 ? [RULES[5]] : []);
      },
    );
  }

  test("prlimit64 of another process names it; one that only reads makes no event", async () => {
    const sleep = spawn("sleep", ["60"]);
    try {
      const event = await live.seen("setrlimit", [
        302,
        sleep.pid ?? 0,
        RLIMIT_NOFILE,
        "longs:512,1024",
        0,
      ]);
      assert.equal(event.fields["setrlimit.rlim_cur"], 512);
      assert.equal(event.fields["setrlimit.rlim_max"], 1024);
      assert.equal(event.fields["setrlimit.target.pid"], sleep.pid);
      assert.deepEqual(event.fields["setrlimit.target.argv"], ["60"]);
      assert.deepEqual(event.rules, [RULES[6]]);
      const limits = readFileSync(`/proc/${sleep.pid}/limits`, "utf8");
      assert.match(limits, /Max open files\s+512\s+1024/);
      const refused = await live.seen(
        "setrlimit",
        [302, sleep.pid ?? 0, RLIMIT_NOFILE, "longs:1,2", 0],
        { uid: 1234 },
      );
      assert.equal(refused.fields["setrlimit.retval"], -1);
      assert.equal(refused.fields["setrlimit.rlim_cur"], 1);
      assert.equal(refused.fields["setrlimit.target.pid"], sleep.pid);
    } finally {
      sleep.kill("SIGKILL");
    }
    const { pid } = live.call([302, 0, RLIMIT_NOFILE, 0, "longs:0,0"]);
    assert.deepEqual(await live.of(pid, "setrlimit"), []);
  });

  test("unshare gives its flags, setns the kinds it joined", async () => {
    for (const args of [[272, CLONE_NEWUTS], ...(why32 ? [] : [["-32", 310, CLONE_NEWUTS]])]) {
      const event = await live.seen("unshare", args);
      assert.deepEqual(of(event, "unshare"), {
        "unshare.retval": 0,
        "unshare.flags": CLONE_NEWUTS,
      });
      assert.deepEqual(event.json["unshare"], { flags: ["CLONE_NEWUTS"] });
      assert.deepEqual(event.rules, [RULES[7]]);
    }
    const refused = await live.seen("unshare", [272, CLONE_NEWUTS], { uid: 1234 });
    assert.equal(refused.fields["unshare.retval"], -1);
    for (const args of [
      [308, `f:/proc/${process.pid}/ns/mnt`, 0],
      [308, `f:/proc/${process.pid}/ns/mnt`, CLONE_NEWNS],
      [308, `pidfd:${process.pid}`, CLONE_NEWNS],
      ...(why32 ? [] : [["-32", 346, `pidfd:${process.pid}`, CLONE_NEWNS]]),
    ]) {
      const event = await live.seen("setns", args);
      assert.deepEqual(of(event, "setns"), { "setns.retval": 0, "setns.flags": CLONE_NEWNS });
      assert.deepEqual(event.rules, [RULES[8]]);
    }
  });

  test("a login uid that is written shows in the next event of the process", async () => {
    const tool = join(live.directory, "act");
    const script = `echo 1000 > /proc/self/loginuid; exec ${tool} 157 38 1 0 0 0`;
    const [pid] = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split(" ");
    const event = (await live.of(Number(pid), "prctl")).at(-1);
    assert.equal(event?.fields["process.auid"], 1000);
  });
});
