/** The faults and traps of the rule as a list: where, what, why, what to do, and doing it. */
import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import { type Diagnostic, type Edit, locate } from "#lib/base";
import { CodeText } from "../../ui/code-text.tsx";
import { useText } from "../../ui/text/index.tsx";
import { fixName } from "./rule-editor.tsx";

type FindingsParts = {
  source: string;
  diagnostics: readonly Diagnostic[];
  onGo: (diagnostic: Diagnostic) => void;
  onFix: (edit: Edit) => void;
  onFormat: () => void;
};

/** The one trap whose remedy is the canonical form. */
const MIXED_LOGIC = "SECL_MIXED_LOGIC";

export function Findings({ source, diagnostics, onGo, onFix, onFormat }: FindingsParts) {
  const text = useText();
  if (diagnostics.length === 0) return null;
  return (
    <ul className="findings" aria-label={text("workbench.findings")} data-testid="findings">
      {diagnostics.map((diagnostic) => {
        const { code, severity, span, what, why, do: todo, fix } = diagnostic;
        const { line, column } = locate(source, span.start);
        const isError = severity === "error";
        const Icon = isError ? IconCircleX : IconAlertTriangle;
        return (
          <li
            className="finding"
            key={`${code} ${span.start} ${span.end}`}
            data-tone={isError ? "bad" : "warn"}
          >
            <Icon size={16} aria-label={text(`workbench.${severity}`)} />
            <div className="finding-text">
              <button type="button" className="finding-what" onClick={() => onGo(diagnostic)}>
                <CodeText>{what}</CodeText>
              </button>
              <p className="dim">
                <CodeText>{why}</CodeText>
              </p>
              <p>
                <CodeText>{todo}</CodeText>
                {fix && (
                  <button type="button" className="finding-fix" onClick={() => onFix(fix)}>
                    {fixName(text, fix)}
                  </button>
                )}
                {code === MIXED_LOGIC && (
                  <button type="button" className="finding-fix" onClick={onFormat}>
                    {text("workbench.addParentheses")}
                  </button>
                )}
              </p>
            </div>
            <code className="faint finding-code">
              {code} {line}:{column}
            </code>
          </li>
        );
      })}
    </ul>
  );
}
