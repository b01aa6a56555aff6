/** Searching everything that is stored: agents' events and logs. */
export { refuseSearch } from "./errors.ts";
export { CSV_COLUMNS_DEFAULT, csvHead, csvLine, renderRecord } from "./render.ts";
export { openSearch, parseSearch, type Search } from "./search.ts";
