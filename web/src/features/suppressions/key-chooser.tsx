/** By which keys of a signal its like is suppressed: a proposed set, or keys one by one. */
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import type { KeySets } from "../../api/suppressions.ts";
import { useDesk } from "../../ui/form/fields.tsx";
import { writePath } from "../../ui/form/paths.ts";
import { useText } from "../../ui/text/index.tsx";

type Key = KeySets["keys"][number];

/** The search of the chosen keys, in the order in which they are proposed. */
export function queryOf(keys: readonly Key[], chosen: ReadonlySet<string>): string {
  const terms = keys.filter(({ key }) => chosen.has(key)).map(({ query }) => query);
  return terms.join(" ");
}

type RowParts = { item: Key; isChosen: boolean; onToggle: () => void };

function KeyRow({ item, isChosen, onToggle }: RowParts) {
  return (
    <li>
      <label>
        <input
          type="checkbox"
          checked={isChosen}
          onChange={onToggle}
          data-testid={`key-${item.key}`}
        />
        <span>
          <code>{item.key}</code> <span className="key-value">{item.values.join(" ")}</span>
        </span>
      </label>
      {item.warnings.map(({ code, message }) => (
        <p key={`${code} ${message}`} className="key-warning">
          <IconAlertTriangle size={13} aria-hidden /> <span>{message}</span>
        </p>
      ))}
    </li>
  );
}

export function KeyChooser({ keys }: { keys: KeySets }) {
  const text = useText();
  const { draft, change } = useDesk();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(keys.sets[0]?.keys));
  const choose = (next: ReadonlySet<string>) => {
    setChosen(next);
    change(writePath(draft, "suppression_query", queryOf(keys.keys, next)));
  };
  const toggle = (key: string) => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    choose(next);
  };
  const isSet = (names: readonly string[]) =>
    names.length === chosen.size && names.every((name) => chosen.has(name));
  if (keys.keys.length === 0) return null;
  return (
    <section className="card key-chooser" data-testid="key-chooser">
      <h3>{text("suppress.keysTitle")}</h3>
      <p className="dim">
        {text(`suppress.activities.${keys.activity}`)}. {text("suppress.keysHint")}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout. */}
      <div className="segments" role="group" aria-label={text("suppress.keysTitle")}>
        {keys.sets.map((set) => (
          <button
            key={set.name}
            type="button"
            aria-pressed={isSet(set.keys)}
            onClick={() => choose(new Set(set.keys))}
            data-testid={`set-${set.name}`}
          >
            {text(`suppress.sets.${set.name}`)}
          </button>
        ))}
      </div>
      <ul>
        {keys.keys.map((item) => (
          <KeyRow
            key={item.key}
            item={item}
            isChosen={chosen.has(item.key)}
            onToggle={() => toggle(item.key)}
          />
        ))}
      </ul>
    </section>
  );
}
