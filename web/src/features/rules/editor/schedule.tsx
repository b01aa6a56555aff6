/** When a rule runs: with the stream, or by a schedule, said in words and with its next runs. */
import {
  type ByDay,
  compileSchedule,
  type Recurrence,
  readRecurrence,
  type Schedule as Times,
} from "#lib/schedule";
import { clock } from "../../../ui/clock.ts";
import { ChoiceField, TextField, useDesk, WallTimeField } from "../../../ui/form/fields.tsx";
import { readPath, writePath } from "../../../ui/form/paths.ts";
import { formatTime, localTime } from "../../../ui/format.ts";
import { type Text, useText } from "../../../ui/text/index.tsx";

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
const list = (values: readonly unknown[]) => values.join(", ");
/** Weeks and months in the words of the catalogue's language. */
const nameOf = (time: number, parts: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en", { ...parts, timeZone: "UTC" }).format(time);
const monthName = (month: number) => nameOf(Date.UTC(2026, month - 1), { month: "short" });
/** The fourth of January 2026 was a Sunday. */
const dayName = (weekday: number) => nameOf(Date.UTC(2026, 0, 4 + weekday), { weekday: "short" });

function nthDay({ weekday, nth }: ByDay, text: Text): string {
  const day = dayName(weekday);
  if (nth === 0) return day;
  if (nth === -1) return text("ruleEditor.lastDay", { day });
  return text(nth > 0 ? "ruleEditor.nthDay" : "ruleEditor.nthLastDay", { day, nth: Math.abs(nth) });
}

/** Parts that are seldom and have no words of their own. */
function furtherParts({ yearDays, seconds, positions }: Recurrence): string[] {
  const parts = { BYYEARDAY: yearDays, BYSECOND: seconds, BYSETPOS: positions };
  return Object.entries(parts).flatMap(([name, values]) =>
    values.length > 0 ? [`${name}=${values.join(",")}`] : [],
  );
}

/** `20261231T235959Z` as its day. */
const untilDay = (until: string) => until.replace(/^(\d{4})(\d\d)(\d\d).*$/, "$1-$2-$3");

/** A rule in words. */
function describe(rule: Recurrence, text: Text): string {
  const { frequency, interval, days, months, monthDays, hours, minutes, count, until } = rule;
  const times = hours.flatMap((hour) =>
    (minutes.length > 0 ? minutes : [0]).map((minute) => `${two(hour)}:${two(minute)}`),
  );
  const atMinutes = hours.length === 0 ? minutes : [];
  const further = furtherParts(rule);
  return [
    text(`ruleEditor.every.${frequency}`, { count: interval }),
    days.length > 0 &&
      text("ruleEditor.onDays", { days: list(days.map((day) => nthDay(day, text))) }),
    monthDays.length > 0 && text("ruleEditor.onMonthDays", { days: list(monthDays) }),
    months.length > 0 && text("ruleEditor.inMonths", { months: list(months.map(monthName)) }),
    times.length > 0 && text("ruleEditor.atTimes", { times: list(times) }),
    atMinutes.length > 0 && text("ruleEditor.atMinutes", { minutes: list(atMinutes.map(two)) }),
    further.length > 0 && text("ruleEditor.further", { parts: list(further) }),
    count !== undefined && text("ruleEditor.times", { count }),
    until !== undefined && text("ruleEditor.until", { day: untilDay(until) }),
  ]
    .filter((part) => part !== false)
    .join(" ");
}

function runsFrom(schedule: Times, now: number): number[] {
  const runs: number[] = [];
  for (let at = schedule.next(now); at !== undefined && runs.length < RUNS_SHOWN; ) {
    runs.push(at);
    at = schedule.next(at);
  }
  return runs;
}

function Runs({ schedule }: { schedule: Times }) {
  const text = useText();
  const runs = runsFrom(schedule, clock());
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
  const options = { rrule: said("rrule"), start: said("start"), timezone: said("timezone") };
  const rule = readRecurrence(options.rrule);
  const schedule = compileSchedule(options);
  return (
    <div aria-live="polite" data-testid="schedule">
      {"frequency" in rule && (
        <p>
          <strong>{describe(rule, text)}</strong>{" "}
          <span className="dim">
            {options.timezone !== "" && text("ruleEditor.inZone", { zone: options.timezone })}
          </span>
        </p>
      )}
      {"option" in schedule ? (
        <p className="field-fault" data-testid="schedule-fault">
          {schedule.what} <span className="dim">{schedule.todo}</span>
        </p>
      ) : (
        <Runs schedule={schedule} />
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
