/** Bringing in rules that are written in Sigma. */
export { addSigmaCommands } from "./commands.ts";
