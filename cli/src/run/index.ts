/** `vigil run`. */
export type { RunOptions } from "./run.ts";
export { run } from "./run.ts";
