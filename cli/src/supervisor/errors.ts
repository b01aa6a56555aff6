/** Why the supervisor cannot do what was asked. */
import { defineErrors } from "#lib/base";

export const refuseSupervisor = defineErrors({
  SUPERVISOR_NOT_RUNNING: {
    status: 409,
    message: "Vigil is not running with the data directory {dir}.",
    hint: "Start it with ./vigil up, or name another with --data DIR.",
  },
  SUPERVISOR_PROGRAM_FAILED: {
    status: 500,
    message: "{name} did not start: {reason}",
    hint: "Its log is {log}.",
  },
  SUPERVISOR_PORT_TAKEN: {
    status: 409,
    message: "Port {port} of {host} is in use by another program.",
    hint: "Choose another with --port N.",
  },
  SUPERVISOR_STILL_RUNNING: {
    status: 500,
    message: "Vigil (pid {pid}) did not stop within {seconds} s.",
    hint: "Look at the logs in {logs}; a second ./vigil down tries again.",
  },
});
