/** `vigil key`. */
export { createKeys } from "./create.ts";
