/**
 * Macros: named expressions, lists or values that rules use by name. They stay trees; the checker
 * puts them in place where their type fits, so that a macro needs no type of its own.
 */
import type { Diagnostic } from "#lib/base";
import type { Ast, ListAst } from "./ast.ts";
import type { MacroTable } from "./checker.ts";
import * as faults from "./diagnostics.ts";
import { LIST_ITEMS_MAX } from "./limits.ts";
import * as macroFaults from "./macro-diagnostics.ts";
import { parseMacro } from "./parse.ts";

/** A macro as policies write it: `expression`, or `values` that stand for a list. */
export type MacroDefinition = {
  id: string;
  expression?: string;
  values?: readonly (string | number)[];
  /**
   * What a later definition of the same id does: `merge` appends its list, `override` takes its
   * place.
   */
  combine?: "merge" | "override";
};

export type MacroResult = {
  macros: MacroTable;
  /** Faults, each with the index of its definition; spans are offsets into its expression. */
  faults: { index: number; diagnostic: Diagnostic }[];
};

const NOWHERE = { start: 0, end: 0 };

/** Reads macros in order; one at fault is left out and the others stand. */
export function defineMacros(definitions: readonly MacroDefinition[]): MacroResult {
  const macros = new Map<string, Ast>();
  const result: MacroResult = { macros, faults: [] };
  definitions.forEach((definition, index) => {
    const diagnostics: Diagnostic[] = [];
    const ast = readBody(definition, diagnostics);
    const combined = ast && combine(macros.get(definition.id), ast, definition, diagnostics);
    if (combined !== undefined) macros.set(definition.id, combined);
    for (const diagnostic of diagnostics) result.faults.push({ index, diagnostic });
  });
  return result;
}

function readBody(definition: MacroDefinition, diagnostics: Diagnostic[]): Ast | undefined {
  const { id, expression, values } = definition;
  if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(id)) {
    diagnostics.push(macroFaults.macroName(NOWHERE, id));
    return undefined;
  }
  if (expression !== undefined) {
    const parsed = parseMacro(expression);
    diagnostics.push(...parsed.diagnostics);
    return parsed.ast;
  }
  if (values === undefined || values.length === 0) {
    diagnostics.push(macroFaults.macroEmpty(NOWHERE, id));
    return undefined;
  }
  return limited({ kind: "list", items: values.map(valueAst), span: NOWHERE }, diagnostics);
}

function valueAst(value: string | number): Ast {
  if (typeof value === "number") return { kind: "int", value, span: NOWHERE };
  return { kind: "string", text: value, span: NOWHERE };
}

function combine(
  before: Ast | undefined,
  ast: Ast,
  definition: MacroDefinition,
  diagnostics: Diagnostic[],
): Ast | undefined {
  if (before === undefined || definition.combine === "override") return ast;
  if (definition.combine !== "merge") {
    diagnostics.push(macroFaults.macroTwice(ast.span, definition.id));
    return undefined;
  }
  if (before.kind !== "list" || ast.kind !== "list") {
    diagnostics.push(macroFaults.macroNotList(ast.span, definition.id));
    return undefined;
  }
  return limited({ ...before, items: [...before.items, ...ast.items] }, diagnostics);
}

function limited(list: ListAst, diagnostics: Diagnostic[]): ListAst | undefined {
  if (list.items.length <= LIST_ITEMS_MAX) return list;
  diagnostics.push(faults.listTooLong(list.span));
  return undefined;
}
