/** `vigil rule list` and `get`. */
import { type LocalClient, openClient } from "#cli/client";
import { formatTable, type Output } from "#cli/output";
import { type DetectionRule, RULES_PATH, type RulePage } from "#lib/protocol";

const PAGE_SIZE = 1000;
/** More pages than there can be rules. */
const PAGES_MAX = 20;

/** All rules found, by name. */
export async function fetchRules(client: LocalClient, query: string): Promise<DetectionRule[]> {
  const rules: DetectionRule[] = [];
  for (let page = 0; page < PAGES_MAX; page++) {
    const search = new URLSearchParams({
      query,
      sort: "name",
      "page[size]": String(PAGE_SIZE),
      "page[number]": String(page),
    });
    const { data } = await client.get<RulePage>(`${RULES_PATH}?${search.toString()}`);
    rules.push(...data);
    if (data.length < PAGE_SIZE) break;
  }
  return rules;
}

export async function listRules(data: string, query: string, output: Output): Promise<void> {
  const rules = await fetchRules(openClient(data), query);
  output.result(rules);
  if (rules.length === 0) {
    output.line(query === "" ? "There are no rules." : `No rule is found by ${query}.`);
    return;
  }
  const rows = rules.map((rule) => [
    rule.id,
    rule.isEnabled ? "on" : "off",
    rule.isDefault ? "default" : "custom",
    rule.type,
    rule.customName || rule.name,
  ]);
  output.line(formatTable([["rule", "state", "origin", "type", "name"], ...rows]));
}

export async function getRule(data: string, id: string, output: Output): Promise<void> {
  const path = `${RULES_PATH}/${encodeURIComponent(id)}`;
  output.result(await openClient(data).get<DetectionRule>(path));
}
