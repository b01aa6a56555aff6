/** Options that several commands have, each written once. */
export { dataOption, jsonOption } from "./options.ts";
