/** Named maxima of the rule language: what a hostile or careless rule can cost is bounded here. */

/** Characters of one rule or macro. */
export const SOURCE_LENGTH_MAX = 65_536;

/**
 * How deep parentheses, unary operators, comparisons and arithmetic may nest; keeps recursion off
 * the stack's end.
 */
export const NESTING_MAX = 200;

/** Items of one list, written or after macros were merged. */
export const LIST_ITEMS_MAX = 4096;

/** Nodes of one rule after its macros were put in place. */
export const RULE_NODES_MAX = 20_000;

/** Characters of one regular expression. */
export const REGEXP_LENGTH_MAX = 1024;

/** Elements of a list field (`process.ancestors`) that a rule looks at. */
export const ITERATOR_ELEMENTS_MAX = 100;

/** Texts and patterns on one field of an event type from which on they are looked up together. */
export const INDEXED_TESTS_MIN = 16;

/** Rules of one generated function; beyond this V8 compiles the function late and badly. */
export const RULES_PER_FUNCTION_MAX = 30;

/** Segments of a path that a rule can name, as deep as the sensor resolves. */
export const PATH_DEPTH_MAX = 1363;

/** Bytes of one path segment (NAME_MAX, limits.h). */
export const PATH_SEGMENT_MAX = 255;

/** Characters of the name of a BPF map or program (BPF_OBJ_NAME_LEN, linux/bpf.h). */
export const BPF_NAME_MAX = 16;
