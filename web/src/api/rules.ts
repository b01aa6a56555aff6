/** Detection rules over the API. */
import { queryOptions } from "@tanstack/react-query";
import { type DetectionRule, RULES_PATH, type RulePage } from "#lib/protocol";
import { request } from "./client.ts";

const RULES_PAGE_SIZE = 1000;
/** Rules beyond this are not listed; searching on the server finds them. */
const RULES_MAX = 10_000;

async function fetchRules(signal: AbortSignal): Promise<DetectionRule[]> {
  const rules: DetectionRule[] = [];
  for (let number = 0; rules.length < RULES_MAX; number += 1) {
    const query = { "page[size]": RULES_PAGE_SIZE, "page[number]": number };
    const page = await request<RulePage>("GET", RULES_PATH, { query, signal });
    rules.push(...page.data);
    if (page.data.length < RULES_PAGE_SIZE) break;
  }
  return rules;
}

export const rulesQuery = queryOptions({
  queryKey: ["rules"],
  queryFn: ({ signal }) => fetchRules(signal),
  staleTime: 60_000,
});

export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ["rule", id],
    queryFn: ({ signal }) =>
      request<DetectionRule>("GET", `${RULES_PATH}/${encodeURIComponent(id)}`, { signal }),
    staleTime: 60_000,
  });
