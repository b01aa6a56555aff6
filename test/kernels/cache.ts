/**
 * The kernels of the matrix: which Debian release each comes from, and where they are kept. They
 * are fetched by Debian's own tools from the sources this machine has configured; for another
 * release its name takes the place of ours in a copy of those sources. Nothing of the machine's
 * own package state is read or changed.
 */
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** One kernel of the matrix: the cloud flavour of a release, which has its drivers built in. */
export type Kernel = { name: string; release: string };

export const KERNELS: readonly Kernel[] = [
  { name: "5.10", release: "bullseye" },
  { name: "6.1", release: "bookworm" },
  { name: "6.12", release: "trixie" },
  { name: "newest", release: "sid" },
];

const META_PACKAGE = "linux-image-cloud-amd64";
const SOURCES = ["/etc/apt/sources.list", "/etc/apt/sources.list.d"];
const STEPS_MAX = 4;
const MODULE = "dummy.ko";

function cacheDirectory(): string {
  const base = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return process.env["VIGIL_KERNELS"] || join(base, "vigil", "kernels");
}

/** Where the kernel's image is, fetched or not. */
export function imagePath(kernel: Kernel): string {
  return join(cacheDirectory(), kernel.release, "vmlinuz");
}

/** A module of the kernel's own, for the scene to load; it needs no other and drives no device. */
export function modulePath(kernel: Kernel): string {
  return join(cacheDirectory(), kernel.release, MODULE);
}

/** Why the matrix cannot run here; undefined when it can. */
export function whyNoMatrix(): string | undefined {
  for (const program of ["qemu-system-x86_64", "busybox", "checkpolicy"]) {
    try {
      execFileSync("sh", ["-c", `command -v ${program}`]);
    } catch {
      // The shell found no such program; the sentence below says what to do.
      return `${program} is missing (Debian: apt-get install qemu-system-x86 busybox-static checkpolicy)`;
    }
  }
  const missing = KERNELS.filter(
    (kernel) => !existsSync(imagePath(kernel)) || !existsSync(modulePath(kernel)),
  );
  if (missing.length === 0) return undefined;
  const names = missing.map((kernel) => kernel.name).join(", ");
  return `kernels are missing: ${names} (fetch them with: npm run kernels -- --fetch)`;
}

function ownRelease(): string {
  const name = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  if (!name) throw new Error("this is no Debian release: kernels are fetched with its tools");
  return name;
}

/** The configured source files that speak of Debian's own archive for this release. */
function sourceFiles(release: string): { name: string; text: string }[] {
  const files = SOURCES.flatMap((path) => {
    if (!existsSync(path)) return [];
    if (!path.endsWith(".d")) return [path];
    return readdirSync(path).map((name) => join(path, name));
  });
  return files
    .filter((path) => /\.(list|sources)$/.test(path))
    .map((path) => ({ name: path.replaceAll("/", "-").slice(1), text: readFileSync(path, "utf8") }))
    .filter(({ text }) => new RegExp(`\\b${release}\\b`).test(text))
    .filter(({ text }) => /\/debian\b/.test(text));
}

/** sid has neither updates nor security: only the entries of the main archive remain. */
function withoutSideSuites(text: string): string {
  const entries = text.split(/\n(?=\s*\n)|\n(?=deb )/);
  return entries
    .map((entry) => entry.replaceAll(/ sid[-/]\w+/g, ""))
    .filter(
      (entry) => !/^Suites:\s*$/m.test(entry) && (!/^deb /m.test(entry) || / sid /.test(entry)),
    )
    .join("\n");
}

function renamed(text: string, from: string, to: string): string {
  const other = text.replaceAll(new RegExp(`\\b${from}\\b`, "g"), to);
  return to === "sid" ? withoutSideSuites(other) : other;
}

type Apt = (tool: "apt-get" | "apt-cache", ...args: string[]) => string;

function openApt(kernel: Kernel, directory: string): Apt {
  for (const part of ["sources", "lists/partial", "archives/partial"])
    mkdirSync(join(directory, part), { recursive: true });
  const release = ownRelease();
  const files = sourceFiles(release);
  if (files.length === 0) throw new Error(`no configured Debian source names ${release}`);
  for (const { name, text } of files)
    writeFileSync(join(directory, "sources", name), renamed(text, release, kernel.release));
  const settings = {
    "Dir::Etc::sourcelist": "/dev/null",
    "Dir::Etc::sourceparts": join(directory, "sources"),
    "Dir::State::lists": join(directory, "lists"),
    "Dir::State::status": "/dev/null",
    "Dir::Cache": directory,
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  return (tool, ...args) =>
    execFileSync(tool, [...options, ...args], {
      encoding: "utf8",
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
    });
}

/** The packages behind the meta package: an image, and since 7.x what belongs to it. */
function imagePackages(apt: Apt): string[] {
  const found: string[] = [];
  let last = [META_PACKAGE];
  for (let step = 0; step < STEPS_MAX && last.length > 0; step++) {
    const text = last.map((name) => apt("apt-cache", "depends", name)).join("\n");
    const names = [...text.matchAll(/Depends: (linux-(?:image|binary|modules)-[\w.+-]+)/g)];
    last = names.map(([, name]) => name as string).filter((name) => !found.includes(name));
    found.push(...last);
  }
  return found;
}

/** Copies the scene's module out of an unpacked kernel; newer ones have it compressed. */
function copyModule(kernel: Kernel, tree: string, names: readonly string[]): void {
  const name = names.find((path) => path.endsWith(`/${MODULE}`) || path.endsWith(`/${MODULE}.xz`));
  if (!name) throw new Error(`${kernel.name} has no ${MODULE}`);
  const path = join(tree, name);
  const bytes = name.endsWith(".xz")
    ? execFileSync("xz", ["-dc", path], { maxBuffer: 16 << 20 })
    : readFileSync(path);
  writeFileSync(modulePath(kernel), bytes);
}

/** Fetches one kernel into the cache; returns the packages it came from. */
export function fetchKernel(kernel: Kernel): string[] {
  const directory = join(cacheDirectory(), kernel.release);
  const tree = join(directory, "tree");
  const apt = openApt(kernel, directory);
  apt("apt-get", "update", "-q");
  const packages = imagePackages(apt);
  if (packages.length === 0) throw new Error(`${kernel.release} has no ${META_PACKAGE}`);
  apt("apt-get", "download", "-q", ...packages);
  const archives = readdirSync(directory).filter((name) => name.endsWith(".deb"));
  for (const name of archives) execFileSync("dpkg-deb", ["-x", join(directory, name), tree]);
  const names = readdirSync(tree, { recursive: true, encoding: "utf8" });
  const image = names.find((path) => /(^|\/)vmlinuz[^/]*$/.test(path));
  if (!image) throw new Error(`no kernel image in ${packages.join(", ")}`);
  copyModule(kernel, tree, names);
  copyFileSync(join(tree, image), imagePath(kernel));
  for (const name of [...archives, "tree", "lists", "archives", "sources"])
    rmSync(join(directory, name), { recursive: true, force: true });
  return packages;
}
