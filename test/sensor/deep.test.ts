/**
 * Calls that reach deep into the kernel, and files in memory: real calls, every field of their
 * events. Kernels that leave a call out answer it with an errno, and that is told as well.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { whyNot, whyNot32 } from "./harness.ts";
import { LiveEvents, type SeenEvent } from "./live-events.ts";

const why = whyNot();
const why32 = why ?? whyNot32();
const FCNTL = 72;
const KEXEC_LOAD = 246;
const PERF_EVENT_OPEN = 298;
const MEMFD_CREATE = 319;
const KEXEC_FILE_LOAD = 320;
const USERFAULTFD = 323;
const IO_URING_SETUP = 425;
const F_ADD_SEALS = 1033;
const F_GETFD = 1;
const MFD_ALLOW_SEALING = 2;
const MFD_CLOEXEC = 1;
const F_SEAL_WRITE = 8;
const F_SEAL_SEAL = 1;
const PERF_TYPE_SOFTWARE = 1;
const PERF_FLAG_FD_CLOEXEC = 8;
const UFFD_USER_MODE_ONLY = 1;
const IORING_SETUP_CLAMP = 16;
const NOBODY = 1234;
const NAME_BYTES_MAX = 249; /* of a file in memory */
/** A struct perf_event_attr of the first size, 64 bytes, that counts switches between tasks. */
const SWITCHES = `words:${PERF_TYPE_SOFTWARE},64,3,${Array(13).fill(0).join(",")}`;
/** One of a kind that no kernel has, with an event of its own. */
const NO_EVENT = `words:99,64,7,${Array(13).fill(0).join(",")}`;
const params = (flags: number) => `words:0,0,${flags},${Array(27).fill(0).join(",")}`;

const TYPES = [
  "memfd_create",
  "memfd_seal",
  "perf_event_open",
  "userfaultfd",
  "io_uring_setup",
  "kexec",
];
const RULES = [
  'memfd_create.name == "payload" && memfd_create.flags & MFD_ALLOW_SEALING > 0',
  "memfd_create.retval == EFAULT",
  "memfd_seal.seals & F_SEAL_WRITE > 0 && memfd_seal.retval == 0",
  "perf_event_open.type == PERF_TYPE_SOFTWARE && perf_event_open.pid == -1",
  "perf_event_open.retval < 0",
  "userfaultfd.flags & UFFD_USER_MODE_ONLY > 0",
  "io_uring_setup.flags & IORING_SETUP_CLAMP > 0",
  'kexec.file.path == "/etc/passwd" && kexec.flags & KEXEC_FILE_NO_INITRAMFS > 0',
  "kexec.loaded_from_memory && kexec.flags & KEXEC_ON_CRASH > 0",
] as const;

/** The event's own fields, without those of its file. */
function own({ name, fields }: SeenEvent): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([field]) => field.startsWith(`${name}.`) && !field.startsWith(`${name}.file.`),
    ),
  );
}

const outcome = ({ json }: SeenEvent) => (json["evt"] as Record<string, unknown>)["outcome"];

