/** Whether the rule matches the sample event, condition by condition. */
import { IconCheck, IconCircleCheck, IconCircleDashed, IconX } from "@tabler/icons-react";
import type { EvaluationAnswer } from "#lib/secl";
import { useText } from "../../ui/text/index.tsx";

type VerdictParts = {
  source: string;
  answer: EvaluationAnswer | undefined;
  onGo: (offset: number, length: number) => void;
};

function Conditions({ source, answer, onGo }: VerdictParts) {
  const text = useText();
  if (answer === undefined || "error" in answer) return null;
  return (
    <ul className="conditions" aria-label={text("workbench.conditions")}>
      {(answer.conditions ?? []).map(({ offset, length, met, field, values }) => {
        const Icon = met ? IconCheck : IconX;
        const shown = values.map((value) => JSON.stringify(value)).join(", ");
        return (
          <li
            className="condition"
            key={offset}
            data-tone={met ? "good" : "bad"}
            data-testid="condition"
            data-met={met}
          >
            <Icon size={15} aria-label={text(met ? "workbench.met" : "workbench.unmet")} />
            <div className="condition-text">
              <button type="button" className="mono" onClick={() => onGo(offset, length)}>
                {source.slice(offset, offset + length)}
              </button>
              <p className="dim mono">
                {field || text("workbench.computed")} = {shown || text("workbench.emptyList")}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** A big word, and why. */
export function Verdict({ source, answer, onGo }: VerdictParts) {
  const text = useText();
  const state =
    answer === undefined || "error" in answer ? "none" : answer.result ? "match" : "noMatch";
  const tone = { none: "none", match: "good", noMatch: "bad" }[state];
  const Icon = state === "match" ? IconCircleCheck : IconCircleDashed;
  const ignored = answer !== undefined && "ignored" in answer ? (answer.ignored ?? []) : [];
  return (
    <section className="card verdict" data-testid="verdict" data-state={state} role="status">
      <h2 data-tone={tone}>
        <Icon size={20} aria-hidden /> {text(`workbench.${state}`)}
      </h2>
      {answer === undefined && <p className="dim">{text("workbench.noVerdict")}</p>}
      {answer !== undefined && "error" in answer && <p>{answer.error.message}</p>}
      <Conditions source={source} answer={answer} onGo={onGo} />
      {ignored.length > 0 && (
        <p className="tone" data-tone="warn">
          {text("workbench.ignored", { names: ignored.join(", ") })}
        </p>
      )}
    </section>
  );
}
