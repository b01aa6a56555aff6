/** Where logs enter: the answer is given only when all of a batch is durable. */
import { isAppError } from "#lib/base";
import { createLogCounters } from "./counters.ts";
import { createLogCommit, type LogCommitOptions, type PreparedLogs } from "./log-commit.ts";
import { createQueue, type QueueLimits } from "./queue.ts";

/** Senders may have several batches on their way at once, in any order. */
const LOG_LIMITS: QueueLimits = {
  perSender: 64,
  isSideBySide: true,
  tooMany: "Too many batches of this sender wait to be stored",
};

export type LogIntake = ReturnType<typeof openLogIntake>;
export type LogIntakeOptions = Omit<LogCommitOptions, "counters">;

export function openLogIntake(options: LogIntakeOptions) {
  const counters = createLogCounters();
  const commit = createLogCommit({ ...options, counters });
  const queue = createQueue<PreparedLogs, number>(commit, LOG_LIMITS);
  return {
    /**
     * Stores a batch; resolves with how many of its logs were new. Throws INTAKE_BUSY,
     * INTAKE_STOPPING, INTAKE_LOGS_CONFLICT and what the two stores throw; then nothing of the
     * batch counts yet.
     */
    async ingest(batch: PreparedLogs): Promise<number> {
      try {
        return batch.logs.length === 0 ? 0 : await queue.submit(batch);
      } catch (error) {
        if (isAppError(error)) counters.log_batches_refused.add();
        throw error;
      }
    },
    counters,
    /** Finishes what it took and takes no more. */
    stop: () => queue.stop(),
  };
}
