/** Who may change one rule or one suppression, over the API. */
import { queryOptions } from "@tanstack/react-query";
import {
  RESTRICTION_POLICY_PATH,
  type RestrictedKind,
  type RestrictionPolicyAnswer,
  USERS_PATH,
  type User,
} from "#lib/protocol";
import { request } from "./client.ts";

const USERS_SHOWN_MAX = 500;
const pathOf = (resource: string) => `${RESTRICTION_POLICY_PATH}/${encodeURIComponent(resource)}`;

export const resourceName = (kind: RestrictedKind, id: string) => `${kind}:${id}`;

export const restrictionQuery = (resource: string) =>
  queryOptions({
    queryKey: ["restriction", resource],
    queryFn: async ({ signal }) => {
      const answer = await request<RestrictionPolicyAnswer>("GET", pathOf(resource), { signal });
      const { bindings, may_edit: mayEdit } = answer.data.attributes;
      const editors = bindings
        .filter(({ relation }) => relation === "editor")
        .flatMap(({ principals }) => principals);
      return { editors, mayEdit };
    },
    staleTime: 10_000,
  });

/** Lets only these change it; with none, everybody who has the permission. Throws ApiFailure. */
export async function restrict(resource: string, editors: readonly string[]): Promise<void> {
  if (editors.length === 0) {
    await request<null>("DELETE", pathOf(resource));
    return;
  }
  const attributes = { bindings: [{ relation: "editor", principals: editors }] };
  const body = { data: { id: resource, type: "restriction_policy", attributes } };
  await request<RestrictionPolicyAnswer>("POST", pathOf(resource), { body });
}

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: async ({ signal }) => {
    const query = { "page[size]": USERS_SHOWN_MAX };
    return (await request<{ data: User[] }>("GET", USERS_PATH, { query, signal })).data;
  },
  staleTime: 60_000,
});
