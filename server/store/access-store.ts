/**
 * Reads and writes of the access tables. Every change takes the audit row that describes it and
 * commits both or neither; what changes without one is bookkeeping that says nothing new (a
 * session's last use, sessions that ran out).
 */
import type {
  AuditRow,
  EnrolledAgentRow,
  KeyKind,
  KeyRow,
  SessionRow,
  UserRow,
} from "./access-tables.ts";
import type { Control, ControlTransaction } from "./control.ts";

/** Accounts in one answer. */
export const USERS_LISTED_MAX = 10_000;
/** Rows of the audit trail in one answer. */
export const AUDIT_ROWS_MAX = 1000;

export type SessionWithUser = { session: SessionRow; user: UserRow };
export type KeyWithUser = { key: KeyRow; user: UserRow };

export type AgentReport = Pick<
  EnrolledAgentRow,
  "hostname" | "version" | "reported_at" | "tags" | "status"
>;

export type AccessStore = ReturnType<typeof openAccessStore>;

/** The access tables of an open control database. Throws what the control database throws. */
export function openAccessStore(control: Control) {
  const { db } = control;
  function change<Result>(audit: AuditRow, work: (trx: ControlTransaction) => Promise<Result>) {
    return control.transaction(async (trx) => {
      const result = await work(trx);
      await trx.insertInto("access_audit").values(audit).execute();
      return result;
    });
  }
  return {
    ...userStore(control),
    ...sessionStore(control, change),
    ...keyStore(control, change),
    ...agentStore(control),
    async addAudit(audit: AuditRow): Promise<void> {
      await db.insertInto("access_audit").values(audit).execute();
    },
    /** Newest first. */
    listAudit(limit: number): Promise<AuditRow[]> {
      return db
        .selectFrom("access_audit")
        .selectAll()
        .orderBy("at", "desc")
        .orderBy("id", "desc")
        .limit(Math.min(limit, AUDIT_ROWS_MAX))
        .execute();
    },
  };
}

type Change = <Result>(
  audit: AuditRow,
  work: (trx: ControlTransaction) => Promise<Result>,
) => Promise<Result>;

function userStore({ db, transaction }: Control) {
  return {
    userByHandle: (handle: string) =>
      db.selectFrom("access_users").selectAll().where("handle", "=", handle).executeTakeFirst(),
    /** By handle. */
    listUsers: (): Promise<UserRow[]> =>
      db.selectFrom("access_users").selectAll().orderBy("handle").limit(USERS_LISTED_MAX).execute(),
    userById: (id: string) =>
      db.selectFrom("access_users").selectAll().where("id", "=", id).executeTakeFirst(),
    /** False when the handle is taken; then nothing is written. Of replicas that race, one wins. */
    addUser: (user: UserRow, audit: AuditRow): Promise<boolean> =>
      transaction(async (trx) => {
        const { numInsertedOrUpdatedRows = 0n } = await trx
          .insertInto("access_users")
          .values(user)
          .onConflict((conflict) => conflict.column("handle").doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 0n) return false;
        await trx.insertInto("access_audit").values(audit).execute();
        return true;
      }),
  };
}

function sessionStore({ db }: Control, change: Change) {
  return {
    /**
     * Adds a session and ends the oldest ones of the same user beyond `keep`; returns the hashes of
     * those.
     */
    addSession: (session: SessionRow, keep: number, audit: AuditRow): Promise<string[]> =>
      change(audit, async (trx) => {
        await trx
          .deleteFrom("access_sessions")
          .where("expires_at", "<=", session.created_at)
          .execute();
        await trx.insertInto("access_sessions").values(session).execute();
        const rows = await trx
          .selectFrom("access_sessions")
          .select("token_hash")
          .where("user_id", "=", session.user_id)
          .orderBy("created_at", "desc")
          .execute();
        const ended = rows
          .map((row) => row.token_hash)
          .filter((hash) => hash !== session.token_hash)
          .slice(keep - 1);
        if (ended.length > 0)
          await trx.deleteFrom("access_sessions").where("token_hash", "in", ended).execute();
        return ended;
      }),
    async findSession(tokenHash: string): Promise<SessionWithUser | undefined> {
      const session = await db
        .selectFrom("access_sessions")
        .selectAll()
        .where("token_hash", "=", tokenHash)
        .executeTakeFirst();
      if (!session) return undefined;
      const user = await db
        .selectFrom("access_users")
        .selectAll()
        .where("id", "=", session.user_id)
        .executeTakeFirst();
      return user && { session, user };
    },
    async touchSession(tokenHash: string, at: number): Promise<void> {
      await db
        .updateTable("access_sessions")
        .set({ last_seen_at: at })
        .where("token_hash", "=", tokenHash)
        .execute();
    },
    endSession: (tokenHash: string, audit: AuditRow): Promise<void> =>
      change(audit, async (trx) => {
        await trx.deleteFrom("access_sessions").where("token_hash", "=", tokenHash).execute();
      }),
  };
}

