/**
 * What the first bytes of a file say of it: kind, processor, word size, packing. Nothing is run or
 * unpacked; what a file claims of itself can be a lie.
 */
import { CONSTANT_GROUPS } from "#lib/event";

/** How much of a file is looked at. */
export const HEAD_BYTES_MAX = 64 * 1024;

export type FileMetadata = {
  type: number;
  architecture: number;
  abi: number;
  compression: number;
  isExecutable: boolean;
  isUpxPacked: boolean;
  isGarbled: boolean;
};

function constant(group: string, name: string): number {
  return CONSTANT_GROUPS[group]?.[name] ?? 0;
}

const type = (name: string) => constant("file_type", name);

export const NO_METADATA: FileMetadata = {
  type: type("EMPTY"),
  architecture: 0,
  abi: 0,
  compression: 0,
  isExecutable: false,
  isUpxPacked: false,
  isGarbled: false,
};

/** Content that has no file: a program run from memory. */
export const FILE_LESS: FileMetadata = { ...NO_METADATA, type: type("FILE_LESS") };

const COMPRESSED: readonly [magic: string, name: string][] = [
  ["1f8b", "GZIP"],
  ["504b0304", "ZIP"],
  ["504b0506", "ZIP"],
  ["28b52ffd", "ZSTD"],
  ["377abcaf271c", "7Z"],
  ["425a68", "BZIP2"],
  ["fd377a585a00", "XZ"],
];
/** Magic numbers of Mach-O, both byte orders; the fat ones are Java classes' too, when small. */
const MACH_O = new Map([
  ["feedface", 32],
  ["cefaedfe", 32],
  ["feedfacf", 64],
  ["cffaedfe", 64],
]);
const ELF_MACHINES = new Map([
  [3, "X86"],
  [62, "X86_64"],
  [40, "ARM"],
  [183, "ARM64"],
]);
const PE_MACHINES = new Map([
  [0x14c, "X86"],
  [0x8664, "X86_64"],
  [0x1c0, "ARM"],
  [0x1c4, "ARM"],
  [0xaa64, "ARM64"],
]);
const MACH_MACHINES = new Map([
  [7, "X86"],
  [0x01000007, "X86_64"],
  [12, "ARM"],
  [0x0100000c, "ARM64"],
]);

function startsWith(head: Buffer, hex: string): boolean {
  return head.subarray(0, hex.length / 2).toString("hex") === hex;
}

function program(name: string, machine: string | undefined, bits: number): FileMetadata {
  return {
    ...NO_METADATA,
    type: type(name),
    architecture: constant("architecture", machine ?? "UNKNOWN_ARCHITECTURE"),
    abi: constant("abi", bits === 0 ? "UNKNOWN_ABI" : `BIT${bits}`),
    isExecutable: true,
  };
}

/** Go's linker leaves its note with the build id in the first page; garble empties the id. */
const GO_NOTE = Buffer.from([4, 0, 0, 0]);
const GO_NAME = Buffer.from("\x04\x00\x00\x00Go\x00\x00", "latin1");

function isGarbled(head: Buffer): boolean {
  const at = head.indexOf(GO_NAME);
  if (at < 8) return false;
  const isNote = head.subarray(at - 8, at - 4).equals(GO_NOTE);
  return isNote && head.readUInt32LE(at - 4) === 0;
}

function elf(head: Buffer): FileMetadata | undefined {
  if (head.length < 20 || !startsWith(head, "7f454c46")) return undefined;
  const isBig = head[5] === 2;
  const machine = isBig ? head.readUInt16BE(18) : head.readUInt16LE(18);
  const bits = head[4] === 1 ? 32 : head[4] === 2 ? 64 : 0;
  return {
    ...program("LINUX_EXECUTABLE", ELF_MACHINES.get(machine), bits),
    isUpxPacked: head.indexOf("UPX!") !== -1,
    isGarbled: isGarbled(head),
  };
}

function portable(head: Buffer): FileMetadata | undefined {
  if (head.length < 64 || !startsWith(head, "4d5a")) return undefined;
  const at = head.readUInt32LE(60);
  if (at + 26 > head.length || head.readUInt32LE(at) !== 0x4550) return undefined;
  const magic = head.readUInt16LE(at + 24);
  const bits = magic === 0x20b ? 64 : magic === 0x10b ? 32 : 0;
  return {
    ...program("WINDOWS_EXECUTABLE", PE_MACHINES.get(head.readUInt16LE(at + 4)), bits),
    isUpxPacked: head.indexOf("UPX!") !== -1 || head.indexOf("UPX0") !== -1,
  };
}

function machO(head: Buffer): FileMetadata | undefined {
  if (head.length < 8) return undefined;
  const magic = head.subarray(0, 4).toString("hex");
  const bits = MACH_O.get(magic);
  if (bits === undefined) return undefined;
  const cpu = magic.startsWith("fe") ? head.readUInt32BE(4) : head.readUInt32LE(4);
  return program("MACOS_EXECUTABLE", MACH_MACHINES.get(cpu), bits);
}

const SHELL = /^#![ \t]*\S*(?:\/|\/env[ \t]+(?:-S[ \t]+)?)(?:ba|da|z|k|a|c|tc|fi)?sh\b/;
const ENCRYPTED = /^(?:-----BEGIN PGP MESSAGE|age-encryption\.org\/|Salted__|\$ANSIBLE_VAULT;)/;

function plain(head: Buffer): FileMetadata {
  const start = head.subarray(0, 256).toString("latin1");
  if (SHELL.test(start)) return { ...NO_METADATA, type: type("SHELL_SCRIPT"), isExecutable: true };
  if (ENCRYPTED.test(start)) return { ...NO_METADATA, type: type("ENCRYPTED") };
  const isText = !head.includes(0);
  return {
    ...NO_METADATA,
    type: type(isText ? "TEXT" : "BINARY"),
    isExecutable: start.startsWith("#!"),
  };
}

/** Reads the first bytes of a file, at most HEAD_BYTES_MAX. Never throws. */
export function readMetadata(head: Buffer): FileMetadata {
  if (head.length === 0) return NO_METADATA;
  const found = elf(head) ?? portable(head) ?? machO(head);
  if (found) return found;
  const packing = COMPRESSED.find(([magic]) => startsWith(head, magic))?.[1];
  if (packing === undefined) return plain(head);
  const compression = constant("compression", packing);
  return { ...NO_METADATA, type: type("COMPRESSED"), compression };
}
