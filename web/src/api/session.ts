/** Who is signed in, signing in and out. */
import { queryOptions } from "@tanstack/react-query";
import { CURRENT_USER_PATH, type CurrentUser, SESSION_PATH, type SignIn } from "#lib/protocol";
import { request } from "./client.ts";

export const currentUserQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => request<CurrentUser>("GET", CURRENT_USER_PATH, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export async function signIn(body: SignIn): Promise<void> {
  await request("POST", SESSION_PATH, { body });
}

export async function signOut(): Promise<void> {
  await request("DELETE", SESSION_PATH);
}
