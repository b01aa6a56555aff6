/** Faults of a text in the editor: squiggles with what, why, what to do, and the change for it. */
import { forEachDiagnostic, linter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import type { Diagnostic, Edit } from "#lib/base";

import { splitCode } from "../code-text.tsx";

/** What makes the proposed change known to people, such as "Replace with …". */
export type NameFix = (edit: Edit, source: string) => string;

/** Makes a change and leaves the cursor behind it. */
export function applyEdit(view: EditorView, { span, text }: Edit): void {
  view.dispatch({
    changes: { from: span.start, to: span.end, insert: text },
    selection: { anchor: span.start + text.length },
    userEvent: "input.fix",
  });
  view.focus();
}

function messageView({ what, why, code, do: todo }: Diagnostic): HTMLElement {
  const view = document.createElement("div");
  view.className = "fault-float";
  const add = (tag: string, className: string, content: string) => {
    const element = document.createElement(tag);
    element.className = className;
    splitCode(content).forEach((part, index) => {
      if (index % 2 === 0) element.append(part);
      else element.append(Object.assign(document.createElement("code"), { textContent: part }));
    });
    view.append(element);
  };
  add("strong", "", what);
  add("p", "dim", why);
  add("p", "", todo);
  add("code", "faint", code);
  return view;
}

/** Shows diagnostics, if they are still about the text that the editor has. */
export function showDiagnostics(
  view: EditorView,
  source: string,
  diagnostics: readonly Diagnostic[],
  nameFix: NameFix,
): void {
  const { state } = view;
  if (state.doc.toString() !== source) return;
  const length = state.doc.length;
  const shown = diagnostics.map((diagnostic) => {
    const { span, severity, what, code, fix } = diagnostic;
    // A place without width, such as the end, would not be seen.
    const from = Math.max(0, Math.min(span.start, length) - (span.start >= length ? 1 : 0));
    const to = Math.min(length, Math.max(span.end, from + 1));
    const apply = (target: EditorView) => fix && applyEdit(target, fix);
    const actions = fix === undefined ? [] : [{ name: nameFix(fix, source), apply }];
    const renderMessage = () => messageView(diagnostic);
    return { from, to, severity, message: `${what} (${code})`, actions, renderMessage };
  });
  view.dispatch(setDiagnostics(state, shown));
}

/** Makes the change that is proposed at the cursor. */
function fixAtCursor(view: EditorView): boolean {
  const { head } = view.state.selection.main;
  let isDone = false;
  forEachDiagnostic(view.state, ({ actions }, from, to) => {
    const [action] = actions ?? [];
    if (isDone || action === undefined || head < from || head > to) return;
    isDone = true;
    action.apply(view, from, to);
  });
  return isDone;
}

export const diagnosticKeys: Extension = [
  linter(null),
  keymap.of([...lintKeymap, { key: "Mod-.", run: fixAtCursor }]),
];
