/** The action `coredump`: what the agent knows of a process, in a file for support. */
export type { Dumper, DumpReport, DumpRequest, DumpStatus } from "./dumper.ts";
export { createDumpCounters, openDumper } from "./dumper.ts";
