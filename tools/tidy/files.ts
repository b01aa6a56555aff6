/** The tree as the checks see it: every tracked or new file, read once. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

export type SourceFile = { path: string; text: string; lines: string[]; generated: boolean };

/** A fault of the tree: where, and what to do about it. */
export type Fault = { path: string; line: number; message: string };

const BINARY = new Set([".png", ".vigilrec", ".ico", ".woff2"]);

/** Every file git knows or would add, except binaries and the lockfile. */
export function readTree(): SourceFile[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const paths = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\0");
  return paths
    .filter((path) => path !== "" && path !== "package-lock.json" && !BINARY.has(extname(path)))
    .filter((path) => existsSync(join(ROOT, path)))
    .map((path) => sourceFile(path, readFileSync(join(ROOT, path), "utf8")));
}

/** A file from its text, for the checks' own tests. */
export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, lines: text.split("\n"), generated: path.includes("/generated/") };
}

/** Names of all tracked or new files, binaries too. */
export function listPaths(): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const paths = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\0");
  return paths.filter((path) => path !== "" && existsSync(join(ROOT, path)));
}

/** Faults for every line that a pattern finds. */
export function faultsOn(file: SourceFile, pattern: RegExp, message: string): Fault[] {
  return file.lines.flatMap((line, index) =>
    pattern.test(line) ? [{ path: file.path, line: index + 1, message }] : [],
  );
}
