/**
 * Import of Sigma 2.1: documents → tests of fields → agent rules and detection rules. Nothing is
 * guessed: what cannot be said here is refused with a reason, and what differs is noted.
 */
export type { AgentFile } from "./agent-file.ts";
export type { Conversion, Converted, Refused } from "./convert.ts";
export { convertSigma } from "./convert.ts";
export type { ReadDocument, SigmaFile } from "./read.ts";
export { readSigma, SIGMA_FILE_LENGTH_MAX } from "./read.ts";
export type { Refusal } from "./types.ts";
