/**
 * Station 1: bytes off the stream become records, checked once and never copied. The transport
 * writes straight into `space()`; whole records are handed on where they lie and are gone when the
 * handler returns.
 *
 * A record that is too short for its type or whose strings point outside is counted and skipped; a
 * length that cannot be one ends the stream, because nothing after it can be trusted.
 */
import { type CounterSet, createCounters } from "#lib/base";
import type { Reshape } from "#lib/event";
import { type Chunk, createReshape, EVENT_NAMES, type EventName, LAYOUT } from "#lib/event";
import { refuseStream } from "./errors.ts";
import { PREFACE_HEAD_BYTES, type Preface, prefaceLength, readPreface } from "./preface.ts";
import { rememberTexts } from "./text-memory.ts";

/** Longer than any record a sensor writes: strings lie at 16-bit offsets. */
export const RECORD_BYTES_MAX = 65_528;
/** Holds the longest preface and several of the longest records. */
export const STREAM_BUFFER_BYTES = 1024 * 1024;
const HEADER_BYTES = 128;

export type StreamCounter =
  | "stream_records"
  | "stream_bytes"
  | "records_malformed"
  | "records_unknown";

export type StreamHandler = {
  preface(preface: Preface): void;
  /** The next whole record has this type's id; called also for those that cannot be read. */
  next?(type: number): void;
  /** A whole record of type `name` at byte `base` of `chunk`; both are reused after the call. */
  record(name: EventName, chunk: Chunk, base: number): void;
};

export type StreamReader = {
  /** Where the transport puts the next bytes; never empty. */
  space(): Uint8Array;
  /** Reads `count` bytes that were put there. Throws SENSOR_STREAM_UNREADABLE on bad framing. */
  filled(count: number): void;
  /** Whether the bytes so far end with a record. */
  isWhole(): boolean;
};

export function createStreamCounters(): CounterSet<StreamCounter> {
  return createCounters(["stream_records", "stream_bytes", "records_malformed", "records_unknown"]);
}

type Utf8Buffer = Buffer & { utf8Slice(start: number, end: number): string };

function chunkOf(buffer: ArrayBuffer, keepsTexts: boolean): Chunk {
  const bytes = Buffer.from(buffer) as Utf8Buffer;
  const u32 = new Uint32Array(buffer, 0, buffer.byteLength >> 2);
  const decode = (start: number, end: number) => bytes.utf8Slice(start, end);
  return { u8: bytes, u32, text: keepsTexts ? rememberTexts(bytes, decode) : decode };
}

/**
 * What must hold of a record of one type: its least size, and which members point to text behind
 * it.
 */
type Shape = { name: EventName; size: number; strings: readonly number[] };

function shapes(): (Shape | undefined)[] {
  const table: (Shape | undefined)[] = [];
  for (const [id, name] of EVENT_NAMES) {
    const layout = LAYOUT.records[name];
    if (!layout) continue;
    const strings = Object.values(layout.members)
      .filter(([, , type]) => type === "str" || type === "bytes")
      .map(([offset]) => offset);
    table[id] = { name, size: layout.size, strings };
  }
  return table;
}

const SHAPES = shapes();

/**
 * Whether the text and byte members of a record lie behind its fixed part and within its length.
 */
function areStringsInside(u8: Uint8Array, base: number, length: number, shape: Shape): boolean {
  for (const offset of shape.strings) {
    const at = base + offset;
    const size = (u8[at + 2] as number) | ((u8[at + 3] as number) << 8);
    if (size === 0) continue;
    const start = (u8[at] as number) | ((u8[at + 1] as number) << 8);
    if (start < shape.size || start + size > length) return false;
  }
  return true;
}

class Reader implements StreamReader {
  readonly #handler: StreamHandler;
  readonly #counters: CounterSet<StreamCounter>;
  readonly #chunk = chunkOf(new ArrayBuffer(STREAM_BUFFER_BYTES), true);
  /** Bytes at the start of the chunk that are not read yet. */
  #pending = 0;
  #hasPreface = false;
  #reshape: Reshape | undefined;

  constructor(handler: StreamHandler, counters: CounterSet<StreamCounter>) {
    this.#handler = handler;
    this.#counters = counters;
  }

  space(): Uint8Array {
    return this.#chunk.u8.subarray(this.#pending);
  }

  filled(count: number): void {
    this.#pending += count;
    this.#counters.stream_bytes.add(count);
    if (!this.#hasPreface) this.#discard(this.#readPreface());
    if (this.#hasPreface) this.#discard(this.#readRecords());
  }

  isWhole(): boolean {
    return this.#hasPreface && this.#pending === 0;
  }

  #discard(count: number): void {
    if (count > 0) this.#chunk.u8.copyWithin(0, count, this.#pending);
    this.#pending -= count;
  }

  /** Length of the preface; 0 while it is not all there. */
  #readPreface(): number {
    if (this.#pending < PREFACE_HEAD_BYTES) return 0;
    const end = PREFACE_HEAD_BYTES + prefaceLength(this.#chunk.u8);
    if (this.#pending < end) return 0;
    const preface = readPreface(this.#chunk.text(PREFACE_HEAD_BYTES, end));
    const isOurs = preface.layout.hash === LAYOUT.hash;
    this.#reshape = isOurs ? undefined : createReshape(preface.layout);
    this.#hasPreface = true;
    this.#handler.preface(preface);
    return end;
  }

  /** Hands on every whole record; returns how many bytes they were. */
  #readRecords(): number {
    const chunk = this.#chunk;
    let base = 0;
    while (this.#pending - base >= 8) {
      const length = chunk.u32[base >> 2] as number;
      if (length < HEADER_BYTES || length % 8 !== 0 || length > RECORD_BYTES_MAX)
        throw refuseStream("SENSOR_STREAM_UNREADABLE", { reason: `a record has ${length} bytes` });
      if (this.#pending - base < length) break;
      this.#counters.stream_records.add();
      this.#handler.next?.((chunk.u32[(base >> 2) + 1] as number) & 0xffff);
      if (this.#reshape) this.#deliverReshaped(base, length, this.#reshape);
      else this.#deliver(chunk, base, length);
      base += length;
    }
    return base;
  }

  #deliverReshaped(base: number, length: number, reshape: Reshape): void {
    const record = reshape(this.#chunk.u8.subarray(base, base + length));
    if (record) this.#deliver(chunkOf(record.buffer as ArrayBuffer, false), 0, record.length);
    else this.#counters.records_unknown.add();
  }

  #deliver(chunk: Chunk, base: number, length: number): void {
    const type = (chunk.u8[base + 4] as number) | ((chunk.u8[base + 5] as number) << 8);
    const shape = SHAPES[type];
    if (!shape) this.#counters.records_unknown.add();
    else if (length < shape.size || !areStringsInside(chunk.u8, base, length, shape))
      this.#counters.records_malformed.add();
    else this.#handler.record(shape.name, chunk, base);
  }
}

/** Reads one stream from its first byte. */
export function createStreamReader(
  handler: StreamHandler,
  counters: CounterSet<StreamCounter>,
): StreamReader {
  return new Reader(handler, counters);
}
