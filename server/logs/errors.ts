/** What the doors of the logs refuse. 429 and 503 may pass later; senders try those again. */
import { defineErrors } from "#lib/base";

export const refuseLogs = defineErrors({
  LOGS_BODY_INVALID: {
    status: 400,
    message: "The logs cannot be read: {reason}.",
    hint: "Send a JSON object, a list of them, or text with one log in each line.",
  },
  LOGS_TOO_MANY: {
    status: 413,
    message: "There are more than {max} logs in one request.",
    hint: "Nothing was stored. Send them in several requests.",
  },
  LOGS_BODY_TOO_LARGE: {
    status: 413,
    message: "The logs of one request are larger than {max} bytes.",
    hint: "Nothing was stored. Send them in several requests.",
  },
  LOGS_ENCODING_UNKNOWN: {
    status: 415,
    message: "The content encoding {encoding} is not taken here.",
    hint: "Send gzip, deflate, zstd, or no encoding.",
  },
  LOGS_RATE_LIMITED: {
    status: 429,
    message: "This sender has sent more than {max} {unit} within a minute.",
    hint: "Nothing of the request was stored. Send it again after the time in Retry-After.",
  },
  LOGS_LISTEN_FAILED: {
    status: 500,
    message: "The {door} door cannot listen at {address}: {reason}.",
    hint: "Choose another port, or stop the program that has this one.",
  },
});
