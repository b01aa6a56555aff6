/**
 * Values that follow from other values of the same event alone. The contract names these functions
 * (`derive:`).
 */
import { isPublicAddress } from "./address.ts";
import { parseDns } from "./dns.ts";
import { CONSTANT_GROUPS } from "./generated/constants.ts";

export {
  imdsCredentialsCode,
  imdsCredentialsExpiration,
  imdsCredentialsKey,
  imdsCredentialsType,
  imdsCredentialsUpdated,
  imdsHost,
  imdsIsV2,
  imdsProvider,
  imdsServer,
  imdsType,
  imdsUrl,
  imdsUserAgent,
} from "./imds.ts";
export { moduleParameters } from "./module-parameters.ts";
export { filterImmediates, filterText } from "./packet-filter.ts";
export {
  selinuxBoolName,
  selinuxBoolState,
  selinuxCommit,
  selinuxStatus,
} from "./selinux.ts";
export { systemdSlice, systemdUnit } from "./systemd.ts";
export { tlsVersion } from "./tls.ts";

const PERMISSION_BITS = 0o7777;

/** Last segment of a path; "" for "/" and "". */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Extension with its dot; "" when the last segment has none or only starts with a dot. */
export function extension(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot);
}

/** Permission bits of a mode. */
export function rights(mode: number): number {
  return mode & PERMISSION_BITS;
}

/**
 * Absolute path of a file: the kernel's own when it starts with "/", else a claimed relative path
 * joined to its base directory with "." and ".." removed. What has no base (a memfd, a pipe)
 * keeps its name.
 */
export function filePath(path: string, base: string): string {
  if (path.startsWith("/") && base === "") return path;
  if (path === "" || (base === "" && !path.startsWith("/"))) return path;
  const joined = path.startsWith("/") ? path : `${base}/${path}`;
  const segments: string[] = [];
  for (const segment of joined.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") segments.pop();
    else segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

/** Numbers of the bits that are set, counted from the lowest of the first byte. */
export function bitNumbers(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  bytes.forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit += 1) if ((byte >> bit) & 1) numbers.push(index * 8 + bit);
  });
  return numbers;
}

/** Hexadecimal digits of bytes; "" when all of them are 0. */
export function hexUnlessZero(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return /^0*$/.test(text) ? "" : text;
}

/** Text without white space and NULs at its end, as the value of a kernel parameter ends. */
export function trimmed(text: string): string {
  return text.replace(/[\s\0]+$/, "");
}

const MOUNT_DETACHED = 1;
const MOUNT_HIDDEN = 2;

/** Whether a mount is in no mount tree: unmounted while in use, or not yet attached. */
export function isDetached(mountFlags: number): boolean {
  return (mountFlags & MOUNT_DETACHED) !== 0;
}

/** Whether a path leads to a mount. */
export function isVisible(mountFlags: number): boolean {
  return (mountFlags & MOUNT_HIDDEN) === 0;
}

/** Namespace of an extended attribute: what stands before the first dot of its name. */
export function attributeNamespace(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? "" : name.slice(0, dot);
}

/** An address in hexadecimal; "" for a negative errno in its place. */
export function hexAddress(address: number): string {
  return address < 0 ? "" : `0x${address.toString(16)}`;
}

/** The first address after a range of memory, in hexadecimal. */
export function hexEnd(start: number, length: number): string {
  return hexAddress(start + length);
}

const OPTION_PREFIXES: Readonly<Record<number, RegExp>> = {
  0: /^(IP|MCAST)_/,
  1: /^(SO|SCM)_/,
  6: /^TCP_/,
  41: /^IPV6_/,
};

/** Name of a socket option at its level; the number in decimal where neither has a name. */
export function socketOption(level: number, option: number): string {
  const prefix = OPTION_PREFIXES[level];
  const names = Object.entries(CONSTANT_GROUPS["socket_option"] ?? {});
  const found = names.find(([name, value]) => value === option && prefix?.test(name));
  return found?.[0] ?? String(option);
}

/** What `alternatives` of nearly every file are; shared, so that asking allocates nothing. */
export const NO_ALTERNATIVES: readonly string[] = Object.freeze([]);

/**
 * The path as from the root of the overlay mount that holds the file: what a container that has
 * this root calls it. `below` is the end of `path`, or of `base` when the path is claimed. A
 * claimed path that climbs out of the mount has none.
 */
export function overlayPaths(below: string, path: string, base: string): readonly string[] {
  if (base === "") return [below];
  if (path.startsWith("/")) return NO_ALTERNATIVES;
  let depth = below.split("/").filter((segment) => segment !== "").length;
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    depth += segment === ".." ? -1 : 1;
    if (depth < 0) return NO_ALTERNATIVES;
  }
  return [filePath(path, below)];
}

const CORE_DUMP_BIT = 0x80;
const SIGNAL_MASK = 0x7f;
const EXITED = 0;
const COREDUMPED = 1;
const SIGNALED = 2;

/** How a process ended, from task->exit_code (the form wait(2) reports). */
export function exitCause(code: number): number {
  if ((code & CORE_DUMP_BIT) !== 0) return COREDUMPED;
  return (code & SIGNAL_MASK) === 0 ? EXITED : SIGNALED;
}

/** Exit status, or the number of the signal that ended the process. */
export function exitCode(code: number): number {
  const signal = code & SIGNAL_MASK;
  return signal === 0 ? (code >> 8) & 0xff : signal;
}

/** Whether an address is reachable from the internet. */
export function isPublic(address: string): boolean {
  return isPublicAddress(address);
}

export function dnsId(payload: Uint8Array): number {
  return parseDns(payload).id;
}

export function dnsName(payload: Uint8Array): string {
  return parseDns(payload).name;
}

export function dnsType(payload: Uint8Array): number {
  return parseDns(payload).type;
}

export function dnsClass(payload: Uint8Array): number {
  return parseDns(payload).class;
}

export function dnsCount(payload: Uint8Array): number {
  return parseDns(payload).count;
}

export function dnsLength(payload: Uint8Array): number {
  return payload.length;
}

export function dnsCode(payload: Uint8Array): number {
  return parseDns(payload).code;
}

/** Bytes in base64 (RFC 4648 §4). */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
