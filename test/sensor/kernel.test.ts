/** bpf, sysctl and capabilities: real calls, every field of their events. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { until, whyNot, whyNot32 } from "./harness.ts";
import { LiveEvents, type SeenEvent } from "./live-events.ts";

const why = whyNot();
const why32 = why ?? whyNot32();
const SYS_BPF = 321;
const BPF_MAP_CREATE = 0;
const BPF_MAP_UPDATE_ELEM = 2;
const BPF_PROG_LOAD = 5;
const BPF_PROG_GET_NEXT_ID = 11;
const MAP_ARRAY = 2;
const PROG_SOCKET_FILTER = 1;
const KTIME_GET_NS = 5;
const GET_SMP_PROCESSOR_ID = 8;
const ATTR_BYTES = 128;
const CAP_SYS_CHROOT = 2 ** 18;
const SYS_CHROOT = 161;

const RULES = [
  'bpf.cmd == BPF_MAP_CREATE && bpf.map.type == BPF_MAP_TYPE_ARRAY && bpf.map.name == "vigil_test"',
  "bpf.cmd == BPF_PROG_LOAD && bpf.prog.helpers == BPF_KTIME_GET_NS",
  "bpf.retval == EPERM",
  'sysctl.action == SYSCTL_WRITE && sysctl.name == "kernel/domainname" && sysctl.value == "after"',
  "sysctl.action == SYSCTL_READ",
  "capabilities.used & CAP_SYS_CHROOT > 0",
  "capabilities.attempted & CAP_SYS_CHROOT > 0 && capabilities.used == 0",
];

/** 32-bit words for tools/act.c. */
function words(...values: (number | string)[]): string {
  return `words:${values.join(",")}`;
}

/** Text as the words that hold it, zero-filled. */
function nameWords(text: string, bytes = 16): number[] {
  const buffer = Buffer.alloc(bytes);
  buffer.write(text);
  return Array.from({ length: bytes / 4 }, (_, index) => buffer.readUInt32LE(index * 4));
}

