/**
 * The command line. Commands are in src/<noun>; this file only names them and turns failures into
 * exit statuses.
 */
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { doctor } from "#cli/doctor";
import { down } from "#cli/down";
import { createKeys } from "#cli/key";
import { dataOption, jsonOption } from "#cli/options";
import { createOutput, type Output } from "#cli/output";
import { addPackCommands } from "#cli/packs";
import { addPolicyCommands } from "#cli/policy";
import { replay } from "#cli/replay";
import { addRuleCommands } from "#cli/rule";
import { run } from "#cli/run";
import { addSeclCommands, type ToolStreams } from "#cli/secl";
import { addSigmaCommands } from "#cli/sigma";
import { status } from "#cli/status";
import { addTableCommands } from "#cli/table";
import { runTests } from "#cli/test";
import { attachOrDetach, prepare } from "#cli/up";
import { isAppError } from "#lib/base";

const DEFAULT_PORT = 7700;
/** sysexits(3): an internal error. */
const EXIT_BUG = 70;

function outputFor(json: boolean): Output {
  const streams = {
    stdout: (text: string) => void process.stdout.write(text),
    stderr: (text: string) => void process.stderr.write(text),
  };
  return createOutput(json, streams, Date.now, process.stderr.isTTY === true);
}

/** Waits for a slow reader; one that went away, as `head` does, ends the writing. */
function writeOut(text: string): Promise<boolean> | boolean {
  const { stdout } = process;
  if (stdout.destroyed) return false;
  if (stdout.write(text)) return true;
  return new Promise((resolve) => {
    const settle = () => {
      stdout.off("drain", settle).off("close", settle);
      resolve(!stdout.destroyed);
    };
    stdout.once("drain", settle).once("close", settle);
  });
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const tools: ToolStreams = {
  input: () => process.stdin,
  sink: writeOut,
  output: outputFor,
  now: Date.now,
  exit: (status) => {
    process.exitCode = status;
  },
};

function wholeNumber(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError(`it takes a whole number from 1, not ${text}`);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError(`--port takes a number from 1 to 65535, not ${text}`);
}

const collect = (text: string, known: string[]) => [...known, text];

type UpFlags = {
  data: string;
  host: string;
  port: number;
  agent: boolean;
  enforcement: string;
  logFile: string[];
  journal: boolean;
  retentionDays?: number;
  signalRetentionMonths?: number;
  detach: boolean;
  json: boolean;
};
type Flags = { data: string; json: boolean };

/** Starting, stopping and looking at a Vigil. */
function addLifeCommands(vigil: Command): void {
  vigil
    .command("up")
    .description("set up what is missing, start everything, print the URL")
    .addOption(dataOption())
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port of web and API", portNumber, DEFAULT_PORT)
    .option("--no-agent", "storage, server and web only")
    .addOption(
      new Option("--enforcement <mode>", "whether rules kill; observe tells what they would do")
        .choices(["off", "observe", "on"])
        .default("off"),
    )
    .option("--log-file <path[:source]>", "file whose lines are logs; may be repeated", collect, [])
    .option("--journal", "the system's journal is logs", false)
    .option("--retention-days <n>", "how long events and logs are kept", wholeNumber)
    .option("--signal-retention-months <n>", "how long signals are, without activity", wholeNumber)
    .option("--detach", "return when it runs; stop it with ./vigil down", false)
    .addOption(jsonOption())
    .action((flags: UpFlags) =>
      attachOrDetach({ ...flags, data: resolve(flags.data) }, flags.detach, outputFor(flags.json)),
    );
  vigil
    .command("prepare")
    .description("set up what is missing without starting anything, for services")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (flags: Flags) => {
      const output = outputFor(flags.json);
      const obstacle = await prepare({ data: resolve(flags.data), agent: true }, output);
      output.result({ prepared: true, sensor: obstacle === "", reason: obstacle });
    });
  vigil
    .command("down")
    .description("stop everything")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((flags: Flags) => down(flags.data, outputFor(flags.json)));
  vigil
    .command("status")
    .description("programs, event rates, losses, rules")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (flags: Flags) => {
      process.exitCode = await status(flags.data, outputFor(flags.json));
    });
}

type RunFlags = { data: string; capture?: string; reads: boolean; orUnwatched: boolean };

function addRunCommand(vigil: Command): void {
  vigil
    .command("run")
    .description("run a command and watch it without eBPF and without rights, which sees less")
    .usage("[options] -- <command> [argument...]")
    .argument("<command...>", "the program and its arguments")
    .addOption(dataOption())
    .option("--capture <file>", "write what is seen to a file, for replay, instead of the agent")
    .option("--reads", "also files opened to be read; each open costs far more then", false)
    .option("--or-unwatched", "run the command even if it cannot be watched", false)
    .passThroughOptions()
    .action((command: string[], flags: RunFlags) =>
      run({ ...flags, data: resolve(flags.data) }, command, outputFor(false)),
    );
}

/** Using one, and working on it. */
function addUseCommands(vigil: Command): void {
  vigil
    .command("doctor")
    .description("what this kernel allows, which hooks are used, what will not be seen")
    .addOption(jsonOption())
    .action(async (flags: { json: boolean }) => {
      process.exitCode = await doctor(outputFor(flags.json));
    });
  const key = vigil.command("key").description("keys for API clients");
  key
    .command("create")
    .description("make an API key and an application key")
    .option("--name <name>", "what they are for", "command line")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((flags: Flags & { name: string }) =>
      createKeys(flags.data, flags.name, outputFor(flags.json)),
    );
  vigil
    .command("replay")
    .description("drive the whole path from a recorded stream")
    .argument("<capture>", "file written by vigil-sensor --capture")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((file: string, flags: Flags) => replay(flags.data, file, outputFor(flags.json)));
  addRunCommand(vigil);
  addSeclCommands(vigil, tools);
  addPolicyCommands(vigil, tools);
  addSigmaCommands(vigil, tools);
  addRuleCommands(vigil, tools);
  addTableCommands(vigil, tools);
  addPackCommands(vigil, tools);
  vigil
    .command("test")
    .description("set up and run the tests")
    .argument("[part...]", "only files whose path contains one of these")
    .action(async (parts: string[]) => {
      process.exitCode = await runTests(parts, outputFor(false));
    });
}

function program(): Command {
  const vigil = new Command("vigil").description(
    "Open cloud security: see what happens on your hosts, work it as signals",
  );
  vigil.showHelpAfterError("(--help lists what there is)");
  vigil.enablePositionalOptions();
  addLifeCommands(vigil);
  addUseCommands(vigil);
  return vigil;
}

try {
  await program().parseAsync();
} catch (error) {
  if (isAppError(error)) {
    process.stderr.write(`vigil: ${error.message}\n       ${error.hint}\n       (${error.code})\n`);
    process.exitCode = 1;
  } else {
    process.stderr.write(
      `vigil: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = EXIT_BUG;
  }
}
