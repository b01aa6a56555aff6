/** What reference tables refuse. */
import { defineErrors } from "#lib/base";

export const refuseTable = defineErrors({
  TABLE_INVALID: {
    status: 400,
    message: "The table cannot be kept as it is: {reason}.",
    hint: "Nothing was changed.",
  },
  TABLE_ROW_INVALID: {
    status: 400,
    message: "Row {row} cannot be kept: {reason}.",
    hint: "Nothing was changed. Rows of a file are counted from 1, without its head.",
  },
  TABLE_TOO_LARGE: {
    status: 400,
    message: "There would be more than {max} {what}.",
    hint: "Nothing was changed. Delete rows, or tables that no rule uses.",
  },
  TABLE_NAME_TAKEN: {
    status: 409,
    message: "There is a table {name} already.",
    hint: "Rules name tables by their names. Replace its rows, or take another name.",
  },
  TABLE_IN_USE: {
    status: 409,
    message: "The rules {rules} use the table {name}.",
    hint: "Nothing was changed. Change those rules first.",
  },
  TABLE_UPLOAD_UNKNOWN: {
    status: 404,
    message: "There is no upload {id}.",
    hint: "Uploads are forgotten after an hour. Begin again.",
  },
  TABLE_UPLOAD_UNFINISHED: {
    status: 400,
    message: "Of {wanted} parts of the file {present} have arrived.",
    hint: "Send the others to their addresses first.",
  },
});
