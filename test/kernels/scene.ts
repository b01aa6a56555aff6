/**
 * What is done in each machine and what must be seen of it: one row an act. Files lie in
 * /tmp/real and are named through the symbolic link /tmp/sym, so that what a caller claims and
 * what the kernel looked up are never the same.
 */
import assert from "node:assert/strict";
import type { StreamRecord } from "../sensor/harness.ts";

/** What a row may look at: the record, who acted, and the act's result. */
export type Seen = { record: StreamRecord; pid: bigint; result: bigint; isTrue: boolean };

export type Step = {
  event: string;
  /** The act in words; with the event it names the row. */
  name: string;
  /** Prints `pid result`. */
  run: string;
  /** The hook that lets the kernel's own path be seen; without it the claimed one must be. */
  truth?: string;
  check(seen: Seen): void;
};

const ACT = "/vigil/act";
const AT_FDCWD = -100n;
const NAME_SERVER_PORT = 53n;
const S_IFMT = 0o170000n;
const S_IFDIR = 0o040000n;
const S_IFREG = 0o100000n;
const S_IFLNK = 0o120000n;

function pathHook(name: string): string {
  return `fentry/security_path_${name}`;
}

/** Asserts members by name. */
function has(record: StreamRecord, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values))
    assert.deepEqual(record.members[name], value, name);
}

/** A file as the kernel knows it, of a type, or as the caller named it. */
function assertFile(seen: Seen, at: string, name: string, type: bigint): void {
  const { record, isTrue } = seen;
  assert.equal(record.flags.includes("path_claimed"), !isTrue, "path_claimed");
  if (!isTrue) {
    has(record, { [`${at}.path`]: `/tmp/sym/${name}`, [`${at}.base`]: "/", [`${at}.inode`]: 0n });
    return;
  }
  has(record, { [`${at}.path`]: `/tmp/real/${name}`, [`${at}.base`]: "", [`${at}.fs`]: "tmpfs" });
  assert.notEqual(record.members[`${at}.inode`], 0n, `${at}.inode`);
  assert.notEqual(record.members[`${at}.mount_id`], 0n, `${at}.mount_id`);
  assert.equal((record.members[`${at}.mode`] as bigint) & S_IFMT, type, `${at}.mode`);
}

function onFile(
  event: string,
  name: string,
  call: string,
  hook: string,
  file: [name: string, type: bigint],
  values: Record<string, unknown> = {},
): Step {
  return {
    event,
    name,
    run: `${ACT} ${call}`,
    truth: pathHook(hook),
    check: (seen) => {
      has(seen.record, { "header.retval": seen.result, ...values });
      assertFile(seen, "file", ...file);
      assert.equal(seen.record.members["syscall_path"], `/tmp/sym/${file[0]}`);
    },
  };
}

function onTwo(event: string, name: string, call: string, hook: string, names: string[]): Step {
  const [from, to] = names as [string, string];
  return {
    event,
    name,
    run: `${ACT} ${call}`,
    truth: pathHook(hook),
    check: (seen) => {
      has(seen.record, { "header.retval": 0n });
      assertFile(seen, "file", from, S_IFREG);
      assertFile(seen, "destination", to, S_IFREG);
      const { members } = seen.record;
      if (seen.isTrue) assert.equal(members["destination.inode"], members["file.inode"]);
      if (seen.isTrue && event === "rename") {
        assert.notEqual(members["replaced_inode"], 0n);
        has(seen.record, { replaced_mode: S_IFREG | 0o644n, replaced_uid: 7n });
      }
    },
  };
}

