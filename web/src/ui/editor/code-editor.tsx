/**
 * A text editor as a controlled field. The extensions are taken once: what changes later reaches
 * the view by `onView`.
 */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { EditorState, type Extension, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import { useEffect, useRef, useState } from "react";
import { editorLook } from "./theme.ts";
import "./editor.css";

type CodeEditorParts = {
  value: string;
  onChange: (value: string) => void;
  /** Name for who does not see it. */
  label: string;
  hint?: string;
  extensions: Extension;
  testId: string;
  /** Lines that are there from the start. */
  rows: number;
  /** Gives the view once it stands. */
  onView?: (view: EditorView | undefined) => void;
};

/** Characters that an editor takes; longer texts are cut off at the paste. */
const TEXT_LENGTH_MAX = 262_144;

const lengthLimit = EditorState.changeFilter.of(
  (transaction) => transaction.newDoc.length <= TEXT_LENGTH_MAX,
);

function common(label: string, hint: string): Extension {
  return [
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    placeholder(hint),
    lengthLimit,
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    editorLook,
  ];
}

export function CodeEditor(parts: CodeEditorParts) {
  const { value, onChange, label, hint = "", extensions, testId, rows, onView } = parts;
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView>();
  const latest = useRef({ onChange, onView, first: { value, label, hint, extensions } });
  latest.current.onChange = onChange;
  useEffect(() => {
    const { first } = latest.current;
    const created = new EditorView({
      parent: host.current as HTMLDivElement,
      state: EditorState.create({
        doc: first.value,
        extensions: [
          first.extensions,
          common(first.label, first.hint),
          EditorView.updateListener.of((update) => {
            const isOwn = update.transactions.some((each) => each.annotation(Transaction.remote));
            if (update.docChanged && !isOwn) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    setView(created);
    latest.current.onView?.(created);
    return () => {
      latest.current.onView?.(undefined);
      created.destroy();
    };
  }, []);
  useEffect(() => {
    if (view === undefined || view.state.doc.toString() === value) return;
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: value },
      annotations: Transaction.remote.of(true),
    });
  }, [view, value]);
  return (
    <div
      ref={host}
      className="code-editor"
      data-testid={testId}
      style={{ "--rows": `${rows * 1.75 * 13 + 24}px` } as React.CSSProperties}
    />
  );
}
