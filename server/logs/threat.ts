/**
 * Lists of known bad addresses, names and hashes, from files that users keep: one indicator a line,
 * then, separated by commas, its category and intention. The file's name is the list's.
 */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { basename, join } from "node:path";
import { isBlock } from "#lib/query";
import { type LogDraft, putAt, readDraft, type Tree, valueAt } from "./draft.ts";

const FILE_BYTES_MAX = 64 * 1024 * 1024;
export const INDICATORS_MAX = 2_000_000;
/** Blocks are tried one after the other, so they are far fewer than single addresses. */
export const BLOCKS_MAX = 20_000;
const RESULTS_MAX = 20;

type Indicator = {
  type: "ip" | "domain" | "hash";
  source: string;
  category: string;
  intention: string;
};
type Block = Indicator & { text: string; list: BlockList };

/** Attributes whose values are looked up, and what they hold. */
const PATHS: Readonly<Record<Indicator["type"], readonly string[]>> = {
  ip: ["network.client.ip", "network.destination.ip", "connect.addr.ip"],
  domain: ["dns.question.name", "http.url_details.host", "network.destination.domain"],
  hash: ["file.hashes", "file.hash.sha256", "process.executable.hashes", "process.hash.sha256"],
};

export type ThreatLists = {
  /** Writes `threat_intel` into a log that names a known indicator. */
  enrich(draft: LogDraft): void;
  /** The same for what an agent sent, in place. */
  enrichEvent(event: Tree): void;
  size: number;
  /** Why a file was left out, or how many of its lines. */
  faults: readonly string[];
};

const HASH = /^(sha256:)?[0-9a-f]{32,64}$/i;
const DOMAIN = /^([a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/i;

function typeOf(text: string): Indicator["type"] | "block" | undefined {
  if (isIP(text) !== 0) return "ip";
  if (text.includes("/") && isBlock(text)) return "block";
  if (HASH.test(text)) return "hash";
  return DOMAIN.test(text) ? "domain" : undefined;
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/^sha256:/, "")
    .replace(/\.$/, "");

/** Reads all `*.txt` and `*.csv` files of a directory; one that is not there has none. */
export function loadThreatLists(directory: string): ThreatLists {
  const singles = new Map<string, Indicator>();
  const blocks: Block[] = [];
  const faults: string[] = [];
  const names = existsSync(directory) ? globSync("*.{txt,csv}", { cwd: directory }).sort() : [];
  for (const name of names) {
    const path = join(directory, name);
    if (statSync(path).size > FILE_BYTES_MAX) {
      faults.push(`${path}: longer than ${FILE_BYTES_MAX} bytes`);
      continue;
    }
    let wrong = 0;
    for (const line of readFileSync(path, "utf8").split(/\r?\n/))
      if (!addLine(line, basename(name).replace(/\.\w+$/, ""), singles, blocks)) wrong++;
    if (wrong > 0) faults.push(`${path}: ${wrong} lines are no indicator, or one too many`);
  }
  const size = singles.size + blocks.length;
  const match = (attributes: Tree, read: (path: string) => unknown) =>
    enrich(attributes, read, singles, blocks);
  return {
    enrich: (draft) => match(draft.attributes, (path) => readDraft(draft, path)),
    enrichEvent: (event) => match(event, (path) => valueAt(event, path)),
    size,
    faults,
  };
}

/** False when the line holds something that is no indicator. */
function addLine(
  line: string,
  source: string,
  singles: Map<string, Indicator>,
  blocks: Block[],
): boolean {
  const [text = "", category = "", intention = ""] = line.split(",").map((part) => part.trim());
  if (text === "" || text.startsWith("#")) return true;
  const type = typeOf(text);
  const more = { source, category: category || "unknown", intention: intention || "unknown" };
  if (type === undefined) return false;
  if (type !== "block") {
    if (singles.size >= INDICATORS_MAX) return false;
    singles.set(plain(text), { type, ...more });
    return true;
  }
  if (blocks.length >= BLOCKS_MAX) return false;
  const [address = "", bits] = text.split("/");
  const list = new BlockList();
  list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4");
  blocks.push({ type: "ip", ...more, text, list });
  return true;
}

function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((one): one is string => typeof one === "string");
}

/** The name itself and those it is part of, so that a list of domains covers their hosts. */
function namesOf(domain: string): string[] {
  const parts = plain(domain).split(".");
  return parts.slice(0, -1).map((_, at) => parts.slice(at).join("."));
}

function enrich(
  attributes: Tree,
  read: (path: string) => unknown,
  singles: ReadonlyMap<string, Indicator>,
  blocks: readonly Block[],
): void {
  if (singles.size === 0 && blocks.length === 0) return;
  const results: object[] = [];
  const matched: Partial<Record<Indicator["type"], string[]>> = {};
  const add = (found: Indicator | undefined, indicator: string, attribute: string) => {
    if (found === undefined || results.length >= RESULTS_MAX) return;
    const { type, category, intention, source } = found;
    matched[type] = [...new Set([...(matched[type] ?? []), indicator])];
    results.push({ indicator, type, category, intention, source: { name: source }, attribute });
  };
  for (const type of ["ip", "domain", "hash"] as const)
    for (const path of PATHS[type])
      for (const text of textsOf(read(path))) {
        const keys = type === "domain" ? namesOf(text) : [plain(text)];
        for (const key of keys) add(matching(singles.get(key), type), key, path);
        if (type !== "ip" || isIP(text) === 0) continue;
        const family = isIP(text) === 6 ? "ipv6" : "ipv4";
        for (const block of blocks)
          if (block.list.check(text, family)) add(block, block.text, path);
      }
  if (results.length === 0) return;
  putAt(attributes, "threat_intel.results", results);
  // Of a list of objects nobody can ask for the indicator of one type.
  putAt(attributes, "threat_intel.matched", matched);
}

function matching(found: Indicator | undefined, type: string): Indicator | undefined {
  return found?.type === type ? found : undefined;
}
