/** What work on signals can be refused with. */
import { defineErrors } from "#lib/base";

export const refuseSignal = defineErrors({
  SIGNAL_NOT_FOUND: {
    status: 404,
    message: "There is no signal {id}.",
    hint: "It may be older than the retention of signals.",
  },
  SIGNAL_VERSION_CONFLICT: {
    status: 409,
    message: "The signal was changed meanwhile: its version is {current}, not {given}.",
    hint: "Read the signal again and repeat the change if it is still wanted.",
  },
  SIGNAL_MOVED: {
    status: 503,
    message: "Another batch changed the same signal over and over.",
    hint: "Send the batch again; what is stored already is recognised.",
  },
  SIGNAL_CHANGE_INVALID: {
    status: 400,
    message: "The change cannot be made: {reason}.",
    hint: "An archive reason and comment belong to the state archived only.",
  },
  SIGNAL_LOCKED: {
    status: 409,
    message: "The signal is archived and older than {days} days, so it stays archived.",
    hint: "Comment on it, or work the newer signals of its rule.",
  },
  SIGNAL_QUERY_INVALID: {
    status: 400,
    message: "The search cannot be read: {reason}.",
    hint: "{hint}",
  },
  SIGNAL_CURSOR_INVALID: {
    status: 400,
    message: "The page cursor is not one that a search returned.",
    hint: "Start again from the first page.",
  },
});
