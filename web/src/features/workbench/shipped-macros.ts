/** The macros that agents load with the shipped rules, put into this chunk by the build. */
import { MACROS } from "virtual:shipped-macros";
import { defineMacros } from "#lib/secl";

export { MACROS };

/** Ready to be named. They are checked before they are shipped, so none is left out. */
export const SHIPPED_MACROS = defineMacros(MACROS).macros;
