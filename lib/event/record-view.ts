/**
 * Reads scalars and strings of one record in place. A view is pointed at record after record and
 * keeps nothing: whoever wants a value twice keeps it. Offsets come from the generated classes,
 * never from here.
 */
import { formatAddress } from "./address.ts";

/**
 * A buffer of whole records. `u32` and `u8` show the same bytes; records start at multiples of 8.
 */
export type Chunk = {
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
  /** Decodes UTF-8 between two byte offsets, malformed bytes as U+FFFD. */
  text(start: number, end: number): string;
};

const TWO_32 = 2 ** 32;
const AF_INET = 2;
const AF_INET6 = 10;

export class RecordView {
  chunk!: Chunk;
  /** Byte offset of the record in the chunk. */
  base = 0;

  /** Points the view at a record. The caller has checked that the record lies within the chunk. */
  point(chunk: Chunk, base: number): void {
    this.chunk = chunk;
    this.base = base;
  }

  u32(offset: number): number {
    return this.chunk.u32[(this.base + offset) >> 2] as number;
  }

  u16(offset: number): number {
    const at = this.base + offset;
    return (this.chunk.u8[at] as number) | ((this.chunk.u8[at + 1] as number) << 8);
  }

  /** Exact to 2^53; above that the nearest double (times in nanoseconds lose less than 256 ns). */
  u64(offset: number): number {
    const at = (this.base + offset) >> 2;
    return (this.chunk.u32[at] as number) + (this.chunk.u32[at + 1] as number) * TWO_32;
  }

  s64(offset: number): number {
    const at = (this.base + offset) >> 2;
    return (this.chunk.u32[at] as number) + ((this.chunk.u32[at + 1] as number) | 0) * TWO_32;
  }

  u64s(offset: number, count: number): number[] {
    return Array.from({ length: count }, (_, index) => this.u64(offset + index * 8));
  }

  raw(offset: number, count: number): Uint8Array {
    return this.chunk.u8.subarray(this.base + offset, this.base + offset + count);
  }

  /** A fixed field of characters up to its first NUL. */
  chars(offset: number, count: number): string {
    const start = this.base + offset;
    const nul = this.chunk.u8.indexOf(0, start);
    return this.chunk.text(start, nul === -1 || nul > start + count ? start + count : nul);
  }

  str(offset: number): string {
    const length = this.u16(offset + 2);
    if (length === 0) return "";
    const start = this.base + this.u16(offset);
    return this.chunk.text(start, start + length);
  }

  bytes(offset: number): Uint8Array {
    const start = this.base + this.u16(offset);
    return this.chunk.u8.subarray(start, start + this.u16(offset + 2));
  }

  /** One view an item of the structs that `bytes` holds one after the other. */
  items<Item extends RecordView>(offset: number, size: number, create: () => Item): Item[] {
    const start = this.base + this.u16(offset);
    const count = Math.floor(this.u16(offset + 2) / size);
    return Array.from({ length: count }, (_, index) => {
      const item = create();
      item.point(this.chunk, start + index * size);
      return item;
    });
  }

  /** An address in canonical text form; "" for families without IP addresses. */
  address(offset: number, family: number): string {
    if (family === AF_INET) return formatAddress(this.raw(offset, 4));
    return family === AF_INET6 ? formatAddress(this.raw(offset, 16)) : "";
  }
}
