/** What emitters share: the banner of generated TypeScript, names and types. */
import type { FlatField } from "../flatten.ts";

export const GENERATED = "/** Generated from schema/ by `npm run gen`. Do not edit. */";

export function pascal(name: string): string {
  return name.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}

export function tsType(field: FlatField): string {
  const base = field.type === "int" ? "number" : field.type === "bool" ? "boolean" : "string";
  return field.array ? `readonly ${base}[]` : base;
}
