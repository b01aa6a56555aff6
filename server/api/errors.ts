/** Refusals of the HTTP layer itself; what a module refuses has the module's own code. */
import { defineErrors } from "#lib/base";

export const refuseApi = defineErrors({
  API_BODY_INVALID: {
    status: 400,
    message: "The body is not accepted: {reason}.",
    hint: "Nothing was changed. /api/v2/openapi.json describes what each request takes.",
  },
  API_QUERY_INVALID: {
    status: 400,
    message: "The query string or path is not accepted: {reason}.",
    hint: "/api/v2/openapi.json lists the parameters of each request.",
  },
  API_REQUEST_INVALID: {
    status: 400,
    message: "The request cannot be read.",
    hint: "It is not well-formed HTTP, or a header or the address is too long.",
  },
  API_PATH_UNKNOWN: {
    status: 404,
    message: "There is nothing at this address.",
    hint: "/api/v2/openapi.json lists every address.",
  },
  API_METHOD_NOT_ALLOWED: {
    status: 405,
    message: "This address does not take {method}.",
    hint: "It takes {allowed}.",
  },
  API_BODY_TOO_LARGE: {
    status: 413,
    message: "The body is larger than {max} bytes.",
    hint: "Nothing was changed. Send less at once.",
  },
  API_MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    message: "This content type is not taken here.",
    hint: "Send application/json; agents send their batches as application/x-vigil-batch.",
  },
  API_COMPRESSION_INVALID: {
    status: 400,
    message: "The batch cannot be decompressed.",
    hint: "Nothing of it was stored. It must be one zstd frame.",
  },
  API_RATE_LIMITED: {
    status: 429,
    message: "Too many requests; try again in {seconds} seconds.",
    hint: "The headers x-ratelimit-limit and x-ratelimit-remaining tell how many are left.",
  },
  API_BATCHES_BUSY: {
    status: 503,
    message: "The server is taking as many batches as it can.",
    hint: "Nothing was stored. Send the same batch again shortly.",
  },
  API_STREAMS_TOO_MANY: {
    status: 503,
    message: "There are too many live streams already.",
    hint: "Close one, or ask the API now and then instead.",
  },
  API_AGENT_MISMATCH: {
    status: 403,
    message: "The agent id in the message is not the one that this key belongs to.",
    hint: "Nothing was stored. Delete the agent's key file, so that it enrols again.",
  },
  API_USER_UNKNOWN: {
    status: 404,
    message: "There is no such user.",
    hint: "List the users to see those that there are.",
  },
  INTERNAL: {
    status: 500,
    message: "Something failed inside the server. Its log tells more under {id}.",
    hint: "Try again; if it fails again, report it with this id.",
  },
});
