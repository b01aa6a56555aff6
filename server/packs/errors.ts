/** What a change of a content pack can be refused with. */
import { defineErrors } from "#lib/base";

export const refusePack = defineErrors({
  PACK_UNKNOWN: {
    status: 404,
    message: "There is no content pack {id}.",
    hint: "List the packs to see those that there are.",
  },
});
