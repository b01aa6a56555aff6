/** `vigil packs`: content packs of a running Vigil. */
export { addPackCommands } from "./commands.ts";
