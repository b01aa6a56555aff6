/** What the SQL of the stores calls that SQLite does not have, for each of its connections. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { MATCH_FUNCTION, matchText } from "./search-values.ts";
import { createTally, TALLY_FUNCTION, type Tally } from "./signal-facets.ts";

const OPTIONS = { deterministic: true, directOnly: true };

export function addFunctions(database: DatabaseSync): void {
  database.function(MATCH_FUNCTION, OPTIONS, (test, text) => matchText(String(test), text));
  // What an aggregate goes on with is any value; its type says only what SQLite binds.
  const bound = (tally: Tally) => tally as unknown as SQLInputValue;
  const tallyOf = (value: SQLInputValue) => value as unknown as Tally;
  database.aggregate(TALLY_FUNCTION, {
    ...OPTIONS,
    start: () => bound(createTally()),
    step: (value, facets, status, state) => {
      tallyOf(value).add(String(facets), String(status), String(state));
      return value;
    },
    result: (value) => JSON.stringify(tallyOf(value).top()),
  });
}
