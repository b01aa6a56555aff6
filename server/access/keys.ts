/**
 * API keys (which installation calls) and application keys (who calls). A key is shown once, when
 * it is made.
 */
import type { Clock } from "#lib/base";
import type { AccessStore, KeyKind, KeyRow } from "#server/store";
import type { Audit } from "./audit.ts";
import { refuseAccess } from "./errors.ts";
import { actorOf, type Person, personOf, type Sender, senderOf } from "./principal.ts";
import { hashToken, type RandomBytes } from "./secret.ts";

/** Lengths that other clients of this API family check: 32 and 40 hexadecimal digits. */
const KEY_BYTES: Readonly<Record<KeyKind, number>> = { api: 16, application: 20 };
/** Live API keys of the installation; live application keys of one user. */
export const KEYS_MAX = 50;
const KEY_ID_BYTES = 16;

export type Key = { id: string; name: string; createdAt: number; last4: string };
export type NewKey = Key & { key: string };

type Parts = {
  store: AccessStore;
  clock: Clock;
  random: RandomBytes;
  audit: Audit;
  /** Hears the hashes of keys that are no longer good. */
  onEnded: (keyHashes: readonly string[]) => void;
};

export function createKeys({ store, clock, random, audit, onEnded }: Parts) {
  /** API keys belong to the installation, application keys to the one who made them. */
  const ownerOf = (person: Person, kind: KeyKind) => (kind === "api" ? undefined : person.id);

  /** The user behind an application key, when the API key beside it is good too. */
  async function ownerOfPair([apiHash = "", applicationHash = ""]: readonly string[]) {
    const api = await store.findKey("api", apiHash);
    const application = await store.findKey("application", applicationHash);
    return api && application?.user;
  }

  return {
    async list(person: Person, kind: KeyKind): Promise<Key[]> {
      const rows = await store.listKeys(kind, ownerOf(person, kind));
      return rows.map(keyOf);
    },

    /**
     * Makes a key; the answer is the only place where it is ever readable. Throws
     * ACCESS_KEYS_TOO_MANY.
     */
    async create(person: Person, kind: KeyKind, name: string): Promise<NewKey> {
      const others = await store.listKeys(kind, ownerOf(person, kind));
      if (others.length >= KEYS_MAX) throw refuseAccess("ACCESS_KEYS_TOO_MANY", { max: KEYS_MAX });
      const key = random(KEY_BYTES[kind]).toString("hex");
      const row: KeyRow = {
        id: random(KEY_ID_BYTES).toString("hex"),
        kind,
        name,
        key_hash: hashToken(key),
        last4: key.slice(-4),
        user_id: person.id,
        created_at: clock(),
        revoked_at: null,
      };
      const target = `${kind}_key:${row.id}`;
      await store.addKey(row, audit(actorOf(person), `${kind}_key.create`, target, { name }));
      return { ...keyOf(row), key };
    },

    /**
     * Revokes a key at once. Throws ACCESS_KEY_UNKNOWN; other people's keys only fall to an
     * administrator.
     */
    async revoke(person: Person, kind: KeyKind, id: string): Promise<void> {
      const userId = person.permissions.has("org_management") ? undefined : ownerOf(person, kind);
      const row = audit(actorOf(person), `${kind}_key.revoke`, `${kind}_key:${id}`);
      const key = await store.revokeKey({ kind, id, userId }, clock(), row);
      if (!key) throw refuseAccess("ACCESS_KEY_UNKNOWN");
      onEnded([key.key_hash]);
    },

    /** Who calls with this pair, or undefined when either key is not good. */
    async find(apiKey: string, applicationKey: string): Promise<Person | undefined> {
      const hashes = [hashToken(apiKey), hashToken(applicationKey)];
      const user = await ownerOfPair(hashes);
      return user && personOf(user, { kind: "keys", hashes });
    },

    /** What sends with this API key alone, or undefined when it is not good. */
    async findSender(apiKey: string): Promise<Sender | undefined> {
      const hash = hashToken(apiKey);
      const found = await store.findKey("api", hash);
      return found && senderOf(found.key.id, hash);
    },

    /** Whether both keys of a pair, given as hashes, are still good. */
    async isCurrent(hashes: readonly string[]): Promise<boolean> {
      return (await ownerOfPair(hashes)) !== undefined;
    },
  };
}

function keyOf(row: KeyRow): Key {
  return { id: row.id, name: row.name, createdAt: row.created_at, last4: row.last4 };
}
