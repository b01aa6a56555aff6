/** Bytes that grow at their end, as the engine's binary formats want them: little-endian. */

const BYTES_START = 4096;
/** Texts up to this are copied by a loop, which is faster than a call into the runtime. */
const LOOP_CHARS_MAX = 48;
const TWO_32 = 2 ** 32;

export class ByteSink {
  #bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafe(BYTES_START);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was written; valid until the next write. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const wanted = this.#length + more;
    if (wanted <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  u16(value: number): void {
    this.#reserve(2);
    this.#length = this.#bytes.writeUInt16LE(value, this.#length);
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
  }

  /** An integer of 64 bits, signed or not, as far as a number holds it exactly. */
  i64(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / TWO_32);
    const at = this.#bytes.writeUInt32LE(value - high * TWO_32, this.#length);
    this.#length = this.#bytes.writeInt32LE(high, at);
  }

  /** An unsigned integer of seven bits a byte, the lowest first. */
  varint(value: number): void {
    this.#reserve(8);
    let left = value;
    for (; left >= 0x80; left = Math.floor(left / 0x80))
      this.#bytes[this.#length++] = (left & 0x7f) | 0x80;
    this.#bytes[this.#length++] = left;
  }

  /** The length in bytes and then the text as UTF-8. */
  text(text: string): void {
    const { length } = text;
    if (length > LOOP_CHARS_MAX || !this.#ascii(text)) this.#utf8(text);
  }

  /** Writes a short text of ASCII; says whether it was one. */
  #ascii(text: string): boolean {
    const { length } = text;
    this.#reserve(length + 1);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = length;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[at++] = code;
    }
    this.#length = at;
    return true;
  }

  #utf8(text: string): void {
    const length = Buffer.byteLength(text);
    this.varint(length);
    this.#reserve(length);
    this.#length += this.#bytes.write(text, this.#length, length, "utf8");
  }

  /** Bytes, or numbers that are bytes. */
  append(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }
}
