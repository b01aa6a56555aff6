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
/** Actions of one rule. */
export const ACTIONS_MAX = 32;
/** Values that an array variable may be told to keep. */
export const VARIABLE_SIZE_MAX = 10_000;
/** How often a test may repeat one event. */
export const TEST_EVENTS_MAX = 10_000;
/** Fields whose combinations one query counts. */
export const DISTINCT_FIELDS_MAX = 5;
/** Fields that together make a value of the method new_value. */
export const NEW_VALUE_FIELDS_MAX = 5;
export const CORRELATED_FIELDS_MAX = 3;
export const SEQUENCE_STEPS_MAX = 10;
/** From the first step of a sequence to its last, in seconds. */
export const SEQUENCE_SECONDS_MAX = 86_400;
export const THIRD_PARTY_CASES_MAX = 10;
export const ROOT_QUERIES_MAX = 10;
export const REFERENCE_TABLES_MAX = 10;
export const RULE_FILTERS_MAX = 20;
export const RULE_TAGS_MAX = 200;
/** UTF-16 units of a rule's name, and of its message. */
export const RULE_NAME_LENGTH_MAX = 1024;
export const RULE_MESSAGE_LENGTH_MAX = 65_536;
