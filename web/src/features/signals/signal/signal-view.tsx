/**
 * A signal whole: beside the list and as a page of its own. Loaded when the first signal is opened.
 */
import { ActionIcon, Tabs } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Sample, Signal, TriageState } from "#lib/protocol";
import { hostName, signalQuery } from "../../../api/signals.ts";
import { EventFields, type OnFilter } from "../../../ui/explorer/event-fields.tsx";
import { FailureView } from "../../../ui/failure-view.tsx";
import { formatCount } from "../../../ui/format.ts";
import { JsonView } from "../../../ui/json-view.tsx";
import { Loading } from "../../../ui/placeholder.tsx";
import { useText } from "../../../ui/text/index.tsx";
import type { TriageTarget } from "../use-triage.ts";
import { History } from "./history.tsx";
import { HostBanner } from "./host-banner.tsx";
import { Overview } from "./overview.tsx";
import { Related } from "./related.tsx";
import { RuleTab } from "./rule-tab.tsx";
import { SignalHead } from "./signal-head.tsx";
import "./signal.css";

type SignalViewParts = {
  id: string;
  /** Given when the view stands beside a list. */
  onClose?: () => void;
  onState: (targets: readonly TriageTarget[], state: TriageState) => void;
  onFilter: OnFilter;
};

const TABS = ["overview", "event", "json", "rule", "related", "history"] as const;

type SwitcherParts = { signal: Signal; index: number; onIndex: (index: number) => void };

function SampleSwitcher({ signal, index, onIndex }: SwitcherParts) {
  const text = useText();
  const { samples, workflow } = signal.attributes.custom;
  if (samples.length < 2) return null;
  return (
    <div
      className="samples"
      title={text("signal.samplesNote", {
        samples: samples.length,
        events: formatCount(workflow.events_matched),
      })}
    >
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        disabled={index === 0}
        aria-label={text("signal.sampleOf", { index, total: samples.length })}
        onClick={() => onIndex(index - 1)}
      >
        <IconChevronLeft size={14} />
      </ActionIcon>
      <span aria-live="polite">
        {text("signal.sampleOf", { index: index + 1, total: samples.length })}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        disabled={index === samples.length - 1}
        aria-label={text("signal.sampleOf", { index: index + 2, total: samples.length })}
        onClick={() => onIndex(index + 1)}
        data-testid="next-sample"
      >
        <IconChevronRight size={14} />
      </ActionIcon>
    </div>
  );
}

function Panels({
  signal,
  sample,
  onFilter,
}: {
  signal: Signal;
  sample: Sample | undefined;
  onFilter: OnFilter;
}) {
  const text = useText();
  const navigate = useNavigate();
  const suppress = (key: string) =>
    void navigate({ to: "/suppressions", search: { open: "new", signal: signal.id, key } });
  return (
    <div className="signal-panels">
      <Tabs.Panel value="overview">
        <Overview signal={signal} sample={sample} />
      </Tabs.Panel>
      <Tabs.Panel value="event">
        {sample ? (
          <EventFields event={sample.content.custom} onFilter={onFilter} onSuppress={suppress} />
        ) : (
          <p className="dim">{text("signal.noSample")}</p>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="json">
        <JsonView value={sample?.content.custom ?? signal} />
      </Tabs.Panel>
      <Tabs.Panel value="rule">
        <RuleTab signal={signal} />
      </Tabs.Panel>
      <Tabs.Panel value="related">
        <Related signal={signal} />
      </Tabs.Panel>
      <Tabs.Panel value="history">
        <History signal={signal} />
      </Tabs.Panel>
    </div>
  );
}

export function SignalView({ id, onClose, onState, onFilter }: SignalViewParts) {
  const text = useText();
  const answer = useQuery(signalQuery(id));
  const [chosen, setChosen] = useState({ id, index: 0 });
  const signal = answer.data;
  if (answer.isError && !signal)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!signal) return <Loading />;
  const { samples } = signal.attributes.custom;
  const index = chosen.id === id ? Math.min(chosen.index, Math.max(0, samples.length - 1)) : 0;
  return (
    <article
      className="signal-view"
      aria-label={text("signal.panel", { title: signal.attributes.custom.title })}
      data-testid="signal-view"
    >
      <SignalHead signal={signal} onClose={onClose} onState={onState} onFilter={onFilter} />
      <HostBanner host={hostName(signal.attributes.custom)} />
      <Tabs defaultValue="overview" keepMounted={false} className="signal-tabs">
        <div className="signal-tabs-bar">
          <Tabs.List>
            {TABS.map((tab) => (
              <Tabs.Tab key={tab} value={tab} data-testid={`tab-${tab}`}>
                {text(`signal.tabs.${tab}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <SampleSwitcher
            signal={signal}
            index={index}
            onIndex={(next) => setChosen({ id, index: next })}
          />
        </div>
        <Panels signal={signal} sample={samples[index]} onFilter={onFilter} />
      </Tabs>
    </article>
  );
}
