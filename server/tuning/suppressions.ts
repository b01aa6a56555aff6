/** Signals that are not made, and events that rules do not see. */
import type { SuppressionSetting } from "#lib/detection";
import type {
  DetectionRule,
  Suppression,
  SuppressionAttributes,
  SuppressionSort,
} from "#lib/protocol";
import { compilePredicate, parseQuery } from "#lib/query";
import type { Person } from "#server/access";
import { type Change, changesOf, createId, type Entry, openCollection } from "#server/documents";
import { ruleFilter } from "#server/rules";
import { createCheck } from "./check.ts";
import { ownedOf, patched, type TuningParts } from "./owned.ts";

export const SUPPRESSIONS_MAX = 2000;

export type SuppressionBody = Omit<SuppressionAttributes, keyof ReturnType<typeof ownedOf>>;
type Given = { [Key in keyof SuppressionBody]?: SuppressionBody[Key] | null | undefined } & {
  version?: number;
};
export type SuppressionVersion = { suppression: SuppressionAttributes; changes: Change[] };

/** Throws TUNING_INVALID with all faults. */
export function checkSuppression(body: SuppressionBody): void {
  const check = createCheck();
  const { name, rule_query, suppression_query = "", data_exclusion_query = "" } = body;
  check.name("name", name);
  check.search("rule_query", rule_query);
  check.search("suppression_query", suppression_query);
  check.search("data_exclusion_query", data_exclusion_query);
  if (suppression_query.trim() === "" && data_exclusion_query.trim() === "") {
    const todo = "Give it a suppression_query, a data_exclusion_query, or both.";
    check.add("suppression_query", "SUPPRESSION_EMPTY", "It suppresses nothing.", todo);
  }
  const { start_date: start, expiration_date: end } = body;
  if (start !== undefined && end !== undefined && end <= start) {
    const what = "It ends before it starts.";
    const todo = "Let expiration_date be later than start_date.";
    check.add("expiration_date", "SUPPRESSION_TIMES", what, todo);
  }
  check.end();
}

export function openSuppressions({ random, guard, ...base }: TuningParts) {
  const documents = openCollection<SuppressionBody>({
    ...{ ...base, name: "suppressions", noun: "suppression", max: SUPPRESSIONS_MAX },
  });
  return {
    documents,
    get: (id: string): Suppression => resourceOf(documents.need(id)),

    /** Throws TUNING_INVALID when `query` cannot be read. */
    list(query = "", sort?: SuppressionSort): Suppression[] {
      const found = documents.list().map(resourceOf).filter(suppressionFilter(query));
      if (sort !== undefined) sortSuppressions(found, sort);
      return found;
    },

    /** Those that are about a rule, enabled or not. */
    affecting(rule: DetectionRule): Suppression[] {
      return this.list().filter(({ attributes }) => ruleFilter(attributes.rule_query)(rule));
    },

    async create(person: Person, given: Given): Promise<Suppression> {
      const body = patched({} as SuppressionBody, given);
      checkSuppression(body);
      return resourceOf(await documents.create(person, createId(random), body));
    },

    async update(person: Person, id: string, given: Given): Promise<Suppression> {
      documents.need(id);
      guard?.check(person, id);
      const next = ({ body }: Entry<SuppressionBody>) => {
        const changed = patched(body, given);
        checkSuppression(changed);
        return changed;
      };
      return resourceOf(await documents.change(person, id, next, given.version));
    },

    async remove(person: Person, id: string): Promise<void> {
      documents.need(id);
      guard?.check(person, id);
      await documents.remove(person, id);
      await guard?.forget(person, id);
    },

    /** Oldest first. */
    async history(id: string): Promise<SuppressionVersion[]> {
      const entries = await documents.history(id);
      return entries.map((entry, at) => {
        const before = entries[at - 1];
        const changes = before ? changesOf(before.body, entry.body) : [];
        return { suppression: attributesOf(entry), changes };
      });
    },

    settings(): SuppressionSetting[] {
      return documents
        .list()
        .filter(({ body }) => body.enabled)
        .map(({ id, body }) => ({
          ...body,
          id,
          suppression_query: body.suppression_query ?? "",
          data_exclusion_query: body.data_exclusion_query ?? "",
        }));
    },
  };
}

export type Suppressions = ReturnType<typeof openSuppressions>;

function attributesOf(entry: Entry<SuppressionBody>): SuppressionAttributes {
  return { ...entry.body, ...ownedOf(entry) };
}

function resourceOf(entry: Entry<SuppressionBody>): Suppression {
  return { id: entry.id, type: "suppressions", attributes: attributesOf(entry) };
}

/** Words are found in name and description; every attribute by its name, such as `enabled:true`. */
function suppressionFilter(text: string): (suppression: Suppression) => boolean {
  const check = createCheck();
  check.search("query", text);
  check.end();
  const { query } = parseQuery(text);
  const predicate = query === undefined ? () => false : compilePredicate(query);
  return ({ id, attributes }) => {
    const { name, description = "", tags = [] } = attributes;
    return predicate({ ...attributes, id, title: [name, id], message: description, tags });
  };
}

const byText = new Intl.Collator("en", { sensitivity: "base", numeric: true }).compare;

function sortSuppressions(found: Suppression[], sort: SuppressionSort): void {
  const isDescending = sort.startsWith("-");
  const key = (isDescending ? sort.slice(1) : sort) as keyof SuppressionAttributes;
  const sign = isDescending ? -1 : 1;
  // One without a date has none to come, so it is last.
  const numberOf = ({ attributes }: Suppression) =>
    Number(attributes[key] ?? Number.POSITIVE_INFINITY);
  found.sort((a, b) =>
    key === "name"
      ? sign * byText(a.attributes.name, b.attributes.name)
      : sign * (numberOf(a) === numberOf(b) ? 0 : numberOf(a) - numberOf(b)),
  );
}
