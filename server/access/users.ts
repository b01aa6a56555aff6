/**
 * Accounts. The first start makes two: `admin`, with a random password that is returned once, and
 * `local-operator`, which has no password at all and stands for whoever can read the operator token
 * file on this machine.
 */
import type { Clock } from "#lib/base";
import type { AccessStore, UserRow } from "#server/store";
import type { Audit } from "./audit.ts";
import { refuseAccess } from "./errors.ts";
import type { Passwords } from "./password.ts";
import type { Role } from "./permissions.ts";
import type { RandomBytes } from "./secret.ts";

export const ADMIN_HANDLE = "admin";
export const OPERATOR_HANDLE = "local-operator";
const ADMIN_PASSWORD_BYTES = 18;
const USER_ID_BYTES = 16;

/** An account as others see it. Times are milliseconds since 1970. */
export type UserEntry = {
  id: string;
  handle: string;
  name: string;
  role: string;
  createdAt: number;
};

export type NewUser = { handle: string; name: string; role: Role; password: string };

type Parts = {
  store: AccessStore;
  clock: Clock;
  random: RandomBytes;
  audit: Audit;
  passwords: Passwords;
};

export function createUsers({ store, clock, random, audit, passwords }: Parts) {
  function rowOf(user: Omit<NewUser, "password">, passwordHash: string): UserRow {
    const id = random(USER_ID_BYTES).toString("hex");
    return { id, ...user, password_hash: passwordHash, created_at: clock() };
  }

  /** False when the handle is taken. */
  async function add(actor: string, { password, ...user }: NewUser): Promise<boolean> {
    const row = rowOf(user, await passwords.hash(password));
    const { handle, name, role } = user;
    return store.addUser(row, audit(actor, "user.create", `user:${handle}`, { name, role }));
  }

  return {
    /**
     * Makes the first accounts. Returns the administrator's password when this call made that
     * account.
     */
    async start(): Promise<{ user: string; password: string } | undefined> {
      if (!(await store.userByHandle(OPERATOR_HANDLE))) {
        const operator = { handle: OPERATOR_HANDLE, name: "Local operator", role: "Admin" as Role };
        const target = `user:${OPERATOR_HANDLE}`;
        await store.addUser(rowOf(operator, ""), audit("server", "user.create", target));
      }
      if (await store.userByHandle(ADMIN_HANDLE)) return undefined;
      const password = random(ADMIN_PASSWORD_BYTES).toString("base64url");
      const user: NewUser = {
        handle: ADMIN_HANDLE,
        name: "Administrator",
        role: "Admin",
        password,
      };
      return (await add("server", user)) ? { user: ADMIN_HANDLE, password } : undefined;
    },

    /** All accounts by handle, as many as USERS_LISTED_MAX. */
    async list(): Promise<UserEntry[]> {
      return (await store.listUsers()).map(entryOf);
    },

    async find(id: string): Promise<UserEntry | undefined> {
      const row = await store.userById(id);
      return row && entryOf(row);
    },

    /** Adds an account. Throws ACCESS_USER_EXISTS. */
    async create(actor: string, user: NewUser): Promise<void> {
      if (!(await add(actor, user)))
        throw refuseAccess("ACCESS_USER_EXISTS", { handle: user.handle });
    },
  };
}

function entryOf({ id, handle, name, role, created_at }: UserRow): UserEntry {
  return { id, handle, name, role, createdAt: Number(created_at) };
}
