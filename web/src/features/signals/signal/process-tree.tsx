/**
 * The lineage that led to the event, root first. A tree for assistive technology: arrows move,
 * right and left open and close the details of a process.
 */
import { IconChevronRight, IconCube } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Copy } from "../../../ui/copy.tsx";
import { type FieldRow, Fields } from "../../../ui/fields.tsx";
import { formatCommand } from "../../../ui/format.ts";
import { useText } from "../../../ui/text/index.tsx";
import { Moment } from "../../../ui/time.tsx";
import type { ProcessNode } from "./process-nodes.ts";

/** A longer lineage hides its middle until asked. */
const NODES_SHOWN = 9;
const HEAD_SHOWN = 3;
const INDENT_PX = 16;
const INDENTS_MAX = 10;

function useDetails(node: ProcessNode): FieldRow[] {
  const text = useText();
  const rows: [string, FieldRow["value"]][] = [
    [text("signal.process.executable"), <code key="path">{node.path}</code>],
    [text("signal.process.command"), <code key="command">{formatCommand(node.command)}</code>],
    [text("signal.process.comm"), node.comm],
    [text("signal.process.user"), node.user],
    [text("signal.process.credentials"), node.effectiveUser],
    [text("signal.process.mode"), node.fileOwner],
    [text("signal.process.started"), node.startedAt && <Moment key="at" at={node.startedAt} />],
    [text("signal.process.container"), node.containerId && <code key="c">{node.containerId}</code>],
    [text("signal.process.tty"), node.tty],
    [
      text("signal.process.envs"),
      node.envs.length > 0 && <code key="e">{node.envs.join(" ")}</code>,
    ],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

type NodeParts = {
  node: ProcessNode;
  size: number;
  expanded: boolean;
  focusable: boolean;
  onToggle: () => void;
  onFocus: () => void;
};

function NodeItem({ node, size, expanded, focusable, onToggle, onFocus }: NodeParts) {
  const text = useText();
  const details = useDetails(node);
  const command = formatCommand(node.command);
  const time = node.startedAt.slice(11, 19);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of its items.
    <div
      role="treeitem"
      aria-level={node.depth + 1}
      aria-setsize={size}
      aria-expanded={expanded}
      aria-selected={node.acting}
      aria-label={`${node.name} ${node.pid}`}
      tabIndex={focusable ? 0 : -1}
      className="process"
      data-acting={node.acting || undefined}
      data-testid={node.acting ? "process-acting" : "process"}
      data-pid={node.pid}
      style={{ paddingLeft: Math.min(node.depth, INDENTS_MAX) * INDENT_PX }}
      onClick={onToggle}
      onFocus={onFocus}
    >
      <div className="process-line">
        <IconChevronRight size={13} className="process-chevron" aria-hidden />
        <span className="process-name">{node.name}</span>
        <span className="process-command" title={command}>
          {command}
          {node.isCut && <em title={text("signal.truncated")}> …</em>}
        </span>
        {node.containerId !== "" && (
          <IconCube size={13} className="process-container" title={node.containerId} />
        )}
        <span className="process-user" data-root={node.user === "root" || undefined}>
          {node.user}
        </span>
        <span className="process-pid">{node.pid}</span>
        <time className="process-time" dateTime={node.startedAt} title={node.startedAt}>
          {time}
        </time>
      </div>
      {expanded && (
        // biome-ignore lint/a11y/noStaticElementInteractions: clicks here must not close them.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
        <div className="process-details" onClick={(event) => event.stopPropagation()}>
          <Fields rows={details} />
          <Copy value={command} label={text("signal.copyCommand")} />
        </div>
      )}
    </div>
  );
}

/** Moves focus among the items of a tree. */
function focusItem(tree: HTMLElement | null, target: "first" | "last" | number) {
  const items = [...(tree?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? [])];
  const here = items.indexOf(document.activeElement as HTMLElement);
  const index = target === "first" ? 0 : target === "last" ? items.length - 1 : here + target;
  items[Math.max(0, Math.min(items.length - 1, index))]?.focus();
}

export function ProcessTree({ nodes }: { nodes: readonly ProcessNode[] }) {
  const text = useText();
  const tree = useRef<HTMLDivElement>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<number>>(new Set());
  const [current, setCurrent] = useState(nodes.length - 1);
  const [whole, setWhole] = useState(nodes.length <= NODES_SHOWN);

  const toggle = (depth: number, on?: boolean) =>
    setExpanded((before) => {
      const next = new Set(before);
      if (on ?? !before.has(depth)) next.add(depth);
      else next.delete(depth);
      return next;
    });
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target as Element).matches("[role=treeitem]")) return;
    const { key } = event;
    if (key === "ArrowDown") focusItem(tree.current, 1);
    else if (key === "ArrowUp") focusItem(tree.current, -1);
    else if (key === "Home") focusItem(tree.current, "first");
    else if (key === "End") focusItem(tree.current, "last");
    else if (key === "ArrowRight") toggle(current, true);
    else if (key === "ArrowLeft") toggle(current, false);
    else if (key === "Enter" || key === " ") toggle(current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const tail = nodes.length - (NODES_SHOWN - HEAD_SHOWN);
  const hidden = whole ? 0 : tail - HEAD_SHOWN;
  const item = (node: ProcessNode) => (
    <NodeItem
      key={node.depth}
      node={node}
      size={nodes.length}
      expanded={expanded.has(node.depth)}
      focusable={node.depth === current}
      onToggle={() => toggle(node.depth)}
      onFocus={() => setCurrent(node.depth)}
    />
  );
  return (
    <div
      role="tree"
      aria-label={text("signal.tree")}
      className="process-tree"
      ref={tree}
      onKeyDown={onKeyDown}
      data-testid="process-tree"
      tabIndex={-1}
    >
      {nodes.slice(0, whole ? undefined : HEAD_SHOWN).map(item)}
      {hidden > 0 && (
        <button type="button" className="process-hidden" onClick={() => setWhole(true)}>
          {text("signal.treeHidden", { count: hidden })}
        </button>
      )}
      {!whole && nodes.slice(tail).map(item)}
    </div>
  );
}
