/** `vigil status`. */
export { status } from "./status.ts";
