/**
 * Classic packet filters (the BPF of tcpdump and SO_ATTACH_FILTER) as text, in the notation common
 * to their tools: `ldh [12]`, `jeq #2048,2,5`. Instructions are 8 bytes: code, jumps, operand.
 */
const INSTRUCTION_BYTES = 8;
const CLASS = 0x07;
const ON_X = 0x08;
const ACCUMULATOR = 0x10;
const OPERATION = 0xf0;
const MODE = 0xe0;
const SIZE = 0x18;
const EXTENSIONS = 0xfffff000;

const OPERATIONS = ["add", "sub", "mul", "div", "or", "and", "lsh", "rsh", "neg", "mod", "xor"];
const SIZES: Readonly<Record<number, string>> = { 0: "ld", 8: "ldh", 16: "ldb" };
/** Loads from beyond the packet (linux/filter.h: SKF_AD_OFF), by offset. */
const EXTENSION_NAMES: readonly [number, string][] = [
  [0, "proto"],
  [4, "type"],
  [8, "ifidx"],
  [12, "nla"],
  [16, "nlan"],
  [20, "mark"],
  [24, "queue"],
  [28, "hatype"],
  [32, "rxhash"],
  [36, "cpu"],
  [44, "vlan_tci"],
  [48, "vlan_avail"],
  [52, "poff"],
  [56, "rand"],
  [60, "vlan_tpid"],
];
const EXTENSION = new Map(EXTENSION_NAMES);
/** By operation: name when the jump is taken on truth, and on the opposite. */
const JUMPS: Readonly<Record<number, readonly [string, string]>> = {
  16: ["jeq", "jneq"],
  32: ["jgt", "jle"],
  48: ["jge", "jlt"],
  64: ["jset", ""],
};

type Instruction = { code: number; onTrue: number; onFalse: number; operand: number };

function read(bytes: Uint8Array): Instruction[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / INSTRUCTION_BYTES);
  return Array.from({ length: count }, (_, index) => {
    const at = index * INSTRUCTION_BYTES;
    return {
      code: view.getUint16(at, true),
      onTrue: view.getUint8(at + 2),
      onFalse: view.getUint8(at + 3),
      operand: view.getUint32(at + 4, true),
    };
  });
}

function loadText({ code, operand }: Instruction): string {
  const name = SIZES[code & SIZE] ?? "ld?";
  switch (code & MODE) {
    case 0x00:
      return `ld #${operand}`;
    case 0x20: {
      const extension = operand >= EXTENSIONS ? EXTENSION.get(operand - EXTENSIONS) : undefined;
      return extension === undefined ? `${name} [${operand}]` : `ld #${extension}`;
    }
    case 0x40:
      return `${name} [x + ${operand}]`;
    case 0x60:
      return `ld M[${operand}]`;
    case 0x80:
      return "ld #len";
    default:
      return "";
  }
}

function loadIndexText({ code, operand }: Instruction): string {
  switch (code & MODE) {
    case 0x00:
      return `ldx #${operand}`;
    case 0x60:
      return `ldx M[${operand}]`;
    case 0x80:
      return "ldx #len";
    case 0xa0:
      return `ldx 4*([${operand}]&0xf)`;
    default:
      return "";
  }
}

function computeText({ code, operand }: Instruction): string {
  const name = OPERATIONS[(code & OPERATION) >> 4];
  if (name === undefined) return "";
  if (name === "neg") return name;
  return (code & ON_X) === 0 ? `${name} #${operand}` : `${name} x`;
}

function jumpText({ code, onTrue, onFalse, operand }: Instruction): string {
  if ((code & OPERATION) === 0) return `ja ${operand}`;
  const [name, opposite] = JUMPS[code & OPERATION] ?? ["", ""];
  if (name === "") return "";
  const value = (code & ON_X) === 0 ? `#${operand}` : "x";
  if (onTrue > 0 && onFalse === 0) return `${name} ${value},${onTrue}`;
  if (onTrue === 0 && onFalse > 0 && opposite !== "") return `${opposite} ${value},${onFalse}`;
  return `${name} ${value},${onTrue},${onFalse}`;
}

function textOf(instruction: Instruction): string {
  const { code, operand } = instruction;
  switch (code & CLASS) {
    case 0:
      return loadText(instruction);
    case 1:
      return loadIndexText(instruction);
    case 2:
      return `st M[${operand}]`;
    case 3:
      return `stx M[${operand}]`;
    case 4:
      return computeText(instruction);
    case 5:
      return jumpText(instruction);
    case 6:
      return (code & ACCUMULATOR) === 0 ? `ret #${operand}` : "ret a";
    default:
      return (code & 0x80) === 0 ? "tax" : "txa";
  }
}

/** The filter as text, one instruction a line; what is none is shown as its number. */
export function filterText(bytes: Uint8Array): string {
  const lines = read(bytes).map((each) => {
    const text = textOf(each);
    return text === "" ? `.code 0x${each.code.toString(16)} #${each.operand}` : text;
  });
  return lines.join("\n");
}

/** The numbers that conditional jumps compare with, each once, in the order of the filter. */
export function filterImmediates(bytes: Uint8Array): readonly number[] {
  const compared = read(bytes).filter(
    ({ code }) => (code & CLASS) === 5 && (code & ON_X) === 0 && (code & OPERATION) !== 0,
  );
  return [...new Set(compared.map(({ operand }) => operand))];
}
