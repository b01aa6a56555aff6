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
  kind: "session" | "keys" | "operator" | "agent" | "sender";
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

/** A program that shows an API key alone: it may send what routes for senders take, and no more. */
export type Sender = {
  kind: "sender";
  /** Id of the key. */
  id: string;
  credential: Credential;
};

export type Principal = Person | EnrolledAgent | Sender;

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

export function senderOf(keyId: string, keyHash: string): Sender {
  return { kind: "sender", id: keyId, credential: { kind: "sender", hashes: [keyHash] } };
}

/** How the audit trail names a caller. */
export function actorOf(principal: Principal): string {
  if (principal.kind === "person") return `user:${principal.handle}`;
  return `${principal.kind}:${principal.id}`;
}

/** Throws ACCESS_FORBIDDEN when a person lacks the permission; only persons have any. */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (principal.kind === "person" && principal.permissions.has(permission)) return;
  throw refuseAccess("ACCESS_FORBIDDEN", { permission });
}
