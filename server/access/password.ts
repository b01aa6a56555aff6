/**
 * Password hashing with argon2id. It costs 64 MiB and a fifth of a second by design, so how many
 * run at once is bounded: otherwise a flood of sign-ins would take the memory that intake needs.
 */
import { type Argon2Parameters, argon2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { assert } from "#lib/base";
import { refuseAccess } from "./errors.ts";
import type { RandomBytes } from "./secret.ts";

export type PasswordCost = { memoryKib: number; passes: number; lanes: number };

/** The second recommended setting of RFC 9106, section 4. */
export const PASSWORD_COST: PasswordCost = { memoryKib: 65_536, passes: 3, lanes: 4 };
export const PASSWORD_HASHES_RUNNING_MAX = 2;
export const PASSWORD_HASHES_WAITING_MAX = 32;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;

const derive = promisify(
  (parameters: Argon2Parameters, done: (error: Error | null, key: Buffer) => void) =>
    argon2("argon2id", parameters, done),
);

export type Passwords = {
  /** Hashes with a fresh salt, into PHC text. */
  hash(password: string): Promise<string>;
  /** Checks a password; an empty hash (no such account) costs the same time and is never right. */
  verify(password: string, hash: string): Promise<boolean>;
};

/** Makes the hasher; throws ACCESS_BUSY when too many passwords wait. */
export function createPasswords(random: RandomBytes, cost: PasswordCost): Passwords {
  const run = createGate(PASSWORD_HASHES_RUNNING_MAX, PASSWORD_HASHES_WAITING_MAX);
  const key = (password: string, salt: Buffer, with_: PasswordCost) =>
    run(() =>
      derive({
        message: password,
        nonce: salt,
        parallelism: with_.lanes,
        tagLength: HASH_BYTES,
        memory: with_.memoryKib,
        passes: with_.passes,
      }),
    );
  return {
    async hash(password) {
      const salt = random(SALT_BYTES);
      return formatPhc(cost, salt, await key(password, salt, cost));
    },
    async verify(password, hash) {
      const stored = parsePhc(hash);
      const derived = await key(password, stored?.salt ?? Buffer.alloc(SALT_BYTES), {
        ...(stored?.cost ?? cost),
      });
      return stored !== undefined && timingSafeEqual(derived, stored.hash);
    },
  };
}

function formatPhc(cost: PasswordCost, salt: Buffer, hash: Buffer): string {
  const base64 = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  const parameters = `m=${cost.memoryKib},t=${cost.passes},p=${cost.lanes}`;
  return `$argon2id$v=19$${parameters}$${base64(salt)}$${base64(hash)}`;
}

function parsePhc(text: string) {
  if (text === "") return undefined;
  const parts = PHC.exec(text);
  assert(parts, "every stored password hash was written by formatPhc");
  const [, memory, passes, lanes, salt = "", hash = ""] = parts;
  const bytes = Buffer.from(hash, "base64");
  assert(bytes.length === HASH_BYTES, "formatPhc writes hashes of one length");
  return {
    cost: { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) },
    salt: Buffer.from(salt, "base64"),
    hash: bytes,
  };
}

/** Runs at most `runningMax` works at once and lets at most `waitingMax` wait. */
function createGate(runningMax: number, waitingMax: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async function run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running >= runningMax) {
      if (waiting.length >= waitingMax) throw refuseAccess("ACCESS_BUSY");
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      // The place passes straight to the next in line, so that nobody slips in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
