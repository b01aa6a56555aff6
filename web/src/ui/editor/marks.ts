/** Parts of a text that are marked from outside: conditions that are met, and that are not. */
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

export type Mark = { from: number; to: number; className: string; title: string };

const setMarks = StateEffect.define<readonly Mark[]>();

/** Marks follow the text they are on until the next ones are set. */
export const marksField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let marks = before.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const ranges = effect.value.map(({ from, to, className, title }) =>
        Decoration.mark({ class: className, attributes: { title } }).range(from, to),
      );
      marks = Decoration.set(ranges, true);
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Marks parts, if they are still of the text that the editor has. */
export function showMarks(view: EditorView, source: string, marks: readonly Mark[]): void {
  if (view.state.doc.toString() !== source) return;
  const fitting = marks.filter(({ from, to }) => from < to && to <= source.length);
  view.dispatch({ effects: setMarks.of(fitting) });
}
