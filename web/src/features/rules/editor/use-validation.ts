/** Asks the server, a moment after each change, whether a draft could be saved. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiFailure, type FailureDetail } from "../../../api/client.ts";
import { type RuleDraft, validateRule } from "../../../api/rules.ts";

const PAUSE_MS = 350;

/** The value as it was when it last rested. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}

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
