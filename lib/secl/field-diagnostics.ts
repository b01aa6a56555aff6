/** Wording for fields that take less than their type allows. */
import type { Diagnostic, Span } from "#lib/base";

export function fixedOnly(span: Span, field: string): Diagnostic {
  return {
    code: "SECL_FIXED_ONLY",
    severity: "error",
    span,
    what: `\`${field}\` is compared with one fixed text only`,
    why: "What it says is put into the kernel when rules are loaded, before there is any event.",
    do: "Compare it with `==` and one text; make a rule for each.",
  };
}

export function packetFilter(span: Span, fault: string, remedy: string): Diagnostic {
  return {
    code: "SECL_PACKET_FILTER",
    severity: "error",
    span,
    what: `this packet filter cannot be used: ${fault}`,
    why: "The kernel runs it on every packet, so it is compiled when rules are loaded.",
    do: remedy,
  };
}
