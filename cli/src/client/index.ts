/**
 * The command line as a client of the server's API, with the token that only this machine's owner
 * can read.
 */
export type { LocalClient } from "./client.ts";
export { openClient } from "./client.ts";
