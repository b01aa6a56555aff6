/** Every fault a search can have: one function each, so that all wording is in this file. */
import type { Diagnostic, Span } from "#lib/base";

function fault(code: string, span: Span, what: string, why: string, todo: string): Diagnostic {
  return { code, severity: "error", span, what, why, do: todo };
}

export function tooLong(span: Span, max: number): Diagnostic {
  return fault(
    "QUERY_TOO_LONG",
    span,
    `The search is longer than ${max} characters.`,
    "Longer searches would hold up everybody else's.",
    "Shorten it, or split it into several searches.",
  );
}

export function tooDeep(span: Span, max: number): Diagnostic {
  return fault(
    "QUERY_TOO_DEEP",
    span,
    `Parentheses and negations are nested deeper than ${max}.`,
    "The depth of a search is bounded so that reading it cannot exhaust memory.",
    "Remove parentheses that change nothing.",
  );
}

export function tooManyTerms(span: Span, max: number): Diagnostic {
  return fault(
    "QUERY_TOO_MANY_TERMS",
    span,
    `The search has more than ${max} terms.`,
    "Each term costs time for every event.",
    "Use a wildcard, or a tag that the events share.",
  );
}

export function unclosedQuote(span: Span): Diagnostic {
  return fault(
    "QUERY_UNCLOSED_QUOTE",
    span,
    "This quotation mark is not closed.",
    "Everything after it would belong to the quoted text.",
    'Add the closing ", or write \\" for a quotation mark itself.',
  );
}

export function unclosedGroup(span: Span): Diagnostic {
  return fault(
    "QUERY_UNCLOSED_GROUP",
    span,
    "This parenthesis is not closed.",
    "The end of the group decides what OR and negation apply to.",
    "Add the closing ), or write \\( for a parenthesis itself.",
  );
}

export function unexpectedClose(span: Span): Diagnostic {
  return fault(
    "QUERY_UNEXPECTED_CLOSE",
    span,
    "This parenthesis closes nothing.",
    "No group is open here.",
    "Remove it, or write \\) for a parenthesis itself.",
  );
}

export function termMissing(span: Span): Diagnostic {
  return fault(
    "QUERY_TERM_MISSING",
    span,
    "A term is missing here.",
    "AND, OR, NOT and parentheses need something to apply to.",
    'Add the term, or quote the word ("OR") to search for it.',
  );
}

export function valueMissing(span: Span, key: string): Diagnostic {
  return fault(
    "QUERY_VALUE_MISSING",
    span,
    `"${key}:" has no value.`,
    "A space ends a term, so the value must follow the colon directly.",
    `Write ${key}:value, or ${key}:* for any value.`,
  );
}

export function keyInvalid(span: Span): Diagnostic {
  return fault(
    "QUERY_KEY_INVALID",
    span,
    "This is not the name of an attribute or tag.",
    "What stands before a colon is a name: an attribute as @a.b, or a plain word; wildcards are for values.",
    "Name one attribute, or write \\: to search for a colon.",
  );
}

export function calculatedField(span: Span): Diagnostic {
  return fault(
    "QUERY_CALCULATED_FIELD",
    span,
    "Calculated fields are not available here.",
    "A name that starts with # is worked out by a formula, and no formula belongs to this search.",
    "Search the attributes that the formula reads.",
  );
}

export function glued(span: Span, mark: string): Diagnostic {
  return fault(
    "QUERY_SPACE_MISSING",
    span,
    `${mark} directly after another character.`,
    "It could belong to the word or begin something new.",
    `Put a space before it, or write \\${mark} when it belongs to the word.`,
  );
}

export function rangeMalformed(span: Span): Diagnostic {
  return fault(
    "QUERY_RANGE_MALFORMED",
    span,
    "This is not a range.",
    "A range has two ends of one kind, and both belong to it.",
    "Write [400 TO 499]; * leaves an end open; \\[ is the bracket itself.",
  );
}

export function comparisonMalformed(span: Span): Diagnostic {
  return fault(
    "QUERY_COMPARISON_MALFORMED",
    span,
    "Nothing to compare with.",
    "The number follows >, >=, < or <= without a space.",
    "Write @key:>100, or \\> for the character itself.",
  );
}

export function cidrMalformed(span: Span): Diagnostic {
  return fault(
    "QUERY_CIDR_MALFORMED",
    span,
    "CIDR needs an attribute and at least one address block.",
    "Events match when the attribute holds an address inside one of the blocks.",
    "Write CIDR(@connect.addr.ip, 192.0.2.0/24, 2001:db8::/32).",
  );
}

export function blockInvalid(span: Span, text: string): Diagnostic {
  return fault(
    "QUERY_CIDR_BLOCK",
    span,
    `"${text}" is not an address block.`,
    "A block is an IPv4 or IPv6 address, followed by / and the length of its prefix.",
    "Write it as 192.0.2.0/24 or 2001:db8::/32.",
  );
}
