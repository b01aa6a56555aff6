/**
 * Where container runtimes say a container's name and image: their state files first, which need no
 * running daemon, then the APIs of docker and podman on their sockets. Every read is bounded in
 * bytes and time.
 */
import { readFile, stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";

export type ContainerFacts = { name: string; image: string };

const FILE_BYTES_MAX = 8 * 1024 * 1024;
const ANSWER_BYTES_MAX = 1024 * 1024;
export const API_MS_MAX = 250;
/**
 * What may stand in a path or URL. Ids come from cgroup paths and are not to be trusted further.
 */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

type Loose = Record<string, unknown>;

function at(value: unknown, ...path: string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Loose)[key];
  }
  return here;
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 512) : "";
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    /* Half-written state: the next look finds it whole. */
    return undefined;
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    if ((await stat(path)).size > FILE_BYTES_MAX) return undefined;
    return parse(await readFile(path, "utf8"));
  } catch {
    /* Absent: another runtime's container. */
    return undefined;
  }
}

function facts(name: unknown, image: unknown): ContainerFacts | undefined {
  const found = { name: text(name).replace(/^\//, ""), image: text(image) };
  return found.name === "" && found.image === "" ? undefined : found;
}

/**
 * containers/storage keeps a list of all containers; podman and cri-o put names in a JSON text
 * inside.
 */
export function fromStorageList(list: unknown, id: string): ContainerFacts | undefined {
  if (!Array.isArray(list)) return undefined;
  const found: unknown = list.find((candidate) => at(candidate, "id") === id);
  if (found === undefined) return undefined;
  const metadata = parse(text(at(found, "metadata")) || "{}");
  const names = at(found, "names");
  const name = at(metadata, "name") ?? (Array.isArray(names) ? names[0] : "");
  return facts(name, at(metadata, "image-name"));
}

/** docker's own file, and the answer of the docker and podman APIs, which has the same shape. */
export function fromDocker(value: unknown): ContainerFacts | undefined {
  return facts(at(value, "Name"), at(value, "Config", "Image"));
}

/** An OCI runtime's config.json: kubernetes runtimes leave names in its annotations. */
export function fromOciConfig(value: unknown): ContainerFacts | undefined {
  const notes = at(value, "annotations");
  const name =
    at(notes, "io.kubernetes.cri.container-name") ??
    at(notes, "io.kubernetes.container.name") ??
    at(notes, "nerdctl/name");
  const image =
    at(notes, "io.kubernetes.cri.image-name") ?? at(notes, "io.kubernetes.cri-o.ImageName");
  return facts(name, image);
}

/**
 * GET over a unix socket; undefined unless the answer is 200 and JSON, soon enough and small
 * enough.
 */
function getJson(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(API_MS_MAX);
    const call = request({ socketPath, path, signal, headers: { host: "localhost" } }, (answer) => {
      let body = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => {
        body += part;
        if (body.length > ANSWER_BYTES_MAX) call.destroy();
      });
      answer.on("end", () => resolve(answer.statusCode === 200 ? parse(body) : undefined));
      answer.on("error", () => resolve(undefined));
      answer.on("close", () => resolve(undefined));
    });
    call.on("error", () => resolve(undefined));
    call.end();
  });
}

const STORAGE = ["var/lib/containers/storage", "run/containers/storage"];
const CONTAINERD = "run/containerd/io.containerd.runtime.v2.task";
const NAMESPACES = ["k8s.io", "default", "moby"];
const SOCKETS = ["run/podman/podman.sock", "var/run/docker.sock"];

type Source = (root: string, id: string) => Promise<ContainerFacts | undefined>;

const SOURCES: readonly Source[] = [
  async (root, id) =>
    fromDocker(await readJson(join(root, "var/lib/docker/containers", id, "config.v2.json"))),
  ...STORAGE.map<Source>((storage) => async (root, id) => {
    const list = await readJson(join(root, storage, "overlay-containers/containers.json"));
    return fromStorageList(list, id);
  }),
  ...STORAGE.map<Source>((storage) => async (root, id) => {
    const config = join(root, storage, "overlay-containers", id, "userdata/config.json");
    return fromOciConfig(await readJson(config));
  }),
  ...NAMESPACES.map<Source>(
    (namespace) => async (root, id) =>
      fromOciConfig(await readJson(join(root, CONTAINERD, namespace, id, "config.json"))),
  ),
  ...SOCKETS.map<Source>(
    (socket) => async (root, id) =>
      fromDocker(await getJson(join(root, socket), `/v1.41/containers/${id}/json`)),
  ),
];

/**
 * Asks one source after the other, below `root` ("/" but in tests); undefined when none knows the
 * container.
 */
export async function findContainer(root: string, id: string): Promise<ContainerFacts | undefined> {
  if (!ID.test(id)) return undefined;
  for (const source of SOURCES) {
    const found = await source(root, id);
    if (found) return found;
  }
  return undefined;
}
