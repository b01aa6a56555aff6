/** The editor of the rule, with what is wrong and what holds shown in it. */
import { type Extension, Prec } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { Edit } from "#lib/base";
import { formatRule } from "#lib/secl";
import { CodeEditor } from "../../ui/editor/code-editor.tsx";
import { applyEdit, diagnosticKeys, showDiagnostics } from "../../ui/editor/diagnostics.ts";
import { type Mark, marksField, showMarks } from "../../ui/editor/marks.ts";
import { seclLanguage } from "../../ui/editor/secl.ts";
import { type Text, useText } from "../../ui/text/index.tsx";
import { SHIPPED_MACROS } from "./shipped-macros.ts";
import type { Workbench } from "./use-workbench.ts";

/** Rewrites the rule in canonical form; leaves what cannot be read as it is. */
export function formatView(view: EditorView): boolean {
  const source = view.state.doc.toString();
  const { text } = formatRule(source);
  if (text !== undefined && text !== source) {
    applyEdit(view, { span: { start: 0, end: source.length }, text });
  }
  return true;
}

/** Puts the cursor on a place of the rule. */
export function goTo(view: EditorView, start: number, end: number): void {
  const length = view.state.doc.length;
  const range = { anchor: Math.min(start, length), head: Math.min(end, length) };
  view.dispatch({ selection: range, scrollIntoView: true });
  view.focus();
}

/** What a proposed change does, in words. */
export function fixName(text: Text, { span, text: insert }: Edit): string {
  if (span.start === span.end) return text("workbench.insert", { text: insert });
  return text("workbench.replace", { text: insert });
}

function marksOf(answer: Workbench["answer"], text: Text): Mark[] {
  if (answer === undefined || "error" in answer) return [];
  return (answer.conditions ?? []).map(({ offset, length, met, field, values }) => ({
    from: offset,
    to: offset + length,
    className: met ? "cm-condition-met" : "cm-condition-unmet",
    title: text(met ? "workbench.metTitle" : "workbench.unmetTitle", {
      field: field || text("workbench.computed"),
      value: values.map((value) => JSON.stringify(value)).join(", "),
    }),
  }));
}

type RuleEditorParts = { bench: Workbench; viewRef: RefObject<EditorView | undefined> };

export function RuleEditor({ bench, viewRef }: RuleEditorParts) {
  const text = useText();
  const [view, setView] = useState<EditorView>();
  const language = useRef(bench.language);
  language.current = bench.language;
  const extensions = useMemo<Extension>(
    () => [
      seclLanguage(
        { table: language.current.table, macros: SHIPPED_MACROS },
        () => language.current,
        text,
      ),
      diagnosticKeys,
      marksField,
      Prec.high(keymap.of([{ key: "Mod-Shift-f", run: formatView, preventDefault: true }])),
    ],
    [text],
  );
  const { analysis, answer } = bench;
  useEffect(() => {
    if (view === undefined) return;
    const name = (edit: Edit) => fixName(text, edit);
    showDiagnostics(view, analysis.source, analysis.diagnostics, name);
    showMarks(view, analysis.source, marksOf(answer, text));
  }, [view, analysis, answer, text]);
  return (
    <CodeEditor
      value={bench.expression}
      onChange={bench.setExpression}
      label={text("workbench.rule")}
      hint={text("workbench.ruleHint")}
      extensions={extensions}
      testId="rule-editor"
      rows={6}
      onView={(created) => {
        viewRef.current = created;
        setView(created);
      }}
    />
  );
}
