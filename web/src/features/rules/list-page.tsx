/** Rules: those that make signals, and those that the agents have loaded. */
import { Button, Tabs, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useText } from "../../ui/text/index.tsx";
import { useTitle } from "../../ui/title.ts";
import { AgentRuleTable } from "./agent-rule-table.tsx";
import { AttackMapTab } from "./attack/map-tab.tsx";
import { DetectionRules, NewRuleLink } from "./detection-rules.tsx";
import { type RulesSearch, readRulesSearch } from "./list-search.ts";
import { useRuleActions } from "./use-rule-actions.ts";
import "../../ui/explorer/explorer.css";
import "./rules.css";

const route = getRouteApi("/shell/rules");

function ImportButton() {
  const text = useText();
  const { importFile } = useRuleActions();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={text("ruleDesk.import")}
        data-testid="import-file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void importFile(file);
        }}
      />
      <Button size="xs" variant="default" onClick={() => input.current?.click()}>
        {text("ruleDesk.import")}
      </Button>
    </>
  );
}

function AgentRules() {
  const text = useText();
  const [needle, setNeedle] = useState("");
  return (
    <div className="page">
      <TextInput
        size="xs"
        className="rules-filter"
        value={needle}
        onChange={(event) => setNeedle(event.currentTarget.value)}
        placeholder={text("rules.search")}
        aria-label={text("rules.search")}
        leftSection={<IconSearch size={14} />}
      />
      <AgentRuleTable needle={needle.trim().toLowerCase()} />
    </div>
  );
}

export function RuleListPage() {
  const text = useText();
  useTitle(text("app.rules"));
  const navigate = useNavigate({ from: "/rules" });
  const search = route.useSearch();
  const { tab = "detection", q = "" } = search;
  const show = (search: RulesSearch, replace = false) => void navigate({ search, replace });
  return (
    <div className="list-page">
      <h1 className="visually-hidden">{text("app.rules")}</h1>
      <Tabs
        value={tab}
        onChange={(value) => show(readRulesSearch({ tab: value }), true)}
        className="rules-tabs"
      >
        <Tabs.List>
          <Tabs.Tab value="detection">{text("rules.detection")}</Tabs.Tab>
          <Tabs.Tab value="agent" data-testid="tab-agent-rules">
            {text("rules.agent")}
          </Tabs.Tab>
          <Tabs.Tab value="attack" data-testid="tab-attack">
            {text("attack.title")}
          </Tabs.Tab>
          {tab === "detection" && (
            <div className="rules-actions">
              <ImportButton />
              <NewRuleLink />
            </div>
          )}
        </Tabs.List>
      </Tabs>
      {tab === "agent" && <AgentRules />}
      {tab === "attack" && <AttackMapTab search={search} onSearch={show} />}
      {tab === "detection" && (
        <DetectionRules query={q} onQuery={(next) => show(next === "" ? {} : { q: next })} />
      )}
    </div>
  );
}