describe("bpf", { skip: why ?? false }, () => {
  let live: LiveEvents;
  const of = ({ fields }: SeenEvent) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => name.startsWith("bpf.")));
  const NOTHING = {
    "bpf.map.name": "",
    "bpf.map.type": 0,
    "bpf.prog.name": "",
    "bpf.prog.type": 0,
    "bpf.prog.attach_type": 0,
    "bpf.prog.helpers": [],
    "bpf.prog.tag": "",
  };

  before(async () => {
    live = await LiveEvents.start(["bpf"], RULES);
  });
  after(() => live.stop());

  const mapAttributes = words(MAP_ARRAY, 4, 8, 1, 0, 0, 0, ...nameWords("vigil_test"));

  test("a map that is made has the kernel's name and type", async () => {
    const event = await live.seen("bpf", [SYS_BPF, BPF_MAP_CREATE, mapAttributes, 44]);
    assert.ok(event.retval > 2);
    assert.deepEqual(of(event), {
      ...NOTHING,
      "bpf.retval": event.retval,
      "bpf.cmd": BPF_MAP_CREATE,
      "bpf.map.name": "vigil_test",
      "bpf.map.type": MAP_ARRAY,
    });
    assert.deepEqual(event.rules, [RULES[0]]);
    assert.equal((event.json["bpf"] as Record<string, unknown>)["cmd"], "BPF_MAP_CREATE");
    assert.deepEqual((event.json["bpf"] as Record<string, unknown>)["map"], {
      name: "vigil_test",
      map_type: "BPF_MAP_TYPE_ARRAY",
    });
  });

  test("a refused one has what was asked for", async () => {
    const event = await live.seen("bpf", [SYS_BPF, BPF_MAP_CREATE, mapAttributes, 44], {
      uid: 1234,
    });
    assert.equal(event.fields["bpf.retval"], -1);
    assert.equal(event.fields["bpf.map.name"], "vigil_test");
    assert.deepEqual(event.rules, [RULES[0], RULES[2]]);
  });

  test("a program that is loaded has name, type, tag and helpers", async () => {
    const call = (helper: number) => `0x85,${helper}`;
    const insns = `words:${call(KTIME_GET_NS)},${call(GET_SMP_PROCESSOR_ID)},0xb7,0,0x95,0`;
    const program = `prog:${PROG_SOCKET_FILTER}:vigil_prog:${insns}`;
    const event = await live.seen("bpf", [SYS_BPF, BPF_PROG_LOAD, program, ATTR_BYTES]);
    assert.ok(event.retval > 2);
    assert.match(String(event.fields["bpf.prog.tag"]), /^[0-9a-f]{16}$/);
    assert.deepEqual(of(event), {
      ...NOTHING,
      "bpf.retval": event.retval,
      "bpf.cmd": BPF_PROG_LOAD,
      "bpf.prog.name": "vigil_prog",
      "bpf.prog.type": PROG_SOCKET_FILTER,
      "bpf.prog.helpers": [KTIME_GET_NS, GET_SMP_PROCESSOR_ID],
      "bpf.prog.tag": event.fields["bpf.prog.tag"],
    });
    assert.deepEqual(event.rules, [RULES[1]]);
    const sent = (event.json["bpf"] as { program: Record<string, unknown> }).program;
    assert.deepEqual(sent["helpers"], ["BPF_KTIME_GET_NS", "BPF_GET_SMP_PROCESSOR_ID"]);
    assert.equal(sent["program_type"], "BPF_PROG_TYPE_SOCKET_FILTER");
  });

  test("a map that is used is found by its descriptor", async () => {
    const update = `longs:map:${MAP_ARRAY}:vigil_used,zeroes,zeroes,0`;
    const event = await live.seen("bpf", [SYS_BPF, BPF_MAP_UPDATE_ELEM, update, 32]);
    assert.equal(event.fields["bpf.retval"], 0);
    assert.equal(event.fields["bpf.map.name"], "vigil_used");
    assert.equal(event.fields["bpf.map.type"], MAP_ARRAY);
  });

  test("a command without an object has none", async () => {
    const event = await live.seen("bpf", [SYS_BPF, BPF_PROG_GET_NEXT_ID, words(0, 0, 0), 12]);
    assert.deepEqual(of(event), {
      ...NOTHING,
      "bpf.retval": 0,
      "bpf.cmd": BPF_PROG_GET_NEXT_ID,
    });
  });

  test("a 32-bit program makes the same event", { skip: why32 ?? false }, async () => {
    const event = await live.seen("bpf", ["-32", 357, BPF_MAP_CREATE, mapAttributes, 44]);
    assert.equal(event.fields["bpf.map.name"], "vigil_test");
  });
});

describe("sysctl", { skip: why ?? false }, () => {
  let live: LiveEvents;
  const of = ({ fields }: SeenEvent) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => name.startsWith("sysctl.")));

  before(async () => {
    live = await LiveEvents.start(["sysctl"], RULES);
  });
  after(() => live.stop());

  /** Runs a script in a UTS namespace, whose domain name is its own; gives its events. */
  async function run(script: string): Promise<SeenEvent[]> {
    const child = spawnSync("unshare", ["--uts", "sh", "-c", script]);
    await until("the end of the script", () =>
      live.events.some((event) => event.name === "exit" && event.pid === child.pid),
    );
    return live.events.filter(
      ({ name, fields }) =>
        name === "sysctl" && String(fields["sysctl.name"]).startsWith("kernel/d"),
    );
  }

  test("a write has the value before and the one written", async () => {
    const events = await run(
      "echo before > /proc/sys/kernel/domainname; echo after > /proc/sys/kernel/domainname",
    );
    const last = events.at(-1) as SeenEvent;
    assert.deepEqual(of(last), {
      "sysctl.action": 1,
      "sysctl.name": "kernel/domainname",
      "sysctl.name_truncated": false,
      "sysctl.value": "after",
      "sysctl.value_truncated": false,
      "sysctl.old_value": "before",
      "sysctl.old_value_truncated": false,
      "sysctl.file_position": 0,
    });
    assert.deepEqual(last.rules, [RULES[3]]);
    assert.deepEqual(last.json["sysctl"], {
      action: "SYSCTL_WRITE",
      name: "kernel/domainname",
      name_truncated: false,
      value: "after",
      value_truncated: false,
      old_value: "before",
      old_value_truncated: false,
      file_position: 0,
    });
    assert.equal(last.fields["process.file.name"], "dash");
  });

  test("a read has the value, as it is", async () => {
    live.events.length = 0;
    const events = await run("read -r x < /proc/sys/kernel/domainname; exit 0");
    assert.ok(events.length > 0);
    assert.equal(events[0]?.fields["sysctl.action"], 0);
    assert.equal(events[0]?.fields["sysctl.old_value"], events[0]?.fields["sysctl.value"]);
    assert.deepEqual(events[0]?.rules, [RULES[4]]);
  });

  test("a value that is too long is cut and says so", async () => {
    live.events.length = 0;
    const events = await run(`printf '%2000s' x > /proc/sys/kernel/domainname; exit 0`);
    const [event] = events;
    assert.equal(event?.fields["sysctl.value_truncated"], true);
    assert.equal(event?.fields["sysctl.old_value_truncated"], false);
  });
});

