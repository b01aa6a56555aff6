/**
 * Every event, field, type and constant that the rule language documents elsewhere is in the
 * contract. Its lists are not ours to ship: without them the test is skipped.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { CONSTANT_GROUPS, FIELD_TABLE } from "#lib/event";
import { checkRule } from "#lib/secl";

const ROOT = resolve(import.meta.dirname, "../..");
const LISTS = process.env["VIGIL_SECL_LISTS"] ?? join(ROOT, "../shared/data/secl");
const skip = existsSync(LISTS) ? false : `the lists of the documented language are not in ${LISTS}`;

type Documented = {
  event_types: { name: string; type: string; properties: Property[] }[];
  properties_doc: { link: string; constants: string }[];
};
type Property = { name: string; property_doc_link: string };
type FieldRow = { event: string; field: string; type: string };
type ConstantRow = { group: string; name: string };

function readRows<T>(name: string): T[] {
  const lines = readFileSync(join(LISTS, name), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as T);
}

function readDocumented(): Documented {
  return JSON.parse(readFileSync(join(LISTS, "secl_linux.json"), "utf8")) as Documented;
}

/** The lists give the type of one value; these fields have many, as their descriptions say. */
const LISTS_OF_VALUES = [
  "hashes args_flags args_options argv envp envs k8s_groups addr.hostname container.tags",
  "event.rule.tags bpf.prog.helpers setsockopt.used_immediates",
].flatMap((line) => line.split(" "));
const isList = (name: string) => LISTS_OF_VALUES.some((end) => `.${name}`.endsWith(`.${end}`));
const TYPES: Readonly<Record<string, string>> = { "IP/CIDR": "ip" };

test("every documented event is in the contract, in its category", { skip }, () => {
  const events = readDocumented().event_types.filter(({ name }) => name !== "*");
  assert.equal(events.length, 40);
  for (const { name, type } of events)
    assert.equal(FIELD_TABLE.events.get(name)?.category, type.toLowerCase(), name);
});

test("every documented field has its event and type", { skip }, () => {
  const rows = readRows<FieldRow>("secl-fields.jsonl");
  assert.ok(rows.length >= 1925);
  for (const { event, field: name, type } of rows) {
    if (name.endsWith(".length") && !FIELD_TABLE.fields.has(name)) {
      const whole = event === "*" ? " && open.flags == 0" : "";
      const { diagnostics } = checkRule(`${name} > 1${whole}`, { table: FIELD_TABLE });
      assert.deepEqual(diagnostics, [], name);
      continue;
    }
    const full = name.startsWith("network.") ? `${event}.${name}` : name;
    const field = FIELD_TABLE.fields.get(full);
    assert.ok(field, `${full} is not in the contract`);
    assert.equal(field.event, event, full);
    assert.equal(field.type, TYPES[type] ?? type, full);
    assert.equal(field.array, isList(full), `${full} is a list`);
  }
});

/** Our group of each documented one. */
const GROUPS: Readonly<Record<string, string>> = {
  ABI: "abi",
  Architecture: "architecture",
  "BPF attach types": "bpf_attach_type",
  "BPF commands": "bpf_cmd",
  "BPF helper functions": "bpf_helper",
  "BPF map types": "bpf_map_type",
  "BPF program types": "bpf_prog_type",
  CompressionType: "compression",
  "DNS Responses": "dns_rcode",
  "DNS qclasses": "dns_qclass",
  "DNS qtypes": "dns_qtype",
  "Error constants": "error",
  "File mode constants": "file_mode",
  FileType: "file_type",
  "Inode mode constants": "inode_mode",
  "Kernel Capability constants": "capability",
  "L3 protocols": "l3_protocol",
  "L4 protocols": "l4_protocol",
  LinkageType: "linkage",
  "MMap flags": "mmap_flags",
  "Network Address Family constants": "address_family",
  "Network Protocol Types": "icmp_type",
  "Network directions": "network_direction",
  "Open flags": "open_flags",
  "Pipe buffer flags": "pipe_flags",
  "PrCtl Options": "prctl_option",
  "Protection constants": "protection",
  "Ptrace constants": "ptrace_request",
  "Resource limit types": "rlimit",
  "SetSockopt Levels": "socket_level",
  "SetSockopt Options": "socket_option",
  "Signal constants": "signal",
  "Socket types": "socket_type",
  "SysCtl Actions": "sysctl_action",
  "Unlink flags": "unlink_flags",
  "Virtual Memory flags": "vm_flags",
};

/** `true` and `false` are words of the language here, not constants. */
const KEYWORDS = "Boolean constants";

test("every documented constant is in its group", { skip }, () => {
  const rows = readRows<ConstantRow>("secl-constants.jsonl");
  assert.equal(rows.length, 1326);
  assert.equal(new Set(rows.map(({ group }) => group)).size, 37);
  for (const { group, name } of rows.filter((row) => row.group !== KEYWORDS)) {
    const own = CONSTANT_GROUPS[GROUPS[group] ?? ""];
    assert.ok(own, `there is no group for ${group}`);
    assert.ok(name in own, `${name} is not in ${GROUPS[group]}`);
  }
});

test("a name has one value, whatever the group", () => {
  const values = new Map<string, number>();
  for (const [name, value] of Object.values(CONSTANT_GROUPS).flatMap(Object.entries)) {
    assert.equal(values.get(name) ?? value, value, name);
    values.set(name, value);
  }
});

test("fields take the constants that are documented for them", { skip }, () => {
  const { event_types, properties_doc } = readDocumented();
  const groups = new Map(properties_doc.map(({ link, constants }) => [link, constants]));
  const rows = event_types.flatMap(({ name: event, properties }) =>
    properties.map((property) => ({ event, ...property })),
  );
  for (const { event, name, property_doc_link } of rows) {
    const group = GROUPS[groups.get(property_doc_link) ?? ""];
    const full = name.startsWith("network.") ? `${event}.${name}` : name;
    if (group === undefined) continue;
    assert.equal(FIELD_TABLE.fields.get(full)?.constants, group, full);
  }
});

/** Fields that are documented later than the lists were made. */
const NEWER: Readonly<Record<string, string>> = {
  "socket.domain": "int",
  "socket.type": "int",
  "socket.protocol": "int",
  "socket.retval": "int",
  "unshare.flags": "int",
  "unshare.retval": "int",
  "failed_dns.payload": "string",
  "mount.origin": "int",
  "mount.mount_id": "int",
  "event.signature": "string",
  "process.user_session.session_type": "int",
  "process.user_session.ssh_auth_method": "int",
  "process.user_session.ssh_client_ip": "ip",
  "process.user_session.ssh_client_port": "int",
  "process.user_session.ssh_public_key": "string",
  "process.user_session.ssh_username": "string",
  "process.parent.container.id": "string",
  "process.parent.container.created_at": "int",
  "process.ancestors.container.tags": "string[]",
  "ondemand.name": "string",
  "ondemand.arg6.uint": "int",
};

test("newer fields are in the contract too", () => {
  for (const [name, type] of Object.entries(NEWER)) {
    const field = FIELD_TABLE.fields.get(name);
    assert.equal(field && field.type + (field.array ? "[]" : ""), type, name);
  }
});
