/** What a search over events and logs can be refused with. */
import { defineErrors } from "#lib/base";

export const refuseSearch = defineErrors({
  SEARCH_QUERY_INVALID: {
    status: 400,
    message: "The search cannot be read: {reason}.",
    hint: "{hint}",
  },
  SEARCH_TIME_INVALID: {
    status: 400,
    message: "The {name} of the search is no time.",
    hint: "Write ISO 8601, milliseconds since 1970, or date math such as now-15m.",
  },
  SEARCH_RANGE_INVALID: {
    status: 400,
    message: "The search ends before it begins.",
    hint: "Let from be earlier than to.",
  },
  SEARCH_CURSOR_INVALID: {
    status: 400,
    message: "The page cursor is not one that this search returned.",
    hint: "Start again from the first page; a cursor belongs to one query and order.",
  },
  SEARCH_COMPUTE_INVALID: {
    status: 400,
    message: "The aggregation cannot be made: {reason}.",
    hint: "All but count need a metric, such as @duration; a timeseries needs an interval.",
  },
});