const hasTracepoint = readFileSync("/sys/kernel/btf/vmlinux").includes("btf_trace_cap_capable");
const skip = why ?? (hasTracepoint ? false : "this kernel does not tell of capability checks");

describe("capabilities", { skip }, () => {
  let live: LiveEvents;

  before(async () => {
    live = await LiveEvents.start(["capabilities"], RULES);
  });
  after(() => live.stop());

  test("a capability that is used is told once, and kept with the process", async () => {
    const { pid, result } = live.call([SYS_CHROOT, "s:/"]);
    assert.equal(result, 0);
    const events = await live.of(pid, "capabilities");
    const chroot = events.filter(({ fields }) => fields["capabilities.used"] === CAP_SYS_CHROOT);
    assert.equal(chroot.length, 1);
    const event = chroot[0] as SeenEvent;
    assert.equal(event.fields["capabilities.attempted"], CAP_SYS_CHROOT);
    assert.deepEqual(event.rules, [RULES[5]]);
    assert.deepEqual(event.json["capabilities"], {
      caps_attempted: ["CAP_SYS_CHROOT"],
      caps_used: ["CAP_SYS_CHROOT"],
    });
    const used = Number(event.fields["process.caps_used"]);
    assert.equal(Math.floor(used / CAP_SYS_CHROOT) % 2, 1);
    const ofImage = events.filter(({ fields }) => fields["process.file.name"] === "act");
    const bits = ofImage.map(({ fields }) => fields["capabilities.attempted"]);
    assert.equal(new Set(bits).size, bits.length, "each is told once");
  });

  test("one that is refused is attempted and not used", async () => {
    const { pid, result } = live.call([SYS_CHROOT, "s:/"], { uid: 1234 });
    assert.equal(result, -1);
    const event = (await live.of(pid, "capabilities")).find(({ rules }) =>
      rules.includes(RULES[6] ?? ""),
    );
    assert.equal(event?.fields["capabilities.used"], 0);
    assert.equal(event?.fields["process.caps_used"], 0);
    assert.equal(event?.fields["process.caps_attempted"], CAP_SYS_CHROOT);
  });

  test("a process that executes another program begins anew", async () => {
    const tool = join(live.directory, "act");
    copyFileSync(tool, join(live.directory, "again"));
    const script = `cd ${live.directory}; ./act 161 s:/; exec ./again 161 s:/`;
    const text = execFileSync("sh", ["-c", script], { encoding: "utf8" });
    const pid = Number(text.trim().split("\n").at(-1)?.split(" ")[0]);
    const events = await live.of(pid, "capabilities");
    const told = events.filter(({ fields }) => fields["capabilities.used"] === CAP_SYS_CHROOT);
    assert.equal(told.length, 1);
    assert.equal(told[0]?.fields["process.file.name"], "again");
  });
});
