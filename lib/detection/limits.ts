/** How large a detection rule may be; a larger one is refused with a diagnostic. */

export const QUERIES_MAX = 10;
export const CASES_MAX = 10;
export const GROUP_KEYS_MAX = 10;
/** Parentheses within each other in a case's condition. */
export const CONDITION_DEPTH_MAX = 20;
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
export const CALCULATED_FIELDS_MAX = 20;
export const RULE_TAGS_MAX = 200;
/** UTF-16 units of a rule's name, and of its message. */
export const RULE_NAME_LENGTH_MAX = 1024;
export const RULE_MESSAGE_LENGTH_MAX = 65_536;
