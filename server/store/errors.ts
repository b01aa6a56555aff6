/**
 * What the two stores can refuse. Both "down" codes are for now only: the same request works again
 * later.
 */
import { defineErrors } from "#lib/base";

export const refuseStore = defineErrors({
  CONTROL_URL_INVALID: {
    status: 500,
    message: "The control database address is not understood: {reason}.",
    hint: "Use sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE.",
  },
  CONTROL_DOWN: {
    status: 503,
    message: "The control database cannot be reached.",
    hint: "Nothing was changed. Try again shortly; `vigil status` tells when it is back.",
  },
  CONTROL_BUSY: {
    status: 503,
    message: "The control database is busy with another change.",
    hint: "Nothing was changed. Try again.",
  },
  CONTROL_SLOW: {
    status: 503,
    message: "The control database did not finish in time.",
    hint: "Narrow the time range or the search.",
  },
  CONTROL_DISK_FULL: {
    status: 507,
    message: "The disk of the control database is full.",
    hint: "Nothing was changed. Free disk space; agents keep their events until then.",
  },
  CONTROL_BROKEN: {
    status: 500,
    message: "The control database cannot be read: {reason}.",
    hint: "Restore it from a backup, or move the file away to start with an empty one.",
  },
  EVENTS_DOWN: {
    status: 503,
    message: "The event store cannot be reached.",
    hint: "Agents keep their events until it is back; `vigil status` tells when.",
  },
  EVENTS_BUSY: {
    status: 503,
    message: "The event store is busy.",
    hint: "Try again shortly.",
  },
  EVENTS_POINTS_TOO_MANY: {
    status: 400,
    message: "The answer would have more than {max} points.",
    hint: "Take a longer interval, fewer groups, or a shorter time range.",
  },
  EVENTS_SLOW: {
    status: 503,
    message: "The event store did not finish in time.",
    hint: "Narrow the time range, or ask for an attribute instead of *:text.",
  },
  EVENTS_DISK_FULL: {
    status: 507,
    message: "The disk of the event store is full.",
    hint: "Free disk space or shorten retention; agents keep their events until then.",
  },
  EVENTS_FAILED: {
    status: 500,
    message: "The event store refused a statement: {reason}.",
    hint: "The server's log has the whole text.",
  },
});
