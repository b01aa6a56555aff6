/** Rows open when they are pressed, but not by what does something itself. */
const CONTROLS = "a, button, input, label, select, summary, textarea";

export const isOnControl = ({ target }: { target: EventTarget }): boolean =>
  target instanceof Element && target.closest(CONTROLS) !== null;
