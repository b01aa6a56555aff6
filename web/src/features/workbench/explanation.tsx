/** What the rule says: its event, how it is grouped, its names, what the kernel does for it. */
import { FIELD_TABLE } from "#lib/event";
import type { RuleDescription } from "#lib/secl";
import { Expression } from "../../ui/expression.tsx";
import { type FieldRow, Fields } from "../../ui/fields.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";

/** One line below the editor: what matters before anything is read. */
export function StatusLine({ description }: { description: RuleDescription | undefined }) {
  const text = useText();
  if (description === undefined) {
    return (
      <p className="rule-status faint" role="status" data-testid="rule-status">
        {text("workbench.noStatus")}
      </p>
    );
  }
  const { event, kernelFilter, cost, undelivered } = description;
  // As describeFilter words it when the kernel holds nothing back.
  const isFiltered = !kernelFilter.startsWith("every ");
  return (
    <p className="rule-status" role="status" data-testid="rule-status">
      <b>{event}</b>
      <span>{text("workbench.cost", { cost })}</span>
      {kernelFilter !== "" && (
        <span data-tone={isFiltered ? "good" : "none"} title={kernelFilter}>
          {text("workbench.filter", { filter: kernelFilter })}
        </span>
      )}
      {undelivered !== "" && (
        <span data-tone="warn" title={undelivered}>
          {undelivered}
        </span>
      )}
    </p>
  );
}

function rowsOf(description: RuleDescription, text: Text): FieldRow[] {
  const { event, fields, constants, macros, iterator, kernelFilter, undelivered, cost } =
    description;
  const brief = FIELD_TABLE.events.get(event)?.brief ?? "";
  const names = (rows: readonly { name: string; detail: string }[]) => (
    <dl className="rule-names">
      {rows.map(({ name, detail }) => (
        <div key={name} className="rule-name">
          <dt>
            <code>{name}</code>
          </dt>
          <dd className="dim">{detail}</dd>
        </div>
      ))}
    </dl>
  );
  const rows: (FieldRow | false)[] = [
    { label: text("workbench.event"), value: `${event} – ${brief}` },
    {
      label: text("workbench.fields"),
      value: names(
        fields.map(({ name, type, array, brief: detail }) => ({
          name,
          detail: `${type}${array ? "[]" : ""} – ${detail}`,
        })),
      ),
    },
    constants.length > 0 && {
      label: text("workbench.constants"),
      value: names(constants.map(({ name, value }) => ({ name, detail: String(value) }))),
    },
    macros.length > 0 && {
      label: text("workbench.macros"),
      value: names(macros.map(({ name, expression }) => ({ name, detail: expression }))),
    },
    iterator !== "" && {
      label: text("workbench.register"),
      value: text("workbench.registerText", { list: iterator }),
    },
    kernelFilter !== "" && { label: text("workbench.kernelFilter"), value: kernelFilter },
    undelivered !== "" && {
      label: text("workbench.sensor"),
      value: <span className="tone" data-tone="warn">{`${undelivered}`}</span>,
    },
    { label: text("workbench.costLabel"), value: text("workbench.costText", { cost }) },
  ];
  return rows.filter((row) => row !== false);
}

export function Explanation({ description }: { description: RuleDescription }) {
  const text = useText();
  return (
    <section className="card rule-explanation" data-testid="explanation">
      <h2>{text("workbench.explanation")}</h2>
      <h3>{text("workbench.readAs")}</h3>
      <Expression source={description.grouped} />
      <Fields rows={rowsOf(description, text)} />
    </section>
  );
}
