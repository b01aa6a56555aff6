/** Asks the server, a moment after each change, whether a draft could be saved. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApiFailure, type FailureDetail } from "../../../api/client.ts";
import { type RuleDraft, validateRule } from "../../../api/rules.ts";
import { useSettled } from "../../../ui/use-settled.ts";

export type Validation = {
  faults: readonly FailureDetail[];
  isChecking: boolean;
  /** The question itself failed, so nothing is known. */
  failure: unknown;
};

export function useValidation(draft: RuleDraft): Validation {
  const settled = useSettled(draft);
  const answer = useQuery({
    queryKey: ["rule-validation", settled],
    queryFn: async ({ signal }) => {
      try {
        await validateRule(settled, signal);
        return [];
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 400) return error.details;
        throw error;
      }
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  return {
    faults: answer.data ?? [],
    isChecking: settled !== draft || answer.isFetching,
    failure: answer.error,
  };
}
