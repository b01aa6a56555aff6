/** How large a search may be. A larger one is refused with a diagnostic, never cut. */

/** UTF-16 units; what the API accepts in `filter[query]`. */
export const QUERY_LENGTH_MAX = 8192;
/** Parentheses and negations within each other. */
export const QUERY_DEPTH_MAX = 32;
export const QUERY_TERMS_MAX = 1000;
/** Objects within each other that `*:text` looks into; JSON of events is far flatter. */
export const WALK_DEPTH_MAX = 32;
