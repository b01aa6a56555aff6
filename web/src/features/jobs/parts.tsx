/** Pieces that the list of jobs and the page of one share. */
import type { Job } from "#lib/protocol";
import { spanOf } from "../../api/jobs.ts";
import { formatMinute } from "../../ui/format.ts";
import { Progress } from "../../ui/progress.tsx";
import { RunState } from "../../ui/run-state.tsx";
import { useText } from "../../ui/text/index.tsx";

export function JobState({ job }: { job: Job }) {
  return <RunState status={job.attributes.jobStatus} testId="job-status" />;
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
