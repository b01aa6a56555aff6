/** `vigil test`. */
export { runTests } from "./test.ts";
