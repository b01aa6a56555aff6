/**
 * The layering law: which module may import which, beside itself. ARCHITECTURE.md explains it;
 * nothing is exempt.
 */
import { dirname, join, normalize } from "node:path";
import type { Fault, SourceFile } from "./files.ts";

const LIB = [
  "lib/base",
  "lib/event",
  "lib/pcap",
  "lib/secl",
  "lib/query",
  "lib/formula",
  "lib/schedule",
  "lib/detection",
  "lib/content",
  "lib/protocol",
];

/** Do not relax: move the code, or put what both need one layer down. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "lib/base": [],
  "lib/event": ["lib/base"],
  "lib/pcap": ["lib/base"],
  "lib/secl": ["lib/base", "lib/event", "lib/pcap"],
  "lib/query": ["lib/base", "lib/event"],
  "lib/protocol": ["lib/base", "lib/event"],
  "lib/formula": ["lib/base", "lib/query"],
  "lib/schedule": ["lib/base"],
  "lib/detection": ["lib/base", "lib/query", "lib/formula", "lib/schedule", "lib/protocol"],
  "lib/content": LIB.filter((name) => name !== "lib/content"),
  "lib/sigma": LIB,
  "agent/sensor": ["lib/base", "lib/event"],
  "agent/cloud": [],
  "agent/context": ["lib/base", "lib/event"],
  "agent/ruleset": ["lib/base", "lib/event", "lib/pcap", "lib/secl", "lib/content"],
  "agent/protect": ["lib/base", "lib/event", "lib/content"],
  "agent/dump": ["agent/context", "lib/base", "lib/event", "lib/content"],
  "agent/logs": ["lib/base"],
  "agent/output": ["lib/base", "lib/event", "lib/protocol"],
  "server/store": ["lib/base", "lib/event", "lib/query", "lib/detection", "lib/protocol"],
  "server/access": ["server/store", "lib/base", "lib/protocol"],
  "server/intake": [
    "server/store",
    "server/access",
    "lib/base",
    "lib/event",
    "lib/detection",
    "lib/protocol",
  ],
  "server/logs": ["server/store", "server/intake", ...LIB],
  "server/search": ["server/store", "server/access", ...LIB],
  "server/detection": [
    "server/store",
    "lib/base",
    "lib/event",
    "lib/query",
    "lib/detection",
    "lib/protocol",
  ],
  "server/documents": ["server/store", "server/access", "lib/base"],
  "server/rules": ["server/store", "server/access", "server/documents", ...LIB],
  "server/packs": ["server/store", "server/access", "server/documents", ...LIB],
  "server/tuning": ["server/store", "server/access", "server/documents", "server/rules", ...LIB],
  "server/retention": ["server/store", "server/access", "lib/base", "lib/protocol"],
  "server/views": ["server/store", "server/access", "server/documents", "lib/base", "lib/protocol"],
  "server/restrictions": [
    "server/store",
    "server/access",
    "server/documents",
    "lib/base",
    "lib/protocol",
  ],
  "server/risk": ["server/store", "server/access", "server/signals", ...LIB],
  "server/tables": ["server/store", "server/access", "server/documents", ...LIB],
  "server/signals": ["server/store", "server/access", ...LIB],
  "server/jobs": [
    "server/store",
    "server/access",
    "server/documents",
    "server/rules",
    "server/signals",
    ...LIB,
  ],
  "server/schedule": [
    "server/store",
    "server/intake",
    "server/detection",
    "server/rules",
    "server/signals",
    "server/jobs",
    ...LIB,
  ],
  "server/api": [
    "server/schedule",
    "server/store",
    "server/access",
    "server/intake",
    "server/detection",
    "server/signals",
    "server/documents",
    "server/rules",
    "server/packs",
    "server/tuning",
    "server/views",
    "server/jobs",
    "server/risk",
    "server/restrictions",
    "server/tables",
    "server/logs",
    "server/search",
    ...LIB,
  ],
  storage: ["lib/base"],
  "cli/output": [],
  "cli/setup": ["cli/output", "lib/base"],
  "cli/options": ["cli/setup"],
  "cli/supervisor": ["lib/base"],
  "cli/client": ["cli/setup", "cli/supervisor", ...LIB],
  "cli/up": ["cli/output", "cli/setup", "cli/supervisor", "lib/base"],
  "cli/down": ["cli/output", "cli/setup", "cli/supervisor", "lib/base"],
  "cli/status": ["cli/output", "cli/setup", "cli/supervisor", "cli/client", ...LIB],
  "cli/run": ["cli/output", "cli/setup"],
  "cli/doctor": ["cli/output", "cli/setup", "lib/base"],
  "cli/key": ["cli/output", "cli/client", ...LIB],
  "cli/replay": ["cli/output", "cli/setup", "cli/client", "cli/up", ...LIB],
  "cli/source": ["cli/output", "lib/base", "lib/content"],
  "cli/secl": ["cli/output", "cli/source", ...LIB],
  "cli/policy": ["cli/output", "cli/source", ...LIB],
  "cli/sigma": ["cli/output", "cli/source", "lib/sigma", ...LIB],
  "cli/rule": ["cli/output", "cli/source", "cli/options", "cli/client", ...LIB],
  "cli/table": ["cli/output", "cli/source", "cli/options", "cli/client", ...LIB],
  "cli/packs": ["cli/output", "cli/options", "cli/client", ...LIB],
  "cli/test": ["cli/output", "cli/setup"],
  web: LIB,
};

/** Folders that hold no product module: they may look anywhere. */
const FREE = ["test", "bench", "tools", "schema", "content", "docs"];

