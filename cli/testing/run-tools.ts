/** The language tools as a user runs them, with their streams in memory. */
import { Command } from "commander";
import { createOutput } from "#cli/output";
import { addPolicyCommands } from "#cli/policy";
import { addSeclCommands, type ToolStreams } from "#cli/secl";

export type ToolRun = { stdout: string; stderr: string; status: number };

/** Runs `vigil …words` with `input` on standard input, in chunks of `chunkBytes`. */
export async function runTools(
  words: readonly string[],
  input: string | Uint8Array = "",
  chunkBytes = 65_536,
): Promise<ToolRun> {
  const run: ToolRun = { stdout: "", stderr: "", status: 0 };
  const bytes = typeof input === "string" ? Buffer.from(input) : input;
  const streams: ToolStreams = {
    input: async function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        yield bytes.subarray(at, at + chunkBytes);
      }
    },
    sink: (text) => {
      run.stdout += text;
      return true;
    },
    output: (json) =>
      createOutput(
        json,
        {
          stdout: (text) => {
            run.stdout += text;
          },
          stderr: (text) => {
            run.stderr += text;
          },
        },
        () => 0,
        false,
      ),
    now: () => 1_700_000_000_000,
    exit: (status) => {
      run.status = status;
    },
  };
  const vigil = new Command("vigil").exitOverride();
  addSeclCommands(vigil, streams);
  addPolicyCommands(vigil, streams);
  await vigil.parseAsync([...words], { from: "user" });
  return run;
}
