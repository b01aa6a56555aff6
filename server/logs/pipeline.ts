/**
 * Pipelines: files that say which logs they are for and what to make of them. Files of the
 * installation come first, in the order of their paths, then those of its users.
 */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import Type, { type Static } from "typebox";
import { parseDocument } from "yaml";
import { compilePredicate, type Predicate, parseQuery } from "#lib/query";
import { flatLog } from "#server/store";
import { type LogDraft, readDraft, type Tree } from "./draft.ts";
import { draftLog, finishDraft } from "./normalize.ts";
import { compileProcessor, Processor, type Step } from "./processors.ts";

const FILE_BYTES_MAX = 1024 * 1024;
export const PIPELINES_MAX = 500;
const PROCESSORS_MAX = 200;

export const PipelineFile = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,63}$" }),
    name: Type.String({ minLength: 1, maxLength: 128 }),
    description: Type.Optional(Type.String()),
    filter: Type.String({ description: "Search that finds the logs it is for" }),
    processors: Type.Array(Processor, { minItems: 1, maxItems: PROCESSORS_MAX }),
    tests: Type.Array(
      Type.Object(
        {
          log: Type.Unknown(),
          expect: Type.Record(Type.String(), Type.Unknown()),
          absent: Type.Optional(Type.Array(Type.String())),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
);
export type PipelineFile = Static<typeof PipelineFile>;

type Pipeline = { file: PipelineFile; path: string; test: Predicate; steps: readonly Step[] };

export type Pipelines = {
  /** Runs every pipeline that is for the log, in order. */
  run(draft: LogDraft): void;
  list: readonly Pipeline[];
  /** Why a file was left out. */
  faults: readonly string[];
};

const validate = new Ajv({ strict: false, allErrors: false }).compile(PipelineFile);

function read(path: string): Pipeline | { fault: string } {
  if (statSync(path).size > FILE_BYTES_MAX) return { fault: `longer than ${FILE_BYTES_MAX} bytes` };
  const document = parseDocument(readFileSync(path, "utf8"));
  const [broken] = document.errors;
  if (broken !== undefined) return { fault: broken.message.split("\n")[0] ?? "not YAML" };
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (!validate(value)) {
    const [first] = validate.errors ?? [];
    return { fault: `${first?.instancePath || "/"} ${first?.message ?? "is wrong"}` };
  }
  const file = value as PipelineFile;
  const { query, diagnostics } = parseQuery(file.filter);
  if (query === undefined) return { fault: `filter: ${diagnostics[0]?.what}` };
  const steps: Step[] = [];
  for (const [at, processor] of file.processors.entries()) {
    const step = compileProcessor(processor);
    if (typeof step !== "function") return { fault: `processors/${at}: ${step.fault}` };
    steps.push(step);
  }
  return { file, path, test: compilePredicate(query), steps };
}

/** Reads the pipelines of directories; a file that is wrong is left out and named. */
export function loadPipelines(directories: readonly string[]): Pipelines {
  const list: Pipeline[] = [];
  const faults: string[] = [];
  for (const root of directories) {
    if (!existsSync(root)) continue;
    for (const name of globSync("**/*.{yaml,yml}", { cwd: root }).sort()) {
      const path = join(root, name);
      const found = readSafely(path);
      if ("fault" in found) faults.push(`${path}: ${found.fault}`);
      else if (list.some(({ file }) => file.id === found.file.id))
        faults.push(`${path}: the id ${found.file.id} is taken`);
      else if (list.length >= PIPELINES_MAX) faults.push(`${path}: more than ${PIPELINES_MAX}`);
      else list.push(found);
    }
  }
  return { list, faults, run: (draft) => runAll(list, draft) };
}

function readSafely(path: string): Pipeline | { fault: string } {
  try {
    return read(path);
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function runAll(list: readonly Pipeline[], draft: LogDraft): void {
  let flat = flatLog(draft);
  for (const { test, steps } of list) {
    if (!test(flat)) continue;
    for (const step of steps) step(draft, () => flatLog(draft));
    flat = flatLog(draft);
  }
}

/** Runs the tests of a pipeline's file; returns a sentence for each that fails. */
export function testPipeline(pipelines: Pipelines, id: string): string[] {
  const found = pipelines.list.find(({ file }) => file.id === id);
  return (found?.file.tests ?? []).flatMap(({ log, expect, absent = [] }, at) => {
    const started = draftLog(log, {});
    pipelines.run(started);
    const draft = finishDraft(started);
    const wrong = Object.entries(expect).flatMap(([key, wanted]) => {
      const value =
        key === "date" && draft.ts !== undefined ? isoOf(draft.ts) : foundAt(draft, key);
      const isSame = JSON.stringify(value) === JSON.stringify(wanted);
      return isSame ? [] : [`${key} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`];
    });
    const left = absent.filter((key) => readDraft(draft, key) !== undefined);
    return [...wrong, ...left.map((key) => `${key} is there`)].map(
      (fault) => `${id}, test ${at + 1}: ${fault}`,
    );
  });
}

const isoOf = (ms: number) => new Date(ms).toISOString();

function foundAt(draft: LogDraft, key: string): unknown {
  return key === "tags" ? draft.tags : (readDraft(draft, key) as Tree | undefined);
}
