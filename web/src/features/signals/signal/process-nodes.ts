/** Reads the lineage of a process from an event's JSON, oldest ancestor first. */

export type ProcessNode = {
  /** Place in the tree: the root is 0. */
  depth: number;
  pid: number;
  name: string;
  path: string;
  user: string;
  command: string[];
  isCut: boolean;
  startedAt: string;
  containerId: string;
  tty: string;
  comm: string;
  envs: string[];
  effectiveUser: string;
  fileOwner: string;
  acting: boolean;
};

/** A process of which only the pid is known: it ended, or hid, before anybody looked. */
const UNKNOWN = "unknown";

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const string = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
const strings = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);

function readNode(process: Json, depth: number, acting: boolean): ProcessNode {
  const executable = object(process["executable"]);
  const credentials = object(process["credentials"]);
  const path = string(executable["path"]);
  const comm = string(process["comm"]);
  const argv0 = string(process["argv0"]) || path || comm || UNKNOWN;
  const user = string(process["user"]) || string(process["uid"]);
  const effective = string(credentials["euser"]) || string(credentials["euid"]);
  const owner = [string(executable["user"]), string(executable["group"])].filter(Boolean).join(":");
  return {
    depth,
    pid: Number(process["pid"] ?? 0),
    name: string(executable["name"]) || comm || path || UNKNOWN,
    path,
    user,
    command: [argv0, ...strings(process["args"])],
    isCut: process["args_truncated"] === true,
    startedAt: string(process["exec_time"]) || string(process["fork_time"]),
    containerId: string(object(process["container"])["id"]),
    tty: string(process["tty"]),
    comm,
    envs: strings(process["envs"]),
    effectiveUser: effective === user ? "" : effective,
    fileOwner: owner,
    acting,
  };
}

/**
 * The chain from the oldest known ancestor down to the process that acted; empty without a process.
 */
export function processNodes(event: Json): ProcessNode[] {
  const process = object(event["process"]);
  if (Object.keys(process).length === 0) return [];
  const listed = Array.isArray(process["ancestors"]) ? process["ancestors"].map(object) : [];
  const parent = object(process["parent"]);
  const ancestors = listed.length > 0 || Object.keys(parent).length === 0 ? listed : [parent];
  const chain = [...ancestors].reverse();
  return [
    ...chain.map((ancestor, depth) => readNode(ancestor, depth, false)),
    readNode(process, chain.length, true),
  ];
}
