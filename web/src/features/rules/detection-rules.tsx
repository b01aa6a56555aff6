/** The list of detection rules: search, counts, rows, and what is done with several. */
import { ActionIcon, Button, Switch } from "@mantine/core";
import { IconBook2, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { memo, useMemo, useState } from "react";
import { type DetectionMethod, type DetectionRule, SEVERITIES } from "#lib/protocol";
import { rulesQuery } from "../../api/rules.ts";
import { readAttackTag } from "../../ui/attack.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { staysOff } from "../../ui/deprecation.tsx";
import { ExplorerFrame, useExplorer } from "../../ui/explorer/explorer-frame.tsx";
import type { FacetLook } from "../../ui/explorer/facet-panel.tsx";
import { queryFaults } from "../../ui/explorer/query-bar.tsx";
import { useCursor } from "../../ui/explorer/use-cursor.ts";
import { useSelection } from "../../ui/explorer/use-selection.ts";
import { Cell, GridRow, HeadCell, VirtualGrid } from "../../ui/explorer/virtual-grid.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { SeverityPill } from "../../ui/severity.tsx";
import { useText } from "../../ui/text/index.tsx";
import {
  countRules,
  orderRules,
  RULE_FACETS,
  ruleName,
  tagValues,
  worstSeverity,
} from "./rule-facets.ts";
import { useRuleActions } from "./use-rule-actions.ts";

type FacetName = keyof typeof import("../../ui/text/rules.ts").RULE_DESK.facetNames;
const BOOLEANS = ["true", "false"] as const;

function useRuleLook(): FacetLook {
  const text = useText();
  return useMemo(
    () => ({
      order: RULE_FACETS,
      fixed: {},
      nameOf: (path) => text(`ruleDesk.facetNames.${path as FacetName}`),
      labelOf(path, value) {
        const severity = path === "severity" && SEVERITIES.find((each) => each === value);
        if (severity) return <SeverityPill severity={severity} />;
        const known = BOOLEANS.find((each) => each === value);
        if (known && path === "enabled") return text(`ruleDesk.enabledValues.${known}`);
        if (known && path === "default") return text(`ruleDesk.defaultValues.${known}`);
        return readAttackTag(`${path}:${value}`)?.name || value;
      },
    }),
    [text],
  );
}

/** The name of a method, or the word that a newer server uses for it. */
export function useMethodName() {
  const text = useText();
  return (rule: DetectionRule) => {
    const method = rule.options.detectionMethod;
    return text(`ruleDesk.methods.${method as DetectionMethod}`, { defaultValue: method });
  };
}

type RowParts = {
  rule: DetectionRule;
  index: number;
  active: boolean;
  selected: boolean;
  onSelect: (id: string, range: boolean) => void;
  onToggle: (rule: DetectionRule) => void;
};

function RowElement({ rule, index, active, selected, onSelect, onToggle }: RowParts) {
  const text = useText();
  const methodName = useMethodName();
  const severity = worstSeverity(rule);
  const name = ruleName(rule);
  return (
    <GridRow
      {...{ id: rule.id, index, active, selected }}
      testId="rule-row"
      marks={{ off: rule.isEnabled ? undefined : "true" }}
    >
      <Cell name="select">
        <input
          type="checkbox"
          checked={selected}
          tabIndex={-1}
          readOnly
          aria-label={text("ruleDesk.selectRow", { name })}
          onClick={(event) => onSelect(rule.id, event.shiftKey)}
        />
      </Cell>
      <Cell name="severity">
        {severity ? <SeverityPill severity={severity} /> : text("common.notKnown")}
      </Cell>
      <Cell name="title" title={name} />
      <Cell name="rule-type" title={rule.type}>
        {methodName(rule)}
      </Cell>
      <Cell name="rule-source" title={tagValues(rule, "source").join(", ")} />
      <Cell
        name="rule-attack"
        title={tagValues(rule, "technique")
          .map((tag) => readAttackTag(`technique:${tag}`)?.id ?? tag)
          .join(", ")}
      />
      <Cell name="rule-origin">{text(rule.isDefault ? "rules.shipped" : "rules.custom")}</Cell>
      <Cell name="rule-state">
        <Switch
          size="xs"
          checked={rule.isEnabled}
          disabled={staysOff(rule)}
          onChange={() => onToggle(rule)}
          aria-label={text("ruleDesk.toggle", { name })}
          data-testid="rule-switch"
        />
      </Cell>
    </GridRow>
  );
}

const RuleRow = memo(RowElement);
const noTime = () => "";
const HEADS = [
  ["severity", "rules.severity"],
  ["title", "rules.name"],
  ["rule-type", "rules.method"],
  ["rule-source", "ruleDesk.facetNames.source"],
  ["rule-attack", "ruleDesk.facetNames.technique"],
  ["rule-origin", "ruleDesk.facetNames.default"],
  ["rule-state", "ruleDesk.facetNames.enabled"],
] as const;

function useRuleList(query: string) {
  const answer = useQuery({ ...rulesQuery(query), placeholderData: keepPreviousData });
  const rows = useMemo(() => orderRules(answer.data ?? []), [answer.data]);
  const facets = useMemo(() => (answer.data ? countRules(answer.data) : undefined), [answer.data]);
  return { answer, rows, facets };
}

type BulkParts = {
  rules: readonly DetectionRule[];
  actions: ReturnType<typeof useRuleActions>;
  onClear: () => void;
};

function BulkBar({ rules, actions, onClear }: BulkParts) {
  const text = useText();
  const [isDeleting, setDeleting] = useState(false);
  const act = (work: () => Promise<unknown>) => void work().then(onClear);
  return (
    <div className="bulk-bar" data-testid="bulk-bar">
      <strong>{text("list.selected", { count: rules.length })}</strong>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => act(() => actions.setEnabled(rules, true))}
        data-testid="bulk-enable"
      >
        {text("ruleDesk.enable")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => act(() => actions.setEnabled(rules, false))}
        data-testid="bulk-disable"
      >
        {text("ruleDesk.disable")}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void actions.exportZip(rules)}>
        {text("ruleDesk.export")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        color="red"
        onClick={() => setDeleting(true)}
        data-testid="bulk-delete"
      >
        {text("ruleDesk.delete")}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={text("list.clearSelection")}
        onClick={onClear}
      >
        <IconX size={14} />
      </ActionIcon>
      <Confirm
        title={text("ruleDesk.deleteTitle", { count: rules.length })}
        action={text("ruleDesk.delete")}
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        onConfirm={async () => {
          if (await actions.remove(rules)) onClear();
        }}
      >
        <p>{text("ruleDesk.deleteText")}</p>
      </Confirm>
    </div>
  );
}

