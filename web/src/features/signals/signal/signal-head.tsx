/** Head of a signal: what it is, how bad, where, since when, and what can be done about it. */
import { ActionIcon } from "@mantine/core";
import {
  IconArrowsMaximize,
  IconBellOff,
  IconBox,
  IconServer2,
  IconUser,
  IconX,
} from "@tabler/icons-react";
import { Link, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Signal, TriageState } from "#lib/protocol";
import { hostName, rolledUp, signalRow } from "../../../api/signals.ts";
import { CopyLink } from "../../../ui/copy.tsx";
import type { OnFilter } from "../../../ui/explorer/event-fields.tsx";
import { formatCount, formatLasting } from "../../../ui/format.ts";
import { SeverityPill, StateMark } from "../../../ui/severity.tsx";
import { useText } from "../../../ui/text/index.tsx";
import { Moment } from "../../../ui/time.tsx";
import { TriageButtons } from "../triage-buttons.tsx";
import type { TriageTarget } from "../use-triage.ts";

type Json = Readonly<Record<string, unknown>>;

/** The user who acted: rolled up to the signal, or from its newest sample. */
function userOf(signal: Signal): string {
  const { custom } = signal.attributes;
  const own = (custom as Json)["process"] as Json | undefined;
  const sampled = custom.samples[0]?.content.custom["process"] as Json | undefined;
  return rolledUp(own?.["user"]) || rolledUp(sampled?.["user"]);
}

/** The container's name to search by, else its whole id. */
function containerOf(signal: Signal) {
  const custom = signal.attributes.custom as Json;
  const sampled = signal.attributes.custom.samples[0]?.content.custom;
  const container = (custom["container"] ?? sampled?.["container"] ?? {}) as Json;
  const name = rolledUp(container["name"]);
  return name === ""
    ? { path: "@container.id", value: rolledUp(container["id"]) }
    : { path: "@container.name", value: name };
}

type EntityParts = { icon: ReactNode; path: string; value: string; onFilter: OnFilter };

function Entity({ icon, path, value, onFilter }: EntityParts) {
  const text = useText();
  if (value === "") return null;
  return (
    <button
      type="button"
      className="chip"
      onClick={() => onFilter(path, value, false)}
      title={text("signal.filterIn", { value })}
    >
      {icon}
      {value}
    </button>
  );
}

function Took({
  name,
  ms,
}: {
  name: "detect" | "acknowledge" | "resolve";
  ms?: number | undefined;
}) {
  const text = useText();
  if (ms === undefined) return null;
  return (
    <div>
      <dt title={text(`times.hints.${name}`)}>{text(`times.own.${name}`)}</dt>
      <dd data-testid={`took-${name}`}>{formatLasting(ms)}</dd>
    </div>
  );
}

function Facts({ signal }: { signal: Signal }) {
  const text = useText();
  const { workflow } = signal.attributes.custom;
  return (
    <dl className="signal-facts">
      <div>
        <dt>{text("list.columns.events")}</dt>
        <dd data-testid="signal-events">{formatCount(workflow.events_matched)}</dd>
      </div>
      <div>
        <dt>{text("signal.firstSeen")}</dt>
        <dd>
          <Moment at={workflow.first_seen} />
        </dd>
      </div>
      <div>
        <dt>{text("signal.lastSeen")}</dt>
        <dd>
          <Moment at={workflow.last_seen} />
        </dd>
      </div>
      <Took name="detect" ms={workflow.time_to_detect} />
      <Took name="acknowledge" ms={workflow.time_to_acknowledge} />
      <Took name="resolve" ms={workflow.time_to_resolve} />
    </dl>
  );
}

const ICON = { size: 13, stroke: 1.7, "aria-hidden": true } as const;

function Where({ signal, onFilter }: { signal: Signal; onFilter: OnFilter }) {
  const { custom } = signal.attributes;
  return (
    <div className="chips">
      <Entity
        icon={<IconServer2 {...ICON} />}
        path="host"
        value={hostName(custom)}
        onFilter={onFilter}
      />
      <Entity icon={<IconBox {...ICON} />} {...containerOf(signal)} onFilter={onFilter} />
      <Entity
        icon={<IconUser {...ICON} />}
        path="@process.user"
        value={userOf(signal)}
        onFilter={onFilter}
      />
    </div>
  );
}

type SignalHeadParts = {
  signal: Signal;
  onClose: (() => void) | undefined;
  onState: (targets: readonly TriageTarget[], state: TriageState) => void;
  onFilter: OnFilter;
};

export function SignalHead({ signal, onClose, onState, onFilter }: SignalHeadParts) {
  const text = useText();
  const router = useRouter();
  const { custom } = signal.attributes;
  const { workflow } = custom;
  const params = { signalId: signal.id };
  return (
    <header className="signal-top">
      <div className="signal-title">
        <SeverityPill severity={custom.status} />
        <h2 data-testid="signal-title">{custom.title}</h2>
        <CopyLink path={router.buildLocation({ to: "/signals/$signalId", params }).href} />
        {onClose && (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text("signal.page")}
              title={text("signal.page")}
              renderRoot={(props) => <Link to="/signals/$signalId" params={params} {...props} />}
            >
              <IconArrowsMaximize size={15} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text("common.close")}
              onClick={onClose}
            >
              <IconX size={17} />
            </ActionIcon>
          </>
        )}
      </div>
      <div className="signal-act">
        <StateMark state={workflow.triage.state} />
        {workflow.triage.state === "archived" && workflow.triage.archive_reason && (
          <span className="dim">{text(`reason.${workflow.triage.archive_reason}`)}</span>
        )}
        <TriageButtons
          current={workflow.triage.state}
          onState={(state) => onState([signalRow(signal)], state)}
        />
      </div>
      <Facts signal={signal} />
      <div className="signal-next">
        <Link
          to="/suppressions"
          search={{ open: "new", signal: signal.id }}
          title={text("suppress.fromSignalHint")}
          data-testid="suppress"
        >
          <IconBellOff size={14} stroke={1.7} aria-hidden /> {text("suppress.fromSignal")}
        </Link>
      </div>
      <Where signal={signal} onFilter={onFilter} />
    </header>
  );
}