const PROCESS: readonly Step[] = [
  {
    event: "exec",
    name: "a static program",
    run: `${ACT} 39 s:one`,
    check: ({ record }) => {
      const argv = `${ACT}\u000039\u0000s:one\u0000`;
      const values = { "process.file.path": ACT, "process.argv": argv, "process.argc": 3n };
      has(record, { ...values, "process.cwd": "/tmp/real", "header.uid": 0n });
      assert.notEqual(record.members["process.file.inode"], 0n);
      assert.match(String(record.members["process.envp"]), /HOME=\//);
      assert.equal(record.members["process.cgroup"], "/scene");
    },
  },
  {
    event: "fork",
    name: "a child",
    run: `${ACT} 39`,
    check: ({ record, pid }) => {
      has(record, { child_pid: pid, child_tid: pid, child_pidns_pid: pid });
      assert.notEqual(record.members["child_start"], 0n);
    },
  },
  {
    event: "exit",
    name: "with a code",
    run: "sh -c 'echo $$ 3; exit 3'",
    check: ({ record }) => has(record, { code_raw: 3n << 8n }),
  },
];

const FILES: readonly Step[] = [
  {
    event: "open",
    name: "openat",
    run: `${ACT} 257 ${AT_FDCWD} s:/tmp/sym/a 2`,
    check: (seen) => {
      has(seen.record, { "header.retval": seen.result, flags: 2n, syscall_path: "/tmp/sym/a" });
      assertFile({ ...seen, isTrue: true }, "file", "a", S_IFREG);
    },
  },
  {
    event: "open",
    name: "open by a 32-bit call",
    run: `${ACT} -32 5 s:/tmp/sym/a 0`,
    check: (seen) => {
      assert.ok(seen.record.flags.includes("compat_syscall"));
      assertFile({ ...seen, isTrue: true }, "file", "a", S_IFREG);
    },
  },
  onFile("open", "truncate", "76 s:/tmp/sym/a 1", "truncate", ["a", S_IFREG]),
  onFile("mkdir", "mkdir", "83 s:/tmp/sym/d 488", "mkdir", ["d", S_IFDIR], { mode: 488n }),
  onFile("rmdir", "rmdir", "84 s:/tmp/sym/d", "rmdir", ["d", S_IFDIR]),
  onFile("chmod", "chmod", "90 s:/tmp/sym/a 384", "chmod", ["a", S_IFREG], { mode: 384n }),
  onFile("chown", "chown", "92 s:/tmp/sym/a 1 2", "chown", ["a", S_IFREG], { uid: 1n, gid: 2n }),
  onTwo("link", "link", "86 s:/tmp/sym/a s:/tmp/sym/hard", "link", ["a", "hard"]),
  {
    event: "link",
    name: "symlink",
    run: `${ACT} 88 s:text s:/tmp/sym/soft`,
    truth: pathHook("symlink"),
    check: (seen) => {
      has(seen.record, { symbolic: 1n, "file.path": "text", "file.inode": 0n });
      assertFile(seen, "destination", "soft", S_IFLNK);
    },
  },
  onTwo("rename", "rename over a file", "82 s:/tmp/sym/a s:/tmp/sym/b", "rename", ["a", "b"]),
  onFile("unlink", "unlink", "87 s:/tmp/sym/b", "unlink", ["b", S_IFREG]),
  onFile("unlink", "unlink by a 32-bit call", "-32 10 s:/tmp/sym/hard", "unlink", [
    "hard",
    S_IFREG,
  ]),
];

const NETWORK: readonly Step[] = [
  {
    event: "connect",
    name: "connect of a UDP socket",
    run: `${ACT} 42 sock:2:2 addr:127.0.0.1:9 16`,
    check: ({ record }) => {
      has(record, { "addr.family": 2n, "addr.port": 9n, protocol: 17n });
      assert.deepEqual([...(record.members["addr.ip"] as Uint8Array)].slice(0, 4), [127, 0, 0, 1]);
    },
  },
  {
    event: "dns",
    name: "question by UDP",
    run: "sh -c 'echo $$ 0; exec nslookup -timeout=1 -retry=1 kernel.example 127.0.0.1'",
    check: ({ record }) => {
      has(record, { "network.destination.port": NAME_SERVER_PORT, "network.l4": 17n });
      assert.match(Buffer.from(record.members["payload"] as Uint8Array).toString(), /kernel/);
    },
  },
];

/**
 * A call through io_uring. Its own tracepoints give the result and the path asked for; the hooks,
 * where there are no such tracepoints, the true path and no result.
 */
function byUring(event: string, name: string, call: string, hook: string, last: string): Step {
  return {
    event,
    name: `${name} by io_uring`,
    run: `${ACT} -uring ${call}`,
    truth: `fentry/security_${hook}`,
    check: ({ record, isTrue, result }) => {
      assert.ok(record.flags.includes("io_uring"));
      const at = event === "rename" || event === "link" ? "destination" : "file";
      const isKnown = isTrue || event === "open";
      assert.equal(record.flags.includes("path_claimed"), !isKnown, "path_claimed");
      assert.equal(record.members[`${at}.path`], `/tmp/${isKnown ? "real" : "sym"}/${last}`);
      assert.equal(record.members["header.retval"], isTrue ? 0n : result);
    },
  };
}

const URINGS: readonly Step[] = [
  byUring("open", "open", "18 -100 s:/tmp/sym/u 0 384 66", "file_open", "u"),
  byUring("rename", "rename", "35 -100 s:/tmp/sym/u s:/tmp/sym/v -100", "path_rename", "v"),
  byUring("unlink", "unlink in a worker", "36 -100 s:/tmp/sym/v 0 0 0 0 16", "path_unlink", "v"),
  byUring("mkdir", "mkdir", "37 -100 s:/tmp/sym/w 0 488", "path_mkdir", "w"),
  byUring("link", "symlink", "38 -100 s:x s:/tmp/sym/y", "path_symlink", "y"),
];

const EEXIST = 17n;
const ENOENT = 2n;
/** A module of the kernel under test; see cache.ts. */
export const MODULE = "vigil/dummy.ko";
const ARGS = "numdummies=0";

/** A load or removal with its result; `name` is what the kernel said, or nothing. */
function onModule(event: string, what: string, run: string, values: Record<string, unknown>): Step {
  return { event, name: what, run, check: ({ record }) => has(record, values) };
}

const FROM_FILE = { "file.path": `/${MODULE}`, from_memory: 0n, args: ARGS, args_cut: 0n };
const LOADED = { "header.retval": 0n, name: "dummy" };

const MODULES: readonly Step[] = [
  onModule("load_module", "from a file", `${ACT} 313 f:/${MODULE} s:${ARGS} 0`, {
    ...LOADED,
    ...FROM_FILE,
  }),
  onModule("load_module", "one that is there", `${ACT} 313 f:/${MODULE} s:${ARGS} 0`, {
    ...FROM_FILE,
    "header.retval": -EEXIST,
    name: "",
  }),
  onModule("unload_module", "removed", `${ACT} 176 s:dummy 0`, LOADED),
  onModule("load_module", "from memory", `${ACT} 175 load:/${MODULE} size:/${MODULE} s:${ARGS}`, {
    ...LOADED,
    "file.path": "",
    from_memory: 1n,
    args: ARGS,
  }),
  onModule("unload_module", "removed by a 32-bit call", `${ACT} -32 129 s:dummy 0`, LOADED),
  onModule("load_module", "from a memory file", `${ACT} 313 memfile:/${MODULE} s:${ARGS} 0`, {
    ...LOADED,
    "file.path": "memfd:copy",
    from_memory: 1n,
  }),
  onModule("unload_module", "removed by its tool", "sh -c 'echo $$ 0; exec rmmod dummy'", LOADED),
  onModule("unload_module", "one that is not there", `${ACT} 176 s:nothing 0`, {
    "header.retval": -ENOENT,
    name: "nothing",
  }),
];

const SELINUX_FS = "/sys/fs/selinux";

/** A write to a file of selinuxfs, which the policy of selinux.conf allows. */
function onSelinux(name: string, call: string, values: Record<string, unknown>): Step {
  return { event: "selinux", name, run: call, check: ({ record }) => has(record, values) };
}

const SELINUX: readonly Step[] = [
  onSelinux("enforcing", `${ACT} 1 w:${SELINUX_FS}/enforce s:1 1`, {
    "header.retval": 1n,
    kind: 3n,
    name: "enforce",
    value: "1",
  }),
  onSelinux("permissive by a vector", `${ACT} 20 w:${SELINUX_FS}/enforce longs:s:0,1 1`, {
    kind: 3n,
    value: "0",
  }),
  onSelinux("a boolean set", `${ACT} 18 w:${SELINUX_FS}/booleans/vigil_test s:1 1 0`, {
    kind: 1n,
    name: "vigil_test",
    value: "1",
  }),
  onSelinux("booleans put in force", `${ACT} 1 w:${SELINUX_FS}/commit_pending_bools s:1 1`, {
    kind: 2n,
    name: "commit_pending_bools",
    value: "1",
  }),
];

/** Calls that a kernel may leave out: what they asked for is told all the same. */
function onDeep(
  event: string,
  name: string,
  call: string,
  values: Record<string, unknown> = {},
): Step {
  return {
    event,
    name,
    run: `${ACT} ${call}`,
    check: ({ record, result }) => has(record, { "header.retval": result, ...values }),
  };
}

const zeros = (count: number) => Array(count).fill(0).join(",");
/** A struct perf_event_attr that counts switches between tasks, and a struct io_uring_params. */
const SWITCHES = `words:1,64,3,${zeros(13)}`;
const CLAMPED = `words:0,0,16,${zeros(27)}`;
const MEMFD = { name: "m", flags: 2n, "file.path": "memfd:m" };
const SEALED = { "header.retval": 0n, seals: 8n, "file.path": "memfd:m" };
const COUNTED = { type: 1n, config: 3n, pid: -1n, cpu: 0n, flags: 8n };

const DEEP: readonly Step[] = [
  onDeep("memfd_create", "a file in memory", "319 s:m 2", MEMFD),
  onDeep("memfd_create", "one by a 32-bit call", "-32 356 s:m 2", MEMFD),
  onDeep("memfd_seal", "sealed", "72 sealable:m 1033 8", SEALED),
  onDeep("memfd_seal", "sealed by a 32-bit call", "-32 221 sealable:m 1033 8", SEALED),
  onDeep("perf_event_open", "of all threads", `298 ${SWITCHES} -1 0 -1 8`, COUNTED),
  onDeep("perf_event_open", "by a 32-bit call", `-32 336 ${SWITCHES} -1 0 -1 8`, COUNTED),
  onDeep("userfaultfd", "refused flags", "323 64", { flags: 64n }),
  onDeep("userfaultfd", "by a 32-bit call", "-32 374 64", { flags: 64n }),
  onDeep("io_uring_setup", "a queue", `425 4 ${CLAMPED}`, { entries: 4n, flags: 16n }),
  onDeep("kexec", "a file that is no kernel", "320 f:/vigil/act -1 2 s:x 4", {
    "file.path": "/vigil/act",
    from_memory: 0n,
    args: "x",
    flags: 4n,
  }),
  onDeep("kexec", "of memory by a 32-bit call", "-32 283 0 17 0 1", { from_memory: 1n, flags: 1n }),
  onDeep("pivot_root", "onto the root that is there", "155 s:/ s:/", {
    new_root: "/",
    put_old: "/",
    mount_id: 0n,
  }),
];

export const STEPS: readonly Step[] = [
  ...PROCESS,
  ...FILES,
  ...NETWORK,
  ...URINGS,
  ...MODULES,
  ...SELINUX,
  ...DEEP,
];

/** A file of the acts' outputs, `index pid result` a line. */
export const ACTS_FILE = "acts";

function actLines(name: string): string[] {
  return STEPS.map(
    ({ run }, index) => `printf '%s ' ${index} >>/out/${name}.${ACTS_FILE}
${run} 2>&1 | head -n 1 >>/out/${name}.${ACTS_FILE}`,
  );
}

/** Starts the sensor with `options`, acts, and ends it; its stream is /out/`name`.rec. */
export function scenePart(name: string, options: string): string {
  return `rm -rf /tmp/real /tmp/sym; mkdir /tmp/real; ln -s real /tmp/sym
echo a >/tmp/real/a; echo b >/tmp/real/b; chown 7 /tmp/real/b; cd /tmp/real
/vigil/vigil-sensor --capture /out/${name}.rec --accept-all --ring-mb 4 ${options} 2>/out/${name}.err &
sensor=$!
while [ ! -s /out/${name}.rec ] && kill -0 $sensor; do usleep 50000; done
${actLines(name).join("\n")}
kill $sensor; wait $sensor; echo $? >/out/${name}.exit
`;
}
