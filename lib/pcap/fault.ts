/** What is wrong with a filter, where, and what to do about it. */
import type { Span } from "#lib/base";

export class PcapFault extends Error {
  readonly span: Span;
  readonly remedy: string;

  constructor(span: Span, what: string, remedy: string) {
    super(what);
    this.span = span;
    this.remedy = remedy;
  }
}
