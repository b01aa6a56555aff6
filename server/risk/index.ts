/** Entities and the risk that their signals add up to. */
export type { Risk } from "./risk.ts";
export { openRisk } from "./risk.ts";
