/** Begins a run: a rule, a time, which of its cases, and first what that would have to read. */
import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useMemo, useState } from "react";
import {
  type DetectionRule,
  JOB_DAYS_MAX,
  JOB_EVENTS_MAX,
  JOB_RESULTS_MAX,
  STREAM_RULE_TYPES,
} from "#lib/protocol";
import { type JobStart, jobsQuery, startJob } from "../../api/jobs.ts";
import { rulesQuery } from "../../api/rules.ts";
import { Banner } from "../../ui/banner.tsx";
import { clock } from "../../ui/clock.ts";
import { TimePicker } from "../../ui/explorer/time-picker.tsx";
import { type TimeView, timeBounds, timeView } from "../../ui/explorer/time-range.ts";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { Loading } from "../../ui/placeholder.tsx";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";
import { RulePicker } from "./rule-picker.tsx";
import { type QueryCost, useCost } from "./use-cost.ts";
import "../../ui/form/form.css";

const DAY_MS = 86_400_000;
const USUAL_RANGE = "1d";
const LEARNING = new Set([
  ...["new_value", "anomaly_detection", "anomaly_threshold", "impossible_travel"],
]);

type Span = { from: number; to: number };

function spanOf(view: TimeView, now: number): Span {
  const { from, to } = timeBounds(view, now);
  const end = to === "" ? now : Math.min(now, Date.parse(to));
  return { from: from === "" ? end - JOB_DAYS_MAX * DAY_MS : Date.parse(from), to: end };
}

type Fault = "backwards" | "tooLong";
function faultOf({ from, to }: Span): Fault | undefined {
  if (from >= to) return "backwards";
  return to - from > JOB_DAYS_MAX * DAY_MS ? "tooLong" : undefined;
}

function QueryLine({ query, stored }: { query: QueryCost; stored: number | undefined }) {
  const text = useText();
  const { label, source, kind, count, isFault } = query;
  const part = () => {
    if (count === undefined || !stored) return "";
    const share = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
    const shown = { share: share.format(count / stored), total: formatCount(stored) };
    return text("jobs.costPart", shown);
  };
  return (
    <li>
      <code>{label}</code>
      {kind === undefined && <span className="dim">{text("jobs.costUnknown", { source })}</span>}
      {isFault && <span className="dim">{text("jobs.costFault")}</span>}
      {!isFault && count !== undefined && (
        <>
          <strong>{text("jobs.costQuery", { count, shown: formatCount(count) })}</strong>{" "}
          <span className="dim">{part()}</span>
        </>
      )}
    </li>
  );
}

function CostPane({ rule, span }: { rule: DetectionRule; span: Span | undefined }) {
  const text = useText();
  const ends = span && {
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
  };
  const { queries, stored, total } = useCost(rule, ends);
  const limits = { max: formatCount(JOB_EVENTS_MAX), results: formatCount(JOB_RESULTS_MAX) };
  return (
    <section className="card job-cost" aria-live="polite" data-testid="job-cost">
      <h3>{text("jobs.cost")}</h3>
      <ul>
        {queries.map((query, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: searches are named by their place.
          <QueryLine key={at} query={query} stored={query.kind && stored[query.kind]} />
        ))}
      </ul>
      {total !== undefined && total <= JOB_EVENTS_MAX && (
        <p className="dim">{text("jobs.costAll", { ...limits, total: formatCount(total) })}</p>
      )}
      {total !== undefined && total > JOB_EVENTS_MAX && (
        <Banner
          tone="warn"
          title={text("jobs.costTooMany", { ...limits, total: formatCount(total) })}
        />
      )}
      {LEARNING.has(String(rule.options.detectionMethod)) && (
        <p className="dim">{text("jobs.costLearns")}</p>
      )}
    </section>
  );
}

type CaseParts = {
  rule: DetectionRule;
  chosen: number | undefined;
  onChoose: (index: number | undefined) => void;
};

function CaseChoice({ rule, chosen, onChoose }: CaseParts) {
  const text = useText();
  const id = useId();
  if (rule.cases.length < 2) return null;
  return (
    <div className="field">
      <label htmlFor={id}>{text("jobs.case")}</label>
      <select
        id={id}
        value={chosen ?? ""}
        onChange={({ currentTarget: { value } }) =>
          onChoose(value === "" ? undefined : Number(value))
        }
      >
        <option value="">{text("jobs.caseAll")}</option>
        {rule.cases.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of cases is their meaning.
          <option key={index} value={index}>
            {[text(`severity.${each.status}`), each.name, each.condition]
              .filter((part) => part !== "")
              .join(" · ")}
          </option>
        ))}
      </select>
    </div>
  );
}

function useStarting() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const tell = useTell();
  const text = useText();
  const [isBusy, setBusy] = useState(false);
  const start = async (wanted: JobStart) => {
    setBusy(true);
    try {
      const jobId = await startJob(wanted);
      tell.done(text("jobs.started"));
      await client.invalidateQueries({ queryKey: jobsQuery.queryKey });
      await navigate({ to: "/jobs/$jobId", params: { jobId } });
    } catch (error) {
      tell.failed(error);
      setBusy(false);
    }
  };
  return { isBusy, start };
}

function FormHead({ onClose }: { onClose: () => void }) {
  const text = useText();
  return (
    <header>
      <h2>{text("jobs.form")}</h2>
      <ActionIcon variant="subtle" color="gray" aria-label={text("common.close")} onClick={onClose}>
        <IconX size={17} />
      </ActionIcon>
    </header>
  );
}

export function StartForm({ ruleId, onClose }: { ruleId: string; onClose: () => void }) {
  const text = useText();
  const answer = useQuery(rulesQuery());
  const [chosen, setChosen] = useState(ruleId);
  const [time, setTime] = useState(() => timeView({}, USUAL_RANGE));
  const [caseIndex, setCase] = useState<number>();
  const { isBusy, start } = useStarting();
  // A range is counted back from when it was chosen: the cost shown is that of the run.
  const span = useMemo(() => spanOf(time, clock()), [time]);
  const fault = faultOf(span);
  if (answer.isError)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  const rules = answer.data.filter(({ type }) => STREAM_RULE_TYPES.includes(type));
  const rule = rules.find(({ id }) => id === chosen);
  return (
    <form
      className="beside-form"
      data-testid="job-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!rule || fault) return;
        void start({
          ruleId: rule.id,
          ...(time.range ? spanOf(time, clock()) : span),
          ...(caseIndex !== undefined && { caseIndex }),
        });
      }}
    >
      <FormHead onClose={onClose} />
      <RulePicker
        rules={rules}
        chosen={chosen}
        onChoose={(id) => {
          setChosen(id);
          setCase(undefined);
        }}
      />
      {rule && <CaseChoice rule={rule} chosen={caseIndex} onChoose={setCase} />}
      <div className="field">
        <span className="field-label">{text("jobs.time")}</span>
        <TimePicker view={time} onChange={(change) => setTime(timeView(change, USUAL_RANGE))} />
        {fault && (
          <span className="field-fault" role="alert">
            {text(`jobs.${fault}`, { days: JOB_DAYS_MAX })}
          </span>
        )}
      </div>
      {rule && <CostPane rule={rule} span={fault ? undefined : span} />}
      <div className="dialog-actions">
        <Button
          type="submit"
          size="xs"
          loading={isBusy}
          disabled={!rule || fault !== undefined}
          data-testid="job-run"
        >
          {text("jobs.run")}
        </Button>
      </div>
    </form>
  );
}
