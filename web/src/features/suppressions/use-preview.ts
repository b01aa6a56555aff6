/** Asks, a moment after each change, what a suppression would have hidden and what is wrong. */
import { previewSuppression, type SuppressionDraft } from "../../api/suppressions.ts";
import { useCheck } from "../../ui/use-check.ts";

export const usePreview = (draft: SuppressionDraft) =>
  useCheck({ key: "suppression-preview", draft, ask: previewSuppression, staleMs: 30_000 });
