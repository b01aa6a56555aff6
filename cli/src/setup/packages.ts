/** Debian packages that a build or the tests need; installed when we may, named when we may not. */
import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Output } from "#cli/output";
import { refuseSetup } from "./errors.ts";

const run = promisify(execFile);

/** A package, and a program or file that tells that it is there. */
export type Package = { name: string; probe: string };

export const BUILD_PACKAGES: readonly Package[] = [
  { name: "clang", probe: "clang" },
  { name: "llvm", probe: "llvm-strip" },
  { name: "make", probe: "make" },
  { name: "gcc", probe: "gcc" },
  { name: "libc6-dev", probe: "/usr/include/stdio.h" },
  { name: "linux-libc-dev", probe: "/usr/include/linux/bpf.h" },
  { name: "libbpf-dev", probe: "/usr/include/bpf/libbpf.h" },
  { name: "libelf-dev", probe: "/usr/include/libelf.h" },
  { name: "zlib1g-dev", probe: "/usr/include/zlib.h" },
];

/** What only the tests use: a browser, containers, network namespaces, PostgreSQL and SSH. */
export const TEST_PACKAGES: readonly Package[] = [
  { name: "chromium", probe: "chromium" },
  { name: "podman", probe: "podman" },
  { name: "runc", probe: "runc" },
  { name: "iptables", probe: "iptables" },
  { name: "containernetworking-plugins", probe: "/usr/lib/cni/bridge" },
  { name: "uidmap", probe: "newuidmap" },
  { name: "busybox-static", probe: "/usr/bin/busybox" },
  { name: "git", probe: "git" },
  { name: "iproute2", probe: "ip" },
  { name: "python3", probe: "python3" },
  { name: "postgresql", probe: "/usr/lib/postgresql" },
  { name: "openssh-server", probe: "sshd" },
  { name: "openssh-client", probe: "ssh-keygen" },
];

function isThere(probe: string): boolean {
  const folders = (process.env["PATH"] ?? "").split(delimiter).concat("/usr/sbin", "/sbin");
  const candidates = probe.startsWith("/") ? [probe] : folders.map((dir) => join(dir, probe));
  return candidates.some((path) => {
    try {
      accessSync(path, constants.R_OK);
      return true;
    } catch {
      // Absent or unreadable is the same to us: the program cannot be used.
      return false;
    }
  });
}

/**
 * Installs what is missing from Debian. Throws SETUP_PACKAGES_MISSING when it may not or cannot.
 */
export async function installPackages(packages: readonly Package[], output: Output): Promise<void> {
  const missing = packages.filter((item) => !isThere(item.probe)).map((item) => item.name);
  if (missing.length === 0) return;
  const values = { missing: missing.join(", "), packages: missing.join(" ") };
  if (process.getuid?.() !== 0 || !isThere("apt-get"))
    throw refuseSetup("SETUP_PACKAGES_MISSING", values);
  const done = output.step(`Debian packages (${missing.length})`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = ["install", "-y", "-qq", "--no-install-recommends", ...missing];
  try {
    await run("apt-get", ["update", "-qq"], { env, maxBuffer: 64 << 20 });
    await run("apt-get", options, { env, maxBuffer: 64 << 20 });
  } catch (cause) {
    done("failed");
    throw refuseSetup("SETUP_PACKAGES_MISSING", values, cause);
  }
  done("installed");
}
