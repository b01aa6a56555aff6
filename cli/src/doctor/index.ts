/** `vigil doctor`. */
export { doctor } from "./doctor.ts";
