/** The `vigil sigma` commands and their flags. */
import type { Command } from "commander";
import type { Output } from "#cli/output";
import { readYamlSources } from "#cli/source";
import { importSigma } from "./import.ts";

type Streams = { output(json: boolean): Output; exit(status: number): void };

/** Adds `sigma` with its commands. */
export function addSigmaCommands(vigil: Command, { output, exit }: Streams): void {
  const sigma = vigil.command("sigma").description("rules written in Sigma");
  sigma
    .command("import")
    .description("turn Sigma 2 rules, correlations and filters into rules of Vigil")
    .argument("<path...>", "Sigma files (*.yml, *.yaml), or folders of them")
    .option("-o, --out <dir>", "folder to write the rules to; without it nothing is written")
    .option("--strict", "exit with 1 when anything is refused", false)
    .option("--json", "print the result as JSON on standard output", false)
    .action((paths: string[], flags: { out?: string; strict: boolean; json: boolean }) => {
      const { converted, refused } = importSigma(
        readYamlSources(paths),
        flags.out,
        output(flags.json),
      );
      const isFailed = converted === 0 || (flags.strict && refused > 0);
      exit(isFailed ? 1 : 0);
    });
}
