/** Severities and triage states as people recognise them: always colour and word together. */
import type { Severity, TriageState } from "#lib/protocol";
import { useText } from "./text/index.tsx";

export function SeverityPill({ severity }: { severity: Severity }) {
  const text = useText();
  return (
    <span className="severity" data-severity={severity}>
      {text(`severity.${severity}`)}
    </span>
  );
}

export function StateMark({ state }: { state: TriageState }) {
  const text = useText();
  return (
    <span className="state" data-state={state}>
      {text(`state.${state}`)}
    </span>
  );
}
