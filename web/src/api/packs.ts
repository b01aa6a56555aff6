/** Content packs over the API. */
import { queryOptions } from "@tanstack/react-query";
import { CONTENT_PACKS_PATH, type ContentPack, type ContentPackList } from "#lib/protocol";
import { request } from "./client.ts";

/** All packs by name. */
export const packsQuery = queryOptions({
  queryKey: ["packs"],
  queryFn: async ({ signal }): Promise<ContentPack[]> => {
    const { data } = await request<ContentPackList>("GET", CONTENT_PACKS_PATH, { signal });
    return data.toSorted((a, b) => a.attributes.name.localeCompare(b.attributes.name, "en"));
  },
});

/** Turns a pack on or off. Throws ApiFailure. */
export const changePack = (id: string, active: boolean) => {
  const verb = active ? "activate" : "deactivate";
  return request<null>("PUT", `${CONTENT_PACKS_PATH}/${encodeURIComponent(id)}/${verb}`);
};
