/**
 * Title and message of a signal. Values come from watched hosts and must not become Markdown of
 * their own.
 */
import { type Tree, valuesAt } from "./roll-up.ts";

export const TITLE_CHARS_MAX = 512;
export const MESSAGE_CHARS_MAX = 32_768;
const VALUE_CHARS_MAX = 512;
/** Values of one attribute named in a message. */
const VALUES_MAX = 5;

function cut(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax - 1).toWellFormed()}…`;
}

/** "Rule - case", and what the signal is about when the rule asks for it. */
export function renderTitle(
  rule: { name: string; hasExtendedTitle: boolean },
  caseName: string,
  groupValues: readonly string[],
): string {
  const named = caseName === "" ? rule.name : `${rule.name} - ${caseName}`;
  const isExtended = rule.hasExtendedTitle && groupValues.length > 0;
  return cut(isExtended ? `${named} on ${groupValues.join(", ")}` : named, TITLE_CHARS_MAX);
}

function escapeMarkdown(text: string, isCode: boolean): string {
  const line = text.replaceAll(/\s+/g, " ");
  return isCode ? line.replaceAll("`", "'") : line.replaceAll(/[\\`*_{}[\]()<>#|!~]/g, "\\$&");
}

/**
 * Fills `{{@a.b}}` with an attribute of the events and `{{host}}` with the hosts; a name without a
 * value is empty. Several values are listed; arguments read as a command line.
 */
export function renderMessage(
  template: string,
  attributes: Tree,
  hosts: readonly string[],
): string {
  return cut(fill(template, attributes, hosts, escapeMarkdown), MESSAGE_CHARS_MAX);
}

/** Fills a title's template as a message's; a title is no Markdown. */
export function fillTitle(template: string, attributes: Tree, hosts: readonly string[]): string {
  const line = (text: string) => text.replaceAll(/\s+/g, " ");
  return cut(fill(template, attributes, hosts, line), TITLE_CHARS_MAX);
}

function fill(
  template: string,
  attributes: Tree,
  hosts: readonly string[],
  show: (text: string, isCode: boolean) => string,
): string {
  return template.replaceAll(
    /(`?)\{\{\{?\s*(@?[\w.-]{1,256})\s*\}?\}\}/g,
    (_, tick: string, name: string) => {
      const path = name.startsWith("@") ? name.slice(1) : name;
      const values = path === "host" ? [...hosts] : valuesAt(attributes, path);
      const shown = values.slice(0, VALUES_MAX).map((value) => cut(value, VALUE_CHARS_MAX));
      if (values.length > VALUES_MAX) shown.push(`and ${values.length - VALUES_MAX} more`);
      const separator = path.endsWith(".args") ? " " : ", ";
      return tick + show(shown.join(separator), tick !== "");
    },
  );
}
