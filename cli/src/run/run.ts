/**
 * Runs a command under the sensor that needs no eBPF. This process becomes the sensor, and that the
 * command: pid, terminal, signals and exit status are the command's own.
 */
import { resolve } from "node:path";
import type { Output } from "#cli/output";
import {
  BUILD_PACKAGES,
  buildSensor,
  dataPaths,
  installPackages,
  prepareData,
  SENSOR_BINARY,
} from "#cli/setup";

export type RunOptions = {
  data: string;
  /** Write what is seen to this file instead of handing it to the agent. */
  capture?: string;
  reads: boolean;
  orUnwatched: boolean;
};

/** Node ignores SIGPIPE, and what is ignored stays so for the programs it becomes. */
const RESET_SIGNALS = ["/usr/bin/env", "--default-signal=PIPE"] as const;

/** What this process becomes. */
export function sensorCommand(options: RunOptions, command: readonly string[]): string[] {
  const { data, capture, reads, orUnwatched } = options;
  const target =
    capture === undefined
      ? ["--socket", dataPaths(data).sensorSocket]
      : ["--capture", resolve(capture)];
  const flags = [...(reads ? ["--trace-reads"] : []), ...(orUnwatched ? ["--or-untraced"] : [])];
  return [...RESET_SIGNALS, SENSOR_BINARY, "--trace", ...target, ...flags, "--", ...command];
}

/** Builds the sensor if needed and becomes the command; returns only by throwing. */
export async function run(
  options: RunOptions,
  command: readonly string[],
  output: Output,
): Promise<void> {
  await installPackages(BUILD_PACKAGES, output);
  await buildSensor(output);
  if (options.capture === undefined) prepareData(dataPaths(options.data));
  const args = sensorCommand(options, command);
  process.execve?.(args[0] as string, args, process.env as NodeJS.ProcessEnv);
}
