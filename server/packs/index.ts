/** Content packs: rules, guidance and what they need, turned on and off together. */
export { createPackDesk, type PackDesk } from "./desk.ts";
export { type ContentPacks, loadContentPacks, type Pack } from "./pack-files.ts";
export { openPacks, type Packs } from "./packs.ts";
export { createSightings } from "./sightings.ts";
