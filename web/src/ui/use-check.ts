/** Asks the server about a draft, a moment after each change; its faults are answers too. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApiFailure, type FailureDetail } from "../api/client.ts";
import { useSettled } from "./use-settled.ts";

const KEPT_MS = 60_000;

export type Check<Answer> = {
  answer: Answer | undefined;
  faults: readonly FailureDetail[];
  /** Whether what is shown may be about an older draft. */
  isChecking: boolean;
  /** The question itself failed, so nothing is known. */
  failure: unknown;
};

type CheckParts<Draft, Answer> = {
  /** Names the question among those whose answers are kept. */
  key: string;
  draft: Draft;
  ask: (draft: Draft, signal: AbortSignal) => Promise<Answer>;
  staleMs: number;
};

export function useCheck<Draft, Answer>({ key, draft, ask, staleMs }: CheckParts<Draft, Answer>) {
  const settled = useSettled(draft);
  const { data, error, isFetching } = useQuery({
    queryKey: [key, settled],
    queryFn: async ({ signal }) => {
      try {
        return { faults: [], answer: await ask(settled, signal) };
      } catch (failure) {
        if (failure instanceof ApiFailure && failure.status === 400)
          return { faults: failure.details };
        throw failure;
      }
    },
    placeholderData: keepPreviousData,
    staleTime: staleMs,
    gcTime: KEPT_MS,
  });
  const found: { faults?: readonly FailureDetail[]; answer?: Answer } = data ?? {};
  const check: Check<Answer> = {
    answer: found.answer,
    faults: found.faults ?? [],
    isChecking: settled !== draft || isFetching,
    failure: error,
  };
  return check;
}
