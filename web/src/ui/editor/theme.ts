/** How editors look. Colours are the design's variables, so both schemes need one theme only. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--v-low)" },
  { tag: [tags.constant(tags.name), tags.number], color: "var(--v-high)" },
  { tag: [tags.bool, tags.null], color: "var(--v-high)", fontWeight: "600" },
  { tag: tags.macroName, color: "var(--v-accent-text)", fontWeight: "600" },
  { tag: tags.special(tags.variableName), color: "var(--v-accent-text)" },
  { tag: tags.string, color: "var(--v-good)" },
  { tag: tags.special(tags.string), color: "var(--v-good)", fontStyle: "italic" },
  { tag: tags.operatorKeyword, color: "var(--v-text)", fontWeight: "700" },
  { tag: tags.operator, color: "var(--v-dim)", fontWeight: "600" },
  { tag: tags.punctuation, color: "var(--v-dim)" },
  { tag: tags.lineComment, color: "var(--v-faint)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--v-bad)" },
]);

const underlined = (line: "wavy" | "dotted", colour: string) => ({
  backgroundImage: "none",
  paddingBottom: "0",
  textDecoration: `underline ${line} ${colour} 1.3px`,
  textUnderlineOffset: "4px",
  textDecorationSkipInk: "none",
});

/** Named twice: the stock rule for a focused editor is more specific. */
const SELECTED = ".cm-selectionBackground";

const look = EditorView.theme({
  "&": { color: "var(--v-text)", backgroundColor: "transparent", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--v-mono)", lineHeight: "1.75" },
  ".cm-content": { caretColor: "var(--v-text)", padding: "12px 0", minHeight: "var(--rows)" },
  ".cm-line": { padding: "0 14px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--v-text)", borderLeftWidth: "1.6px" },
  [`&.cm-focused > .cm-scroller > .cm-selectionLayer ${SELECTED}, ${SELECTED}`]: {
    background: "var(--v-accent-soft)",
  },
  ".cm-placeholder": { color: "var(--v-faint)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--v-accent-soft)",
    outline: "1px solid var(--v-accent)",
    borderRadius: "2px",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--v-bad-soft)" },
  ".cm-lintRange-error, .cm-lintRange-error.cm-lintRange-active": underlined(
    "wavy",
    "var(--v-bad)",
  ),
  ".cm-lintRange-warning, .cm-lintRange-warning.cm-lintRange-active": underlined(
    "dotted",
    "var(--v-warn)",
  ),
  ".cm-lintRange-active": { backgroundColor: "var(--v-hover)" },
});

/** Floating parts: completions, hovers, messages. */
const floats = EditorView.theme({
  ".cm-tooltip": {
    border: "1px solid var(--v-line-strong)",
    borderRadius: "8px",
    backgroundColor: "var(--v-surface)",
    color: "var(--v-text)",
    boxShadow: "var(--v-shadow)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--v-mono)",
    fontSize: "12.5px",
    maxHeight: "15em",
    borderRadius: "8px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "baseline",
    padding: "3px 10px 3px 6px",
    lineHeight: "1.5",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--v-selected)",
    color: "var(--v-text)",
    boxShadow: "inset 2px 0 0 var(--v-accent)",
  },
  ".cm-completionLabel": { flex: "1" },
  ".cm-completionMatchedText": {
    color: "var(--v-accent-text)",
    fontWeight: "700",
    textDecoration: "none",
  },
  ".cm-completionDetail": { marginLeft: "24px", color: "var(--v-faint)", fontStyle: "normal" },
  ".cm-completionIcon": { width: "1.5em", opacity: "1", fontSize: "11px", color: "var(--v-faint)" },
  ".cm-undelivered .cm-completionLabel": {
    color: "var(--v-faint)",
    textDecoration: "line-through",
  },
  ".cm-completionInfo": { padding: "0", maxWidth: "360px", borderRadius: "8px" },
  ".cm-completionInfo.cm-completionInfo-right": { marginLeft: "4px" },
  ".cm-diagnostic": { padding: "8px 12px", borderLeft: "3px solid var(--v-warn)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--v-bad)" },
  ".cm-diagnosticAction": {
    display: "inline-block",
    margin: "8px 0 0",
    padding: "2px 9px",
    border: "1px solid var(--v-line-strong)",
    borderRadius: "5px",
    backgroundColor: "var(--v-hover)",
    color: "var(--v-text)",
    font: "inherit",
    cursor: "pointer",
  },
  ".cm-panels": { backgroundColor: "var(--v-sunken)", color: "var(--v-text)" },
});

export const editorLook: Extension = [look, floats, syntaxHighlighting(highlight)];
