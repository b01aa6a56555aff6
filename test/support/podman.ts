/** Real containers for tests: an image of busybox, run by podman with settings of its own. */
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Settings that let podman run where the file limit cannot be raised and cgroups are hybrid; the
 * host's stay as they are.
 */
const CONF = `[containers]
default_ulimits = ["nofile=1024:1024","nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
`;

/** Why there can be no container here; "" when there can. */
export function podmanObstacle(): string {
  return spawnSync("podman", ["--version"]).status === 0 ? "" : "podman is not installed";
}

export type Podman = {
  run(...args: string[]): string;
  /** Runs what may fail, and gives how it ended. */
  attempt(...args: string[]): number | null;
  /** Runs what may fail while the caller goes on: the agent of a test may live in its process. */
  beside(...args: string[]): Promise<void>;
  /** Takes the image away, and the containers named. */
  remove(...containers: string[]): void;
};

/** Imports an image with busybox under the given names and some files, made in `dir`. */
export function createImage(
  dir: string,
  image: string,
  programs: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Podman {
  writeFileSync(join(dir, "containers.conf"), CONF);
  const env = { ...process.env, CONTAINERS_CONF: join(dir, "containers.conf") };
  const root = join(dir, "rootfs");
  for (const folder of ["bin", "tmp", "etc", "proc", "sys", "dev"])
    mkdirSync(join(root, folder), { recursive: true });
  copyFileSync("/usr/bin/busybox", join(root, "bin/busybox"));
  for (const name of programs) symlinkSync("busybox", join(root, "bin", name));
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  execFileSync("tar", ["-C", root, "-cf", join(dir, "image.tar"), "."]);
  const run = (...args: string[]) => execFileSync("podman", args, { env, encoding: "utf8" }).trim();
  run("import", join(dir, "image.tar"), image);
  return {
    run,
    beside: (...args) => new Promise((done) => execFile("podman", args, { env }, () => done())),
    attempt: (...args) => spawnSync("podman", args, { env }).status,
    remove(...containers) {
      if (containers.length > 0) spawnSync("podman", ["rm", "-f", ...containers], { env });
      spawnSync("podman", ["rmi", "-f", image], { env });
    },
  };
}
