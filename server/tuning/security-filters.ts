/**
 * Which logs the rules look at: those of any enabled filter, less its exclusions. One filter is
 * built in and takes all logs; what agents send is never filtered.
 */
import type { SecurityFilterSetting } from "#lib/detection";
import type { SecurityFilter, SecurityFilterAttributes } from "#lib/protocol";
import type { Person } from "#server/access";
import { createId, type Entry, openCollection } from "#server/documents";
import { collectionHistory } from "#server/store";
import { createCheck } from "./check.ts";
import { refuseTuning } from "./errors.ts";
import { patched, type TuningParts } from "./owned.ts";

export const SECURITY_FILTERS_MAX = 500;
/** Configurations in one answer, the newest. */
const VERSIONS_SHOWN_MAX = 100;
const BUILTIN_ID = "all-ingested-logs";

type Body = Omit<SecurityFilterAttributes, "is_builtin" | "version">;
type Given = Partial<Body> & { version?: number };
type Configuration = {
  version: number;
  date: number;
  filters: (SecurityFilterAttributes & { id: string })[];
};

const BUILTIN: Body = {
  name: "all ingested logs",
  query: "*",
  is_enabled: true,
  exclusion_filters: [],
  filtered_data_type: "logs",
};

function checkFilter({ name, query, exclusion_filters }: Body): void {
  const check = createCheck();
  check.name("name", name);
  check.search("query", query);
  exclusion_filters.forEach((exclusion, at) => {
    check.name(`exclusion_filters[${at}].name`, exclusion.name);
    check.search(`exclusion_filters[${at}].query`, exclusion.query);
  });
  check.end();
}

/** Name, query and kind of the built-in filter are its own. */
function builtinAfter(body: Body, given: Given): Body {
  const next = patched(body, given);
  for (const what of ["name", "query", "filtered_data_type"] as const)
    if (next[what] !== BUILTIN[what]) throw refuseTuning("FILTER_BUILTIN", { what });
  return next;
}

export function openSecurityFilters({ random, ...base }: TuningParts) {
  const documents = openCollection<Body>({
    ...{ ...base, name: "security_filters", noun: "security filter", max: SECURITY_FILTERS_MAX },
  });

  function list(): SecurityFilter[] {
    const own = documents.list().filter(({ id }) => id !== BUILTIN_ID);
    const builtin = documents.get(BUILTIN_ID);
    return [resourceOf(BUILTIN_ID, builtin?.body ?? BUILTIN, builtin?.version ?? 0)].concat(
      own.map(({ id, body, version }) => resourceOf(id, body, version)),
    );
  }

  function get(id: string): SecurityFilter {
    if (id !== BUILTIN_ID) documents.need(id);
    return list().find((filter) => filter.id === id) as SecurityFilter;
  }

  async function updateBuiltin(person: Person, given: Given): Promise<void> {
    // Its versions start before the first one that is kept.
    const expected = given.version === undefined ? undefined : given.version - 1;
    const next = (body: Body) => {
      const changed = builtinAfter(body, given);
      checkFilter(changed);
      return changed;
    };
    if (documents.get(BUILTIN_ID) !== undefined) {
      await documents.change(person, BUILTIN_ID, ({ body }) => next(body), expected);
      return;
    }
    if (expected !== undefined && expected !== 0) throw documents.conflict(1, expected + 1);
    await documents.create(person, BUILTIN_ID, next(BUILTIN));
  }

  return {
    documents,
    get,
    list,

    /** Throws TUNING_INVALID. */
    async create(person: Person, given: Given): Promise<SecurityFilter> {
      const body = patched({} as Body, given);
      checkFilter(body);
      const { id } = await documents.create(person, createId(random), body);
      return get(id);
    },

    /** Throws TUNING_INVALID and FILTER_BUILTIN. */
    async update(person: Person, id: string, given: Given): Promise<SecurityFilter> {
      const next = ({ body }: Entry<Body>) => {
        const changed = patched(body, given);
        checkFilter(changed);
        return changed;
      };
      if (id === BUILTIN_ID) await updateBuiltin(person, given);
      else await documents.change(person, id, next, given.version);
      return get(id);
    },

    /** Throws FILTER_BUILTIN. */
    async remove(person: Person, id: string): Promise<void> {
      if (id === BUILTIN_ID) throw refuseTuning("FILTER_BUILTIN", { what: "existence" });
      await documents.remove(person, id);
    },

    /** All filters as they were after each change, newest first. */
    async versions(): Promise<Configuration[]> {
      const steps = await collectionHistory(base.control.db, "security_filters");
      const now = new Map([[BUILTIN_ID, resourceOf(BUILTIN_ID, BUILTIN, 0)]]);
      const shown = steps.map(({ id, version, body, at }, index): Configuration => {
        if (body === null) now.delete(id);
        else now.set(id, resourceOf(id, JSON.parse(body) as Body, version));
        const filters = [...now.values()].map((each) => ({ id: each.id, ...each.attributes }));
        return { version: index + 1, date: at, filters };
      });
      return shown.slice(-VERSIONS_SHOWN_MAX).reverse();
    },

    /** undefined when all logs are looked at. */
    settings(): SecurityFilterSetting[] | undefined {
      const enabled = list().filter(({ attributes }) => attributes.is_enabled);
      const takesAll = ({ attributes: { is_builtin, exclusion_filters } }: SecurityFilter) =>
        is_builtin && exclusion_filters.length === 0;
      if (enabled.some(takesAll)) return undefined;
      return enabled.map(({ attributes: { query, exclusion_filters } }) => ({
        query,
        exclusions: exclusion_filters.map((each) => each.query),
      }));
    },
  };
}

export type SecurityFilters = ReturnType<typeof openSecurityFilters>;

function resourceOf(id: string, body: Body, version: number): SecurityFilter {
  const is_builtin = id === BUILTIN_ID;
  const attributes = { ...body, is_builtin, version: is_builtin ? version + 1 : version };
  return { id, type: "security_filters", attributes };
}
