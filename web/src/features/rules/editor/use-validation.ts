/** Asks the server, a moment after each change, whether a draft could be saved. */
import { type RuleDraft, validateRule } from "../../../api/rules.ts";
import { type Check, useCheck } from "../../../ui/use-check.ts";

export type Validation = Check<null>;

export const useValidation = (draft: RuleDraft): Validation =>
  useCheck({ key: "rule-validation", draft, ask: validateRule, staleMs: 60_000 });
