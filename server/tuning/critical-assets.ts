/** Assets that matter more or less than others: they change the severity of their signals. */
import type { CriticalAssetSetting } from "#lib/detection";
import type { CriticalAsset, CriticalAssetAttributes, DetectionRule } from "#lib/protocol";
import type { Person } from "#server/access";
import { createId, type Entry, openCollection } from "#server/documents";
import { ruleFilter } from "#server/rules";
import { createCheck } from "./check.ts";
import { ownedOf, patched, type TuningParts } from "./owned.ts";

export const CRITICAL_ASSETS_MAX = 2000;

type Body = Omit<CriticalAssetAttributes, keyof ReturnType<typeof ownedOf>>;
type Given = Partial<Body> & { version?: number };

function checkAsset({ query, rule_query }: Body): void {
  const check = createCheck();
  check.search("query", query);
  check.search("rule_query", rule_query);
  check.end();
}

export function openCriticalAssets({ random, ...base }: TuningParts) {
  const documents = openCollection<Body>({
    ...{ ...base, name: "critical_assets", noun: "critical asset", max: CRITICAL_ASSETS_MAX },
  });
  return {
    documents,
    get: (id: string): CriticalAsset => resourceOf(documents.need(id)),
    list: (): CriticalAsset[] => documents.list().map(resourceOf),

    /** Those that are about a rule, enabled or not. */
    affecting(rule: DetectionRule): CriticalAsset[] {
      return this.list().filter(({ attributes }) => ruleFilter(attributes.rule_query)(rule));
    },

    /** Throws TUNING_INVALID. */
    async create(person: Person, given: Given): Promise<CriticalAsset> {
      const body = patched({ enabled: true } as Body, given);
      checkAsset(body);
      return resourceOf(await documents.create(person, createId(random), body));
    },

    async update(person: Person, id: string, given: Given): Promise<CriticalAsset> {
      const next = ({ body }: Entry<Body>) => {
        const changed = patched(body, given);
        checkAsset(changed);
        return changed;
      };
      return resourceOf(await documents.change(person, id, next, given.version));
    },

    remove: (person: Person, id: string): Promise<void> => documents.remove(person, id),

    settings(): CriticalAssetSetting[] {
      return documents
        .list()
        .filter(({ body }) => body.enabled !== false)
        .map(({ id, body: { query, rule_query, severity } }) => ({
          ...{ id, query, rule_query, severity },
        }));
    },
  };
}

export type CriticalAssets = ReturnType<typeof openCriticalAssets>;

function resourceOf(entry: Entry<Body>): CriticalAsset {
  const attributes = { ...entry.body, ...ownedOf(entry) };
  return { id: entry.id, type: "critical_assets", attributes };
}
