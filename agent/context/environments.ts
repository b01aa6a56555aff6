/**
 * Environments as processes have them, taken apart once for each: a process mostly hands its own on
 * to what it starts, so that a build of a thousand programs has a few, which its entries share.
 */
import { remember } from "#lib/base";
import { envsOf, envValue, splitNul } from "./arguments.ts";

const SERVICE_VARIABLE = "DD_SERVICE";
const SERVICE_LENGTH_MAX = 200;
/** Environments that are remembered, twice; a record carries at most 4095 bytes of one. */
const LIMITS = { textsMax: 128, lengthMax: 4096 };

export type Environment = {
  envp: readonly string[];
  /** As rules see it. */
  envs: readonly string[];
  /** Value of DD_SERVICE; "" when unset. */
  service: string;
};

/** Takes apart text in which every variable is ended by NUL. */
export type ReadEnvironment = (text: string) => Environment;

export function createEnvironmentReader(): ReadEnvironment {
  return remember((text) => {
    const envp = splitNul(text);
    const service = envValue(envp, SERVICE_VARIABLE)?.slice(0, SERVICE_LENGTH_MAX) ?? "";
    return { envp, envs: envsOf(envp), service };
  }, LIMITS);
}
