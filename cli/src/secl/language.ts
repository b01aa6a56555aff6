/** The expression a command is about, and what its names mean. */
import { type Input, readInput, readRuleSources, readSource, type SourceText } from "#cli/source";
import { defineContentMacros, kindOf, loadAgentContent, parsePolicy } from "#lib/content";
import { FIELD_TABLE } from "#lib/event";
import type { CheckEnvironment } from "#lib/secl";

export type ExpressionFlags = {
  /** File that holds the expression; - for standard input. */
  file?: string;
  /** Files whose macros the expression may name. */
  macros?: readonly string[];
};

/** The expression as an argument, of a file, or of standard input when neither is given. */
export async function readExpression(
  argument: string | undefined,
  { file }: ExpressionFlags,
  input: Input,
): Promise<SourceText> {
  if (argument !== undefined) return { path: "expression", text: argument };
  if (file !== undefined && file !== "-") {
    const { path, text } = readSource(file);
    return { path, text: text.trimEnd() };
  }
  const { path, text } = await readInput(input);
  return { path, text: text.trimEnd() };
}

/** The product's language with the macros of files. Faults of the files are those files' matter. */
export function environmentOf({ macros: paths = [] }: ExpressionFlags): CheckEnvironment {
  const macros = readRuleSources(paths).flatMap((source) =>
    kindOf(source) === "policy"
      ? parsePolicy(source.path, source.text).macros
      : loadAgentContent([{ ...source, path: "macros.yaml" }]).macros,
  );
  return { table: FIELD_TABLE, macros: defineContentMacros(macros).macros };
}
