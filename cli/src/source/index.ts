/** What the language tools share: reading rules and showing what is wrong with them. */
export { refuseSource } from "./errors.ts";
export type { Input, SourceText } from "./files.ts";
export {
  readInput,
  readRuleSources,
  readSource,
  readYamlSources,
  SOURCE_FILES_MAX,
} from "./files.ts";
export type { ShownDiagnostic } from "./report.ts";
export { countFaults, printDiagnostic, showDiagnostic } from "./report.ts";