function keyStore({ db, transaction }: Control, change: Change) {
  const live = (kind: KeyKind) =>
    db
      .selectFrom("access_keys")
      .selectAll()
      .where("kind", "=", kind)
      .where("revoked_at", "is", null);
  return {
    addKey: (key: KeyRow, audit: AuditRow): Promise<void> =>
      change(audit, async (trx) => {
        await trx.insertInto("access_keys").values(key).execute();
      }),
    /** Those not revoked, oldest first; of one user when `userId` is given. */
    listKeys(kind: KeyKind, userId?: string): Promise<KeyRow[]> {
      const query = live(kind).orderBy("created_at").orderBy("id");
      return (userId === undefined ? query : query.where("user_id", "=", userId)).execute();
    },
    async findKey(kind: KeyKind, keyHash: string): Promise<KeyWithUser | undefined> {
      const key = await live(kind).where("key_hash", "=", keyHash).executeTakeFirst();
      if (!key) return undefined;
      const user = await db
        .selectFrom("access_users")
        .selectAll()
        .where("id", "=", key.user_id)
        .executeTakeFirst();
      return user && { key, user };
    },
    /** The key as it was, or undefined when no such key was live; then nothing is written. */
    revokeKey: (
      { kind, id, userId }: { kind: KeyKind; id: string; userId: string | undefined },
      at: number,
      audit: AuditRow,
    ): Promise<KeyRow | undefined> =>
      transaction(async (trx) => {
        const query = trx
          .updateTable("access_keys")
          .set({ revoked_at: at })
          .where("id", "=", id)
          .where("kind", "=", kind)
          .where("revoked_at", "is", null);
        const key = await (userId === undefined ? query : query.where("user_id", "=", userId))
          .returningAll()
          .executeTakeFirst();
        if (key) await trx.insertInto("access_audit").values(audit).execute();
        return key;
      }),
  };
}

function agentStore({ db, transaction }: Control) {
  return {
    /** Adds the agent, or gives it a new key when it is known; false when it was revoked. */
    enrollAgent: (agent: EnrolledAgentRow, audit: AuditRow): Promise<boolean> =>
      transaction(async (trx) => {
        const { hostname, version, key_hash, enrolled_at } = agent;
        const row = await trx
          .insertInto("access_agents")
          .values(agent)
          .onConflict((conflict) =>
            conflict
              .column("agent_id")
              .doUpdateSet({ hostname, version, key_hash, enrolled_at })
              .where("access_agents.revoked_at", "is", null),
          )
          .returning("agent_id")
          .executeTakeFirst();
        if (row) await trx.insertInto("access_audit").values(audit).execute();
        return row !== undefined;
      }),
    /** Without the report, which is long and asked for at every batch. */
    agentByKey: (keyHash: string) =>
      db
        .selectFrom("access_agents")
        .select(["agent_id", "hostname", "key_hash", "tags"])
        .where("key_hash", "=", keyHash)
        .where("revoked_at", "is", null)
        .executeTakeFirst(),
    /** Keeps the last report only. */
    async reportAgent(agentId: string, report: AgentReport): Promise<void> {
      await db.updateTable("access_agents").set(report).where("agent_id", "=", agentId).execute();
    },
    findEnrolled: (agentId: string): Promise<EnrolledAgentRow | undefined> =>
      db
        .selectFrom("access_agents")
        .selectAll()
        .where("agent_id", "=", agentId)
        .where("revoked_at", "is", null)
        .executeTakeFirst(),
    listEnrolled: (): Promise<EnrolledAgentRow[]> =>
      db
        .selectFrom("access_agents")
        .selectAll()
        .where("revoked_at", "is", null)
        .orderBy("hostname")
        .orderBy("agent_id")
        .execute(),
    /** False when no such agent was enrolled; then nothing is written. */
    revokeAgent: (agentId: string, at: number, audit: AuditRow): Promise<boolean> =>
      transaction(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("access_agents")
          .set({ revoked_at: at })
          .where("agent_id", "=", agentId)
          .where("revoked_at", "is", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await trx.insertInto("access_audit").values(audit).execute();
        return true;
      }),
  };
}
