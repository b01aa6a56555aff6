/**
 * Sets up like `up`, adds what only tests need, and runs every test; the last line is the
 * runner's.
 */
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import type { Output } from "#cli/output";
import {
  BUILD_PACKAGES,
  buildAgent,
  buildSensor,
  buildWeb,
  installPackages,
  ROOT,
  TEST_PACKAGES,
} from "#cli/setup";

const PATTERNS = [
  "{schema,lib,agent,storage,server,cli,content,tools}/**/*.test.ts",
  "web/test/*.test.ts",
  "test/**/*.test.ts",
];

/** Files are run two at a time: the whole-path tests each start a full Vigil. */
const CONCURRENCY = 2;

function testFiles(filters: readonly string[]): string[] {
  const all = PATTERNS.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort();
  const files = all.filter((file) => !file.includes("node_modules"));
  return filters.length === 0
    ? files
    : files.filter((file) => filters.some((part) => file.includes(part)));
}

/**
 * Runs the tests whose path contains one of `filters` (all without any); resolves with the
 * runner's status.
 */
export async function runTests(filters: readonly string[], output: Output): Promise<number> {
  await installPackages([...BUILD_PACKAGES, ...TEST_PACKAGES], output);
  await buildSensor(output);
  await buildAgent(output);
  await buildWeb(output);
  const files = testFiles(filters);
  if (files.length === 0) {
    output.note("No test file matches.");
    return 1;
  }
  const flags = [
    "--disable-warning=ExperimentalWarning",
    "--test",
    `--test-concurrency=${CONCURRENCY}`,
    "--test-reporter=spec",
    ...files,
  ];
  const child = spawn(process.execPath, flags, { cwd: ROOT, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
