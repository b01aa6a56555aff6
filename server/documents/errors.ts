/** What a change of a document can be refused with. */
import { defineErrors } from "#lib/base";

export const refuseDocument = defineErrors({
  DOCUMENT_UNKNOWN: {
    status: 404,
    message: "There is no {noun} {id}.",
    hint: "It may have been deleted. List them to see those that exist.",
  },
  DOCUMENT_VERSION_CONFLICT: {
    status: 409,
    message: "The {noun} was changed meanwhile: its version is {current}, not {given}.",
    hint: "Read it again and repeat the change if it is still wanted.",
  },
  DOCUMENT_BUSY: {
    status: 409,
    message: "The {noun} is being changed by others at the same moment.",
    hint: "Nothing was changed. Try again.",
  },
  DOCUMENTS_TOO_MANY: {
    status: 400,
    message: "There are already {max} of these: {noun}.",
    hint: "Delete those that are no longer needed.",
  },
});
