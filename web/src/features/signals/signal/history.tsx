/**
 * What happened to the signal, newest first: its events and, from the server's record, what people
 * did.
 */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import {
  ARCHIVE_REASONS,
  SEVERITIES,
  type Signal,
  type SignalHistory,
  TRIAGE_STATES,
} from "#lib/protocol";
import { signalHistoryQuery } from "../../../api/signals.ts";
import { FailureView } from "../../../ui/failure-view.tsx";
import { Loading } from "../../../ui/placeholder.tsx";
import { type Text, useText } from "../../../ui/text/index.tsx";
import { Moment } from "../../../ui/time.tsx";

type Recorded = SignalHistory["data"][number];
type Entry = {
  at: string;
  key: string;
  tone: "event" | "person";
  title: string;
  detail?: ReactNode;
};

/** The member of a closed list that a value is, if it is one. */
const oneOf = <Name extends string>(names: readonly Name[], value: unknown) =>
  names.find((name) => name === value);

function triaged({ actor, detail }: Recorded, text: Text) {
  const state = oneOf(TRIAGE_STATES, detail["state"]);
  const reason = oneOf(ARCHIVE_REASONS, detail["archive_reason"]);
  const comment = detail["archive_comment"];
  const user = actor || text("signal.history.someone");
  const title =
    detail["state"] === undefined
      ? handedOver(detail["assignee"], user, text)
      : text("signal.history.state", {
          state: state ? text(`state.${state}`) : text("common.unknown"),
          user,
        });
  const why = reason && reason !== "none" ? text(`reason.${reason}`) : "";
  const said = typeof comment === "string" && comment !== "" && <q>{comment}</q>;
  return {
    title,
    detail: (
      <>
        {why} {said}
      </>
    ),
  };
}

/** A change that left the state as it was. */
function handedOver(assignee: unknown, user: string, text: Text): string {
  if (typeof assignee !== "string") return text("signal.history.changed", { user });
  if (assignee === "") return text("signal.history.unassigned", { user });
  return text("signal.history.assigned", { assignee, user });
}

function recordedEntry(recorded: Recorded, index: number, text: Text): Entry {
  const base = { at: recorded.at, key: `record-${index}` };
  if (recorded.kind === "triaged") return { ...base, tone: "person", ...triaged(recorded, text) };
  if (recorded.kind === "commented") {
    const user = recorded.actor || text("signal.history.someone");
    const { comment } = recorded.detail;
    const said = typeof comment === "string" && <q>{comment}</q>;
    const title = text("signal.history.commented", { user });
    return { ...base, tone: "person", title, detail: said };
  }
  const severity = oneOf(SEVERITIES, recorded.detail["status"]);
  const word = severity ? text(`severity.${severity}`) : "";
  const title = text(`signal.history.${recorded.kind}`, { severity: word });
  return { ...base, tone: "event", title };
}

function eventEntries(signal: Signal, text: Text): Entry[] {
  const { workflow, samples } = signal.attributes.custom;
  const at = (key: "first" | "last", time: string): Entry => {
    return { at: time, key, tone: "event", title: text(`signal.history.${key}`) };
  };
  return [
    at("first", workflow.first_seen),
    ...samples.map(({ id, content }): Entry => {
      const title = text("signal.history.sample");
      return { at: content.timestamp, key: id, tone: "event", title, detail: content.message };
    }),
    ...(workflow.events_matched > 1 ? [at("last", workflow.last_seen)] : []),
  ];
}

export function History({ signal }: { signal: Signal }) {
  const text = useText();
  const answer = useQuery(signalHistoryQuery(signal.id));
  if (answer.isPending) return <Loading />;
  if (answer.isError)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  const recorded = answer.data.map((each, index) => recordedEntry(each, index, text));
  // Reversed first: of entries at the same time, the one that came later is above.
  const entries = [...eventEntries(signal, text), ...recorded]
    .reverse()
    .sort((a, b) => b.at.localeCompare(a.at));
  return (
    <ol className="history" data-testid="history">
      {entries.map((entry) => (
        <li key={entry.key} data-tone={entry.tone}>
          <div>
            <strong>{entry.title}</strong> <Moment at={entry.at} />
          </div>
          {entry.detail && <p>{entry.detail}</p>}
        </li>
      ))}
    </ol>
  );
}
