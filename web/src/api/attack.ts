/** The map of ATT&CK over the API. */
import { queryOptions } from "@tanstack/react-query";
import { ATTACK_MAP_PATH, type AttackMap } from "#lib/protocol";
import { request } from "./client.ts";

type Filter = { query: string; from: string; to: string };

/** `key` tells one range of time from another, whenever it is asked for. */
export const attackMapQuery = ({ query, from, to }: Filter, key: unknown) =>
  queryOptions({
    queryKey: ["rules", "attack", query, key],
    queryFn: async ({ signal }) => {
      const asked = { query, "filter[from]": from, "filter[to]": to };
      const answer = await request<AttackMap>("GET", ATTACK_MAP_PATH, { query: asked, signal });
      return answer.data.attributes;
    },
    placeholderData: (before) => before,
    staleTime: 10_000,
  });
