/**
 * Everything about who may do what, in one value. `authenticate` is the only way to a Principal:
 * the API calls it before it reads a body, then checks the permission that the route declares.
 */
import { type Clock, createCounters } from "#lib/base";
import { type AccessStore, type AuditRow, type Control, openAccessStore } from "#server/store";
import { createAudit } from "./audit.ts";
import { createEnrollment } from "./enrollment.ts";
import { refuseAccess } from "./errors.ts";
import { createKeys } from "./keys.ts";
import { createPasswords, PASSWORD_COST, type PasswordCost } from "./password.ts";
import { actorOf, type Person, type Principal, personOf, type Sender } from "./principal.ts";
import { hashToken, isSameSecret, type RandomBytes, randomSecretBytes } from "./secret.ts";
import { createSessions } from "./sessions.ts";
import { createUsers, OPERATOR_HANDLE } from "./users.ts";

/** The secrets that a request shows. */
export type Shown = {
  sessionToken?: string | undefined;
  apiKey?: string | undefined;
  applicationKey?: string | undefined;
  bearer?: string | undefined;
};

export type AccessOptions = {
  control: Control;
  clock: Clock;
  /** Shown by agents that join. */
  enrollToken: string;
  /** Shown by the CLI on the same machine; acts as the administrator account `local-operator`. */
  operatorToken: string;
  random?: RandomBytes;
  passwordCost?: PasswordCost;
};

export type Access = ReturnType<typeof openAccess>;

/**
 * Access over an open control database. Nobody can sign in before `users.start` was called once.
 */
export function openAccess(options: AccessOptions) {
  const { control, clock, random = randomSecretBytes } = options;
  const store = openAccessStore(control);
  const audit = createAudit(clock, random);
  const passwords = createPasswords(random, options.passwordCost ?? PASSWORD_COST);
  const listeners = new Set<(hashes: readonly string[]) => void>();
  const onEnded = (hashes: readonly string[]) => {
    if (hashes.length > 0) for (const listener of listeners) listener(hashes);
  };
  const parts = { store, clock, random, audit, passwords, onEnded };
  const users = createUsers(parts);
  const sessions = createSessions(parts);
  const keys = createKeys(parts);
  const agents = createEnrollment({ ...parts, token: options.enrollToken });
  const authentication = createAuthentication(options, { store, sessions, keys, agents });
  return {
    users,
    sessions,
    keys,
    agents,
    ...authentication,

    /** The row of the audit trail for a change that another module writes with its own. */
    audit(
      principal: Principal,
      action: string,
      target: string,
      detail?: Readonly<Record<string, unknown>>,
    ): AuditRow {
      return audit(actorOf(principal), action, target, detail);
    },

    /** The row of the audit trail for what the server does by itself. */
    auditServer: (
      action: string,
      target: string,
      detail: Readonly<Record<string, unknown>>,
    ): AuditRow => audit("server", action, target, detail),

    /** Writes to the audit trail what another module changed. */
    async record(
      principal: Principal,
      action: string,
      target: string,
      detail?: Readonly<Record<string, unknown>>,
    ): Promise<void> {
      await store.addAudit(audit(actorOf(principal), action, target, detail));
    },

    /** The newest rows of the audit trail. */
    listAudit: (limit: number) => store.listAudit(limit),

    /** Hears the hashes of credentials that ended in this process; returns how to stop hearing. */
    onEnded(listener: (hashes: readonly string[]) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    counterValues: () => ({
      ...sessions.counters.snapshot(),
      ...agents.counters.snapshot(),
      ...authentication.refusalCounters.snapshot(),
    }),
  };
}

type Finders = {
  store: AccessStore;
  sessions: ReturnType<typeof createSessions>;
  keys: ReturnType<typeof createKeys>;
  agents: ReturnType<typeof createEnrollment>;
};

function createAuthentication(options: AccessOptions, { store, sessions, keys, agents }: Finders) {
  const refusalCounters = createCounters(["credentials_refused"]);
  const operatorHash = hashToken(options.operatorToken);

  async function operator(): Promise<Person | undefined> {
    const user = await store.userByHandle(OPERATOR_HANDLE);
    return user && personOf(user, { kind: "operator", hashes: [operatorHash] });
  }

  /**
   * Keys come first, then the token, then the cookie: a browser never sends the first two by
   * itself.
   */
  async function find(shown: Shown): Promise<Principal | undefined> {
    if (shown.apiKey !== undefined || shown.applicationKey !== undefined)
      return keys.find(shown.apiKey ?? "", shown.applicationKey ?? "");
    if (shown.bearer !== undefined)
      return isSameSecret(shown.bearer, options.operatorToken)
        ? operator()
        : agents.find(shown.bearer);
    return shown.sessionToken === undefined ? undefined : sessions.find(shown.sessionToken);
  }

  function refusal(shown: Shown) {
    if (shown.apiKey !== undefined || shown.applicationKey !== undefined)
      return refuseAccess("ACCESS_KEYS_REFUSED");
    return refuseAccess(shown.bearer === undefined ? "ACCESS_REQUIRED" : "ACCESS_TOKEN_REFUSED");
  }

  return {
    refusalCounters,

    /**
     * Who calls. Throws ACCESS_REQUIRED, ACCESS_KEYS_REFUSED or ACCESS_TOKEN_REFUSED. Wrong secrets
     * are counted and not throttled: nobody guesses 128 bits, and one broken client must not shut
     * out its whole network.
     */
    async authenticate(shown: Shown): Promise<Principal> {
      const principal = await find(shown);
      if (principal) return principal;
      if (Object.values(shown).some((secret) => secret !== undefined))
        refusalCounters.credentials_refused.add();
      throw refusal(shown);
    },

    /**
     * Which program sends, by an API key alone. Throws ACCESS_API_KEY_REQUIRED without one and
     * ACCESS_KEYS_REFUSED.
     */
    async authenticateSender(apiKey: string | undefined): Promise<Sender> {
      if (apiKey === undefined) throw refuseAccess("ACCESS_API_KEY_REQUIRED");
      const sender = await keys.findSender(apiKey);
      if (sender) return sender;
      refusalCounters.credentials_refused.add();
      throw refuseAccess("ACCESS_KEYS_REFUSED");
    },

    /** Whether a person's credential is still good; unlike a request it does not count as use. */
    async isCurrent(person: Person): Promise<boolean> {
      const { kind, hashes } = person.credential;
      if (kind === "session") return sessions.isCurrent(hashes[0] ?? "");
      return kind === "keys" ? keys.isCurrent(hashes) : kind === "operator";
    },
  };
}
