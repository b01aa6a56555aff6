/** One run over the past: how far it is, what it looked at, and what it found. */
import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Job } from "#lib/protocol";
import { cancelJob, deleteJob, isGoingOn, jobQuery, jobsQuery } from "../../api/jobs.ts";
import { Banner } from "../../ui/banner.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { Fields } from "../../ui/fields.tsx";
import { formatCount } from "../../ui/format.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Loading } from "../../ui/placeholder.tsx";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";
import { Moment } from "../../ui/time.tsx";
import { JobProgress, JobSpan, JobState } from "./parts.tsx";
import { JobResults } from "./results.tsx";
import "../../ui/explorer/explorer.css";
import "./jobs.css";

const route = getRouteApi("/shell/jobs/$jobId");
/** `result` is what is opened beside the list of results. */
export type JobSearch = { result?: string };

function Actions({ job }: { job: Job }) {
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const tell = useTell();
  const [isDeleting, setDeleting] = useState(false);
  const renew = () => client.invalidateQueries({ queryKey: jobsQuery.queryKey });
  const cancel = async () => {
    try {
      await cancelJob(job.id);
      tell.done(text("jobs.cancelled"));
    } catch (error) {
      tell.failed(error);
    }
    await renew();
  };
  const remove = async () => {
    try {
      await deleteJob(job.id);
      tell.done(text("jobs.deleted"));
      await navigate({ to: "/jobs" });
      client.removeQueries({ queryKey: jobQuery(job.id).queryKey });
    } catch (error) {
      tell.failed(error);
    }
    await renew();
  };
  const ruleId = job.attributes.createdFromRuleId;
  if (isGoingOn(job))
    return (
      <div className="page-actions">
        <Button size="xs" variant="default" onClick={() => void cancel()} data-testid="job-cancel">
          {text("jobs.cancel")}
        </Button>
      </div>
    );
  return (
    <div className="page-actions">
      {ruleId !== undefined && (
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link to="/jobs" search={{ start: ruleId }} {...props} />}
        >
          {text("jobs.again")}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        onClick={() => setDeleting(true)}
        data-testid="job-delete"
      >
        {text("jobs.delete")}
      </Button>
      <Confirm
        title={text("jobs.deleteTitle")}
        action={text("jobs.delete")}
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        onConfirm={remove}
      >
        <p>{text("jobs.deleteText")}</p>
      </Confirm>
    </div>
  );
}

function Facts({ job }: { job: Job }) {
  const text = useText();
  const { createdAt, createdByHandle, createdFromRuleId, eventsRead, resultCount } = job.attributes;
  const rows = [
    { label: text("jobs.progress"), value: <JobProgress job={job} /> },
    { label: text("jobs.range"), value: <JobSpan job={job} /> },
    {
      label: text("jobs.events"),
      value: <span data-testid="job-events">{formatCount(eventsRead)}</span>,
    },
    {
      label: text("jobs.results"),
      value: <span data-testid="job-count">{isGoingOn(job) ? "…" : formatCount(resultCount)}</span>,
    },
    { label: text("jobs.by"), value: createdByHandle },
    { label: text("jobs.at"), value: <Moment at={createdAt} /> },
  ];
  const rule = createdFromRuleId && {
    label: text("jobs.rule"),
    value: (
      <Link to="/rules/$ruleId" params={{ ruleId: createdFromRuleId }}>
        {text("jobs.ruleOpen")}
      </Link>
    ),
  };
  return (
    <section className="card">
      <Fields rows={rule ? [...rows, rule] : rows} />
    </section>
  );
}

export function JobDetailPage() {
  const text = useText();
  const { jobId } = route.useParams();
  const answer = useQuery(jobQuery(jobId));
  const job = answer.data;
  if (answer.isError && !job)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!job) return <Loading />;
  const { jobName, jobStatus, reason } = job.attributes;
  const isFailed = jobStatus === "failed";
  const head = (
    <>
      <PageHead
        title={jobName}
        back={
          <Link to="/jobs" className="back">
            <IconArrowLeft size={14} aria-hidden /> {text("jobs.back")}
          </Link>
        }
      >
        <span role="status">
          <JobState job={job} />
        </span>
        <Actions job={job} />
      </PageHead>
      {reason !== "" && (
        <Banner
          tone={isFailed ? "bad" : "warn"}
          title={text(isFailed ? "jobs.reasonFailed" : "jobs.reasonEnded")}
        >
          {reason}
        </Banner>
      )}
      <Facts job={job} />
    </>
  );
  return <JobResults job={job} head={head} />;
}
