/** Detection rules of a running Vigil, and the same as files. */
export { addRuleCommands } from "./commands.ts";
