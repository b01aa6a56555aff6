/** Why a language tool refuses its flags. */
import { defineErrors } from "#lib/base";

export const refuseSecl = defineErrors({
  SECL_WRITE_NEEDS_FILE: {
    status: 400,
    message: "--write has no file to write to.",
    hint: "Name it with -f FILE; without --write the canonical form is printed.",
  },
});
