/** `vigil up`: from a fresh checkout to a URL. */

export { attachOrDetach } from "./detach.ts";
export { agentArguments } from "./programs.ts";
export { prepare, type UpOptions, up } from "./up.ts";
