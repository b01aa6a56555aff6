/** The search language: text → Query → predicate. The event store turns the same Query into SQL. */
export type { Query, ValueMatch } from "./ast.ts";
export { blockRanges, compileBlocks, isBlock } from "./cidr.ts";
export { formatQuery } from "./format.ts";
export type { Literal } from "./grams.ts";
export { createGramIndex } from "./grams.ts";
export {
  DOT_IN_NAME,
  isUnfindable,
  LEAF_OBJECT,
  LEAF_OTHER,
  LEAF_TEXT,
  leafCounters,
  leafMark,
  leafPattern,
} from "./leaf-shapes.ts";
export type { Leaves, StoredLeaves } from "./leaves.ts";
export { eventOf, leavesOf, shareLeaves } from "./leaves.ts";
export { QUERY_DEPTH_MAX, QUERY_LENGTH_MAX, QUERY_TERMS_MAX, WALK_DEPTH_MAX } from "./limits.ts";
export { literalValues } from "./literals.ts";
export type { ParseResult } from "./parse.ts";
export { parseQuery } from "./parse.ts";
export type { Predicate } from "./predicate.ts";
export { compilePredicate, FREE_TEXT_KEYS, textValues, valueReader } from "./predicate.ts";
export type { Requirement } from "./requirements.ts";
export { literalOf, requirementsOf } from "./requirements.ts";
export type { PatternPart } from "./wildcard.ts";
export { compilePattern, patternParts } from "./wildcard.ts";
