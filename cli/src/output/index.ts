/** How the command line speaks: progress and errors on stderr for people, results on stdout. */
export type { Output } from "./output.ts";
export { createOutput } from "./output.ts";
export { formatBytes, formatCount, formatTable } from "./text.ts";
