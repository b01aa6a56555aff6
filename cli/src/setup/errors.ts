/** Why a machine cannot be set up. */
import { defineErrors } from "#lib/base";

export const refuseSetup = defineErrors({
  SETUP_PACKAGES_MISSING: {
    status: 500,
    message: "These programs are missing: {missing}.",
    hint: "Install them and try again; on Debian: apt-get install {packages}",
  },
  SETUP_COMMAND_FAILED: {
    status: 500,
    message: "{what} failed: {reason}",
    hint: "The whole output is in {log}.",
  },
  SETUP_DATA_UNUSABLE: {
    status: 500,
    message: "The data directory {dir} cannot be used: {reason}.",
    hint: "Choose another with --data DIR.",
  },
});
