/** What runs of rules over the past can be refused with. */
import { defineErrors } from "#lib/base";

export const refuseJob = defineErrors({
  JOB_UNKNOWN: {
    status: 404,
    message: "There is no job {id}.",
    hint: "It may have been deleted. List the jobs to see those that exist.",
  },
  JOB_INVALID: {
    status: 400,
    message: "The job cannot be run: {reason}.",
    hint: "Nothing was started. Times are milliseconds since 1970.",
  },
  JOB_INDEX_UNKNOWN: {
    status: 400,
    message: "There is no index {index}.",
    hint: "All events and logs are in one index, main.",
  },
  JOBS_TOO_MANY: {
    status: 429,
    message: "There are already {max} jobs {what}.",
    hint: "Nothing was started. Wait for one to end, cancel one, or delete those that are over.",
  },
  JOB_OVER: {
    status: 409,
    message: "The job {id} is over: it is {status}.",
    hint: "Only a job that waits or runs can be cancelled.",
  },
  JOB_RUNNING: {
    status: 409,
    message: "The job {id} is not over yet.",
    hint: "Cancel it first.",
  },
  JOB_RESULT_UNKNOWN: {
    status: 404,
    message: "No job has found a result {id}.",
    hint: "Results are deleted with their job.",
  },
});
