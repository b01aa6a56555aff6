/** The `vigil secl` commands and their flags. */
import type { Command } from "commander";
import type { Output } from "#cli/output";
import type { Input } from "#cli/source";
import { createEvaluator } from "#lib/secl";
import { checkExpression } from "./check.ts";
import { refuseSecl } from "./errors.ts";
import { evaluateLines, type Sink } from "./eval.ts";
import { explainExpression } from "./explain.ts";
import { type FmtFlags, formatExpression } from "./fmt.ts";
import { type ExpressionFlags, environmentOf, readExpression } from "./language.ts";

/** What the commands read from and write to. */
export type ToolStreams = {
  input(): Input;
  sink: Sink;
  output(json: boolean): Output;
  /** Milliseconds since 1970. */
  now: () => number;
  exit(status: number): void;
};

type Flags = ExpressionFlags & { json: boolean };
const NS_PER_MS = 1e6;

/** A command about one expression. */
function expressionCommand(parent: Command, name: string, brief: string): Command {
  return parent
    .command(name)
    .description(brief)
    .argument("[expression]", "the expression; without it, -f or standard input")
    .option("-f, --file <file>", "read the expression from a file, - for standard input")
    .option("--json", "print the result as JSON on standard output", false);
}

function macrosFlag(command: Command): Command {
  const text = "policy, macros.yaml or folder whose macros may be named; repeatable";
  const add = (path: string, before: string[] = []) => [...before, path];
  return command.option("-m, --macros <path>", text, add);
}

/** Adds `secl` with its commands. */
export function addSeclCommands(vigil: Command, streams: ToolStreams): void {
  const { input, output, exit } = streams;
  const secl = vigil.command("secl").description("check, format, explain and evaluate expressions");
  macrosFlag(expressionCommand(secl, "check", "every fault and trap, with its place")).action(
    async (text: string | undefined, flags: Flags) => {
      const source = await readExpression(text, flags, input());
      exit(checkExpression(source, environmentOf(flags), output(flags.json)));
    },
  );
  expressionCommand(secl, "fmt", "the canonical form")
    .option("--check", "say whether it is in canonical form; exit status 1 when not", false)
    .option("--write", "put it back into the file of -f", false)
    .action(async (text: string | undefined, flags: Flags & FmtFlags) => {
      const isFile = text === undefined && flags.file !== undefined && flags.file !== "-";
      if (flags.write && !isFile) throw refuseSecl("SECL_WRITE_NEEDS_FILE");
      exit(formatExpression(await readExpression(text, flags, input()), flags, output(flags.json)));
    });
  macrosFlag(expressionCommand(secl, "explain", "what it means, name by name")).action(
    async (text: string | undefined, flags: Flags) => {
      const source = await readExpression(text, flags, input());
      exit(explainExpression(source, environmentOf(flags), output(flags.json)));
    },
  );
  secl
    .command("eval")
    .description("evaluate JSON Lines from standard input, one answer a line")
    .addHelpText("after", EVAL_HELP)
    .action(async () => {
      const evaluator = createEvaluator({ now: () => streams.now() * NS_PER_MS });
      await evaluateLines(input(), streams.sink, evaluator);
    });
}

const EVAL_HELP = `
A line is {"expression": "…", "event": {name: value}} with, as wanted,
  fields     {name: type}: the fields there are, instead of the product's own; types are
             int, string, bool, ip, path and host, each with [] for an array, and iterator
  macros     {name: expression or [values]}
  variables  {name: value}
  constants  {NAME: number}
  now        nanoseconds since 1970, from which ages are measured
The answer is {"result": true or false, "matched": [{offset, length, value, field}]}
or {"error": {code, message, line, column}}. More in docs/guides/secl-tools.md.`;
