/**
 * Text → YAML tree with bounded work: the composer recurses and aliases multiply, so nesting,
 * tokens and aliases are counted while lexing, before anything is built.
 */
import {
  type Alias,
  Composer,
  CST,
  type Document,
  isScalar,
  Lexer,
  type Node,
  Parser,
  visit,
} from "yaml";
import type { Diagnostic, Span } from "#lib/base";
import * as faults from "./diagnostics.ts";
import { YAML_ALIASES_MAX, YAML_NESTING_MAX, YAML_TOKENS_MAX } from "./limits.ts";

export type YamlTree = { tree: Document; targets: ReadonlyMap<Alias, Node> };

/** Reads a text that is one file. `yaml` is undefined when there is a fault. */
export function readYaml(text: string): { yaml?: YamlTree; faults: Diagnostic[] } {
  const lexed = lex(text);
  if (!Array.isArray(lexed)) return { faults: [lexed] };
  const options = { prettyErrors: false, uniqueKeys: false, logLevel: "silent" } as const;
  const [tree, second] = [...new Composer(options).compose(lexed, true, text.length)];
  if (tree === undefined) return { faults: [] };
  const found = tree.errors.map(({ pos, message }) => {
    const span = { start: pos[0], end: Math.max(pos[0], pos[1]) };
    return faults.yamlMalformed(span, message);
  });
  if (second !== undefined) {
    const [start] = second.range;
    found.push(faults.yamlMalformed({ start, end: start }, "a second file begins with ---"));
  }
  if (found.length > 0) return { faults: found };
  const targets = new Map<Alias, Node>();
  found.push(...walk(tree, targets));
  return found.length > 0 ? { faults: found } : { yaml: { tree, targets }, faults: [] };
}

function lex(text: string): CST.Token[] | Diagnostic {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  let aliases = 0;
  let at = 0;
  let before = "";
  const limit = (what: string, max: number) => faults.yamlLimit({ start: at, end: at }, what, max);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    at = Math.min(parser.offset, text.length);
    count += 1;
    if (CST.tokenType(lexeme) === "alias" && before !== CST.SCALAR) aliases += 1;
    before = lexeme;
    if (parser.stack.length > YAML_NESTING_MAX) return limit("levels of nesting", YAML_NESTING_MAX);
    if (count > YAML_TOKENS_MAX) return limit("YAML tokens", YAML_TOKENS_MAX);
    if (aliases > YAML_ALIASES_MAX) return limit("aliases", YAML_ALIASES_MAX);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/**
 * Finds what each alias stands for, and keys that are there twice. The library would search the
 * tree once for every alias, and compare every key with every other.
 */
function walk(tree: Document, targets: Map<Alias, Node>): Diagnostic[] {
  const found: Diagnostic[] = [];
  const anchors = new Map<string, Node>();
  visit(tree, {
    Node: (_, node) => {
      if ("anchor" in node && node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias: (_, alias, path) => {
      const target = anchors.get(alias.source);
      const isWithin = target !== undefined && (path as readonly unknown[]).includes(target);
      if (target === undefined || isWithin)
        found.push(faults.aliasUnknown(spanOf(alias.range), alias.source));
      else targets.set(alias, target);
    },
    Map: (_, map) => {
      if (map.anchor !== undefined) anchors.set(map.anchor, map);
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push(faults.keyTwice(spanOf(key.range), String(key.value)));
        seen.add(key.value);
      }
    },
  });
  return found;
}

function spanOf(range: readonly number[] | null | undefined): Span {
  const [start = 0, end = 0] = range ?? [];
  return { start, end };
}
