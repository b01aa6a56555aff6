/**
 * Packs as data: YAML files of the content, one a pack. A file that is wrong is left out and named,
 * the others load.
 */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { Ajv } from "ajv";
import Type, { type Static } from "typebox";
import { formatDiagnostic } from "#lib/base";
import { readYaml } from "#lib/content";
import { NEED_KINDS, type NeedKind, PACK_CATEGORIES, type PackCategory } from "#lib/protocol";
import { parseQuery } from "#lib/query";

const FILE_BYTES_MAX = 256 * 1024;
export const PACKS_MAX = 200;
const RULES_MAX = 500;
const NEEDS_MAX = 10;
const GUIDANCE_MAX = 20;
/** Part of addresses, where a pack's id would be taken for it. */
const RESERVED_IDS: readonly string[] = ["states"];

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const ids = (minItems: number) => Type.Array(text(128), { minItems, maxItems: RULES_MAX });

const NeedFile = Type.Object(
  {
    kind: Type.Unsafe<NeedKind>({ type: "string", enum: [...NEED_KINDS] }),
    name: text(128),
    how: text(1024),
    search: Type.Optional(text(1024)),
    events: Type.Optional(Type.Array(text(64), { maxItems: 100 })),
  },
  { additionalProperties: false },
);
export type PackNeed = Static<typeof NeedFile>;

const PackFile = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,63}$" }),
    name: text(128),
    category: Type.Unsafe<PackCategory>({ type: "string", enum: [...PACK_CATEGORIES] }),
    description: text(1024),
    active: Type.Optional(
      Type.Boolean({ description: "Whether it is on until somebody decides; true unless said" }),
    ),
    needs: Type.Array(NeedFile, { minItems: 1, maxItems: NEEDS_MAX }),
    guidance: Type.Array(text(2048), { minItems: 1, maxItems: GUIDANCE_MAX }),
    detections: ids(1),
    agent_rules: Type.Optional(ids(0)),
    pipelines: Type.Optional(ids(0)),
  },
  { additionalProperties: false },
);
export type Pack = Static<typeof PackFile>;

export type ContentPacks = {
  packs: readonly Pack[];
  /** Why a file was left out, and which rules packs name that there are not. */
  faults: readonly string[];
};

const validate = new Ajv({ strict: false, allErrors: false }).compile(PackFile);

/** Reads one file's text; the fault is a sentence. Never throws. */
export function readPack(source: string, path: string): { pack: Pack } | { fault: string } {
  const { yaml, faults } = readYaml(source);
  const [broken] = faults;
  if (broken !== undefined) return { fault: formatDiagnostic(broken, source, path) };
  let value: unknown;
  try {
    value = yaml?.tree.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return { fault: `${path}: ${(error as Error).message}` };
  }
  if (!validate(value)) {
    const [first] = validate.errors ?? [];
    return { fault: `${path}: ${first?.instancePath || "/"} ${first?.message ?? "is wrong"}` };
  }
  const pack = value as Pack;
  const fault = faultOf(pack, basename(path));
  return fault === undefined ? { pack } : { fault: `${path}: ${fault}` };
}

function faultOf({ id, needs }: Pack, file: string): string | undefined {
  if (RESERVED_IDS.includes(id)) return `the id ${id} is reserved`;
  if (file !== `${id}.yaml`) return `the pack ${id} is in a file of another name`;
  for (const { kind, name, search } of needs) {
    if ((kind === "logs") !== (search !== undefined))
      return `${name}: a need of logs, and no other, has a search`;
    const [wrong] = parseQuery(search ?? "").diagnostics;
    if (wrong !== undefined) return `${name}: ${wrong.what}`;
  }
  return undefined;
}

/** Reads DIRECTORY/packs; `rules` are the ids of the default rules, which packs may name. */
export function loadContentPacks(directory: string, rules: ReadonlySet<string>): ContentPacks {
  const root = join(directory, "packs");
  const packs = new Map<string, Pack>();
  const faults: string[] = [];
  const names = existsSync(root) ? globSync("*.yaml", { cwd: root }).sort() : [];
  for (const name of names) {
    const path = join(root, name);
    const found = readFile(path);
    if ("fault" in found) faults.push(found.fault);
    else if (packs.size >= PACKS_MAX) faults.push(`${path}: more than ${PACKS_MAX} packs`);
    else packs.set(found.pack.id, found.pack);
  }
  for (const { id, detections } of packs.values())
    for (const rule of detections)
      if (!rules.has(rule)) faults.push(`pack ${id}: there is no default rule ${rule}`);
  return { packs: [...packs.values()], faults };
}

function readFile(path: string): ReturnType<typeof readPack> {
  try {
    if (statSync(path).size > FILE_BYTES_MAX)
      return { fault: `${path}: longer than ${FILE_BYTES_MAX} bytes` };
    return readPack(readFileSync(path, "utf8"), path);
  } catch (error) {
    return { fault: `${path}: ${(error as Error).message}` };
  }
}
