/** A rule chosen from all of them: a few letters of its name, then one of the list. */
import { useId, useState } from "react";
import type { DetectionRule } from "#lib/protocol";
import { useText } from "../../ui/text/index.tsx";

const SHOWN_MAX = 200;

type RulePickerParts = {
  rules: readonly DetectionRule[];
  chosen: string;
  onChoose: (id: string) => void;
};

const nameOf = ({ customName, name }: DetectionRule) => customName || name;

/** Rules that have every word, by name. */
function matching(rules: readonly DetectionRule[], words: string): DetectionRule[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (rule: DetectionRule) => {
    const whole = `${nameOf(rule)} ${rule.id} ${rule.tags.join(" ")}`.toLowerCase();
    return wanted.every((word) => whole.includes(word));
  };
  return rules.filter(has).sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

export function RulePicker({ rules, chosen, onChoose }: RulePickerParts) {
  const text = useText();
  const id = useId();
  const [words, setWords] = useState("");
  const found = matching(rules, words);
  const shown = found.slice(0, SHOWN_MAX);
  const first = shown[0];
  return (
    <div className="field rule-picker">
      <label htmlFor={`${id}-words`}>{text("jobs.ruleFilter")}</label>
      <input
        id={`${id}-words`}
        type="search"
        value={words}
        autoComplete="off"
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          // It chooses; it does not start the run.
          event.preventDefault();
          if (first) onChoose(first.id);
        }}
        data-testid="rule-words"
      />
      <label htmlFor={`${id}-rule`} className="visually-hidden">
        {text("jobs.rule")}
      </label>
      <select
        id={`${id}-rule`}
        size={8}
        value={chosen}
        onChange={(event) => onChoose(event.currentTarget.value)}
        data-testid="rule-choice"
      >
        {shown.map((rule) => (
          <option key={rule.id} value={rule.id}>
            {nameOf(rule)}
          </option>
        ))}
      </select>
      {found.length === 0 && <span className="dim">{text("jobs.ruleNone")}</span>}
      {found.length > SHOWN_MAX && (
        <span className="dim">{text("jobs.ruleMore", { count: SHOWN_MAX })}</span>
      )}
    </div>
  );
}
