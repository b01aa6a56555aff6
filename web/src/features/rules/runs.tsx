/** What a rule does by itself: its runs by a schedule, and what it learned from the past. */
import { IconCalendarTime } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { DetectionRule, RuleRun } from "#lib/protocol";
import { ruleBaselineQuery, ruleScheduleQuery } from "../../api/rules.ts";
import { Banner } from "../../ui/banner.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { Fields } from "../../ui/fields.tsx";
import { formatCount, formatMinute } from "../../ui/format.ts";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { Progress } from "../../ui/progress.tsx";
import { RunState } from "../../ui/run-state.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { Moment } from "../../ui/time.tsx";

/** Whether a rule learns from what is stored. */
export function wantsBaseline({ options }: DetectionRule): boolean {
  const { detectionMethod, newValueOptions, anomalyDetectionOptions } = options;
  if (detectionMethod === "new_value") return newValueOptions?.instantaneousBaseline === true;
  const isAnomaly = detectionMethod === "anomaly_detection";
  return isAnomaly && anomalyDetectionOptions?.instantaneousBaseline === true;
}

/** Whether there is anything for `RuleRuns` to show. */
export const hasRuns = (rule: DetectionRule): boolean =>
  rule.schedulingOptions !== undefined || wantsBaseline(rule);

function RunProgress({ run }: { run: RuleRun }) {
  const text = useText();
  const tone = run.status === "failed" ? "bad" : run.status === "completed" ? "good" : "none";
  return <Progress share={run.progressRate} label={text("ruleRuns.progress")} tone={tone} />;
}

function RunSpan({ run }: { run: RuleRun }) {
  return (
    <span className="no-wrap">
      {formatMinute(Date.parse(run.from))} → {formatMinute(Date.parse(run.to))}
    </span>
  );
}

const columnsOf = (text: Text): TableColumn<RuleRun>[] => [
  { name: text("ruleRuns.at"), cell: (run) => <Moment at={run.scheduledAt} /> },
  {
    name: text("ruleRuns.state"),
    cell: (run) => <RunState status={run.status} testId="run-status" />,
  },
  { name: text("ruleRuns.progress"), cell: (run) => <RunProgress run={run} /> },
  { name: text("ruleRuns.span"), cell: (run) => <RunSpan run={run} /> },
  { name: text("ruleRuns.events"), cell: (run) => formatCount(run.eventsRead), number: true },
  { name: text("ruleRuns.signals"), cell: (run) => formatCount(run.signalsMade), number: true },
  { name: text("ruleRuns.reason"), cell: (run) => run.reason, className: "run-reason" },
];

function Schedule({ rule }: { rule: DetectionRule }) {
  const text = useText();
  const answer = useQuery(ruleScheduleQuery(rule.id));
  const schedule = answer.data;
  if (answer.isError && !schedule)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!schedule) return <Loading />;
  const { rrule, timezone, nextRun, lastRun, runs } = schedule;
  const never = text(rule.isEnabled ? "ruleRuns.noNext" : "ruleRuns.off");
  const next = nextRun === undefined ? never : <Moment at={nextRun} />;
  return (
    <>
      {lastRun?.status === "failed" && (
        <Banner tone="bad" title={text("ruleRuns.failedTitle")}>
          {lastRun.reason}
        </Banner>
      )}
      <section className="card" data-testid="rule-schedule">
        <h2>{text("ruleRuns.schedule")}</h2>
        <Fields
          rows={[
            {
              label: text("ruleRuns.next"),
              value: <span data-testid="schedule-next">{next}</span>,
            },
            { label: text("ruleEditor.rrule"), value: <code>{rrule}</code> },
            { label: text("ruleEditor.timezone"), value: timezone },
          ]}
        />
      </section>
      {runs.length === 0 ? (
        <Empty
          icon={<IconCalendarTime size={28} stroke={1.4} aria-hidden />}
          title={text("ruleRuns.none")}
        >
          <p>{text("ruleRuns.noneText")}</p>
        </Empty>
      ) : (
        <Table
          label={text("ruleRuns.last")}
          columns={columnsOf(text)}
          rows={runs}
          idOf={(run) => run.scheduledAt}
          testId="run-row"
        />
      )}
    </>
  );
}

function BaselineFacts({ run }: { run: RuleRun }) {
  const text = useText();
  return (
    <Fields
      rows={[
        {
          label: text("ruleRuns.state"),
          value: <RunState status={run.status} testId="baseline-status" />,
        },
        { label: text("ruleRuns.progress"), value: <RunProgress run={run} /> },
        { label: text("ruleRuns.span"), value: <RunSpan run={run} /> },
        {
          label: text("ruleRuns.events"),
          value: <span data-testid="baseline-events">{formatCount(run.eventsRead)}</span>,
        },
        { label: text("ruleRuns.began"), value: <Moment at={run.createdAt} /> },
        { label: text("ruleRuns.changed"), value: <Moment at={run.modifiedAt} /> },
      ]}
    />
  );
}

function Baseline({ rule }: { rule: DetectionRule }) {
  const text = useText();
  const answer = useQuery(ruleBaselineQuery(rule.id));
  const run = answer.data;
  if (answer.isError && run === undefined)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (run === undefined) return <Loading />;
  const hint = text(rule.isEnabled ? "ruleRuns.baselineSoon" : "ruleRuns.baselineOff");
  return (
    <>
      {run?.status === "failed" && (
        <Banner tone="bad" title={text("ruleRuns.baselineFailed")}>
          {run.reason}
        </Banner>
      )}
      <section className="card" data-testid="rule-baseline">
        <h2>{text("ruleRuns.baseline")}</h2>
        <p className="dim">{text("ruleRuns.baselineText")}</p>
        {run === null ? (
          <p data-testid="baseline-none">
            {text("ruleRuns.baselineNone")}. {hint}
          </p>
        ) : (
          <BaselineFacts run={run} />
        )}
      </section>
    </>
  );
}

export function RuleRuns({ rule }: { rule: DetectionRule }) {
  return (
    <div className="rule-runs" data-testid="rule-runs">
      {rule.schedulingOptions !== undefined && <Schedule rule={rule} />}
      {wantsBaseline(rule) && <Baseline rule={rule} />}
    </div>
  );
}
