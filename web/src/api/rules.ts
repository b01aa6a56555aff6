/** Detection rules over the API. */
import { queryOptions } from "@tanstack/react-query";
import {
  type DetectionRule,
  RULES_PATH,
  type RuleBaselineAnswer,
  type RuleHistoryAnswer,
  type RulePage,
  type RuleQueryPayload,
  type RuleRun,
  type RuleScheduleAnswer,
  type RulesDeletedAnswer,
  type RuleTestAnswer,
} from "#lib/protocol";
import { ApiFailure, request, requestFile } from "./client.ts";

const RULES_PAGE_SIZE = 1000;
/** Rules beyond this are not listed; searching finds them. */
const RULES_MAX = 10_000;

/** What a client sends of a rule: any of its fields. */
export type RuleDraft = Readonly<Record<string, unknown>>;

const pathOf = (id: string) => `${RULES_PATH}/${encodeURIComponent(id)}`;

async function fetchRules(query: string, signal: AbortSignal): Promise<DetectionRule[]> {
  const rules: DetectionRule[] = [];
  for (let number = 0; rules.length < RULES_MAX; number += 1) {
    const page = await request<RulePage>("GET", RULES_PATH, {
      query: { query, "page[size]": RULES_PAGE_SIZE, "page[number]": number },
      signal,
    });
    rules.push(...page.data);
    if (page.data.length < RULES_PAGE_SIZE) break;
  }
  return rules;
}

/** The rules that a search finds; "" finds all. */
export const rulesQuery = (query = "") =>
  queryOptions({
    queryKey: ["rules", query],
    queryFn: ({ signal }) => fetchRules(query, signal),
    staleTime: 60_000,
  });

export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ["rule", id],
    queryFn: ({ signal }) => request<DetectionRule>("GET", pathOf(id), { signal }),
    staleTime: 60_000,
  });

/** Versions of a rule, newest first. */
export const ruleHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ["rule", id, "history"],
    queryFn: async ({ signal }) => {
      const path = `${pathOf(id)}/version_history`;
      const answer = await request<RuleHistoryAnswer>("GET", path, { signal });
      return Object.values(answer.data.attributes.data).sort(
        (a, b) => b.rule.version - a.rule.version,
      );
    },
  });

/** How often one asks anew while a run goes on, and while none does. */
const BUSY_REFETCH_MS = 1000;
const IDLE_REFETCH_MS = 15_000;

/** Whether a run waits or runs. */
export const isGoingOn = ({ status }: RuleRun): boolean =>
  status === "pending" || status === "running";

/** When a scheduled rule runs next, and its runs. */
export const ruleScheduleQuery = (id: string) =>
  queryOptions({
    queryKey: ["rule", id, "schedule"],
    queryFn: async ({ signal }) => {
      const path = `${pathOf(id)}/schedule`;
      return (await request<RuleScheduleAnswer>("GET", path, { signal })).data.attributes;
    },
    refetchInterval: ({ state }) =>
      state.data?.runs.some(isGoingOn) ? BUSY_REFETCH_MS : IDLE_REFETCH_MS,
  });

/** What a rule learned from what is stored; null while nobody has written down that it shall. */
export const ruleBaselineQuery = (id: string) =>
  queryOptions({
    queryKey: ["rule", id, "baseline"],
    queryFn: async ({ signal }): Promise<RuleRun | null> => {
      try {
        const path = `${pathOf(id)}/baseline`;
        return (await request<RuleBaselineAnswer>("GET", path, { signal })).data.attributes;
      } catch (error) {
        if (error instanceof ApiFailure && error.code === "RULE_UNLEARNED") return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) =>
      state.data && !isGoingOn(state.data) ? IDLE_REFETCH_MS : BUSY_REFETCH_MS,
  });

export const createRule = (body: RuleDraft) => request<DetectionRule>("POST", RULES_PATH, { body });

/** Changes the fields given. With `version`, refused as a conflict when it is not the newest. */
export const changeRule = (id: string, body: RuleDraft) =>
  request<DetectionRule>("PUT", pathOf(id), { body });

export const restoreRule = (id: string, version: number) =>
  request<DetectionRule>("POST", `${pathOf(id)}/restore/${version}`);

const idsBody = (ruleIds: readonly string[]) => ({
  data: { type: "bulk_delete_rules", attributes: { ruleIds } },
});

/** Deletes rules; the answer names those that could not be. */
export async function deleteRules(ids: readonly string[]) {
  const answer = await request<RulesDeletedAnswer>("DELETE", `${RULES_PATH}/bulk_delete`, {
    body: idsBody(ids),
  });
  return answer.data.attributes;
}

/** The JSON of rules in a ZIP file. */
export const exportRules = (ids: readonly string[]) =>
  requestFile(`${RULES_PATH}/bulk_export`, idsBody(ids));

/** Throws ApiFailure with all faults, each with its path. */
export async function validateRule(body: RuleDraft, signal: AbortSignal): Promise<null> {
  return await request<null>("POST", `${RULES_PATH}/validation`, { body, signal });
}

/** By sample whether the rule's query answered as expected. */
export async function testRule(
  rule: RuleDraft,
  ruleQueryPayloads: readonly RuleQueryPayload[],
): Promise<boolean[]> {
  const body = { rule, ruleQueryPayloads };
  return (await request<RuleTestAnswer>("POST", `${RULES_PATH}/test`, { body })).results;
}
