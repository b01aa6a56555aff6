/**
 * Every command of the guide to the language tools, run as a user types it, with the output that
 * the guide shows. UPDATE_GOLDENS=1 writes the guide anew.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { runTools } from "./testing/run-tools.ts";

const ROOT = resolve(import.meta.dirname, "..");
const GUIDE = join(ROOT, "docs/guides/secl-tools.md");
const guide = readFileSync(GUIDE, "utf8");

const folder = mkdtempSync(join(tmpdir(), "vigil-guide-"));
after(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(ROOT, "content"), join(folder, "content"));
for (const [, name = "", text = ""] of guide.matchAll(/```yaml (\S+)\n(.*?)```/gs)) {
  writeFileSync(join(folder, name), text);
}
process.chdir(folder);

/** `echo '…' | vigil secl eval` as what is typed in and the words after `vigil`. */
function parseCommand(line: string): { input: string; words: string[] } {
  const [, typed, rest = ""] = /^(?:echo '(.*)' \| )?vigil (.*)$/.exec(line) ?? [];
  const words = [...rest.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
  return { input: typed === undefined ? "" : `${typed}\n`, words };
}

async function transcript(block: string): Promise<string> {
  const shown: string[] = [];
  for (const line of block.split("\n").filter((each) => each.startsWith("$ "))) {
    const { input, words } = parseCommand(line.slice(2));
    assert.ok(words.length > 0, line);
    const { stdout } = await runTools(words, input);
    shown.push(`${line}\n${stdout}`);
  }
  return shown.join("");
}

test("the guide shows what its commands print", async () => {
  const blocks = [...guide.matchAll(/```console\n(.*?)```/gs)].map(([, block = ""]) => block);
  assert.ok(blocks.length >= 7);
  const outputs = await Promise.all(blocks.map(transcript));
  if (process.env["UPDATE_GOLDENS"] === "1") {
    const fence = "```console\n";
    const rewritten = outputs.reduce(
      (text, output, at) => text.replace(`${fence}${blocks[at]}`, () => `${fence}${output}`),
      guide,
    );
    writeFileSync(GUIDE, rewritten);
    return;
  }
  outputs.forEach((output, at) => {
    assert.equal(output, blocks[at]);
  });
});
