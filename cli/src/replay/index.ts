/** `vigil replay`. */
export { replay } from "./replay.ts";
