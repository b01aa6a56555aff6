/** `vigil table`: reference tables of a running Vigil. */
export { addTableCommands } from "./commands.ts";
