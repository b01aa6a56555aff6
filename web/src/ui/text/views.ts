/** Texts about saved views. */
export const VIEWS = {
  menu: "Views",
  own: "Mine",
  shared: "Shared by others",
  empty: "No view is saved yet",
  name: "Name of a new view",
  share: "Others see it",
  save: "Save what is shown",
  update: "Save what is shown as {{name}}",
  delete: "Delete {{name}}",
  saved: "The view was saved",
  deleted: "The view was deleted",
  by: "by {{name}}",
  everyone: "shared",
} as const;
