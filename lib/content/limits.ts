/** How large content may be; a larger file is refused with a diagnostic and the others load. */

/** UTF-16 units of one file; the largest published policy has about a fifth of it. */
export const CONTENT_FILE_LENGTH_MAX = 2 * 1024 * 1024;
/** Files of one load; more are refused, each with a diagnostic up to the maximum of diagnostics. */
export const CONTENT_FILES_MAX = 10_000;
/** Levels of YAML within each other; a rule has about ten. */
export const YAML_NESTING_MAX = 64;
/** Lexical tokens of one file; a policy of 2,000 rules has about 120,000. */
export const YAML_TOKENS_MAX = 400_000;
/** Aliases of one file. */
export const YAML_ALIASES_MAX = 10_000;
/** Aliases that one plain value may hold; bounds what a small value can grow to. */
export const YAML_EXPANDED_ALIASES_MAX = 100;
/** Characters and list entries read from one file, aliases in place. */
export const EXPANSION_MAX = 2 * CONTENT_FILE_LENGTH_MAX;
/** Rules, and macros, of one policy file. */
export const POLICY_ENTRIES_MAX = 5000;
/** Characters of an expression that is made several; checking refuses longer ones anyway. */
export const EXPRESSION_LENGTH_MAX = 65_536;
/** For how long a network filter stays in force: when nothing is said, and between which bounds. */
export const NETWORK_FILTER_NS = 600e9;
export const NETWORK_FILTER_NS_MIN = 1e9;
export const NETWORK_FILTER_NS_MAX = 86_400e9;
/** Actions of one rule. */
export const ACTIONS_MAX = 32;
/** Values that an array variable may be told to keep. */
export const VARIABLE_SIZE_MAX = 10_000;
/** How often a test may repeat one event. */
export const TEST_EVENTS_MAX = 10_000;