describe("calls that reach deep into the kernel", { skip: why ?? false }, () => {
  let live: LiveEvents;

  before(async () => {
    live = await LiveEvents.start(TYPES, RULES);
  });
  after(() => live.stop());

  test("memfd_create: name, flags and the file made", async () => {
    const event = await live.seen("memfd_create", [MEMFD_CREATE, "s:payload", MFD_ALLOW_SEALING]);
    assert.ok(event.retval >= 0);
    assert.deepEqual(own(event), {
      "memfd_create.retval": event.retval,
      "memfd_create.name": "payload",
      "memfd_create.flags": MFD_ALLOW_SEALING,
    });
    assert.equal(event.fields["memfd_create.file.path"], "memfd:payload");
    assert.notEqual(event.fields["memfd_create.file.inode"], 0);
    assert.equal(event.fields["memfd_create.file.filesystem"], "tmpfs");
    assert.deepEqual(event.rules, [RULES[0]]);
    assert.deepEqual(event.json["memfd"], { name: "payload", flags: ["MFD_ALLOW_SEALING"] });
    assert.equal((event.json["file"] as Record<string, unknown>)["path"], "memfd:payload");
    assert.equal(outcome(event), "Success");
  });

  test("a name may be empty, and as long as the kernel takes", async () => {
    const empty = await live.seen("memfd_create", [MEMFD_CREATE, "s:", MFD_CLOEXEC]);
    assert.equal(empty.fields["memfd_create.name"], "");
    assert.equal(empty.fields["memfd_create.file.path"], "memfd:");
    const long = await live.seen("memfd_create", [MEMFD_CREATE, `fill:${NAME_BYTES_MAX}`, 0]);
    assert.equal(long.fields["memfd_create.name"], "x".repeat(NAME_BYTES_MAX));
  });

  test("a memfd_create that fails has the name claimed, and no file", async () => {
    const unknown = await live.seen("memfd_create", [MEMFD_CREATE, "s:payload", 0x4000_0000]);
    assert.ok(unknown.retval < 0);
    assert.equal(unknown.fields["memfd_create.name"], "payload");
    assert.equal(unknown.fields["memfd_create.flags"], 0x4000_0000);
    assert.equal(unknown.fields["memfd_create.file.inode"], 0);
    assert.equal(unknown.json["file"], undefined);
    const unreadable = await live.seen("memfd_create", [MEMFD_CREATE, 0, 0]);
    assert.equal(unreadable.fields["memfd_create.name"], "");
    assert.deepEqual(unreadable.rules, [RULES[1]]);
  });

  test("sealing: only fcntl with F_ADD_SEALS makes the event, refused seals too", async () => {
    /* act's own file allows no seals. */
    const refused = await live.seen("memfd_seal", [FCNTL, "memfd:hard", F_ADD_SEALS, F_SEAL_WRITE]);
    assert.equal(refused.retval, -1);
    assert.deepEqual(own(refused), {
      "memfd_seal.retval": -1,
      "memfd_seal.seals": F_SEAL_WRITE,
    });
    assert.equal(refused.fields["memfd_seal.file.path"], "memfd:hard");
    assert.equal(outcome(refused), "Refused");
    const both = F_SEAL_WRITE | F_SEAL_SEAL;
    const sealed = await live.seen("memfd_seal", [FCNTL, "sealable:soft", F_ADD_SEALS, both]);
    assert.equal(sealed.retval, 0);
    assert.equal(sealed.fields["memfd_seal.seals"], both);
    assert.equal(sealed.fields["memfd_seal.file.path"], "memfd:soft");
    assert.deepEqual(sealed.rules, [RULES[2]]);
    assert.deepEqual(sealed.json["memfd"], { seals: ["F_SEAL_SEAL", "F_SEAL_WRITE"] });
    const { pid } = live.call([FCNTL, "memfd:hard", F_GETFD, 0]);
    assert.deepEqual(await live.of(pid, "memfd_seal"), []);
  });

  test("perf_event_open: kind, event, whom and where", async () => {
    const args = [PERF_EVENT_OPEN, SWITCHES, -1, 0, -1, PERF_FLAG_FD_CLOEXEC];
    const event = await live.seen("perf_event_open", args);
    assert.ok(event.retval >= 0);
    assert.deepEqual(own(event), {
      "perf_event_open.retval": event.retval,
      "perf_event_open.type": PERF_TYPE_SOFTWARE,
      "perf_event_open.config": 3,
      "perf_event_open.pid": -1,
      "perf_event_open.cpu": 0,
      "perf_event_open.flags": PERF_FLAG_FD_CLOEXEC,
    });
    assert.deepEqual(event.rules, [RULES[3]]);
    assert.deepEqual(event.json["perf_event"], {
      type: "PERF_TYPE_SOFTWARE",
      config: 3,
      pid: -1,
      cpu: 0,
      flags: ["PERF_FLAG_FD_CLOEXEC"],
    });
  });

  test("a perf_event_open that fails has what was asked for", async () => {
    const args = [PERF_EVENT_OPEN, NO_EVENT, 0, -1, -1, 0];
    const event = await live.seen("perf_event_open", args);
    assert.ok(event.retval < 0);
    assert.equal(event.fields["perf_event_open.type"], 99);
    assert.equal(event.fields["perf_event_open.config"], 7);
    assert.equal(event.fields["perf_event_open.pid"], 0);
    assert.equal(event.fields["perf_event_open.cpu"], -1);
    assert.deepEqual(event.rules, [RULES[4]]);
  });

  test("userfaultfd, also by a user who may not have the kernel's faults", async () => {
    const event = await live.seen("userfaultfd", [USERFAULTFD, UFFD_USER_MODE_ONLY]);
    assert.deepEqual(own(event), {
      "userfaultfd.retval": event.retval,
      "userfaultfd.flags": UFFD_USER_MODE_ONLY,
    });
    assert.deepEqual(event.rules, [RULES[5]]);
    assert.deepEqual(event.json["userfaultfd"], { flags: ["UFFD_USER_MODE_ONLY"] });
    const failed = await live.seen("userfaultfd", [USERFAULTFD, 0x4000_0000]);
    assert.ok(failed.retval < 0);
    const users = await live.seen("userfaultfd", [USERFAULTFD, 0], { uid: NOBODY });
    assert.equal(users.fields["process.uid"], NOBODY);
    assert.equal(users.fields["userfaultfd.flags"], 0);
  });

  test("io_uring_setup: entries, and flags by the kernel's word", async () => {
    const args = [IO_URING_SETUP, 4, params(IORING_SETUP_CLAMP)];
    const event = await live.seen("io_uring_setup", args);
    assert.deepEqual(own(event), {
      "io_uring_setup.retval": event.retval,
      "io_uring_setup.entries": 4,
      "io_uring_setup.flags": Number(event.fields["io_uring_setup.flags"]),
    });
    const flags = Number(event.fields["io_uring_setup.flags"]);
    assert.equal(flags & IORING_SETUP_CLAMP, IORING_SETUP_CLAMP);
    assert.deepEqual(event.rules, [RULES[6]]);
    assert.equal((event.json["io_uring"] as Record<string, unknown>)["entries"], 4);
    const failed = await live.seen("io_uring_setup", [IO_URING_SETUP, 0, params(0)]);
    assert.ok(failed.retval < 0);
    assert.equal(failed.fields["io_uring_setup.entries"], 0);
    assert.equal(failed.fields["io_uring_setup.flags"], 0);
  });

  test("kexec_file_load: file, flags and command line, whatever comes of it", async () => {
    const NO_INITRAMFS = 4;
    const command = "root=/dev/vda1";
    const event = await live.seen("kexec", [
      KEXEC_FILE_LOAD,
      "f:/etc/passwd",
      -1,
      command.length + 1,
      `s:${command}`,
      NO_INITRAMFS,
    ]);
    assert.ok(event.retval < 0, "a file of text is no kernel");
    assert.deepEqual(own(event), {
      "kexec.retval": event.retval,
      "kexec.flags": NO_INITRAMFS,
      "kexec.loaded_from_memory": false,
      "kexec.args": command,
    });
    assert.equal(event.fields["kexec.file.path"], "/etc/passwd");
    assert.deepEqual(event.rules, [RULES[7]]);
    assert.deepEqual(event.json["kexec"], {
      flags: NO_INITRAMFS,
      loaded_from_memory: false,
      args: command,
    });
    assert.match(String(outcome(event)), /Error|Refused/);
    const memory = await live.seen("kexec", [KEXEC_FILE_LOAD, "memfd:kernel", -1, 0, 0, 4]);
    assert.equal(memory.fields["kexec.loaded_from_memory"], true);
    assert.equal(memory.fields["kexec.file.path"], "memfd:kernel");
  });

  test("kexec_load: from memory, without a file", async () => {
    const CRASH = 1;
    /* A segment at an address that nobody can have, so that nothing is ever loaded. */
    const event = await live.seen("kexec", [KEXEC_LOAD, 0, 1, "longs:0,0,1,1", CRASH], {
      uid: NOBODY,
    });
    assert.ok(event.retval < 0);
    assert.deepEqual(own(event), {
      "kexec.retval": event.retval,
      "kexec.flags": CRASH,
      "kexec.loaded_from_memory": true,
      "kexec.args": "",
    });
    assert.equal(event.fields["kexec.file.inode"], 0);
    assert.deepEqual(event.rules, [RULES[8]]);
  });

  test("32-bit programs make the same events", { skip: why32 ?? false }, async () => {
    const calls: [string, (string | number)[]][] = [
      ["memfd_create", [356, "s:payload", MFD_ALLOW_SEALING]],
      ["memfd_seal", [55, "sealable:soft", F_ADD_SEALS, F_SEAL_WRITE]],
      ["memfd_seal", [221, "sealable:soft", F_ADD_SEALS, F_SEAL_WRITE]],
      ["perf_event_open", [336, SWITCHES, -1, 0, -1, 0]],
      ["userfaultfd", [374, UFFD_USER_MODE_ONLY]],
      ["io_uring_setup", [425, 4, params(IORING_SETUP_CLAMP)]],
      ["kexec", [283, 0, 1, "words:0,0,1,1", 1]],
    ];
    for (const [name, args] of calls) {
      const event = await live.seen(name, ["-32", ...args]);
      assert.equal(event.rules.length, 1, args.join(" "));
    }
  });

  test("calls of the same numbers in the other table make none", async () => {
    for (const args of [
      [55, 0, 1, F_ADD_SEALS, 0, 0],
      [217, -1, 0, 0],
    ]) {
      const { pid } = live.call(args);
      for (const name of TYPES) assert.deepEqual(await live.of(pid, name), []);
    }
  });
});
