/** What stops a stream. Malformed records do not: they are counted and skipped. */
import { defineErrors } from "#lib/base";

export const refuseStream = defineErrors({
  SENSOR_STREAM_UNREADABLE: {
    status: 400,
    message: "The record stream cannot be read: {reason}.",
    hint: "Check that it was written by a Vigil sensor and is not damaged.",
  },
});
