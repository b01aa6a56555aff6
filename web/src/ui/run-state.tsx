/** Where something that runs is: it waits, runs, is done, failed or was cancelled. */
import { JOB_STATUSES, type JobStatus } from "#lib/protocol";
import { useText } from "./text/index.tsx";

const TONES: Readonly<Record<JobStatus, string>> = {
  pending: "none",
  running: "accent",
  completed: "good",
  failed: "bad",
  cancelled: "none",
};

type RunStateParts = { status: string; testId?: string };

/** A status that this page does not know is shown as the server says it. */
export function RunState({ status, testId }: RunStateParts) {
  const text = useText();
  const known = JOB_STATUSES.find((each) => each === status);
  return (
    <span className="health" data-tone={known && TONES[known]} data-testid={testId}>
      {known ? text(`jobs.statuses.${known}`) : status}
    </span>
  );
}
