/** Builds the storage process from its parts and takes it down again in the opposite order. */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import type { Logger } from "pino";
import type { CounterSet } from "#lib/base";
import { type BodyReader, createBodyReader } from "./body.ts";
import { createDiskGauge, type DiskGauge } from "./disk.ts";
import { type Engine, type EngineSession, openEngine } from "./engine.ts";
import { renderEngineConfig } from "./engine-config.ts";
import { type Failure, refuse } from "./errors.ts";
import { createGateway } from "./gateway.ts";
import { type DirectoryLock, lockDirectory } from "./lock.ts";
import type { ListenAddress, StorageOptions } from "./options.ts";
import { QueryRunner } from "./query.ts";
import { removeEmptyDefinitions } from "./repair.ts";
import { SessionPool } from "./session-pool.ts";
import { type BaseSettings, renderSet } from "./settings.ts";
import { type CounterName, createStorageCounters, type StorageStatus } from "./status.ts";
import { createTokenCheck, loadToken } from "./token.ts";

export type Storage = {
  /** Where it listens: host:port with the real port, or the socket's path. */
  readonly listen: string;
  /** Lets running queries finish within the drain timeout, kills the rest, and closes the data. */
  stop(): Promise<void>;
};

/** Room for statements in the URL, as ClickHouse's http_max_uri_size. */
const HEADER_BYTES_MAX = 1024 * 1024;
const CONNECTIONS_MAX = 256;
/** Longer than the client keeps an idle socket (2.5 s), so that it never writes to a closed one. */
const KEEP_ALIVE_MS = 30_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** After the drain timeout and the kills, the engine gets this long to close. */
const CLOSE_TIMEOUT_MS = 5_000;
/** The same failure is logged at most once in this time; counters count all. */
const FAILURE_LOG_INTERVAL_MS = 1_000;
/** One query may take this share of the engine's memory. */
const QUERY_MEMORY_SHARE = 0.75;
const TOKEN_BYTES = 32;
const MIB = 1024 * 1024;

function baseSettingsOf(options: StorageOptions): BaseSettings {
  return {
    max_threads: String(availableParallelism()),
    max_memory_usage: String(Math.floor(options.memoryBytesMax * QUERY_MEMORY_SHARE)),
    // A 64-bit number must not lose digits on its way through JSON.
    output_format_json_quote_64bit_integers: "1",
  };
}

function prepareDirectories(data: string) {
  const paths = { data, engine: join(data, "engine"), backups: join(data, "backups") };
  try {
    for (const path of Object.values(paths)) mkdirSync(path, { recursive: true, mode: 0o700 });
    return paths;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse("STORAGE_DIRECTORY_UNUSABLE", { directory: data, reason }, error);
  }
}

