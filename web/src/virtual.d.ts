/** Modules that web/vite.config.ts makes. */
declare module "virtual:shipped-macros" {
  import type { MacroDefinition } from "#lib/secl";

  export const MACROS: readonly MacroDefinition[];
}
