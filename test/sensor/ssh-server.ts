/** A real sshd for tests: on loopback, with a configuration, keys and log of its own. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { until } from "./harness.ts";

const SSHD = "/usr/sbin/sshd";
/** Where sshd confines its unprivileged part; it insists on the folder. */
const EMPTY = "/run/sshd";
const HOST = "127.0.0.1";

/** Why there can be no server here, or undefined. */
export function whyNoSsh(): string | undefined {
  const isThere = existsSync(SSHD) && spawnSync("ssh", ["-V"]).status === 0;
  return isThere ? undefined : "sshd or ssh is not installed (openssh-server, openssh-client)";
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

function makeKey(path: string): string {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path]);
  const text = execFileSync("ssh-keygen", ["-l", "-f", `${path}.pub`], { encoding: "utf8" });
  return text.split(" ")[1] ?? "";
}

export class SshServer {
  /** Fingerprint of the key that clients log in with. */
  readonly fingerprint: string;
  readonly #directory: string;
  readonly #port: number;
  readonly #child: ChildProcess;
  readonly #madeEmpty: boolean;

  private constructor(directory: string, port: number, level: string) {
    this.#directory = directory;
    this.#port = port;
    this.#madeEmpty = !existsSync(EMPTY);
    mkdirSync(EMPTY, { recursive: true, mode: 0o755 });
    const at = (name: string) => join(directory, name);
    makeKey(at("host_key"));
    makeKey(at("wrong_key"));
    this.fingerprint = makeKey(at("key"));
    writeFileSync(at("authorized"), readFileSync(at("key.pub")));
    const settings = {
      ListenAddress: HOST,
      Port: port,
      HostKey: at("host_key"),
      AuthorizedKeysFile: at("authorized"),
      PidFile: "none",
      PermitRootLogin: "yes",
      StrictModes: "no",
      UsePAM: "no",
      LogLevel: level,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
    writeFileSync(at("config"), lines.join(""));
    mkdirSync(at("var/log"), { recursive: true });
    const options = ["-D", "-f", at("config"), "-E", this.log];
    this.#child = spawn(SSHD, options, { stdio: "ignore" });
  }

  /**
   * Starts a server whose files are in `directory`; its log is var/log/auth.log there, and tells
   * of refused keys at the level VERBOSE.
   */
  static async start(directory: string, level = "INFO"): Promise<SshServer> {
    const server = new SshServer(directory, await freePort(), level);
    await until("sshd listens", () => existsSync(server.log) && server.#hasSaid("listening"));
    return server;
  }

  get log(): string {
    return join(this.#directory, "var/log/auth.log");
  }

  #hasSaid(text: string): boolean {
    return readFileSync(this.log, "utf8").includes(text);
  }

  /** Tries to log in with a key that the server does not know; gives ssh's exit code. */
  async tryWrongKey(): Promise<number> {
    const client = this.open("true", "wrong_key", "ignore");
    return new Promise((resolve) => client.on("close", (code) => resolve(code ?? 1)));
  }

  /** Starts a command in a session of root's. */
  open(command: string, name = "key", errors: "inherit" | "ignore" = "inherit"): ChildProcess {
    const options = ["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
    const args = options.flatMap((option) => ["-o", option]);
    const key = join(this.#directory, name);
    const target = ["-i", key, "-p", String(this.#port), `root@${HOST}`, command];
    return spawn("ssh", ["-F", "none", "-q", ...args, ...target], {
      stdio: ["ignore", "pipe", errors],
    });
  }

  /** Runs a command in a session and gives what it printed. */
  async run(command: string): Promise<string> {
    const client = this.open(command);
    let text = "";
    client.stdout?.on("data", (part) => {
      text += part;
    });
    const code = await new Promise((resolve) => client.on("close", resolve));
    if (code !== 0) throw new Error(`${command} ended with ${code}`);
    return text;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.on("exit", resolve));
    this.#child.kill();
    await ended;
    if (this.#madeEmpty) rmdirSync(EMPTY);
  }
}
