/**
 * Rows as a block of ClickHouse's Native format: column by column, repeated texts once. The engine
 * takes it over as it is, where it would have to read each value of a row written as JSON.
 */
import { assert } from "#lib/base";
import { ByteSink } from "./byte-sink.ts";

/** Name and type; what the type says about storage, such as its codec, is left out. */
export type BlockColumn = readonly [name: string, type: string];

type Column<Value> = {
  push(value: Value): void;
  /** Bytes before all of the column's data. */
  prefix(to: ByteSink): void;
  finish(to: ByteSink): void;
};

/** SerializationLowCardinality: the layout's version, the width of indexes, keys of this block. */
const DICTIONARY_VERSION = 1;
const HAS_KEYS = 0x200;
const IS_NEW_DICTIONARY = 0x400;

function textColumn(): Column<string> {
  const sink = new ByteSink();
  return {
    push: (value) => sink.text(value),
    prefix: () => undefined,
    finish: (to) => to.append(sink.bytes),
  };
}

/** DateTime64(3) is milliseconds since 1970. */
function numberColumn(bits: 8 | 16 | 32 | 64): Column<number> {
  const sink = new ByteSink();
  const write = {
    8: (value: number) => sink.u8(value),
    16: (value: number) => sink.u16(value),
    32: (value: number) => sink.u32(value),
    64: (value: number) => sink.i64(Math.floor(value)),
  }[bits];
  return { push: write, prefix: () => undefined, finish: (to) => to.append(sink.bytes) };
}

/** Each text once, and which of them each row has. */
function dictionaryColumn(): Column<string> {
  const keys = new Map<string, number>();
  const texts = new ByteSink();
  let indexes = new Uint32Array(1024);
  let count = 0;
  return {
    push(value) {
      let index = keys.get(value);
      if (index === undefined) {
        index = keys.size;
        keys.set(value, index);
        texts.text(value);
      }
      if (count === indexes.length) {
        const grown = new Uint32Array(count * 2);
        grown.set(indexes);
        indexes = grown;
      }
      indexes[count++] = index;
    },
    prefix: (to) => to.i64(DICTIONARY_VERSION),
    finish(to) {
      if (count === 0) return;
      const used = indexes.subarray(0, count);
      const [width, list] =
        keys.size <= 0x100
          ? [0, new Uint8Array(used)]
          : keys.size <= 0x10000
            ? [1, new Uint16Array(used)]
            : [2, used];
      to.i64(width + HAS_KEYS + IS_NEW_DICTIONARY);
      to.i64(keys.size);
      to.append(texts.bytes);
      to.i64(count);
      to.append(new Uint8Array(list.buffer, list.byteOffset, list.byteLength));
    },
  };
}

function arrayColumn<Value>(inner: Column<Value>): Column<readonly Value[]> {
  const ends = new ByteSink();
  let end = 0;
  return {
    push(values) {
      for (const value of values) inner.push(value);
      end += values.length;
      ends.i64(end);
    },
    prefix: (to) => inner.prefix(to),
    finish(to) {
      to.append(ends.bytes);
      inner.finish(to);
    },
  };
}

function columnOf(type: string): Column<never> {
  const array = /^Array\((.*)\)$/.exec(type)?.[1];
  if (array !== undefined) return arrayColumn(columnOf(array));
  if (type === "String") return textColumn();
  if (type === "LowCardinality(String)") return dictionaryColumn();
  if (type.startsWith("DateTime64(3")) return numberColumn(64);
  const bits = /^UInt(8|16|32|64)$/.exec(type)?.[1];
  assert(bits !== undefined, "the tables have no other types");
  return numberColumn(Number(bits) as 8 | 16 | 32 | 64);
}

/** A block of rows, whose values are in the order of `columns` and of the type of each. */
export function nativeBlock(
  columns: readonly BlockColumn[],
  rows: Iterable<readonly unknown[]>,
): Buffer {
  const made = columns.map(([name, type]) => {
    const [plain = ""] = type.split(" CODEC");
    return { name, type: plain, column: columnOf(plain) };
  });
  const pushes = made.map(({ column }) => column.push as (value: unknown) => void);
  let count = 0;
  for (const row of rows) {
    for (let index = 0; index < pushes.length; index++) pushes[index]?.(row[index]);
    count += 1;
  }
  const block = new ByteSink();
  block.varint(columns.length);
  block.varint(count);
  for (const { name, type, column } of made) {
    block.text(name);
    block.text(type);
    column.prefix(block);
    column.finish(block);
  }
  return block.bytes;
}
