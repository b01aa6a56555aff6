/**
 * Which container a cgroup path belongs to. Runtimes leave their mark in the path's segments:
 *
 *   /docker/<64 hex>                                          docker, cgroupfs
 *   /system.slice/docker-<64 hex>.scope                       docker, systemd
 *   /libpod_parent/libpod-<64 hex>, …/libpod-<64 hex>.scope   podman
 *   /machine.slice/crio-<64 hex>.scope                        cri-o
 *   /kubepods/besteffort/pod<uid>/<64 hex>                    kubernetes, cgroupfs
 *   /kubepods.slice/…/cri-containerd-<64 hex>.scope           kubernetes, systemd
 *   /system.slice/x.service:cri-containerd:<64 hex>           containerd, as systemd sees it
 *   /default/<name>, /<name>                                  containerd namespaces and bare runc
 *
 * The last form is told from a cgroup of the host's own by the process's mount namespace, which
 * containers never share with the host.
 */

export type ContainerRuntime = "docker" | "containerd" | "podman" | "cri-o" | "kubernetes" | "";

export type ContainerMark = { id: string; runtime: ContainerRuntime };

export const NO_CONTAINER: ContainerMark = { id: "", runtime: "" };

const HEX_ID = /(?:^|[-:_.])([0-9a-f]{64})(?:\.scope)?$/;
/** Ids of Amazon's task engine: 32 hexadecimal digits and a number. */
const TASK_ID = /^([0-9a-f]{32}-\d{1,10})$/;
const PREFIXES: readonly [RegExp, ContainerRuntime][] = [
  [/^docker[-:]/, "docker"],
  [/^(libpod|podman)[-:]/, "podman"],
  [/^crio[-:]/, "cri-o"],
  [/^cri-containerd[-:]|:cri-containerd:/, "containerd"],
  [/^(nerdctl|containerd)[-:]/, "containerd"],
];
/** Not the container itself but the process that watches it. */
const MONITOR = /(^|-)conmon[-:]/;
/** Units of systemd and the roots it makes. */
const HOST_SEGMENT = /\.(slice|service|scope|mount|socket|swap)$|^(init|user|system|machine)$/;
/**
 * Names that containerd and runc accept (76 characters at most); other ones are somebody's own
 * cgroup.
 */
const BARE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,75}$/;

function runtimeOf(segments: readonly string[], last: string): ContainerRuntime {
  const known = PREFIXES.find(([pattern]) => pattern.test(last))?.[1];
  const above = segments.slice(0, -1);
  if (above.some((segment) => segment.startsWith("kubepods"))) return "kubernetes";
  if (known) return known;
  if (above.includes("docker")) return "docker";
  if (above.some((segment) => segment.startsWith("libpod"))) return "podman";
  return above.length > 0 ? "containerd" : "";
}

/** The only segment, or the one below a containerd namespace. */
function bareName(segments: readonly string[]): ContainerMark {
  if (segments.length === 0 || segments.length > 2) return NO_CONTAINER;
  if (segments.some((segment) => HOST_SEGMENT.test(segment) || !BARE_NAME.test(segment)))
    return NO_CONTAINER;
  return { id: segments.at(-1) ?? "", runtime: segments.length === 2 ? "containerd" : "" };
}

function taskId(segments: readonly string[], segment: string): string | undefined {
  return segments.includes("ecs") ? TASK_ID.exec(segment)?.[1] : undefined;
}

/**
 * The container that a cgroup path names by its deepest segment that names one; NO_CONTAINER on the
 * host. `isIsolated` says whether the process has a mount namespace other than the host's.
 */
export function parseContainer(cgroup: string, isIsolated: boolean): ContainerMark {
  const segments = cgroup.split("/").filter((segment) => segment !== "" && segment !== "..");
  for (let index = segments.length - 1; index >= 0; index -= 1) {
    const segment = segments[index] as string;
    if (MONITOR.test(segment)) return NO_CONTAINER;
    const id = HEX_ID.exec(segment)?.[1] ?? taskId(segments, segment);
    if (id !== undefined) return { id, runtime: runtimeOf(segments.slice(0, index + 1), segment) };
  }
  return isIsolated ? bareName(segments) : NO_CONTAINER;
}
