/** Texts about who may change what. */
export const RESTRICT = {
  everybody: "Anyone may edit",
  some: "Only {{names}} may edit",
  title: "Who may edit",
  text: "With nobody chosen, everyone whose role has the permission may edit.",
  roles: "Roles",
  users: "Users",
  role: "Role {{name}}",
  gone: "a user who left",
  save: "Save",
  saved: "Who may edit was saved",
  refusedTitle: "You may look at this, not change it",
  refused: "{{names}} may.",
} as const;
