/** The options of commands that speak to a running Vigil or to its data directory. */
import { Option } from "commander";
import { defaultDataDir } from "#cli/setup";

export const dataOption = () =>
  new Option("--data <dir>", "data directory").default(defaultDataDir(), ".vigil in the checkout");

export const jsonOption = () =>
  new Option("--json", "print the result as JSON on standard output").default(false);