/** Module a file belongs to; "" for what is free or composes a program. */
export function moduleOf(path: string): string {
  const [top = "", second = "", third = ""] = path.split("/");
  if (FREE.includes(top) || !path.includes("/")) return "";
  if (top === "web" || top === "storage" || top === "sensor") return top;
  if (top === "cli") return second === "src" ? `cli/${third}` : "";
  return path.split("/").length > 2 ? `${top}/${second}` : "";
}

const IMPORT =
  /(?:^|\s)(?:import|export)\s[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)|^import\s+"([^"]+)"/gms;

function importsOf(file: SourceFile): { target: string; line: number }[] {
  return [...file.text.matchAll(IMPORT)].map((match) => ({
    target: match[1] ?? match[2] ?? match[3] ?? "",
    line: file.text.slice(0, match.index).split("\n").length,
  }));
}

/** Tests and what only tests import: they may look anywhere. */
const TEST_SUPPORT = /\.(test|bench|fixture)\.tsx?$|\/testing(\/|\.ts$)|\/test-[a-z-]+\.ts$/;

/** Faults of one file against the table and the doors. */
export function checkLayers(file: SourceFile): Fault[] {
  if (!/\.tsx?$/.test(file.path)) return [];
  const own = moduleOf(file.path);
  const isTest = TEST_SUPPORT.test(file.path);
  return importsOf(file).flatMap(({ target, line }) => {
    const at = (message: string): Fault[] => [{ path: file.path, line, message }];
    if (target.startsWith(".")) {
      const reached = moduleOf(normalize(join(dirname(file.path), target)));
      if (own === "" || own === reached || isTest) return [];
      return at(`reaches into ${reached || target}: use its door, such as #${reached}`);
    }
    if (!target.startsWith("#")) return [];
    const wanted = target.slice(1);
    if (own === "" || own === wanted || isTest) return [];
    if (LAYERS[own] === undefined)
      return at(`${own} is not in the layer table: add it to tools/tidy/layers.ts`);
    if (LAYERS[own].includes(wanted)) return [];
    return at(
      `${own} may not import ${wanted}; it may import ${LAYERS[own].join(", ") || "nothing"}`,
    );
  });
}

/** Modules that import each other in a ring, from the table itself. */
export function cyclesOf(layers: Readonly<Record<string, readonly string[]>>): string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (name: string, path: readonly string[]) => {
    if (path.includes(name)) cycles.push([...path.slice(path.indexOf(name)), name].join(" → "));
    else if (!done.has(name)) {
      for (const next of layers[name] ?? []) visit(next, [...path, name]);
      done.add(name);
    }
  };
  for (const name of Object.keys(layers)) visit(name, []);
  return cycles;
}
