/**
 * The first tab: what happened in words, which parts of the agent rule held, and the processes that
 * led to it.
 */
import { useMemo } from "react";
import type { Sample, Signal } from "#lib/protocol";
import { Expression } from "../../../ui/expression.tsx";
import { readMatchedParts } from "../../../ui/expression-parts.ts";
import { Markdown } from "../../../ui/markdown.tsx";
import { readRuleActions } from "../../../ui/rule-actions.ts";
import { AttackChips, PlainTags } from "../../../ui/tags.tsx";
import { useText } from "../../../ui/text/index.tsx";
import { Entities } from "./entities.tsx";
import { processNodes } from "./process-nodes.ts";
import { ProcessTree } from "./process-tree.tsx";

type Json = Readonly<Record<string, unknown>>;

/** The agent rule that held for an event: its id, its expression and the parts that held. */
function readRuleContext(event: Json) {
  const context = ((event["evt"] as Json | undefined)?.["rule_context"] ?? {}) as Json;
  const agent = (event["agent"] ?? {}) as Json;
  const id = agent["rule_id"];
  return {
    id: typeof id === "string" ? id : "",
    expression: typeof context["expression"] === "string" ? context["expression"] : "",
    parts: readMatchedParts(context["matching_subexprs"]),
  };
}

function SampleEvent({ sample }: { sample: Sample }) {
  const text = useText();
  const event = sample.content.custom;
  const rule = useMemo(() => readRuleContext(event), [event]);
  const nodes = useMemo(() => processNodes(event), [event]);
  const actions = useMemo(() => readRuleActions(event), [event]);
  return (
    <>
      {rule.expression !== "" && (
        <section data-testid="agent-rule">
          <h3>
            {text("signal.matched")} <span className="mono faint">{rule.id}</span>
          </h3>
          <Expression source={rule.expression} parts={rule.parts} />
          {rule.parts.length > 0 && <p className="faint note">{text("signal.matchedHint")}</p>}
        </section>
      )}
      {actions.length > 0 && (
        <section data-testid="rule-actions">
          <h3>{text("signal.actions")}</h3>
          <ul className="rule-actions">
            {actions.map(({ what, status, detail }) => (
              <li key={what}>
                <span className="mono">{what}</span>: {status}
                {detail !== "" && <span className="faint"> ({detail})</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {nodes.length > 0 && (
        <section>
          <h3>
            {text("signal.tree")}{" "}
            <span className="faint">{text("signal.treeDepth", { count: nodes.length })}</span>
          </h3>
          <ProcessTree key={sample.id} nodes={nodes} />
        </section>
      )}
    </>
  );
}

export function Overview({ signal, sample }: { signal: Signal; sample: Sample | undefined }) {
  const text = useText();
  const { tags, message } = signal.attributes;
  return (
    <>
      <section>
        <h3>{text("signal.what")}</h3>
        <Markdown source={message} />
        <div className="chips">
          <AttackChips tags={tags} />
        </div>
      </section>
      <Entities signal={signal} />
      {sample ? <SampleEvent sample={sample} /> : <p className="dim">{text("signal.noSample")}</p>}
      <section>
        <h3>{text("signal.tags")}</h3>
        <div className="chips">
          <PlainTags tags={tags} />
        </div>
      </section>
    </>
  );
}
