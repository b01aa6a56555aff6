/** Formulas of calculated fields: text → expression → function over events. */
export type { Expression, FormulaResult, Value } from "./ast.ts";
export { compileFormula } from "./evaluate.ts";
export { fieldsOf, parseFormula } from "./parse.ts";
