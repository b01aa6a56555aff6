/**
 * YAML files as sections whose values know their place. A section reads its keys one by one; what
 * it cannot read it reports and leaves out, so that one look shows all faults of a file.
 */

import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { DIAGNOSTICS_MAX, type Diagnostic, type Span } from "#lib/base";
import * as faults from "./diagnostics.ts";
import { CONTENT_FILE_LENGTH_MAX, EXPANSION_MAX, YAML_EXPANDED_ALIASES_MAX } from "./limits.ts";
import { placeText } from "./place.ts";
import { keyIgnored } from "./policy-diagnostics.ts";
import type { ContentFile, FileDiagnostic, PlacedText } from "./types.ts";
import { readYaml, type YamlTree } from "./yaml-tree.ts";

export type Source = ContentFile &
  YamlTree & {
    diagnostics: FileDiagnostic[];
    /** What may still be read of the file, aliases in place; in characters and list entries. */
    budget: { left: number };
  };
export type Section = { source: Source; map: YAMLMap };

/** Reads a file; undefined when it is not YAML or not a mapping. */
export function openYaml(file: ContentFile, diagnostics: FileDiagnostic[]): Section | undefined {
  const { path, text } = file;
  const refuse = (diagnostic: Diagnostic) => report({ path, diagnostics }, diagnostic);
  if (text.length > CONTENT_FILE_LENGTH_MAX) {
    const span = { start: 0, end: 0 };
    return refuse(faults.fileTooLong(span, CONTENT_FILE_LENGTH_MAX));
  }
  const { yaml, faults: found } = readYaml(text);
  for (const diagnostic of found) refuse(diagnostic);
  if (yaml === undefined) return undefined;
  const { contents } = yaml.tree;
  const whole = { start: 0, end: text.length };
  if (!isMap(contents)) return refuse(faults.notMapping(whole, "A content file"));
  const budget = { left: EXPANSION_MAX };
  return { source: { path, text, ...yaml, diagnostics, budget }, map: contents };
}

/** The section with a list of its own for what is wrong with it. */
export function withDiagnostics(section: Section, diagnostics: FileDiagnostic[]): Section {
  return { map: section.map, source: { ...section.source, diagnostics } };
}

/** A section below a key; undefined when the key is missing. */
export function sectionAt(section: Section, key: string): Section | undefined {
  const node = nodeAt(section, key);
  if (node === undefined) return undefined;
  if (isMap(node)) return { source: section.source, map: node };
  return report(section.source, faults.notMapping(spanOfNode(node), `"${key}"`));
}

/** Takes `amount` from what may be read; false when that is used up. */
function spend({ source }: Section, amount: number): boolean {
  source.budget.left -= amount;
  return source.budget.left >= 0;
}

/** Notes a fault in a file. */
export function report(
  { path, diagnostics }: Pick<Source, "path" | "diagnostics">,
  diagnostic: Diagnostic,
): undefined {
  if (diagnostics.length < DIAGNOSTICS_MAX) diagnostics.push({ ...diagnostic, path });
  return undefined;
}

/** YAML 1.1 puts the keys of another mapping in place with `<<`; policies use it. */
const MERGE_KEY = "<<";

function nodeAt(section: Section, key: string): Node | undefined {
  const node = findNode(section, key);
  return isScalar(node) && node.value === null ? undefined : node;
}

function findNode({ source, map }: Section, key: string): Node | undefined {
  const node = resolve(source, map.get(key, true) as Node | undefined);
  if (node !== undefined) return node;
  const merged = resolve(source, map.get(MERGE_KEY, true) as Node | undefined);
  const maps = isSeq(merged) ? (merged.items as Node[]) : [merged];
  for (const item of maps) {
    const from = resolve(source, item);
    const found = isMap(from) ? (from.get(key, true) as Node | undefined) : undefined;
    if (found !== undefined) return resolve(source, found);
  }
  return undefined;
}

/** What a node stands for. An anchor is never itself on an alias, so one step is enough. */
function resolve({ targets }: Source, node: Node | null | undefined): Node | undefined {
  return (isAlias(node) ? targets.get(node as Alias) : node) ?? undefined;
}

/** Whether a section has a key with a value. */
export function hasKey(section: Section, key: string): boolean {
  return nodeAt(section, key) !== undefined;
}

function spanOfNode(node: Node | null | undefined): Span {
  const [start, end] = node?.range ?? [0, 0];
  return { start, end };
}

/** Place of a key's value, or of the section's beginning when it has no such key. */
export function spanOf(section: Section, key?: string): Span {
  const node = key === undefined ? undefined : nodeAt(section, key);
  if (node !== undefined) return spanOfNode(node);
  const { start } = spanOfNode(section.map);
  return { start, end: start + 1 };
}

