/** The `vigil policy` commands and their flags. */
import type { Command } from "commander";
import type { Output } from "#cli/output";
import { readRuleSources } from "#cli/source";
import { checkPolicies } from "./check.ts";
import { testPolicies } from "./test.ts";

type Streams = { output(json: boolean): Output; exit(status: number): void };

/** Adds `policy` with its commands. */
export function addPolicyCommands(vigil: Command, { output, exit }: Streams): void {
  const policy = vigil.command("policy").description("check and test files of rules");
  for (const [name, brief, run] of [
    ["check", "status, event, kernel filter and cost of every rule; every fault", checkPolicies],
    ["test", "run the inline tests of rules, as TAP", testPolicies],
  ] as const) {
    policy
      .command(name)
      .description(brief)
      .argument("<path...>", "policies (*.policy), rule files (*.yaml), or folders of them")
      .option("--json", "print the result as JSON on standard output", false)
      .action(async (paths: string[], flags: { json: boolean }) =>
        exit(await run(readRuleSources(paths), output(flags.json))),
      );
  }
}
