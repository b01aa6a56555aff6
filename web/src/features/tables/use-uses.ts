/** Which rules ask a table. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { DetectionRule } from "#lib/protocol";
import { rulesQuery } from "../../api/rules.ts";

export type Uses = ReadonlyMap<string, readonly DetectionRule[]>;

/** Rules by name of the table; undefined while they are not known. */
export function useUses(): Uses | undefined {
  const { data: rules } = useQuery(rulesQuery());
  return useMemo(() => {
    if (!rules) return undefined;
    const uses = new Map<string, DetectionRule[]>();
    for (const rule of rules)
      for (const name of new Set(rule.referenceTables?.map(({ tableName }) => tableName)))
        uses.set(name, [...(uses.get(name) ?? []), rule]);
    return uses;
  }, [rules]);
}
