/** What a change of a saved view can be refused with. */
import { defineErrors } from "#lib/base";

export const refuseView = defineErrors({
  VIEW_FOREIGN: {
    status: 403,
    message: "This view belongs to {owner}.",
    hint: "Save one of your own from what it shows.",
  },
  VIEWS_TOO_MANY: {
    status: 400,
    message: "You have {max} saved views already.",
    hint: "Delete those that you no longer need.",
  },
});
