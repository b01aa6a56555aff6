/** Collections of versioned documents: what people write, kept with history, audit and versions. */
export { type Change, changesOf } from "./changes.ts";
export { type Collection, type Entry, openCollection } from "./collection.ts";
export { refuseDocument } from "./errors.ts";
export { createId } from "./id.ts";
export { type Watch, watchCollections } from "./watch.ts";
