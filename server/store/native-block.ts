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
  /** All of the column's data; nothing may be pushed after it. */
  finish(): Buffer[];
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
    finish: () => [sink.bytes],
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
  return { push: write, prefix: () => undefined, finish: () => [sink.bytes] };
}

/** Each text once, and which of them each row has. */
function createDictionary() {
  const keys = new Map<string, number>();
  const texts = new ByteSink();
  let indexes = new Uint32Array(1024);
  let count = 0;
  /** Makes room for more indexes. */
  function reserve(more: number): void {
    if (count + more <= indexes.length) return;
    const grown = new Uint32Array(Math.max(count + more, count * 2));
    grown.set(indexes);
    indexes = grown;
  }
  function add(value: string): void {
    let index = keys.get(value);
    if (index === undefined) {
      index = keys.size;
      keys.set(value, index);
      texts.text(value);
    }
    indexes[count++] = index;
  }
  return {
    push(value: string): void {
      reserve(1);
      add(value);
    },
    pushAll(values: readonly string[]): void {
      reserve(values.length);
      for (const value of values) add(value);
    },
    prefix: (to: ByteSink) => to.i64(DICTIONARY_VERSION),
    finish(): Buffer[] {
      if (count === 0) return [];
      const used = indexes.subarray(0, count);
      const [width, list] =
        keys.size <= 0x100
          ? [0, new Uint8Array(used)]
          : keys.size <= 0x10000
            ? [1, new Uint16Array(used)]
            : [2, used];
      const [head, size] = [new ByteSink(), new ByteSink()];
      head.i64(width + HAS_KEYS + IS_NEW_DICTIONARY);
      head.i64(keys.size);
      size.i64(count);
      const { buffer, byteOffset, byteLength } = list;
      return [head.bytes, texts.bytes, size.bytes, Buffer.from(buffer, byteOffset, byteLength)];
    },
  };
}

/** `pushAll` adds the elements of a list at once. */
function arrayColumn<Value>(
  inner: Omit<Column<Value>, "push">,
  pushAll: (values: readonly Value[]) => void,
): Column<readonly Value[]> {
  const ends = new ByteSink();
  let end = 0;
  return {
    push(values) {
      pushAll(values);
      end += values.length;
      ends.i64(end);
    },
    prefix: (to) => inner.prefix(to),
    finish: () => [ends.bytes, ...inner.finish()],
  };
}

function listColumn(type: string): Column<never> {
  if (type === "LowCardinality(String)") {
    const dictionary = createDictionary();
    return arrayColumn(dictionary, dictionary.pushAll);
  }
  if (type === "UInt8") {
    const sink = new ByteSink();
    const inner = { prefix: () => undefined, finish: () => [sink.bytes] };
    return arrayColumn<number>(inner, (values) => sink.append(values));
  }
  const column: Column<unknown> = columnOf(type);
  return arrayColumn(column, (values) => {
    for (const value of values) column.push(value);
  });
}

function columnOf(type: string): Column<never> {
  const array = /^Array\((.*)\)$/.exec(type)?.[1];
  if (array !== undefined) return listColumn(array);
  if (type === "String") return textColumn();
  if (type === "LowCardinality(String)") return createDictionary();
  if (type.startsWith("DateTime64(3")) return numberColumn(64);
  const bits = /^UInt(8|16|32|64)$/.exec(type)?.[1];
  assert(bits !== undefined, "the tables have no other types");
  return numberColumn(Number(bits) as 8 | 16 | 32 | 64);
}

/** Pieces up to this are sent with their neighbours. */
const SMALL_BYTES_MAX = 65_536;

function joinSmall(pieces: readonly Buffer[]): Buffer[] {
  const joined: Buffer[] = [];
  let small = new ByteSink();
  for (const piece of [...pieces, undefined]) {
    if (piece !== undefined && piece.length <= SMALL_BYTES_MAX) small.append(piece);
    else if (small.length > 0) {
      joined.push(small.bytes);
      small = new ByteSink();
    }
    if (piece !== undefined && piece.length > SMALL_BYTES_MAX) joined.push(piece);
  }
  return joined;
}

/**
 * A block of rows, whose values are in the order of `columns` and of the type of each; in pieces,
 * for the columns need not be copied into one.
 */
export function nativeBlock(
  columns: readonly BlockColumn[],
  rows: Iterable<readonly unknown[]>,
): Buffer[] {
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
  const head = new ByteSink();
  head.varint(columns.length);
  head.varint(count);
  const pieces = [head.bytes];
  for (const { name, type, column } of made) {
    const start = new ByteSink();
    start.text(name);
    start.text(type);
    column.prefix(start);
    pieces.push(start.bytes, ...column.finish());
  }
  return joinSmall(pieces);
}
