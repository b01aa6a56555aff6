/** What all wording of the language's faults is made with. */
import type { Diagnostic, Edit, Span } from "#lib/base";

/** Texts of a rule shown in a message are cut here. */
const SHOWN_LENGTH_MAX = 80;

/** `fix` is the change that the last sentence proposes; one without text proposes none. */
export function fault(
  ...[code, span, what, why, todo, fix]: [string, Span, string, string, string, fix?: Edit]
): Diagnostic {
  const plain = { code: `SECL_${code}`, severity: "error" as const, span, what, why, do: todo };
  return fix === undefined || fix.text === "" ? plain : { ...plain, fix };
}

export function quote(text: string): string {
  return text.length > SHOWN_LENGTH_MAX ? `\`${text.slice(0, SHOWN_LENGTH_MAX)}…\`` : `\`${text}\``;
}
