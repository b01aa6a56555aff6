/**
 * `vigil sigma import`: says for each document what it becomes and needs, or why it is refused, and
 * writes what came out. Files that are there already are replaced: an import is repeatable.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatTable, type Output } from "#cli/output";
import { refuseSource, type SourceText } from "#cli/source";
import { type Conversion, type Converted, convertSigma, readSigma } from "#lib/sigma";

const AGENT_FOLDER = "agent";
const DETECTION_FOLDER = "detections";

/** Gives how many documents were converted and how many refused. */
export function importSigma(
  sources: readonly SourceText[],
  folder: string | undefined,
  output: Output,
): { converted: number; refused: number } {
  const conversion = convertSigma(sources.flatMap(readSigma));
  const written = folder === undefined ? [] : writeRules(conversion, folder);
  show(conversion, output);
  const { converted, refused } = conversion;
  output.line(summary(conversion, sources.length, folder));
  output.result({
    files: sources.length,
    converted: converted.map(({ agent, detection, ...rule }) => ({
      ...rule,
      agent_rule: agent?.text ?? null,
      detection_rule: detection ?? null,
    })),
    refused: refused.map(({ path, title, refusal }) => ({ path, title, ...refusal })),
    written,
  });
  return { converted: converted.length, refused: refused.length };
}

function show({ converted, refused }: Conversion, output: Output): void {
  if (converted.length > 0) {
    const rows = converted.map((rule) => [
      rule.id,
      becomes(rule),
      rule.needs,
      rule.notes.join("; "),
    ]);
    output.line(formatTable([["rule", "becomes", "needs", "differs"], ...rows]));
    output.line();
  }
  for (const { path, title, refusal } of refused) {
    const name = title === "" ? path : `${path}: ${title}`;
    output.line(`${name}: refused ${refusal.code}: ${refusal.what}`);
    output.line(`  ${refusal.do}`);
  }
  if (refused.length > 0) output.line();
}

function becomes({ agent, detection }: Converted): string {
  const parts = [
    ...(agent === undefined ? [] : ["agent rule"]),
    ...(detection === undefined ? [] : ["detection rule"]),
  ];
  return parts.length === 0 ? "part of a correlation" : parts.join(", ");
}

function summary({ converted, refused }: Conversion, files: number, folder: string | undefined) {
  const some = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const where =
    folder === undefined ? "nothing written (--out DIR writes)" : `written to ${folder}`;
  const total = converted.length + refused.length;
  return `${some(files, "file")}, ${converted.length} of ${some(total, "document")} converted, ${where}`;
}

/** Paths of the files, in the order they were written. */
function writeRules({ converted }: Conversion, folder: string): string[] {
  const written: string[] = [];
  const write = (kind: string, name: string, text: string) => {
    const path = join(folder, kind, name);
    try {
      mkdirSync(join(folder, kind), { recursive: true });
      writeFileSync(path, text);
    } catch (cause) {
      const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
      throw refuseSource("SOURCE_UNWRITABLE", { path, reason }, cause);
    }
    written.push(path);
  };
  for (const { id, agent, detection } of converted) {
    if (agent !== undefined) write(AGENT_FOLDER, agent.name, agent.text);
    if (detection !== undefined) {
      const name = `${id.replaceAll("_", "-")}.json`;
      write(DETECTION_FOLDER, name, `${JSON.stringify(detection, null, 2)}\n`);
    }
  }
  return written;
}
