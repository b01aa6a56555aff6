/** File, mount and memory events from record to rule and to event JSON. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type EventName, type EventView, eventJson } from "#lib/event";
import { playRuleset } from "./played-ruleset.ts";
import { buildRecord, header, type Members } from "./records.ts";

const TS = 5_000_000_000;
const PERSON = { pid: 10, start: 10, ppid: 1 };
const FILE = { "file.path": "/srv/app/data", "file.inode": 42, "file.mode": 0o100644 };

/** The event JSON of a record that a rule matches; undefined when it does not match. */
function matched(event: EventName, members: Members, expression: string) {
  let json: Record<string, unknown> | undefined;
  const policy = `version: 1.0.0\nrules:\n  - id: one\n    expression: >-\n      ${expression}\n`;
  const onMatch = (_: unknown, view: EventView) => {
    json = eventJson(view);
  };
  const played = playRuleset({ "own.policy": policy }, {}, { onMatch });
  assert.equal(played.ruleset.states()[0]?.message, "", "every field is delivered");
  played.play(buildRecord(event, { ...header(PERSON, TS), ...members }));
  return json;
}

type Row = { event: EventName; members: Members; rule: string; not: string; json: object };

const ROWS: Row[] = [
  {
    event: "rmdir",
    members: { "file.path": "sub/../logs", "file.base": "/var", syscall_path: "sub/../logs" },
    rule: 'rmdir.file.path == "/var/logs" && rmdir.syscall.path == "sub/../logs" && rmdir.retval == 0',
    not: 'rmdir.file.name == "sub"',
    json: {
      file: { path: "/var/logs", name: "logs" },
      syscall: { rmdir: { path: "sub/../logs" } },
    },
  },
  {
    event: "chdir",
    members: { ...FILE, syscall_path: "/proc/self/fd/7" },
    rule: 'chdir.file.path == "/srv/app/data" && chdir.syscall.path =~ "/proc/self/fd/*"',
    not: "chdir.retval == EACCES",
    json: { file: { path: "/srv/app/data" }, syscall: { chdir: { path: "/proc/self/fd/7" } } },
  },
  {
    event: "utimes",
    members: { ...FILE, atime: 1_000_000_000_000_000_000, set_now: 2 },
    rule: "utimes.file.inode == 42 && utimes.file.destination.access_time > 8760h",
    not: "utimes.file.destination.access_time < 8760h",
    json: {
      file: {
        destination: {
          access_time: "2001-09-09T01:46:40.000Z",
          modification_time: "2023-11-14T22:13:25.000Z",
        },
      },
    },
  },
  {
    event: "setxattr",
    members: { ...FILE, name: "security.capability" },
    rule: `setxattr.file.destination.name == "security.capability"
      && setxattr.file.destination.namespace == "security" && setxattr.file.path =~ "/srv/**"`,
    not: 'setxattr.file.destination.namespace == "user"',
    json: {
      file: {
        destination: { attribute_name: "security.capability", attribute_namespace: "security" },
      },
    },
  },
  {
    event: "removexattr",
    members: { ...FILE, name: "user.origin", "header.retval": -1 },
    rule: `removexattr.file.destination.namespace == "user" && removexattr.retval == EPERM`,
    not: "removexattr.retval == 0",
    json: { evt: { outcome: "Refused" }, file: { destination: { attribute_name: "user.origin" } } },
  },
  {
    event: "splice",
    members: { ...FILE, pipe_entry_flag: 16, pipe_exit_flag: 48, "header.retval": 1 },
    rule: `(splice.pipe_entry_flag & PIPE_BUF_FLAG_CAN_MERGE) != 0
      && (splice.pipe_exit_flag & PIPE_BUF_FLAG_CAN_MERGE) > 0 && splice.file.name == "data"`,
    not: "splice.pipe_exit_flag == 0",
    json: {
      splice: {
        pipe_entry_flag: "PIPE_BUF_FLAG_CAN_MERGE",
        pipe_exit_flag: "PIPE_BUF_FLAG_CAN_MERGE | PIPE_BUF_FLAG_WHOLE",
      },
    },
  },
  {
    event: "mmap",
    members: {
      ...FILE,
      "header.retval": 0x7f12a4c00000,
      length: 8192,
      offset: 4096,
      protection: 5,
      flags: 2,
    },
    rule: "mmap.protection & (PROT_READ|PROT_EXEC) == 5 && mmap.flags & MAP_PRIVATE > 0",
    not: "mmap.file.inode == 0",
    json: {
      mmap: {
        address: "0x7f12a4c00000",
        length: 8192,
        offset: 4096,
        protection: "PROT_READ | PROT_EXEC",
        flags: "MAP_PRIVATE",
      },
    },
  },
  {
    event: "mprotect",
    members: { start: 0x1000, length: 0x2000, vm_protection: 3, req_protection: 5 },
    rule: `mprotect.vm_protection & (VM_WRITE|VM_READ) == 3 && mprotect.req_protection & VM_EXEC > 0`,
    not: "mprotect.vm_protection & VM_EXEC > 0",
    json: {
      mprotect: {
        vm_start: "0x1000",
        vm_end: "0x3000",
        vm_protection: "VM_READ | VM_WRITE",
        req_protection: "VM_READ | VM_EXEC",
      },
    },
  },
  {
    event: "mount",
    members: {
      mountpoint: "/mnt/host",
      source: "etc",
      source_base: "/",
      root: "/etc",
      fs: "ext4",
      mount_id: 412,
      origin: 2,
      syscall_source: "etc",
      syscall_mountpoint: "./host",
    },
    rule: `mount.mountpoint.path == "/mnt/host" && mount.source.path == "/etc" && mount.root.path == "/etc"
      && mount.fs_type == "ext4" && mount.mount_id == 412 && mount.origin == MOUNT_ORIGIN_EVENT
      && !mount.detached && mount.visible && mount.syscall.mountpoint.path == "./host"`,
    not: "mount.detached",
    json: {
      mount: {
        mountpoint: { path: "/mnt/host" },
        source: { path: "/etc" },
        root: { path: "/etc" },
        fs_type: "ext4",
        mount_id: 412,
        detached: false,
        visible: true,
        origin: "MOUNT_ORIGIN_EVENT",
      },
      syscall: { mount: { path: "etc", destination_path: "./host" } },
    },
  },
  {
    event: "cgroup_write",
    members: {
      pid: 812,
      cgroup: "/escape",
      "file.path": "/sys/fs/cgroup/escape/cgroup.procs",
      "file.inode": 9,
    },
    rule: 'cgroup_write.pid == 812 && cgroup_write.file.name == "cgroup.procs"',
    not: "cgroup_write.pid == 813",
    json: {
      cgroup_write: {
        pid: 812,
        cgroup: "/escape",
        file: { path: "/sys/fs/cgroup/escape/cgroup.procs" },
      },
    },
  },
  {
    event: "unlink",
    members: { "file.path": "/tmp/x", dirfd: -100 },
    rule: 'unlink.file.name == "x" && unlink.syscall.dirfd == -100',
    not: "unlink.syscall.dirfd == 3",
    json: { syscall: { unlink: { dirfd: -100 } } },
  },
];

for (const { event, members, rule, not, json } of ROWS)
  test(`${event}: a rule on its fields matches, another does not, and the JSON tells them`, () => {
    const found = matched(event, members, rule);
    assert.ok(found, "matches");
    assert.partialDeepStrictEqual(found, json);
    assert.equal(matched(event, members, not), undefined);
  });

test("a file on a mount that no path leads to says so", () => {
  const open = (flags: number) => ({ ...FILE, "file.mount_flags": flags });
  assert.ok(matched("open", open(3), "open.file.mount_detached && !open.file.mount_visible"));
  assert.ok(matched("open", open(2), "!open.file.mount_detached && !open.file.mount_visible"));
  assert.ok(matched("open", open(0), "!open.file.mount_detached && open.file.mount_visible"));
});
