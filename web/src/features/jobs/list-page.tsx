/** Runs of rules over the past: how far they are, what they found, and a new one begun beside. */
import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Job } from "#lib/protocol";
import { isGoingOn, jobsQuery } from "../../api/jobs.ts";
import { SidePanel } from "../../ui/explorer/side-panel.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { Ago } from "../../ui/time.tsx";
import { JobProgress, JobSpan, JobState } from "./parts.tsx";
import { StartForm } from "./start-form.tsx";
import "../../ui/explorer/explorer.css";
import "./jobs.css";

const route = getRouteApi("/shell/jobs");
/** `start` is the id of the rule that a new job begins with; "" for none yet. */
export type JobsSearch = { start?: string };

function columns(text: Text): TableColumn<Job>[] {
  const attributes = (job: Job) => job.attributes;
  return [
    {
      name: text("jobs.job"),
      className: "lead-cell",
      cell: (job) => <strong>{attributes(job).jobName}</strong>,
    },
    { name: text("jobs.status"), cell: (job) => <JobState job={job} /> },
    { name: text("jobs.progress"), cell: (job) => <JobProgress job={job} /> },
    { name: text("jobs.range"), cell: (job) => <JobSpan job={job} /> },
    {
      name: text("jobs.events"),
      number: true,
      cell: (job) => formatCount(attributes(job).eventsRead),
    },
    {
      name: text("jobs.results"),
      number: true,
      cell: (job) => (isGoingOn(job) ? "…" : formatCount(attributes(job).resultCount)),
    },
    { name: text("jobs.by"), cell: (job) => attributes(job).createdByHandle },
    { name: text("jobs.at"), cell: (job) => <Ago at={attributes(job).createdAt} /> },
  ];
}

function Rows({ jobs, onStart }: { jobs: readonly Job[]; onStart: () => void }) {
  const text = useText();
  const navigate = useNavigate();
  if (jobs.length === 0)
    return (
      <Empty
        icon={<IconHistory size={32} stroke={1.3} aria-hidden />}
        title={text("jobs.emptyTitle")}
      >
        <p className="dim">{text("jobs.emptyText")}</p>
        <Button size="xs" variant="default" onClick={onStart}>
          {text("jobs.start")}
        </Button>
      </Empty>
    );
  return (
    <Table
      label={text("jobs.title")}
      columns={columns(text)}
      rows={jobs}
      idOf={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: "/jobs/$jobId", params: { jobId: id } })}
      testId="job-row"
    />
  );
}

export function JobListPage() {
  const text = useText();
  const navigate = useNavigate({ from: "/jobs" });
  const { start } = route.useSearch();
  const answer = useQuery(jobsQuery);
  const begin = (rule: string | undefined) =>
    void navigate({ search: rule === undefined ? {} : { start: rule } });
  useHotkeys([["Escape", () => begin(undefined)]], start !== undefined);
  if (answer.isError && !answer.data)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  return (
    <div className="list-body beside">
      <div className="page list-main">
        <PageHead title={text("jobs.title")} note={text("jobs.note")}>
          <Button size="xs" onClick={() => begin("")} data-testid="job-new">
            {text("jobs.start")}
          </Button>
        </PageHead>
        <Rows jobs={answer.data} onStart={() => begin("")} />
      </div>
      {start !== undefined && (
        <SidePanel>
          <StartForm key={start} ruleId={start} onClose={() => begin(undefined)} />
        </SidePanel>
      )}
    </div>
  );
}
