/** `vigil down`. */
export { down } from "./down.ts";
