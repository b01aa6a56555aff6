/** Policies loaded together, for tests. */
import { FIELD_TABLE } from "#lib/event";
import {
  ANY_HOST,
  type LoadedPolicies,
  type LoadOptions,
  loadPolicies,
  readPolicies,
} from "./index.ts";

type Files = Readonly<Record<string, string>>;

function toFiles(files: Files) {
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

/** Loads policies by file name, in this order, after content by path. */
export function loadAll(
  policies: Files,
  content: Files = {},
  options: Partial<LoadOptions> = {},
): LoadedPolicies {
  const sources = readPolicies({ content: toFiles(content), policies: toFiles(policies) }, "0");
  const used = Object.keys(content).length === 0 ? sources.slice(1) : sources;
  return loadPolicies(used, { table: FIELD_TABLE, host: ANY_HOST, ...options });
}

/** Everything that is wrong with what was loaded, in the order of the places. */
export function faultsOf({ policies, rules }: LoadedPolicies) {
  const faults = [
    ...policies.flatMap(({ diagnostics }) => diagnostics),
    ...rules.flatMap(({ diagnostics }) => diagnostics),
  ];
  return faults.sort((a, b) => a.span.start - b.span.start);
}
