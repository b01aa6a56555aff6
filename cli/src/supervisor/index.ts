/** Runs Vigil's programs, restarts what dies, and writes down what it runs. */
export { refuseSupervisor } from "./errors.ts";
export type { ProgramSpec, Started } from "./program.ts";
export { createProgram } from "./program.ts";
export type { ProgramState, SupervisorState } from "./state.ts";
export { clearState, isRunning, readState, startTimeOf, writeState } from "./state.ts";
export type { Supervisor } from "./supervisor.ts";
export { createSupervisor, endOrphans } from "./supervisor.ts";
