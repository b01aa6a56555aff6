/** `vigil doctor`. */
export { doctor } from "./doctor.ts";
export { PIN_DIR } from "./pins.ts";
