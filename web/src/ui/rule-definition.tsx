/**
 * A detection rule as it is: what it searches for, when which severity, and what it tells people.
 */
import type { DetectionRule } from "#lib/protocol";
import { Fields } from "./fields.tsx";
import { formatSpan } from "./format.ts";
import { Markdown } from "./markdown.tsx";
import { SeverityPill } from "./severity.tsx";
import { AttackChips, PlainTags } from "./tags.tsx";
import { useText } from "./text/index.tsx";

function Queries({ rule }: { rule: DetectionRule }) {
  const text = useText();
  return (
    <section>
      <h3>{text("rules.queries")}</h3>
      {rule.queries.map((query, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: queries are labelled by their place.
        <div key={index} className="rule-query">
          <span className="mono faint">{query.name || String.fromCharCode(97 + index)}</span>
          <code>{query.query}</code>
          {query.groupByFields.length > 0 && (
            <span className="dim">
              {text("rules.groupBy")} <code>{query.groupByFields.join(", ")}</code>
            </span>
          )}
        </div>
      ))}
    </section>
  );
}

function Cases({ rule }: { rule: DetectionRule }) {
  const text = useText();
  return (
    <section>
      <h3>{text("rules.cases")}</h3>
      {rule.cases.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of cases is their meaning.
        <div key={index} className="rule-case">
          <SeverityPill severity={each.status} />
          <code>{each.condition || text("rules.caseAny")}</code>
          <span className="dim">{each.name}</span>
        </div>
      ))}
    </section>
  );
}

export function RuleDefinition({ rule }: { rule: DetectionRule }) {
  const text = useText();
  return (
    <div className="rule-definition">
      <div className="chips">
        <AttackChips tags={rule.tags} />
        <PlainTags tags={rule.tags} />
      </div>
      <Queries rule={rule} />
      <Cases rule={rule} />
      <Fields
        rows={[
          { label: text("rules.method"), value: rule.options.detectionMethod },
          { label: text("rules.window"), value: formatSpan(rule.options.evaluationWindow, text) },
          { label: text("rules.keepAlive"), value: formatSpan(rule.options.keepAlive, text) },
          {
            label: text("rules.maxDuration"),
            value: formatSpan(rule.options.maxSignalDuration, text),
          },
          { label: text("rules.version"), value: rule.version },
        ]}
      />
      <section>
        <h3>{text("rules.message")}</h3>
        <Markdown source={rule.message} />
      </section>
    </div>
  );
}
