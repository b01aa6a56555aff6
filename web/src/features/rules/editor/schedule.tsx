/** When a rule runs: with the stream, or by a schedule, said in words and with its next runs. */
import { clock } from "../../../ui/clock.ts";
import { ChoiceField, TextField, useDesk, WallTimeField } from "../../../ui/form/fields.tsx";
import { readPath, writePath } from "../../../ui/form/paths.ts";
import { formatTime, localTime } from "../../../ui/format.ts";
import { type Text, useText } from "../../../ui/text/index.tsx";
import { nextRuns, type Recurrence, readRecurrence, readWall } from "./recurrence.ts";

const PATH = "schedulingOptions";
const RUNS_SHOWN = 5;
const USUAL = {
  quarter: "FREQ=MINUTELY;INTERVAL=15",
  hourly: "FREQ=HOURLY",
  daily: "FREQ=DAILY",
  workdays: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  weekly: "FREQ=WEEKLY",
} as const;

const zones = () => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

const two = (value: number) => String(value).padStart(2, "0");

/** A rule in words. */
function describe(rule: Recurrence, text: Text): string {
  const { frequency, interval, days, monthDays, hours, minutes, count, until } = rule;
  const at =
    hours.length > 0
      ? hours.flatMap((hour) =>
          (minutes[0] === undefined ? [0] : minutes).map((minute) => [hour, minute]),
        )
      : [];
  const list = (values: readonly unknown[]) => values.join(", ");
  return [
    text(`ruleEditor.every.${frequency}`, { count: interval }),
    days.length > 0 &&
      text("ruleEditor.onDays", { days: list(days.map((day) => text(`ruleEditor.days.${day}`))) }),
    monthDays.length > 0 && text("ruleEditor.onMonthDays", { days: list(monthDays) }),
    at.length > 0 &&
      text("ruleEditor.atTimes", {
        times: list(at.map(([hour = 0, minute = 0]) => `${two(hour)}:${two(minute)}`)),
      }),
    hours.length === 0 &&
      minutes.length > 0 &&
      text("ruleEditor.atMinutes", { minutes: list(minutes.map(two)) }),
    count !== undefined && text("ruleEditor.times", { count }),
    until !== undefined &&
      text("ruleEditor.until", { day: new Date(until).toISOString().slice(0, 10) }),
  ]
    .filter((part) => part !== false)
    .join(" ");
}

function Runs({ rule, start, timeZone }: { rule: Recurrence; start: number; timeZone: string }) {
  const text = useText();
  let runs: number[];
  try {
    runs = nextRuns(rule, { start, timeZone }, clock(), RUNS_SHOWN);
  } catch {
    // The only thing that can be wrong with what was read is the name of the zone.
    return <p className="field-fault">{text("ruleEditor.zoneUnknown", { zone: timeZone })}</p>;
  }
  return (
    <>
      <h3>{text("ruleEditor.nextRuns")}</h3>
      {runs.length === 0 && <p className="dim">{text("ruleEditor.noRuns")}</p>}
      <ol className="next-runs">
        {runs.map((time) => (
          <li key={time} data-testid="next-run">
            {formatTime(new Date(time).toISOString())}
          </li>
        ))}
      </ol>
    </>
  );
}

function Summary() {
  const text = useText();
  const { draft } = useDesk();
  const said = (name: string) => String(readPath(draft, `${PATH}.${name}`) ?? "");
  const rule = readRecurrence(said("rrule"));
  const start = readWall(said("start"));
  const timeZone = said("timezone");
  if ("fault" in rule)
    return (
      <p className={rule.fault === "malformed" ? "field-fault" : "dim"} data-testid="schedule">
        {text(`ruleEditor.schedule.${rule.fault}`, { part: rule.part })}
      </p>
    );
  return (
    <div aria-live="polite" data-testid="schedule">
      <p>
        <strong>{describe(rule, text)}</strong>{" "}
        <span className="dim">
          {timeZone !== "" && text("ruleEditor.inZone", { zone: timeZone })}
        </span>
      </p>
      {start === undefined || timeZone === "" ? (
        <p className="dim">{text("ruleEditor.startMissing")}</p>
      ) : (
        <Runs rule={rule} start={start} timeZone={timeZone} />
      )}
    </div>
  );
}

function Fields() {
  const text = useText();
  const { draft, change, isOpen } = useDesk();
  const rrule = readPath(draft, `${PATH}.rrule`);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout. */}
      <div className="segments" role="group" aria-label={text("ruleEditor.usual")}>
        {(Object.keys(USUAL) as (keyof typeof USUAL)[]).map((name) => (
          <button
            key={name}
            type="button"
            disabled={!isOpen}
            aria-pressed={rrule === USUAL[name]}
            onClick={() => change(writePath(draft, `${PATH}.rrule`, USUAL[name]))}
            data-testid={`schedule-${name}`}
          >
            {text(`ruleEditor.usuals.${name}`)}
          </button>
        ))}
      </div>
      <div className="entry-fields">
        <TextField path={`${PATH}.rrule`} label={text("ruleEditor.rrule")} code wide />
        <WallTimeField path={`${PATH}.start`} label={text("ruleEditor.start")} />
        <ChoiceField
          path={`${PATH}.timezone`}
          label={text("ruleEditor.timezone")}
          choices={zones().map((zone) => ({ value: zone, label: zone }))}
        />
      </div>
      <Summary />
    </>
  );
}

export function Schedule() {
  const text = useText();
  const { draft, change, isOpen } = useDesk();
  const isScheduled = readPath(draft, PATH) !== undefined;
  const begin = () => ({
    ...{ rrule: USUAL.hourly, start: `${localTime(clock())}:00`, timezone: ownZone() },
  });
  return (
    <section className="card schedule">
      <h2>{text("ruleEditor.when")}</h2>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout. */}
      <div className="segments" role="group" aria-label={text("ruleEditor.when")}>
        {([false, true] as const).map((scheduled) => (
          <button
            key={String(scheduled)}
            type="button"
            disabled={!isOpen}
            aria-pressed={scheduled === isScheduled}
            onClick={() =>
              scheduled !== isScheduled &&
              change(writePath(draft, PATH, scheduled ? begin() : undefined))
            }
            data-testid={scheduled ? "by-schedule" : "by-stream"}
          >
            {text(scheduled ? "ruleEditor.bySchedule" : "ruleEditor.byStream")}
          </button>
        ))}
      </div>
      {isScheduled && <Fields />}
    </section>
  );
}
