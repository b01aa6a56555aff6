/**
 * Where container runtimes say a container's name, image, labels and age: their state files first,
 * which need no running daemon, then the APIs of docker and podman on their sockets. Every read is
 * bounded in bytes and time.
 */
import { readFile, stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";

export type ContainerFacts = {
  name: string;
  /** As the container was asked for, such as `nginx:1.27`. */
  image: string;
  /** `sha256:…` of the image's manifest; "" when the runtime does not say. */
  digest: string;
  /** Id of the image on this host; "" when the runtime does not say. */
  imageId: string;
  /** Nanoseconds since 1970; 0 when the runtime does not say. */
  createdNs: number;
  /** Labels, kubernetes annotations, and those variables of its environment that name a service. */
  labels: Readonly<Record<string, string>>;
};

const FILE_BYTES_MAX = 8 * 1024 * 1024;
const ANSWER_BYTES_MAX = 1024 * 1024;
export const API_MS_MAX = 250;
/** Characters of one name or label. */
const TEXT_LENGTH_MAX = 512;
const LABELS_MAX = 128;
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
  return longText(value).slice(0, TEXT_LENGTH_MAX);
}

function longText(value: unknown): string {
  return typeof value === "string" ? value : "";
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

type Said = { [Fact in keyof ContainerFacts]?: unknown };

function facts(said: Said): ContainerFacts | undefined {
  const found = {
    name: text(said.name).replace(/^\//, ""),
    image: text(said.image),
    digest: text(said.digest),
    imageId: text(said.imageId),
    createdNs: nanoseconds(said.createdNs),
    labels: textsOf(said.labels),
  };
  return found.name === "" && found.image === "" ? undefined : found;
}

/** Milliseconds since 1970 as they are, or the text of a date. */
function nanoseconds(value: unknown): number {
  const ms = typeof value === "number" ? value : Date.parse(text(value));
  return ms > 0 ? ms * 1e6 : 0;
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  const texts = Object.entries(value).filter(([, item]) => typeof item === "string");
  return Object.fromEntries(texts.slice(0, LABELS_MAX).map(([key, item]) => [key, text(item)]));
}

/** Variables that name the service, its environment and version, whatever the labels say. */
const SERVICE_VARIABLE = /^(DD_(?:SERVICE|ENV|VERSION))=(.*)$/s;

function serviceVariables(env: unknown): Record<string, string> {
  if (!Array.isArray(env)) return {};
  const found = env.map((entry) => SERVICE_VARIABLE.exec(text(entry)));
  return Object.fromEntries(found.flatMap((match) => (match ? [[match[1], match[2]]] : [])));
}

/**
 * containers/storage keeps a list of all containers; podman and cri-o put names in a JSON text
 * inside.
 */
export function fromStorageList(list: unknown, id: string): ContainerFacts | undefined {
  if (!Array.isArray(list)) return undefined;
  const found: unknown = list.find((candidate) => at(candidate, "id") === id);
  if (found === undefined) return undefined;
  const metadata = parse(longText(at(found, "metadata")) || "{}");
  const names = at(found, "names");
  const name = at(metadata, "name") ?? (Array.isArray(names) ? names[0] : "");
  const image = at(metadata, "image-name");
  return facts({ name, image, imageId: at(found, "image"), createdNs: at(found, "created") });
}

/** docker's own file, and the answer of the docker and podman APIs, which has the same shape. */
export function fromDocker(value: unknown): ContainerFacts | undefined {
  const variables = serviceVariables(at(value, "Config", "Env"));
  return facts({
    name: at(value, "Name"),
    image: at(value, "Config", "Image"),
    digest: at(value, "ImageDigest"),
    imageId: at(value, "Image"),
    createdNs: at(value, "Created"),
    labels: { ...textsOf(at(value, "Config", "Labels")), ...variables },
  });
}

/**
 * An OCI runtime's config.json: kubernetes runtimes leave names in its annotations. `writtenMs` is
 * when it was written, which is when the container was made.
 */
export function fromOciConfig(value: unknown, writtenMs = 0): ContainerFacts | undefined {
  const notes = textsOf(at(value, "annotations"));
  const labels = textsOf(
    parse(notes["io.kubernetes.cri-o.Labels"] ?? notes["nerdctl/labels"] ?? ""),
  );
  return facts({
    name:
      notes["io.kubernetes.cri.container-name"] ??
      notes["io.kubernetes.container.name"] ??
      notes["nerdctl/name"],
    image: notes["io.kubernetes.cri.image-name"] ?? notes["io.kubernetes.cri-o.ImageName"],
    imageId: notes["io.kubernetes.cri-o.ImageRef"],
    createdNs: notes["io.kubernetes.cri-o.Created"] ?? writtenMs,
    labels: { ...labels, ...notes, ...serviceVariables(at(value, "process", "env")) },
  });
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
const TASKS = "io.containerd.runtime.v2.task";
const CONTAINERD = [`run/containerd/${TASKS}`, `run/k3s/containerd/${TASKS}`];
const NAMESPACES = ["k8s.io", "default", "moby"];
const SOCKETS = ["run/podman/podman.sock", "var/run/docker.sock"];

type Source = (root: string, id: string) => Promise<ContainerFacts | undefined>;

async function readOciConfig(path: string): Promise<ContainerFacts | undefined> {
  const config = await readJson(path);
  if (config === undefined) return undefined;
  const written = await stat(path).catch(() => undefined);
  return fromOciConfig(config, written?.mtimeMs);
}

const SOURCES: readonly Source[] = [
  async (root, id) =>
    fromDocker(await readJson(join(root, "var/lib/docker/containers", id, "config.v2.json"))),
  ...STORAGE.map<Source>((storage) => async (root, id) => {
    const list = await readJson(join(root, storage, "overlay-containers/containers.json"));
    return fromStorageList(list, id);
  }),
  ...STORAGE.map<Source>((storage) => (root, id) => {
    const config = join(root, storage, "overlay-containers", id, "userdata/config.json");
    return readOciConfig(config);
  }),
  ...CONTAINERD.flatMap((tasks) =>
    NAMESPACES.map<Source>(
      (namespace) => (root, id) => readOciConfig(join(root, tasks, namespace, id, "config.json")),
    ),
  ),
  ...SOCKETS.map<Source>(
    (socket) => async (root, id) =>
      fromDocker(await getJson(join(root, socket), `/v1.41/containers/${id}/json`)),
  ),
];

/** What the first has, filled up with what only the second knows. */
function merge(first: ContainerFacts | undefined, second: ContainerFacts): ContainerFacts {
  if (!first) return second;
  return {
    name: first.name || second.name,
    image: first.image || second.image,
    digest: first.digest || second.digest,
    imageId: first.imageId || second.imageId,
    createdNs: first.createdNs || second.createdNs,
    labels: { ...second.labels, ...first.labels },
  };
}

function isWhole({ name, image, createdNs, labels }: ContainerFacts): boolean {
  return name !== "" && image !== "" && createdNs !== 0 && Object.keys(labels).length > 0;
}

/**
 * Asks one source after the other, below `root` ("/" but in tests), until all is known; undefined
 * when none knows the container.
 */
export async function findContainer(root: string, id: string): Promise<ContainerFacts | undefined> {
  if (!ID.test(id)) return undefined;
  let known: ContainerFacts | undefined;
  for (const source of SOURCES) {
    const found = await source(root, id);
    if (found) known = merge(known, found);
    if (known && isWhole(known)) break;
  }
  return known;
}
