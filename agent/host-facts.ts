/** What rules may ask of this host when they are loaded. */
import { existsSync, readFileSync } from "node:fs";
import type { PolicyHost } from "#lib/content";

const OS_RELEASE = ["/etc/os-release", "/usr/lib/os-release"];
const KERNEL_TYPES = "/sys/kernel/btf/vmlinux";

function readOsRelease(): Record<string, string> {
  const path = OS_RELEASE.find((candidate) => existsSync(candidate));
  if (path === undefined) return {};
  const lines = readFileSync(path, "utf8").matchAll(/^([A-Z_]+)=["']?(.*?)["']?$/gm);
  return Object.fromEntries([...lines].map(([, name = "", value = ""]) => [name, value]));
}

/** Reads what is known of the host that `hostname` and `kernel` are of. */
export function readPolicyHost(hostname: string, kernel: string): PolicyHost {
  return {
    hostname,
    origin: "ebpf",
    kernel,
    hasKernelTypes: existsSync(KERNEL_TYPES),
    osRelease: readOsRelease(),
    envs: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
  };
}
