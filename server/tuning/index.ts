/** What people set beside the rules: suppressions, security filters and critical assets. */
import { openCriticalAssets } from "./critical-assets.ts";
import type { TuningParts } from "./owned.ts";
import { openSecurityFilters } from "./security-filters.ts";
import { openSuppressions } from "./suppressions.ts";

export { adviceOn } from "./advice.ts";
export type { CriticalAssets } from "./critical-assets.ts";
export { suppressionKeys } from "./key-sets.ts";
export type { SecurityFilters } from "./security-filters.ts";
export { checkSuppression, type SuppressionBody, type Suppressions } from "./suppressions.ts";

export type Tuning = ReturnType<typeof openTuning>;

/** All three, whose copies are empty until `refresh`. */
export function openTuning(parts: TuningParts) {
  const suppressions = openSuppressions(parts);
  const filters = openSecurityFilters(parts);
  const assets = openCriticalAssets(parts);
  const all = [suppressions, filters, assets];
  return {
    suppressions,
    filters,
    assets,
    async refresh(): Promise<boolean> {
      const moved: boolean[] = [];
      for (const { documents } of all) moved.push(await documents.refresh());
      return moved.includes(true);
    },
    onChange(listener: () => void): void {
      for (const { documents } of all) documents.onChange(listener);
    },
  };
}
