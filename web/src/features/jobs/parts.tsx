/** Pieces that the list of jobs and the page of one share. */
import type { Job, JobStatus } from "#lib/protocol";
import { spanOf, statusOf } from "../../api/jobs.ts";
import { formatMinute } from "../../ui/format.ts";
import { Progress } from "../../ui/progress.tsx";
import { useText } from "../../ui/text/index.tsx";

const TONES: Readonly<Record<JobStatus, string>> = {
  pending: "none",
  running: "accent",
  completed: "good",
  failed: "bad",
  cancelled: "none",
};

export function JobState({ job }: { job: Job }) {
  const text = useText();
  const status = statusOf(job);
  return (
    <span className="health" data-tone={status && TONES[status]} data-testid="job-status">
      {status ? text(`jobs.statuses.${status}`) : job.attributes.jobStatus}
    </span>
  );
}

export function JobProgress({ job }: { job: Job }) {
  const text = useText();
  const { progressRate, jobStatus } = job.attributes;
  const tone = jobStatus === "failed" ? "bad" : jobStatus === "completed" ? "good" : "none";
  return <Progress share={progressRate} label={text("jobs.progress")} tone={tone} />;
}

export function JobSpan({ job }: { job: Job }) {
  const { from, to } = spanOf(job);
  return (
    <span className="no-wrap">
      {formatMinute(from)} → {formatMinute(to)}
    </span>
  );
}
