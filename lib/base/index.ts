/** Small values every part of Vigil shares. No node:, no DOM, no imports. */
export { assert, unreachable } from "./assert.ts";
export type { Clock, Counter, CounterSet } from "./clock.ts";
export { createCounters } from "./clock.ts";
export type { CsvFault } from "./csv.ts";
export { readCsv, writeCsv } from "./csv.ts";
export type { Diagnostic, Edit, Span } from "./diagnostic.ts";
export { DIAGNOSTICS_MAX, formatDiagnostic, locate } from "./diagnostic.ts";
export type { ErrorTable } from "./error.ts";
export { AppError, defineErrors, isAppError } from "./error.ts";
export { redactingSink, redactLine, redactText } from "./redact.ts";
export { remember } from "./remember.ts";
