/**
 * Changing the state of signals, one or many, with undo and a kind word when somebody else was
 * first.
 */
import { notifications } from "@mantine/notifications";
import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Signal, Triage } from "#lib/protocol";
import { ApiFailure } from "../../api/client.ts";
import {
  changeTriage,
  type SignalRow,
  type SignalRows,
  signalHistoryQuery,
  signalQuery,
  type TriageChange,
} from "../../api/signals.ts";
import { describeFailure } from "../../ui/failure-view.tsx";
import { useText } from "../../ui/text/index.tsx";
import { triageRows } from "./rows.ts";
import type { SignalsView } from "./search.ts";
import { announce } from "./triage-notice.tsx";

/** One bulk change; more would hide what one is about to do. */
const TRIAGE_SIGNALS_MAX = 199;
const TRIAGE_PARALLEL_MAX = 6;

/** What is needed of a signal to change its state. */
export type TriageTarget = Pick<SignalRow, "id" | "state" | "version" | "archiveReason">;

type Outcome = { target: TriageTarget; triage?: Triage; failure?: unknown };

/** Shows a new triage state wherever the signal is shown. */
function applyTriage(client: QueryClient, id: string, triage: Triage): void {
  const row = {
    state: triage.state,
    archiveReason: triage.archive_reason,
    version: triage.version,
  };
  const lists = client.getQueriesData<InfiniteData<SignalRows, string>>({
    queryKey: ["signals", "list"],
  });
  for (const [key, data] of lists) {
    if (!data) continue;
    const { query } = key[2] as SignalsView;
    client.setQueryData(key, { ...data, pages: triageRows(data.pages, query, id, row) });
  }
  void client.invalidateQueries({ queryKey: signalHistoryQuery(id).queryKey });
  client.setQueryData<Signal>(["signal", id], (signal) => {
    if (!signal) return signal;
    const { attributes } = signal;
    const workflow = { ...attributes.custom.workflow, triage };
    return { ...signal, attributes: { ...attributes, custom: { ...attributes.custom, workflow } } };
  });
}

/** Runs the changes a few at a time. */
async function changeAll(
  targets: readonly TriageTarget[],
  changeOf: (target: TriageTarget) => TriageChange,
  onDone: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = [...targets];
  async function work() {
    for (let target = queue.shift(); target; target = queue.shift()) {
      const outcome: Outcome = { target };
      try {
        outcome.triage = await changeTriage(target.id, changeOf(target));
      } catch (failure) {
        outcome.failure = failure;
      }
      outcomes.push(outcome);
      onDone(outcome);
    }
  }
  await Promise.all(Array.from({ length: TRIAGE_PARALLEL_MAX }, work));
  return outcomes;
}

const isConflict = (failure: unknown) => failure instanceof ApiFailure && failure.status === 409;

export function useTriage() {
  const client = useQueryClient();
  const text = useText();

  const tellFailures = useCallback(
    (failed: readonly Outcome[]) => {
      const first = failed[0]?.failure;
      if (first === undefined) return;
      const conflict = isConflict(first);
      notifications.show({
        color: conflict ? "yellow" : "red",
        title: conflict ? text("triage.conflict") : text("triage.failed", { count: failed.length }),
        message: conflict ? text("triage.conflictHint") : describeFailure(first, text).message,
      });
      for (const { target } of failed)
        client.fetchQuery({ ...signalQuery(target.id), staleTime: 0 }).then(
          (signal) => applyTriage(client, target.id, signal.attributes.custom.workflow.triage),
          // The failure was told already; the row stays as it was.
          () => {},
        );
    },
    [client, text],
  );

  /**
   * Makes the change, shows it, tells how it went. The promise is of the number of signals changed.
   */
  return useCallback(
    async (targets: readonly TriageTarget[], change: TriageChange): Promise<number> => {
      if (targets.length > TRIAGE_SIGNALS_MAX) {
        const message = text("triage.tooMany", { count: TRIAGE_SIGNALS_MAX });
        notifications.show({ color: "yellow", message });
        return 0;
      }
      const show = ({ target, triage }: Outcome) => {
        if (triage) applyTriage(client, target.id, triage);
      };
      const withVersion = (target: TriageTarget) =>
        target.version === undefined ? change : { ...change, version: target.version };
      const outcomes = await changeAll(targets, withVersion, show);
      const done = outcomes.filter((outcome) => outcome.triage);
      tellFailures(outcomes.filter((outcome) => outcome.failure !== undefined));
      void client.invalidateQueries({ queryKey: ["signals", "facets"] });
      const undo = async () => {
        const before = (target: TriageTarget): TriageChange => ({
          state: target.state,
          ...(target.archiveReason && target.state === "archived"
            ? { archive_reason: target.archiveReason }
            : {}),
        });
        const undone = await changeAll(
          done.map(({ target }) => target),
          before,
          show,
        );
        tellFailures(undone.filter((outcome) => outcome.failure !== undefined));
        // Rows that had left a list come back with the server's notice of the change.
        await client.invalidateQueries({ queryKey: ["signals", "facets"] });
      };
      if (done.length > 0) announce(text, done.length, change.state, undo);
      return done.length;
    },
    [client, text, tellFailures],
  );
}
