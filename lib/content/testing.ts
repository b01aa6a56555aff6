/** Policies loaded together, for tests. */
import { FIELD_TABLE } from "#lib/event";
import {
  ANY_HOST,
  type LoadedPolicies,
  type LoadOptions,
  loadAgentContent,
  loadPolicies,
  type PolicySource,
  parsePolicy,
} from "./index.ts";

/** Loads policies by file name, in this order, after content by path. */
export function loadAll(
  policies: Readonly<Record<string, string>>,
  content: Readonly<Record<string, string>> = {},
  options: Partial<LoadOptions> = {},
): LoadedPolicies {
  const files = Object.entries(content).map(([path, text]) => ({ path, text }));
  const shipped: PolicySource = {
    policy: { name: "vigil", version: "0", source: "content" },
    isDefault: true,
    content: loadAgentContent(files),
  };
  const own = Object.entries(policies).map(([path, text]): PolicySource => {
    const parsed = parsePolicy(path, text);
    const name = path.replace(/\.policy$/, "");
    const policy = { name, version: parsed.version, source: "file" } as const;
    return { policy, isDefault: name === "default", content: parsed };
  });
  const sources = files.length === 0 ? own : [shipped, ...own];
  return loadPolicies(sources, { table: FIELD_TABLE, host: ANY_HOST, ...options });
}

/** Everything that is wrong with what was loaded, in the order of the places. */
export function faultsOf({ policies, rules }: LoadedPolicies) {
  const faults = [
    ...policies.flatMap(({ diagnostics }) => diagnostics),
    ...rules.flatMap(({ diagnostics }) => diagnostics),
  ];
  return faults.sort((a, b) => a.span.start - b.span.start);
}
