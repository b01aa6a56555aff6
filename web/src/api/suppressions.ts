/** Suppressions over the API. */
import { queryOptions } from "@tanstack/react-query";
import {
  SIGNALS_PATH,
  SUPPRESSION_KEYS,
  SUPPRESSIONS_PATH,
  type Suppression,
  type SuppressionAnswer,
  type SuppressionKeys,
  type SuppressionPage,
  type SuppressionPreview,
} from "#lib/protocol";
import { request } from "./client.ts";

/** What a client sends of a suppression; null takes a date away. */
export type SuppressionDraft = Readonly<Record<string, unknown>>;

const pathOf = (id: string) => `${SUPPRESSIONS_PATH}/${encodeURIComponent(id)}`;
const bodyOf = (attributes: SuppressionDraft) => ({ data: { type: "suppressions", attributes } });

export const suppressionsQuery = queryOptions({
  queryKey: ["suppressions"],
  queryFn: async ({ signal }): Promise<Suppression[]> =>
    (await request<SuppressionPage>("GET", SUPPRESSIONS_PATH, { query: { sort: "name" }, signal }))
      .data,
});

export type KeySets = SuppressionKeys["data"]["attributes"];

/** What a suppression of signals like one may go by; `key` is in every set unless it is "". */
export const suppressionKeysQuery = (signalId: string, key: string) =>
  queryOptions({
    queryKey: ["suppressions", "keys", signalId, key],
    queryFn: async ({ signal }): Promise<KeySets> => {
      const path = `${SIGNALS_PATH}/${encodeURIComponent(signalId)}/${SUPPRESSION_KEYS}`;
      const query = key === "" ? {} : { key };
      return (await request<SuppressionKeys>("GET", path, { query, signal })).data.attributes;
    },
  });

export const createSuppression = (attributes: SuppressionDraft) =>
  request<SuppressionAnswer>("POST", SUPPRESSIONS_PATH, { body: bodyOf(attributes) });

/** Changes what is given. With `version`, refused as a conflict when it is not the newest. */
export const changeSuppression = (id: string, attributes: SuppressionDraft) =>
  request<SuppressionAnswer>("PATCH", pathOf(id), { body: bodyOf(attributes) });

export const deleteSuppression = (id: string) => request<null>("DELETE", pathOf(id));

/** What it would have hidden. Throws ApiFailure with all faults, each with its path. */
export async function previewSuppression(attributes: SuppressionDraft, signal: AbortSignal) {
  const answer = await request<SuppressionPreview>("POST", `${SUPPRESSIONS_PATH}/preview`, {
    body: bodyOf(attributes),
    signal,
  });
  return answer.data.attributes;
}
