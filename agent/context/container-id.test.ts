/** cgroup paths of every runtime, and of hosts without one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ContainerRuntime, parseContainer } from "./container-id.ts";

const HEX = "3f2a8c1b7d60".repeat(6).slice(0, 64);
const OTHER = "a".repeat(64);
const POD = "pod0e1f2a3b_4c5d_6e7f_8091_a2b3c4d5e6f7";

/**
 * cgroup path → id, runtime. Paths with an asterisk are of a process with a mount namespace of its
 * own.
 */
const PATHS: [string, string, ContainerRuntime][] = [
  [`/docker/${HEX}`, HEX, "docker"],
  [`/system.slice/docker-${HEX}.scope`, HEX, "docker"],
  [`/docker/${HEX}/docker/${OTHER}`, OTHER, "docker"],
  [`/docker/${HEX}/init.scope`, HEX, "docker"],
  [`/libpod_parent/libpod-${HEX}`, HEX, "podman"],
  [`/machine.slice/libpod-${HEX}.scope`, HEX, "podman"],
  [`/machine.slice/libpod-${HEX}.scope/container`, HEX, "podman"],
  [`/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${HEX}.scope`, HEX, "podman"],
  [`/machine.slice/libpod-conmon-${HEX}.scope`, "", ""],
  [`/machine.slice/crio-${HEX}.scope`, HEX, "cri-o"],
  [`/machine.slice/crio-conmon-${HEX}.scope`, "", ""],
  [`/kubepods/besteffort/${POD}/${HEX}`, HEX, "kubernetes"],
  [
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-${POD}.slice/cri-containerd-${HEX}.scope`,
    HEX,
    "kubernetes",
  ],
  [`/kubepods.slice/kubepods-${POD}.slice/crio-${HEX}.scope`, HEX, "kubernetes"],
  [`/kubepods.slice/kubepods-${POD}.slice/docker-${HEX}.scope`, HEX, "kubernetes"],
  [
    `/system.slice/containerd.service/kubepods-besteffort-${POD}.slice:cri-containerd:${HEX}`,
    HEX,
    "containerd",
  ],
  [`/default/${HEX}`, HEX, "containerd"],
  [`/system.slice/nerdctl-${HEX}.scope`, HEX, "containerd"],
  [
    `/ecs/0123456789abcdef0123456789abcdef/0123456789abcdef0123456789abcdef-12345678`,
    "0123456789abcdef0123456789abcdef-12345678",
    "containerd",
  ],
  ["*/default/c1", "c1", "containerd"],
  ["*/t1", "t1", ""],
  ["/default/c1", "", ""],
  ["/t1", "", ""],
  ["/", "", ""],
  ["*/", "", ""],
  ["", "", ""],
  ["/init.scope", "", ""],
  ["*/init.scope", "", ""],
  ["/system.slice/ssh.service", "", ""],
  ["*/system.slice/private-tmp.service", "", ""],
  ["/user.slice/user-1000.slice/session-3.scope", "", ""],
  ["*/a/b/c", "", ""],
  [`/system.slice/backup-${HEX.slice(0, 40)}.service`, "", ""],
  [`/system.slice/${HEX}x`, "", ""],
  [`/../../docker/${HEX}`, HEX, "docker"],
];

test("container ids are found in the cgroup paths of every runtime", () => {
  for (const [path, id, runtime] of PATHS) {
    const isIsolated = path.startsWith("*");
    assert.deepEqual(parseContainer(path.replace("*", ""), isIsolated), { id, runtime }, path);
  }
});