/** Reports the keys that are not in `known`: as errors, or with `isLenient` as without effect. */
export function checkKeys(section: Section, known: readonly string[], isLenient = false): void {
  for (const { key } of section.map.items) {
    const name = isScalar(key) ? String(key.value) : "";
    if (known.includes(name) || name === MERGE_KEY) continue;
    const span = spanOfNode(key as Node);
    report(
      section.source,
      isLenient ? keyIgnored(span, name) : faults.keyUnknown(span, name, known),
    );
  }
}

/** A key that must be there; `purpose` says what for. */
export function needText(section: Section, key: string, purpose: string): string | undefined {
  if (nodeAt(section, key) === undefined) {
    return report(section.source, faults.keyMissing(spanOf(section), key, purpose));
  }
  const text = textAt(section, key);
  if (text?.trim() !== "") return text;
  return report(section.source, faults.keyMissing(spanOf(section, key), key, purpose));
}

export function textAt(section: Section, key: string): string | undefined {
  const node = nodeAt(section, key);
  if (node === undefined) return undefined;
  return textOf(node) ?? report(section.source, faults.valueKind(spanOfNode(node), key, "text"));
}

/** Numbers and truth values are taken as they were written: `version: 1.10` is the text 1.10. */
function textOf(node: Node): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}

/** Text with the place of each of its characters. */
export function placedAt(section: Section, key: string): PlacedText | undefined {
  const text = textAt(section, key);
  if (text === undefined) return undefined;
  const { start, end } = spanOf(section, key);
  if (!spend(section, text.length)) {
    return report(section.source, faults.expansionTooLarge({ start, end }, key));
  }
  return placeText(text.trimEnd(), section.source.text, start, end);
}

/** Texts of a list with the place of each of their characters. */
export function placedListAt(section: Section, key: string): PlacedText[] {
  const { text: source } = section.source;
  return listAt(section, key).map(({ text, span }) =>
    placeText(text.trimEnd(), source, span.start, span.end),
  );
}

/** One of a few words. */
export function wordAt<Word extends string>(
  section: Section,
  key: string,
  words: readonly Word[],
): Word | undefined {
  const text = textAt(section, key);
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text);
  return (
    word ?? report(section.source, faults.valueUnknown(spanOf(section, key), key, text, words))
  );
}

const TRUE = ["true", "yes", "on"];
const FALSE = ["false", "no", "off"];

export function boolAt(section: Section, key: string): boolean | undefined {
  const text = textAt(section, key)?.toLowerCase();
  if (text === undefined) return undefined;
  if (TRUE.includes(text) || FALSE.includes(text)) return TRUE.includes(text);
  return report(section.source, faults.valueKind(spanOf(section, key), key, "true or false"));
}

/** Texts of a list, each with its place; empty when the key is missing. */
export function listAt(section: Section, key: string): { text: string; span: Span }[] {
  const texts: { text: string; span: Span }[] = [];
  for (const node of nodesAt(section, key)) {
    const text = textOf(node);
    const span = spanOfNode(node);
    if (text === undefined) report(section.source, faults.valueKind(span, key, "a list of texts"));
    else texts.push({ text, span });
  }
  return texts;
}

export function textsAt(section: Section, key: string): string[] {
  return listAt(section, key).map(({ text }) => text);
}

/** Sections of a list; empty when the key is missing. */
export function sectionsAt(section: Section, key: string): Section[] {
  const sections: Section[] = [];
  for (const node of nodesAt(section, key)) {
    if (isMap(node)) sections.push({ source: section.source, map: node });
    else report(section.source, faults.notMapping(spanOfNode(node), `An entry of "${key}"`));
  }
  return sections;
}

function nodesAt(section: Section, key: string): Node[] {
  const node = nodeAt(section, key);
  if (node === undefined) return [];
  if (!isSeq(node)) {
    report(section.source, faults.valueKind(spanOfNode(node), key, "a list"));
    return [];
  }
  if (!spend(section, node.items.length)) {
    report(section.source, faults.expansionTooLarge(spanOfNode(node), key));
    return [];
  }
  return node.items.map((item) => resolve(section.source, item as Node) as Node);
}

/** A value as plain data, for tests and tags. */
export function plainAt(section: Section, key: string): unknown {
  const node = nodeAt(section, key);
  try {
    return node?.toJS(section.source.tree, { maxAliasCount: YAML_EXPANDED_ALIASES_MAX });
  } catch {
    /* The library throws for aliases that are too many or within themselves. */
    return report(section.source, faults.expansionTooLarge(spanOfNode(node), key));
  }
}

/** A mapping as plain data. */
export function plainMapAt(section: Section, key: string): Record<string, unknown> {
  const node = nodeAt(section, key);
  if (node === undefined) return {};
  if (!isMap(node)) {
    report(section.source, faults.notMapping(spanOfNode(node), `"${key}"`));
    return {};
  }
  return (plainAt(section, key) ?? {}) as Record<string, unknown>;
}
