/**
 * The agent's process: `node agent/main.ts --data DIR --sensor SOCKET --server URL …`. It composes
 * and waits.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { isAppError, redactingSink } from "#lib/base";
import { Agent } from "./program.ts";
import { readSettings } from "./settings.ts";

const EXIT_REFUSED = 1;
const EXIT_BUG = 70;

/* Stdout carries the one line that is waited for; the log goes to stderr. */
const logger = pino({ name: "agent" }, redactingSink(pino.destination({ fd: 2, sync: true })));
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

function readVersion(): string {
  const path = join(import.meta.dirname, "../package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

async function run(argv: readonly string[]): Promise<void> {
  logger.info("the agent starts");
  const settings = readSettings(argv);
  const agent = await Agent.open(settings, logger, readVersion());
  const stop = () => void agent.stop().then(() => process.exit(0));
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("SIGHUP", () => agent.reload());
  if (settings.source.kind === "replay") {
    const summary = await agent.replay(settings.source.capture);
    await agent.stop();
    print(summary);
    return;
  }
  const { state, reason } = await agent.connect(settings.source.socket);
  agent.startReports();
  const rules = agent.ruleset.states().filter(({ status }) => status === "loaded").length;
  const { id } = agent.identity;
  print({ ready: true, agent_id: id, rules, sensor: { state, reason }, pid: process.pid });
}

process.on("uncaughtException", (error) => {
  logger.fatal({ err: error }, "bug: the agent ends");
  process.exit(EXIT_BUG);
});

try {
  await run(process.argv.slice(2));
} catch (error) {
  const known = isAppError(error);
  const message = known ? `${error.message} ${error.hint}` : String(error);
  logger.fatal({ code: known ? error.code : undefined, err: known ? error.cause : error }, message);
  print({ ready: false, code: known ? error.code : "AGENT_BUG", message });
  process.exit(EXIT_REFUSED);
}
