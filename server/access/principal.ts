/**
 * Who calls: a person (by session, keys or the local operator token) or an agent. Made by
 * `authenticate` alone.
 */
import type { EnrolledAgentRow, UserRow } from "#server/store";
import { refuseAccess } from "./errors.ts";
import { type Permission, permissionsOf } from "./permissions.ts";

/**
 * How the caller showed who it is. The hashes name the secrets it needs, every one of them, without
 * revealing them.
 */
export type Credential = {
  kind: "session" | "keys" | "operator" | "agent";
  hashes: readonly string[];
};

export type Person = {
  kind: "person";
  id: string;
  handle: string;
  name: string;
  role: string;
  permissions: ReadonlySet<Permission>;
  credential: Credential;
};

export type EnrolledAgent = {
  kind: "agent";
  /** The agent's own id: what it sends must carry the same. */
  id: string;
  hostname: string;
  /** The host's tags as the agent last told them. */
  tags: readonly string[];
  credential: Credential;
};

export type Principal = Person | EnrolledAgent;

export function personOf(user: UserRow, credential: Credential): Person {
  const { id, handle, name, role } = user;
  return { kind: "person", id, handle, name, role, permissions: permissionsOf(role), credential };
}

type AgentRow = Pick<EnrolledAgentRow, "agent_id" | "hostname" | "key_hash" | "tags">;

export function agentOf(row: AgentRow): EnrolledAgent {
  const credential: Credential = { kind: "agent", hashes: [row.key_hash] };
  const tags = JSON.parse(row.tags) as string[];
  return { kind: "agent", id: row.agent_id, hostname: row.hostname, tags, credential };
}

/** How the audit trail names a caller. */
export function actorOf(principal: Principal): string {
  return principal.kind === "agent" ? `agent:${principal.id}` : `user:${principal.handle}`;
}

/** Throws ACCESS_FORBIDDEN when a person lacks the permission; an agent has none. */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (principal.kind === "person" && principal.permissions.has(permission)) return;
  throw refuseAccess("ACCESS_FORBIDDEN", { permission });
}
