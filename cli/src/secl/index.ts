/** `vigil secl`. */
export type { ToolStreams } from "./commands.ts";
export { addSeclCommands } from "./commands.ts";
