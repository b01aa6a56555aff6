/**
 * Packet filters in the syntax of pcap, compiled to classic BPF on packets that start with their
 * network header. A stated part of the syntax; the rest is refused with its place.
 */
import type { Span } from "#lib/base";
import { PcapFault } from "./fault.ts";
import { generate } from "./generate.ts";
import { parse } from "./parse.ts";

/** Bytes of a filter's text; the sensor keeps it with a NUL in 512. */
export const FILTER_TEXT_BYTES_MAX = 511;
export { FILTER_INSTRUCTIONS_MAX } from "./generate.ts";

/** Instructions of 8 bytes, or what is wrong and where; `span` is within the text. */
export type CompiledFilter =
  | { ok: true; code: Uint8Array }
  | { ok: false; span: Span; what: string; do: string };

/** Compiles a filter. Never throws; the empty text selects every packet. */
export function compilePacketFilter(text: string): CompiledFilter {
  try {
    if (new TextEncoder().encode(text).length > FILTER_TEXT_BYTES_MAX)
      throw new PcapFault(
        { start: 0, end: text.length },
        `the filter is longer than ${FILTER_TEXT_BYTES_MAX} bytes`,
        "Make several rules of it.",
      );
    return { ok: true, code: generate(parse(text), text.length) };
  } catch (error) {
    if (error instanceof PcapFault)
      return { ok: false, span: error.span, what: error.message, do: error.remedy };
    throw error;
  }
}
