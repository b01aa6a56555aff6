/** The `vigil rule` commands and their flags. */
import { type Command, Option } from "commander";
import { dataOption, jsonOption } from "#cli/options";
import type { Output } from "#cli/output";
import { type BacktestFlags, backtestRule } from "./backtest.ts";
import { getRule, listRules } from "./list.ts";
import { pullRules, pushRules } from "./sync.ts";
import { validateRules } from "./validate.ts";

type Streams = {
  output(json: boolean): Output;
  exit(status: number): void;
  now(): number;
};
type Flags = { data: string; json: boolean };

const yes = () => new Option("--yes", "do it, instead of saying what would change").default(false);

/** Adds `rule` with its commands. */
export function addRuleCommands(vigil: Command, { output, exit, now }: Streams): void {
  const rule = vigil.command("rule").description("detection rules of a running Vigil");
  rule
    .command("list")
    .description("rules found by a search, such as 'source:auth severity:high'")
    .argument("[query]", "search over rules", "")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((query: string, flags: Flags) => listRules(flags.data, query, output(flags.json)));
  rule
    .command("get")
    .description("one rule as JSON")
    .argument("<id>", "id of the rule")
    .addOption(dataOption())
    .action((id: string, flags: Flags) => getRule(flags.data, id, output(true)));
  rule
    .command("validate")
    .description("every fault of rule files; needs no running Vigil")
    .argument("<path...>", "rule files (*.json), or folders of them")
    .addOption(jsonOption())
    .action((paths: string[], flags: Flags) =>
      exit(validateRules(paths, output(flags.json)) > 0 ? 1 : 0),
    );
  addSync(rule, output);
  addBacktest(rule, { output, now });
}

function addBacktest(rule: Command, { output, now }: Pick<Streams, "output" | "now">): void {
  rule
    .command("backtest")
    .description("the signals a rule would have made of what is stored; makes none")
    .argument("<rule>", "id of a rule, or a rule file (*.json)")
    .option("--from <time>", "30m, 24h, 7d for so long ago, or an ISO 8601 time", "24h")
    .option("--to <time>", "the same, or now", "now")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((name: string, flags: Flags & BacktestFlags) =>
      backtestRule(name, flags, output(flags.json), now()),
    );
}

function addSync(rule: Command, output: Streams["output"]): void {
  rule
    .command("pull")
    .description("write the rules that are no default rules to a folder, ID.json each")
    .argument("<dir>", "the folder")
    .addOption(yes())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((dir: string, flags: Flags & { yes: boolean }) =>
      pullRules(flags.data, dir, flags.yes, output(flags.json)),
    );
  rule
    .command("push")
    .description("create and change rules as files say; a rule is known by its id, else its name")
    .argument("<path...>", "rule files (*.json), or folders of them")
    .addOption(yes())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((paths: string[], flags: Flags & { yes: boolean }) =>
      pushRules(flags.data, paths, flags.yes, output(flags.json)),
    );
}