function Head({ isAll, onAll }: { isAll: boolean; onAll: () => void }) {
  const text = useText();
  return (
    <>
      <HeadCell name="select">
        <input
          type="checkbox"
          checked={isAll}
          onChange={onAll}
          aria-label={text("ruleDesk.selectAll")}
        />
      </HeadCell>
      {HEADS.map(([name, label]) => (
        <HeadCell key={name} name={name}>
          {text(label)}
        </HeadCell>
      ))}
    </>
  );
}

type RowsParts = {
  list: ReturnType<typeof useRuleList>;
  query: string;
  onQuery: (query: string) => void;
  actions: ReturnType<typeof useRuleActions>;
  parts: {
    cursor: ReturnType<typeof useCursor<DetectionRule>>;
    selection: ReturnType<typeof useSelection<DetectionRule>>;
    open: (id: string) => void;
  };
};

function NoRules({ query, onQuery }: Pick<RowsParts, "query" | "onQuery">) {
  const text = useText();
  return (
    <Empty
      icon={<IconBook2 size={32} stroke={1.3} aria-hidden />}
      title={text(query === "" ? "rules.empty" : "rules.noMatch")}
    >
      {query === "" ? (
        <p>{text("rules.emptyText")}</p>
      ) : (
        <Button variant="default" size="xs" onClick={() => onQuery("")}>
          {text("list.noMatchClear")}
        </Button>
      )}
    </Empty>
  );
}

