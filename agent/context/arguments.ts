/**
 * Command lines and environments as rules ask for them. What counts as a flag or an option follows
 * the public documentation of the `args_flags` and `args_options` fields.
 */

/** Arguments beyond this many are not looked at. */
export const ARGUMENTS_MAX = 4096;

/** Variables whose values matter to security; of the others rules and events see names only. */
const NAMES_WITH_VALUE = new Set([
  "LD_PRELOAD",
  "LD_LIBRARY_PATH",
  "LD_AUDIT",
  "PATH",
  "HISTSIZE",
  "HISTFILESIZE",
  "HISTFILE",
  "GLIBC_TUNABLES",
]);

const ALPHANUMERIC = /^[A-Za-z0-9]+$/;
const STARTS_ALPHANUMERIC = /^[A-Za-z0-9]/;

/** Splits text in which every entry is ended by NUL; a last entry that was cut has no NUL. */
export function splitNul(text: string): readonly string[] {
  if (text === "") return [];
  const entries = text.split("\0", ARGUMENTS_MAX + 1);
  if (entries.at(-1) === "" || entries.length > ARGUMENTS_MAX) entries.pop();
  return entries;
}

/**
 * Flags without their dashes: `-ab` is a, b and ab; `--long` is long; anything with `=` is an
 * option.
 */
export function flagsOf(args: readonly string[]): readonly string[] {
  const flags = new Set<string>();
  for (const arg of args) {
    if (arg.length < 2 || arg[0] !== "-" || arg.includes("=")) continue;
    const name = arg.startsWith("--") ? arg.slice(2) : arg.slice(1);
    if (name === "") continue;
    if (arg[1] !== "-" && ALPHANUMERIC.test(name)) for (const letter of name) flags.add(letter);
    flags.add(name);
  }
  return [...flags];
}

/** `name=value` of every option, also where the value is the next argument. */
export function optionsOf(args: readonly string[]): readonly string[] {
  const options: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] as string;
    if (arg[0] !== "-") continue;
    const name = arg.startsWith("--") ? arg.slice(2) : arg.slice(1);
    if (!STARTS_ALPHANUMERIC.test(name)) continue;
    const next = args[index + 1];
    if (name.includes("=")) options.push(name);
    else if (next !== undefined && !next.startsWith("-")) {
      options.push(`${name}=${next}`);
      index += 1;
    }
  }
  return options;
}

/** Names of the variables, with values for those that matter to security. */
export function envsOf(envp: readonly string[]): readonly string[] {
  return envp.map((entry) => {
    const end = entry.indexOf("=");
    const name = end === -1 ? entry : entry.slice(0, end);
    return NAMES_WITH_VALUE.has(name) ? entry : name;
  });
}

/** Value of a variable; undefined when it is not set. */
export function envValue(envp: readonly string[], name: string): string | undefined {
  const entry = envp.find((candidate) => candidate.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}
