/** `vigil policy`. */
export { addPolicyCommands } from "./commands.ts";
