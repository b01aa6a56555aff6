/**
 * Sign-in and sessions. The browser holds 256 random bits, the database their SHA-256. A session
 * ends when it is idle or old, when its owner signs out, or when the owner has too many; whoever
 * streams on it hears of that.
 */
import { type Clock, type CounterSet, createCounters } from "#lib/base";
import type { AccessStore, UserRow } from "#server/store";
import type { Audit } from "./audit.ts";
import { refuseAccess } from "./errors.ts";
import type { Passwords } from "./password.ts";
import { actorOf, type Person, personOf } from "./principal.ts";
import { hashToken, type RandomBytes } from "./secret.ts";
import { createThrottle, throttleAddress } from "./throttle.ts";

const HOUR_MS = 3_600_000;
export const SESSION_IDLE_MS = 12 * HOUR_MS;
export const SESSION_AGE_MS_MAX = 7 * 24 * HOUR_MS;
export const SESSIONS_PER_USER_MAX = 20;
/** A session's last use is written at most this often. */
export const SESSION_TOUCH_MS = 60_000;
const SESSION_TOKEN_BYTES = 32;

const ATTEMPT_WINDOW_MS = 5 * 60_000;
/** Failed sign-ins of one user from one address. */
export const SIGN_IN_FAILURES_PAIR_MAX = 10;
/** Failed sign-ins from one address, whoever they name. */
export const SIGN_IN_FAILURES_ADDRESS_MAX = 50;
/**
 * Failed sign-ins that name one user, from wherever; high, because reaching it locks the owner out
 * too.
 */
export const SIGN_IN_FAILURES_USER_MAX = 200;

export type SignedIn = { token: string; person: Person; expiresAt: number };

type Parts = {
  store: AccessStore;
  clock: Clock;
  random: RandomBytes;
  audit: Audit;
  passwords: Passwords;
  /** Hears the hashes of tokens that are no longer good. */
  onEnded: (tokenHashes: readonly string[]) => void;
};

const COUNTERS = ["sign_ins", "sign_ins_failed", "sign_ins_throttled"] as const;

export function createSessions(parts: Parts) {
  const { store, clock, random, audit, onEnded } = parts;
  const counters = createCounters(COUNTERS);

  async function open(user: UserRow, address: string): Promise<SignedIn> {
    const token = random(SESSION_TOKEN_BYTES).toString("base64url");
    const now = clock();
    const session = {
      token_hash: hashToken(token),
      user_id: user.id,
      created_at: now,
      last_seen_at: now,
      expires_at: now + SESSION_AGE_MS_MAX,
    };
    const actor = `user:${user.handle}`;
    const row = audit(actor, "session.sign_in", actor, { address });
    onEnded(await store.addSession(session, SESSIONS_PER_USER_MAX, row));
    const person = personOf(user, { kind: "session", hashes: [session.token_hash] });
    return { token, person, expiresAt: session.expires_at };
  }

  return {
    counters,

    signIn: createSignIn(parts, counters, open),

    /** Ends the session that the caller came with. */
    async signOut(person: Person): Promise<void> {
      const { kind, hashes } = person.credential;
      const [tokenHash] = hashes;
      if (kind !== "session" || tokenHash === undefined) return;
      const actor = actorOf(person);
      await store.endSession(tokenHash, audit(actor, "session.sign_out", actor));
      onEnded([tokenHash]);
    },

    /**
     * The owner of a session token, or undefined when it is not good. Counts as use of the session.
     */
    async find(token: string): Promise<Person | undefined> {
      const tokenHash = hashToken(token);
      const found = await store.findSession(tokenHash);
      const now = clock();
      if (!found || !isLive(found.session, now)) return undefined;
      if (now - found.session.last_seen_at >= SESSION_TOUCH_MS)
        await store.touchSession(tokenHash, now);
      return personOf(found.user, { kind: "session", hashes: [tokenHash] });
    },

    /** Whether a session is still good, without counting as use. */
    async isCurrent(tokenHash: string): Promise<boolean> {
      const found = await store.findSession(tokenHash);
      return found !== undefined && isLive(found.session, clock());
    },
  };
}

function createSignIn(
  { store, clock, audit, passwords }: Parts,
  counters: CounterSet<(typeof COUNTERS)[number]>,
  open: (user: UserRow, address: string) => Promise<SignedIn>,
) {
  const limits = createSignInLimits(clock);

  async function refuseAttempt(handle: string, address: string, user: UserRow | undefined) {
    counters.sign_ins_failed.add();
    // A row is written only for the attempts that reach a limit: a flood must not fill the disk.
    if (limits.waitMs(handle, address) > 0) {
      const target = user ? `user:${user.handle}` : "user:unknown";
      await store.addAudit(audit(`address:${address}`, "session.sign_in_blocked", target));
    }
    return refuseAccess("ACCESS_SIGN_IN_FAILED");
  }

  /**
   * Checks the password and opens a session. Throws ACCESS_SIGN_IN_FAILED in one wording whatever
   * was wrong, ACCESS_TOO_MANY_ATTEMPTS and ACCESS_BUSY.
   */
  return async function signIn(
    handle: string,
    password: string,
    address: string,
  ): Promise<SignedIn> {
    const waitMs = limits.waitMs(handle, address);
    if (waitMs > 0) {
      counters.sign_ins_throttled.add();
      throw refuseAccess("ACCESS_TOO_MANY_ATTEMPTS", { seconds: Math.ceil(waitMs / 1000) });
    }
    limits.attempt(handle, address);
    const user = await store.userByHandle(handle);
    // An unknown user costs the same time as a wrong password.
    const isRight = await passwords.verify(password, user?.password_hash ?? "");
    if (!user || !isRight) throw await refuseAttempt(handle, address, user);
    limits.succeed(handle, address);
    counters.sign_ins.add();
    return open(user, address);
  };
}

function isLive(session: { last_seen_at: number; expires_at: number }, now: number): boolean {
  return session.expires_at > now && session.last_seen_at + SESSION_IDLE_MS > now;
}

function createSignInLimits(clock: Clock) {
  const window = (max: number) => createThrottle({ max, windowMs: ATTEMPT_WINDOW_MS }, clock);
  const byPair = window(SIGN_IN_FAILURES_PAIR_MAX);
  const byAddress = window(SIGN_IN_FAILURES_ADDRESS_MAX);
  const byUser = window(SIGN_IN_FAILURES_USER_MAX);
  const pairKey = (handle: string, address: string) => `${throttleAddress(address)} ${handle}`;
  const waitMs = (handle: string, address: string) =>
    Math.max(
      byPair.waitMs(pairKey(handle, address)),
      byAddress.waitMs(throttleAddress(address)),
      byUser.waitMs(handle),
    );
  return {
    waitMs,
    /**
     * Counts before the answer is known, so that attempts side by side do not slip through
     * together.
     */
    attempt(handle: string, address: string): void {
      byPair.count(pairKey(handle, address));
      byAddress.count(throttleAddress(address));
      byUser.count(handle);
    },
    succeed(handle: string, address: string): void {
      byPair.forget(pairKey(handle, address));
      byAddress.uncount(throttleAddress(address));
      byUser.uncount(handle);
    },
  };
}
