/** The embedded ClickHouse process: `node storage/main.ts --data DIR --listen ADDRESS`. */
import { pino } from "pino";
import { AppError, redactingSink } from "#lib/base";
import { EXIT_BUG, exitCodeOf } from "./errors.ts";
import { parseOptions } from "./options.ts";
import { startStorage } from "./storage.ts";
import { ensureThreads } from "./threads.ts";

// Stdout carries the one line the supervisor waits for; the log goes to stderr, synchronously.
const logger = pino({ name: "storage" }, redactingSink(pino.destination({ fd: 2, sync: true })));
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

process.on("uncaughtException", (error) => {
  logger.fatal({ err: error }, "bug: the storage process ends");
  process.exit(EXIT_BUG);
});

try {
  const options = parseOptions(process.argv.slice(2));
  ensureThreads(options.sessionsMax);
  const storage = await startStorage(options, logger);
  const stop = () => void storage.stop().then(() => process.exit(0));
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  print({ ready: true, listen: storage.listen, pid: process.pid });
} catch (error) {
  const known = error instanceof AppError ? error : undefined;
  const message = known === undefined ? String(error) : `${known.message} ${known.hint}`;
  logger.fatal({ code: known?.code, err: known === undefined ? error : known.cause }, message);
  print({ ready: false, code: known?.code ?? "STORAGE_BUG", message });
  process.exit(exitCodeOf(error));
}