function Rows({ list, query, onQuery, actions, parts }: RowsParts) {
  const text = useText();
  const { answer, rows } = list;
  const { cursor, selection, open } = parts;
  if (queryFaults(answer.error).length > 0) return null;
  if (answer.isError)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.isPending) return <Loading />;
  if (rows.length === 0) return <NoRules query={query} onQuery={onQuery} />;
  return (
    <VirtualGrid
      rows={rows}
      timeOf={noTime}
      view={query}
      total={rows.length}
      cursor={cursor.row?.id}
      hasMore={false}
      isFetchingMore={false}
      onMore={() => {}}
      label={text("rules.detection")}
      isMultiselectable
      head={<Head isAll={selection.isAll} onAll={selection.toggleAll} />}
      rowOf={(rule, index) => (
        <RuleRow
          key={rule.id}
          rule={rule}
          index={index}
          active={rule.id === cursor.row?.id}
          selected={selection.ids.has(rule.id)}
          onSelect={selection.toggle}
          onToggle={(each) => void actions.setEnabled([each], !each.isEnabled)}
        />
      )}
      onOpen={open}
      foot={text("ruleDesk.end")}
      arrivedText={() => ""}
      testId="rule-table"
      className="rule-grid"
    />
  );
}

const HELP = [
  ["move", ["j", "k", "↓", "↑"]],
  ["ends", ["Home", "End"]],
  ["open", ["Enter"]],
  ["select", ["x"]],
  ["close", ["Esc"]],
  ["search", ["/"]],
  ["help", ["?"]],
] as const;

type DetectionRulesParts = { query: string; onQuery: (query: string) => void };

export function DetectionRules({ query, onQuery }: DetectionRulesParts) {
  const text = useText();
  const navigate = useNavigate();
  const look = useRuleLook();
  const actions = useRuleActions();
  const explorer = useExplorer();
  const list = useRuleList(query);
  const { answer, rows, facets } = list;
  const cursor = useCursor(rows, undefined);
  const selection = useSelection(rows);
  const open = (id: string) => void navigate({ to: "/rules/$ruleId", params: { ruleId: id } });
  useHotkeys([
    ["j ArrowDown", () => cursor.move(1)],
    ["k ArrowUp", () => cursor.move(-1)],
    ["Home", () => cursor.to(0)],
    ["End", () => cursor.to(rows.length - 1)],
    ["Enter", () => cursor.row && open(cursor.row.id)],
    ["x", () => cursor.row && selection.toggle(cursor.row.id, false)],
    ["/", explorer.focusQuery],
    ["?", explorer.showHelp],
    ["Escape", () => (selection.ids.size > 0 ? selection.clear() : cursor.set(undefined))],
  ]);
  const parts = { cursor, selection, open };
  return (
    <ExplorerFrame
      explorer={explorer}
      search={{
        query,
        error: answer.error,
        source: { keys: RULE_FACETS.map((path) => [path, look.nameOf(path)] as const), facets },
        label: text("ruleDesk.query"),
        hint: text("ruleDesk.queryHint"),
        onApply: onQuery,
      }}
      facets={facets}
      look={look}
      help={HELP.map(([name, keys]) => ({ text: text(`ruleDesk.keys.${name}`), keys }))}
    >
      <div className="list-summary">
        {selection.selected.length > 0 ? (
          <BulkBar rules={selection.selected} actions={actions} onClear={selection.clear} />
        ) : (
          <span className="dim" data-testid="rule-total">
            {text("rules.count", { count: rows.length })}
          </span>
        )}
      </div>
      <Rows list={list} query={query} onQuery={onQuery} actions={actions} parts={parts} />
    </ExplorerFrame>
  );
}

export function NewRuleLink() {
  const text = useText();
  return (
    <Button
      size="xs"
      renderRoot={(props) => <Link to="/rules/new" {...props} />}
      data-testid="new-rule"
    >
      {text("ruleDesk.create")}
    </Button>
  );
}
