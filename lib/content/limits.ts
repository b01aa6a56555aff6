/** How large content may be; a larger file is refused with a diagnostic and the others load. */

/** UTF-16 units of one file; the largest published policy has about a fifth of it. */
export const CONTENT_FILE_LENGTH_MAX = 2 * 1024 * 1024;
/** Files of one load; more are refused, each with a diagnostic up to the maximum of diagnostics. */
export const CONTENT_FILES_MAX = 10_000;
export const QUERIES_MAX = 10;
export const CASES_MAX = 10;
export const GROUP_KEYS_MAX = 10;
/** Parentheses within each other in a case's condition. */
export const CONDITION_DEPTH_MAX = 20;
/** Aliases that one value of a test may hold; bounds what a small file can grow to. */
export const YAML_ALIASES_MAX = 100;
/** How often a test may repeat one event. */
export const TEST_EVENTS_MAX = 10_000;
