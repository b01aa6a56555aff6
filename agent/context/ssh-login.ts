/**
 * How somebody logged in by SSH, from what sshd says in the log of logins: `Accepted publickey for
 * deploy from 198.51.100.4 port 50122 ssh2: ED25519 SHA256:…`. The log is a claim: who may write to
 * the system log can add lines to it. Hosts that keep it in the journal alone have no such file.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Clock, CounterSet } from "#lib/base";

export const SSH_METHODS: Readonly<Record<string, number>> = {
  password: 1,
  publickey: 2,
  "keyboard-interactive/pam": 3,
  hostbased: 4,
  "gssapi-with-mic": 5,
};

export type SshLogin = {
  /** Of the constants SSH_AUTH_…; 0 when it is not known. */
  method: number;
  /** Fingerprint of the key; "" when there was none, or it is not known. */
  publicKey: string;
};

export type FindSshLogin = (user: string, address: string, port: number) => SshLogin;
export type SshLoginCounter = "ssh_logins_found" | "ssh_logins_missed";

const LOGS = ["var/log/auth.log", "var/log/secure"];
/** From the end of a log. */
const LOG_BYTES_MAX = 512 * 1024;
const LOGINS_MAX = 1024;
/** A login that was not found is looked for again no sooner. */
const RECHECK_MS = 1000;
const ACCEPTED =
  /(?:^|: )Accepted (\S{1,64}) for (\S{1,256}) from (\S{1,64}) port (\d{1,5}) ?(.{0,512})$/;
const FINGERPRINT = /\b(?:SHA256:[A-Za-z0-9+/]{43}|MD5:[0-9a-f:]{47})/;
const UNKNOWN: SshLogin = { method: 0, publicKey: "" };

/** The login that a line of the log tells of; undefined when it tells of none. */
export function parseAccepted(line: string): { key: string; login: SshLogin } | undefined {
  const [, name = "", user, address, port, rest = ""] = ACCEPTED.exec(line.trimEnd()) ?? [];
  if (user === undefined) return undefined;
  const method = SSH_METHODS[name] ?? 0;
  const publicKey = FINGERPRINT.exec(rest)?.[0] ?? "";
  return { key: `${user} ${address} ${port}`, login: { method, publicKey } };
}

/** The end of a file, whole lines of it; "" when it cannot be read. */
function readTail(path: string): string {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    /* Absent: the host keeps its log elsewhere. */
    return "";
  }
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, LOG_BYTES_MAX));
    const read = readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    const text = buffer.toString("utf8", 0, read);
    return buffer.length < size ? text.slice(text.indexOf("\n") + 1) : text;
  } catch {
    /* A directory, or a log that was turned over between the two calls. */
    return "";
  } finally {
    closeSync(fd);
  }
}

/** Looks logins up below `root` ("/" but in tests), on first use, and remembers them. */
export function createSshLogins(
  root: string,
  clock: Clock,
  counters: CounterSet<SshLoginCounter>,
): FindSshLogin {
  const known = new Map<string, SshLogin>();
  let readAt = Number.NEGATIVE_INFINITY;
  const learn = () => {
    for (const log of LOGS) {
      for (const line of readTail(join(root, log)).split("\n")) {
        const accepted = parseAccepted(line);
        if (!accepted) continue;
        known.delete(accepted.key);
        known.set(accepted.key, accepted.login);
      }
    }
    for (const key of known.keys()) {
      if (known.size <= LOGINS_MAX) break;
      known.delete(key);
    }
  };
  return (user, address, port) => {
    const key = `${user} ${address} ${port}`;
    if (!known.has(key) && clock() - readAt >= RECHECK_MS) {
      readAt = clock();
      learn();
    }
    const login = known.get(key);
    counters[login ? "ssh_logins_found" : "ssh_logins_missed"].add();
    return login ?? UNKNOWN;
  };
}
