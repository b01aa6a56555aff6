/** Why something that a language tool should read cannot be read. */
import { defineErrors } from "#lib/base";

export const refuseSource = defineErrors({
  SOURCE_UNREADABLE: {
    status: 400,
    message: "{path} cannot be read: {reason}.",
    hint: "Name a file or a folder that exists, or - for standard input.",
  },
  SOURCE_UNWRITABLE: {
    status: 400,
    message: "{path} cannot be written: {reason}.",
    hint: "Name a folder that may be written to.",
  },
  SOURCE_TOO_LARGE: {
    status: 400,
    message: "{path} is larger than {max} bytes.",
    hint: "Split it; a rule or policy of this size cannot be loaded either.",
  },
  SOURCE_TOO_MANY: {
    status: 400,
    message: "There are more than {max} rule files in {path}.",
    hint: "Name the folders one after the other.",
  },
  SOURCE_NO_RULES: {
    status: 400,
    message: "There are no rule files in {path}.",
    hint: "Rules are in files ending in .policy, .yaml or .yml, for vigil rule in .json.",
  },
});
