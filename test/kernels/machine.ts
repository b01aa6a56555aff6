/**
 * One kernel, booted: qemu's own instruction translator (no KVM needed), one CPU, no disk and no
 * network but loopback. What the machine leaves in /out comes back as files over its second serial
 * port.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Entry, packInitramfs } from "./initramfs.ts";

const BUSYBOX = "/usr/bin/busybox";
const MEMORY_MB = 768;
/** Loading the programs twice takes an emulator on a busy host a quarter of an hour and more. */
const MACHINE_MS_MAX = 2_700_000;
const CONSOLE_TAIL = 1500;

/** Mounts what a host has, runs /scene, and sends /out. */
const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin HOME=/
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t securityfs none /sys/kernel/security
mount -t bpf bpf /sys/fs/bpf
mount -t tmpfs tmp /tmp
mount -t cgroup2 none /sys/fs/cgroup
mkdir /sys/fs/cgroup/scene
echo $$ >/sys/fs/cgroup/scene/cgroup.procs
ip link set lo up
hostname matrix
sh /scene >/out/scene.log 2>&1
stty -F /dev/ttyS1 raw
tar -C /out -cz . >/dev/ttyS1
poweroff -f
`;

const DIRECTORIES = ["bin", "dev", "out", "proc", "sys", "tmp", "vigil"];

export type Run = {
  /** What the scene wrote below /out, by name. */
  files: Map<string, Buffer>;
  /** The end of what the kernel said, for people. */
  console: string;
};

function entriesOf(scene: string, files: ReadonlyMap<string, Buffer>): Entry[] {
  return [
    ...DIRECTORIES.map((path) => ({ path, mode: 0o755 })),
    { path: "bin/busybox", mode: 0o755, bytes: readFileSync(BUSYBOX) },
    { path: "init", mode: 0o755, bytes: Buffer.from(INIT) },
    { path: "scene", mode: 0o755, bytes: Buffer.from(scene) },
    ...[...files].map(([path, bytes]) => ({ path, mode: 0o755, bytes })),
  ];
}

async function runQemu(args: string[]): Promise<void> {
  const child = spawn("nice", ["-n", "10", "qemu-system-x86_64", ...args], { stdio: "ignore" });
  const timer = setTimeout(() => child.kill("SIGKILL"), MACHINE_MS_MAX);
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
  clearTimeout(timer);
}

function unpack(directory: string): Map<string, Buffer> {
  const archive = join(directory, "out.tar.gz");
  const names = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).split("\n");
  const files = names.filter((name) => name !== "" && !name.endsWith("/"));
  const contents = files.map((name) =>
    execFileSync("tar", ["-xzOf", archive, name], { maxBuffer: 64 << 20 }),
  );
  return new Map(files.map((name, index) => [name.replace("./", ""), contents[index] as Buffer]));
}

/**
 * Boots `image`, runs the shell script `scene` in it with `files` in place, and gives what it left.
 * Throws with the end of the console when the machine did not come to its end.
 */
export async function runMachine(
  image: string,
  scene: string,
  files: ReadonlyMap<string, Buffer>,
  boot: string,
): Promise<Run> {
  const directory = mkdtempSync(join(tmpdir(), "vigil-kernel-"));
  const at = (name: string) => join(directory, name);
  try {
    writeFileSync(at("initramfs.gz"), packInitramfs(entriesOf(scene, files)));
    writeFileSync(at("console"), "");
    const machine = ["-accel", "tcg", "-cpu", "max", "-m", String(MEMORY_MB), "-smp", "1"];
    const ports = ["-serial", `file:${at("console")}`, "-serial", `file:${at("out.tar.gz")}`];
    // On a busy host the kernel's check of its timer fails, which it takes for broken hardware.
    const line = `console=ttyS0 quiet panic=-1 mitigations=off no_timer_check ${boot}`;
    await runQemu([
      ...machine,
      ...["-display", "none", "-no-reboot", "-nic", "none", "-monitor", "none"],
      ...ports,
      ...["-kernel", image, "-initrd", at("initramfs.gz"), "-append", line],
    ]);
    const console = readFileSync(at("console"), "utf8").slice(-CONSOLE_TAIL);
    try {
      return { files: unpack(directory), console };
    } catch (cause) {
      throw new Error(`the machine left nothing; its console ends with:\n${console}`, { cause });
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
