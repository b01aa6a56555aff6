/** Saved views of the explorers of signals and logs. */
export { openViews, VIEWS_MAX, VIEWS_OF_PERSON_MAX, type Views } from "./views.ts";
