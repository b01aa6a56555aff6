/**
 * Turns the contract into everything that must agree with it. `node schema/generator/main.ts`
 * writes the files; with `--check` it writes nothing and fails when one of them differs from what
 * it would write.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkContract, type FlatForm, flatForm } from "./check.ts";
import { emitCHeader } from "./emit/c-header.ts";
import { emitEventPage, emitFieldsetPage } from "./emit/event-page.ts";
import { emitJsonSchema } from "./emit/json-schema.ts";
import { emitProcess } from "./emit/process.ts";
import { emitConstantReference, emitEventIndex } from "./emit/reference.ts";
import { emitSerializer } from "./emit/serializer.ts";
import { emitColumns, emitConstants, emitFacets, emitFields, emitLayout } from "./emit/tables.ts";
import { emitViews } from "./emit/views.ts";
import { type Flat, flatten, ruleEvents } from "./flatten.ts";
import { computeLayout } from "./layout.ts";
import { loadSources } from "./load.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The flat form that was committed last; a change of it must only add. */
const FLAT_FORM = "schema/generated/flat.json";

/**
 * Every generated file by path, from the sources under `root`. Throws a list of faults when the
 * contract has any.
 */
export function generate(root: string): Map<string, string> {
  const sources = loadSources(join(root, "schema"));
  const flat = flatten(sources);
  const layout = computeLayout(sources);
  const committed = join(root, FLAT_FORM);
  const before = existsSync(committed)
    ? (JSON.parse(readFileSync(committed, "utf8")) as FlatForm)
    : undefined;
  const faults = checkContract(flat, before);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return new Map([
    [FLAT_FORM, `${JSON.stringify(flatForm(flat), null, 1)}\n`],
    ["sensor/generated/record.h", emitCHeader(layout, sources.flags)],
    ["lib/event/generated/layout.ts", emitLayout(layout, sources.flags)],
    ["lib/event/generated/views.ts", emitViews(flat, layout)],
    ["lib/event/generated/process.ts", emitProcess(flat)],
    ["lib/event/generated/serialize.ts", emitSerializer(flat)],
    ["lib/event/generated/fields.ts", emitFields(flat)],
    ["lib/event/generated/constants.ts", emitConstants(flat)],
    ["lib/event/generated/facets.ts", emitFacets(flat)],
    ["lib/protocol/generated/event.schema.json", emitJsonSchema(flat)],
    ["server/store/generated/columns.ts", emitColumns(flat)],
    ...referencePages(flat),
  ]);
}

function referencePages(flat: Flat): [path: string, text: string][] {
  const folder = "docs/reference";
  return [
    [`${folder}/events.md`, emitEventIndex(flat)],
    [`${folder}/constants.md`, emitConstantReference(flat)],
    ...ruleEvents(flat).map((event): [string, string] => [
      `${folder}/events/${event.source.event}.md`,
      emitEventPage(flat, event),
    ]),
    ...[...flat.sources.fieldsets.keys()].map((name): [string, string] => [
      `${folder}/fieldsets/${name}.md`,
      emitFieldsetPage(flat, name),
    ]),
  ];
}

/** Paths whose content on disk differs from what the contract says. */
export function staleFiles(root: string): string[] {
  return [...generate(root)]
    .filter(([path, text]) => {
      const file = join(root, path);
      return !existsSync(file) || readFileSync(file, "utf8") !== text;
    })
    .map(([path]) => path);
}

function main(): void {
  if (process.argv.includes("--check")) {
    const stale = staleFiles(ROOT);
    if (stale.length === 0) return;
    process.stderr.write(`Out of step with schema/, run \`npm run gen\`:\n${stale.join("\n")}\n`);
    process.exitCode = 1;
    return;
  }
  for (const [path, text] of generate(ROOT)) {
    const file = join(ROOT, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

if (import.meta.main) main();
