/** What the page of rules shows, as its address says it. */
import { readText, readTime, type TimeSearch } from "../../ui/explorer/time-range.ts";

const TABS = ["agent", "attack"] as const;
/** `at` is the place opened on the map: a tactic, or a tactic and a technique. */
export type RulesSearch = TimeSearch & { tab?: (typeof TABS)[number]; q?: string; at?: string };

/** Reads an address; what does not make sense is left out. */
export function readRulesSearch(raw: Record<string, unknown>): RulesSearch {
  const tab = TABS.find((each) => each === raw["tab"]);
  const q = readText(raw["q"]);
  const at = readText(raw["at"]);
  return {
    ...(tab && { tab }),
    ...(q !== undefined && { q }),
    ...(tab === "attack" && { ...readTime(raw), ...(at !== undefined && { at }) }),
  };
}