function openEngineIn(options: StorageOptions, freeMib: number, logger: Logger): Engine {
  const paths = prepareDirectories(options.dataDirectory);
  const configFile = join(paths.data, "engine.xml");
  const { memoryBytesMax } = options;
  try {
    const removed = removeEmptyDefinitions(paths.engine);
    if (removed.length > 0) logger.warn({ removed }, "removed empty table definitions");
    writeFileSync(
      configFile,
      renderEngineConfig({ memoryBytesMax, backupDirectory: paths.backups }),
    );
    const base = renderSet({
      settings: new Map(Object.entries(baseSettingsOf(options))),
      params: new Map(),
      database: undefined,
    });
    return openEngine({
      directory: paths.engine,
      incomingDirectory: join(paths.data, "incoming"),
      configFile,
      baseSettings: base ?? "",
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const values = { directory: options.dataDirectory, free: freeMib, reason };
    throw refuse("STORAGE_ENGINE_BROKEN", values, error);
  }
}

function openDisk(options: StorageOptions, logger: Logger): DiskGauge {
  return createDiskGauge({
    readFreeBytes() {
      const { bavail, bsize } = statfsSync(options.dataDirectory);
      return bavail * bsize;
    },
    reserveBytes: options.diskReserveBytes,
    now: Date.now,
    onChange(isFull, freeBytes) {
      if (isFull)
        logger.error({ code: "STORAGE_DISK_FULL", freeBytes }, "disk full: writes are refused");
      else logger.info({ freeBytes }, "disk has room again: writes are accepted");
    },
  });
}

/** Logs each kind of failure at most once per interval; the kinds are a closed set of codes. */
function createFailureLog(logger: Logger): (failure: Failure, queryId: string) => void {
  const loggedAt = new Map<string, number>();
  return ({ name, status, body }, queryId) => {
    const now = performance.now();
    if (now - (loggedAt.get(name) ?? Number.NEGATIVE_INFINITY) < FAILURE_LOG_INTERVAL_MS) return;
    loggedAt.set(name, now);
    logger[status >= 500 ? "error" : "info"]({ code: name, status, queryId }, body);
  };
}

function listenOn(server: Server, address: ListenAddress): Promise<string> {
  const name = address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
  // The directory is locked, so a socket that is still there belongs to a process that died.
  if (address.kind === "unix") rmSync(address.path, { force: true });
  return new Promise((done, fail) => {
    server.once("error", (cause) =>
      fail(refuse("STORAGE_LISTEN_FAILED", { listen: name, reason: cause.message }, cause)),
    );
    const target =
      address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port };
    server.listen(target, () => {
      const bound = server.address();
      const isTcp = typeof bound === "object" && bound !== null && address.kind === "tcp";
      done(isTcp ? `${address.host}:${bound.port}` : name);
    });
  });
}

/** Whether the work was done in time; it goes on when it was not. */
function within(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise((done) => {
    const timer = setTimeout(() => done(false), timeoutMs);
    const finish = () => {
      clearTimeout(timer);
      done(true);
    };
    work.then(finish, finish);
  });
}

type Parts = {
  options: StorageOptions;
  lock: DirectoryLock;
  disk: DiskGauge;
  engine: Engine;
  control: EngineSession;
  pool: SessionPool<EngineSession>;
  counters: CounterSet<CounterName>;
  runner: QueryRunner;
  bodies: BodyReader;
  /** One value that the gateway and the status share; it changes once. */
  life: { isStopping: boolean; readonly startedAt: string };
};

function openParts(options: StorageOptions, lock: DirectoryLock, logger: Logger): Parts {
  const disk = openDisk(options, logger);
  const engine = openEngineIn(options, Math.floor(disk.freeBytes() / MIB), logger);
  const counters = createStorageCounters();
  const control = engine.openSession();
  const pool = new SessionPool<EngineSession>({
    ...options,
    open: engine.openSession,
    close: (session) => session.close(),
    onWait: () => counters.queued.add(),
  });
  const base = baseSettingsOf(options);
  const runner = new QueryRunner({ pool, control, base, disk, counters, newId: randomUUID });
  const bodies = createBodyReader(options.bodyBytesMax);
  const life = { isStopping: false, startedAt: new Date().toISOString() };
  return { options, lock, disk, engine, control, pool, counters, runner, bodies, life };
}

function readStatus({ options, disk, engine, pool, counters, bodies, life }: Parts): StorageStatus {
  return {
    state: life.isStopping ? "stopping" : disk.isFull ? "disk-full" : "serving",
    engineVersion: engine.version,
    pid: process.pid,
    startedAt: life.startedAt,
    disk: { freeBytes: disk.freeBytes(), reserveBytes: options.diskReserveBytes },
    memory: {
      residentBytes: process.memoryUsage.rss(),
      engineBytesMax: options.memoryBytesMax,
      bodyBytes: bodies.heldBytes,
    },
    sessions: {
      max: options.sessionsMax,
      busy: pool.busy,
      waiting: pool.waiting,
      retired: pool.retired,
    },
    counters: counters.snapshot(),
  };
}

function createServerOn(parts: Parts, token: string, logger: Logger): Server {
  const gateway = createGateway({
    runner: parts.runner,
    bodies: parts.bodies,
    counters: parts.counters,
    isAuthorized: createTokenCheck(token),
    readStatus: () => readStatus(parts),
    isStopping: () => parts.life.isStopping,
    newId: randomUUID,
    onFailure: createFailureLog(logger),
  });
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, (request, response) => {
    void gateway(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = CONNECTIONS_MAX;
  return server;
}

async function takeDown(parts: Parts, server: Server): Promise<void> {
  const { runner, pool, control, engine, lock, options } = parts;
  server.close();
  server.closeIdleConnections();
  if (!(await within(runner.drained(), options.drainTimeoutMs))) await runner.killAll();
  server.closeAllConnections();
  pool.close();
  control.close();
  await within(engine.close(), CLOSE_TIMEOUT_MS);
  lock.release();
}

/** Starts serving. Throws an AppError with the reason when it cannot. */
export async function startStorage(given: StorageOptions, logger: Logger): Promise<Storage> {
  const options = { ...given, dataDirectory: resolve(given.dataDirectory) };
  prepareDirectories(options.dataDirectory);
  const lock = lockDirectory(options.dataDirectory, process.pid);
  const token = loadToken(options.tokenFile, () => randomBytes(TOKEN_BYTES).toString("base64url"));
  const parts = openParts(options, lock, logger);
  const server = createServerOn(parts, token, logger);
  const listen = await listenOn(server, options.listen);
  logger.info({ listen, engineVersion: parts.engine.version }, "storage is serving");
  return {
    listen,
    async stop() {
      if (parts.life.isStopping) return;
      parts.life.isStopping = true;
      logger.info({ running: parts.runner.running }, "storage is stopping");
      await takeDown(parts, server);
      logger.info("storage has stopped");
    },
  };
}
