/**
 * The server's process: `node server/main.ts --data DIR --listen HOST:PORT …`. Stdout carries one
 * line, stderr the log.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { isAppError, redactingSink } from "#lib/base";
import { startServer } from "./program.ts";
import { readSettings } from "./settings.ts";

const EXIT_REFUSED = 1;
const EXIT_BUG = 70;
/** A stop that takes longer ends without having finished; what was not acknowledged comes again. */
const STOP_MS_MAX = 10_000;

const log = pino({ name: "server" }, redactingSink(pino.destination({ fd: 2, sync: true })));
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

function readVersion(): string {
  const path = join(import.meta.dirname, "../package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

async function run(argv: readonly string[]): Promise<void> {
  const server = await startServer(readSettings(argv), log, readVersion());
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(EXIT_REFUSED), STOP_MS_MAX).unref();
    void server.stop().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const { url, admin } = server;
  print({ ready: true, url, ...(admin ? { admin } : {}) });
}

process.on("uncaughtException", (error) => {
  log.fatal({ err: error }, "bug: the server ends");
  process.exit(EXIT_BUG);
});

try {
  await run(process.argv.slice(2));
} catch (error) {
  const known = isAppError(error);
  const message = known ? `${error.message} ${error.hint}` : String(error);
  log.fatal({ code: known ? error.code : undefined, err: known ? error.cause : error }, message);
  print({ ready: false, code: known ? error.code : "SERVER_BUG", message });
  process.exit(EXIT_REFUSED);
}
