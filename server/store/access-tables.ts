/**
 * Rows of the access tables in the control database; times are milliseconds since 1970. No secret
 * is ever here: passwords are kept as argon2id text, every other secret as the hexadecimal SHA-256
 * of a random token.
 */
export type UserRow = {
  id: string;
  handle: string;
  name: string;
  role: string;
  /** argon2id in PHC form; empty for an account that cannot sign in. */
  password_hash: string;
  created_at: number;
};

export type SessionRow = {
  token_hash: string;
  user_id: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
};

export type KeyKind = "api" | "application";
export type KeyRow = {
  id: string;
  kind: KeyKind;
  name: string;
  key_hash: string;
  last4: string;
  /** Who made it; an application key also acts with this user's role. */
  user_id: string;
  created_at: number;
  revoked_at: number | null;
};

export type EnrolledAgentRow = {
  agent_id: string;
  hostname: string;
  version: string;
  key_hash: string;
  enrolled_at: number;
  revoked_at: number | null;
  /** When the agent last told how it fares; null before the first time. */
  reported_at: number | null;
  /** JSON array of the host's tags. */
  tags: string;
  /** JSON of the last report; "null" before the first. */
  status: string;
};

export type AuditRow = {
  id: string;
  at: number;
  actor: string;
  action: string;
  target: string;
  /** JSON object with what changed; never a secret. */
  detail: string;
};

export type AccessTables = {
  access_users: UserRow;
  access_sessions: SessionRow;
  access_keys: KeyRow;
  access_agents: EnrolledAgentRow;
  access_audit: AuditRow;
};
