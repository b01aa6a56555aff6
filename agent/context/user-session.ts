/**
 * Who came in from outside, kept by everything that they start: a session begins with an exec and
 * goes on through forks, whatever the user becomes by su or sudo.
 *
 * SSH: the first program that sshd starts for a user has the connection in its environment. It
 * counts only below an sshd that is root's, for anybody may call a program sshd; who is root can
 * make sessions up.
 *
 * kubectl exec: the node is not told who the user is. A cluster whose admission webhook puts
 * `cws-instrumentation inject --session-type k8s --data JSON --` before the command says it by that
 * command. It counts only as the first program of an exec into a container, where nobody within
 * could have come before it.
 */
import { isIP } from "node:net";
import { envValue } from "./arguments.ts";
import type { ProcessEntry } from "./process-entry.ts";
import type { FindSshLogin, SshLogin } from "./ssh-login.ts";

export const SESSION_K8S = 1;
export const SESSION_SSH = 2;

/** Characters of a name; longer ones are cut. */
const NAME_LENGTH_MAX = 256;
const GROUPS_MAX = 64;
const DATA_LENGTH_MAX = 4096;

export type UserSession = {
  /** Names the session on this host, for ever. "" for none. */
  readonly id: string;
  readonly type: number;
  readonly k8s: { username: string; uid: string; groups: readonly string[] };
  readonly ssh: { username: string; address: string; port: number };
  /** How the user of an SSH session logged in; looked up when it is asked for. */
  readonly login: () => SshLogin;
};

const NO_K8S = { username: "", uid: "", groups: [] };
const NO_SSH = { username: "", address: "", port: 0 };
const NO_LOGIN: SshLogin = { method: 0, publicKey: "" };

export const NO_SESSION: UserSession = {
  id: "",
  type: 0,
  k8s: NO_K8S,
  ssh: NO_SSH,
  login: () => NO_LOGIN,
};

const SSH_SERVERS = new Set(["sshd", "sshd-session", "dropbear"]);
const ROOT = 0;

function isSshServer(entry: ProcessEntry | undefined): entry is ProcessEntry {
  return entry !== undefined && SSH_SERVERS.has(entry["file.name"]);
}

/** Whether the process, or an SSH server that it descends from without a break, is root's. */
function isOfRoot(server: ProcessEntry): boolean {
  for (let at: ProcessEntry | undefined = server; isSshServer(at); at = at.knownParent)
    if (at["euid"] === ROOT) return true;
  return false;
}

function idOf(entry: ProcessEntry): string {
  return `${entry.start.toString(16)}-${entry["pid"].toString(16)}`;
}

/** Client address and port of SSH_CONNECTION: `client port server port` (man 1 ssh). */
export function parseSshConnection(text: string): { address: string; port: number } {
  const [client = "", port = ""] = text.split(" ", 2);
  const address = client.split("%", 1)[0] ?? "";
  const isWhole = isIP(address) !== 0 && /^\d{1,5}$/.test(port);
  return isWhole ? { address, port: Number(port) } : { address: "", port: 0 };
}

function sshSession(entry: ProcessEntry, findLogin: FindSshLogin): UserSession | undefined {
  const server = entry.knownParent;
  if (!isSshServer(server) || isSshServer(entry) || !isOfRoot(server)) return undefined;
  const connection = envValue(entry["envp"], "SSH_CONNECTION");
  /* A client may send so many variables of its own that this one is cut off. */
  if (connection === undefined && !entry["envs_truncated"]) return undefined;
  const { address, port } = parseSshConnection(connection ?? "");
  const username = (envValue(entry["envp"], "USER") ?? entry["user"]).slice(0, NAME_LENGTH_MAX);
  const login = () => (port === 0 ? NO_LOGIN : findLogin(username, address, port));
  return {
    id: idOf(entry),
    type: SESSION_SSH,
    k8s: NO_K8S,
    ssh: { username, address, port },
    login,
  };
}

/** Value of `--name VALUE` or `--name=VALUE`, before `--`. */
function optionOf(argv: readonly string[], name: string): string {
  for (const [index, argument] of argv.entries()) {
    if (argument === "--") break;
    if (argument === `--${name}`) return argv[index + 1] ?? "";
    if (argument.startsWith(`--${name}=`)) return argument.slice(name.length + 3);
  }
  return "";
}

function nameOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, NAME_LENGTH_MAX) : "";
}

/** The user in the JSON of an injected session; undefined when it names none. */
export function parseK8sUser(data: string): UserSession["k8s"] | undefined {
  if (data.length > DATA_LENGTH_MAX) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    /* Whoever wrote it, it names nobody. */
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { username, uid, groups } = value as Record<string, unknown>;
  const listed = Array.isArray(groups) ? groups.slice(0, GROUPS_MAX).map(nameOf) : [];
  const user = {
    username: nameOf(username),
    uid: nameOf(uid),
    groups: listed.filter((group) => group !== ""),
  };
  return user.username === "" ? undefined : user;
}

const INJECTOR = "cws-instrumentation";

function k8sSession(entry: ProcessEntry): UserSession | undefined {
  if (entry["file.name"] !== INJECTOR || entry["argv"][0] !== "inject") return undefined;
  const { id } = entry.container;
  const isFirst = id !== "" && entry.knownParent?.container.id !== id;
  if (!isFirst || entry.session || optionOf(entry["argv"], "session-type") !== "k8s")
    return undefined;
  const k8s = parseK8sUser(optionOf(entry["argv"], "data"));
  if (!k8s) return undefined;
  return { id: idOf(entry), type: SESSION_K8S, k8s, ssh: NO_SSH, login: () => NO_LOGIN };
}

/** The session that begins with the program that a process has just executed, if one does. */
export function sessionBegunBy(
  entry: ProcessEntry,
  findLogin: FindSshLogin,
): UserSession | undefined {
  return sshSession(entry, findLogin) ?? k8sSession(entry);
}
