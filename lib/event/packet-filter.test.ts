/** Packet filters as text: each form of instruction, and bytes that are none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { filterImmediates, filterText } from "./packet-filter.ts";

function insn(code: number, operand: number, onTrue = 0, onFalse = 0): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint8(2, onTrue);
  view.setUint8(3, onFalse);
  view.setUint32(4, operand, true);
  return bytes;
}

const FORMS: [string, Uint8Array][] = [
  ["ld #7", insn(0x00, 7)],
  ["ld [0]", insn(0x20, 0)],
  ["ldh [12]", insn(0x28, 12)],
  ["ldb [23]", insn(0x30, 23)],
  ["ldh [x + 14]", insn(0x48, 14)],
  ["ld M[1]", insn(0x60, 1)],
  ["ld #len", insn(0x80, 0)],
  ["ld #proto", insn(0x28, 0xfffff000)],
  ["ld #vlan_tci", insn(0x20, 0xfffff02c)],
  ["ldx #3", insn(0x01, 3)],
  ["ldx M[2]", insn(0x61, 2)],
  ["ldx 4*([14]&0xf)", insn(0xb1, 14)],
  ["st M[3]", insn(0x02, 3)],
  ["stx M[4]", insn(0x03, 4)],
  ["add #1", insn(0x04, 1)],
  ["and #8191", insn(0x54, 8191)],
  ["xor x", insn(0xac, 0)],
  ["neg", insn(0x84, 0)],
  ["ja 4", insn(0x05, 4)],
  ["jeq #2048,2,5", insn(0x15, 2048, 2, 5)],
  ["jeq #6,1", insn(0x15, 6, 1, 0)],
  ["jneq #6,3", insn(0x15, 6, 0, 3)],
  ["jle #9,1", insn(0x25, 9, 0, 1)],
  ["jlt #9,1", insn(0x35, 9, 0, 1)],
  ["jset #8191,0,4", insn(0x45, 8191, 0, 4)],
  ["jgt x,1", insn(0x2d, 0, 1, 0)],
  ["ret #65535", insn(0x06, 65535)],
  ["ret a", insn(0x16, 0)],
  ["tax", insn(0x07, 0)],
  ["txa", insn(0x87, 0)],
  [".code 0xf5 #1", insn(0xf5, 1)],
];
for (const [text, bytes] of FORMS) {
  test(`${text} is read`, () => assert.equal(filterText(bytes), text));
}

test("lines are in order, and a part of an instruction is left out", () => {
  const bytes = Buffer.concat([insn(0x28, 12), insn(0x06, 0), Buffer.from([1, 2, 3])]);
  assert.equal(filterText(bytes), "ldh [12]\nret #0");
});

test("immediates are those of comparisons with numbers, each once", () => {
  const compare = insn(0x15, 21139, 1, 0);
  const bytes = Buffer.concat([insn(0x00, 5), compare, insn(0x2d, 77, 1), insn(0x05, 1), compare]);
  assert.deepEqual(filterImmediates(bytes), [21139]);
});

test("any bytes are read without a fault, one line for eight of them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const lines = filterText(bytes) === "" ? 0 : filterText(bytes).split("\n").length;
      assert.equal(lines, Math.floor(bytes.length / 8));
      assert.ok(filterImmediates(bytes).length <= lines);
    }),
  );
});
