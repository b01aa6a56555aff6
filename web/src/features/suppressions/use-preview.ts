/** Asks, a moment after each change, what a suppression would have hidden and what is wrong. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApiFailure, type FailureDetail } from "../../api/client.ts";
import { previewSuppression, type SuppressionDraft } from "../../api/suppressions.ts";
import { useSettled } from "../../ui/use-settled.ts";

type Preview = Awaited<ReturnType<typeof previewSuppression>>;
type Answer = { faults: readonly FailureDetail[]; preview?: Preview };

export function usePreview(draft: SuppressionDraft) {
  const settled = useSettled(draft);
  const answer = useQuery({
    queryKey: ["suppression-preview", settled],
    queryFn: async ({ signal }): Promise<Answer> => {
      try {
        return { faults: [], preview: await previewSuppression(settled, signal) };
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 400) return { faults: error.details };
        throw error;
      }
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
  });
  return {
    faults: answer.data?.faults ?? [],
    preview: answer.data?.preview,
    isChecking: settled !== draft || answer.isFetching,
    failure: answer.error,
  };
}
