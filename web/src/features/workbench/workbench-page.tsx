/** Write a rule, see what it means and what is wrong with it, and try it on an event. */

import { json, jsonParseLinter } from "@codemirror/lang-json";
import { linter } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import { Button } from "@mantine/core";
import { IconEraser, IconIndentIncrease, IconRefresh } from "@tabler/icons-react";
import { useRef } from "react";
import { Copy } from "../../ui/copy.tsx";
import { CodeEditor } from "../../ui/editor/code-editor.tsx";
import { applyEdit } from "../../ui/editor/diagnostics.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { useText } from "../../ui/text/index.tsx";
import { EXAMPLES } from "./examples.ts";
import { Explanation, StatusLine } from "./explanation.tsx";
import { Findings } from "./findings.tsx";
import { formatView, goTo, RuleEditor } from "./rule-editor.tsx";
import { useWorkbench, type Workbench } from "./use-workbench.ts";
import { Verdict } from "./verdict.tsx";
import "./workbench.css";

/** Complains of broken JSON, but not of an event that is not there. */
const lintJson = linter((view) => (view.state.doc.length === 0 ? [] : jsonParseLinter()(view)));
const JSON_EXTENSIONS = [json(), lintJson];

function Examples({ load }: Pick<Workbench, "load">) {
  const text = useText();
  return (
    <section className="workbench-empty" data-testid="examples">
      <h2>{text("workbench.emptyTitle")}</h2>
      <p className="dim">{text("workbench.emptyText")}</p>
      <ul>
        {EXAMPLES.map(({ name, expression, event }) => (
          <li key={name}>
            <button
              type="button"
              className="card"
              onClick={() => load(expression, `${JSON.stringify(event, null, 2)}\n`)}
              data-testid={`example-${name}`}
            >
              <strong>{text(`workbench.examples.${name}`)}</strong>
              <code className="workbench-empty-rule">{expression}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function SamplePane({ bench }: { bench: Workbench }) {
  const text = useText();
  return (
    <section>
      <div className="workbench-head">
        <h2>{text("workbench.sample")}</h2>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconRefresh size={13} />}
          onClick={() => bench.setEvent("")}
        >
          {text("workbench.fill")}
        </Button>
      </div>
      <CodeEditor
        value={bench.event}
        onChange={bench.setEvent}
        label={text("workbench.sample")}
        hint={text("workbench.sampleHint")}
        extensions={JSON_EXTENSIONS}
        testId="sample-editor"
        rows={8}
      />
      {typeof bench.sample === "string" && (
        <p className="tone" data-tone="bad" data-testid="sample-fault">
          {text("workbench.sampleFault", { fault: bench.sample })}
        </p>
      )}
    </section>
  );
}

export function WorkbenchPage() {
  const text = useText();
  const bench = useWorkbench();
  const view = useRef<EditorView>(undefined);
  const withView = (run: (view: EditorView) => void) => view.current && run(view.current);
  const { expression, analysis, answer, hash } = bench;
  const isEmpty = expression.trim() === "";
  const link = `${window.location.origin}/workbench#${hash}`;
  return (
    <div className="page workbench" data-testid="workbench">
      <PageHead title={text("app.workbenchTitle")} note={text("workbench.note")} />
      <div className="workbench-panes">
        <div className="workbench-pane">
          <div className="workbench-head">
            <h2>{text("workbench.rule")}</h2>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconIndentIncrease size={13} />}
              disabled={isEmpty}
              onClick={() => withView(formatView)}
              title={text("workbench.formatKeys")}
              data-testid="format"
            >
              {text("workbench.format")}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconEraser size={13} />}
              disabled={isEmpty}
              onClick={() => bench.load("", "")}
            >
              {text("workbench.clear")}
            </Button>
            {hash !== "" && <Copy value={link} label={text("workbench.copyLink")} />}
          </div>
          <RuleEditor bench={bench} viewRef={view} />
          {isEmpty ? (
            <Examples load={bench.load} />
          ) : (
            <StatusLine description={analysis.description} />
          )}
          <Findings
            source={analysis.source}
            diagnostics={analysis.diagnostics}
            onGo={({ span }) => withView((found) => goTo(found, span.start, span.end))}
            onFix={(edit) => withView((found) => applyEdit(found, edit))}
            onFormat={() => withView(formatView)}
          />
          {analysis.description && <Explanation description={analysis.description} />}
        </div>
        <div className="workbench-pane">
          <SamplePane bench={bench} />
          {!isEmpty && (
            <Verdict
              source={analysis.source}
              answer={answer}
              onGo={(offset, length) => withView((found) => goTo(found, offset, offset + length))}
            />
          )}
        </div>
      </div>
      <p className="faint workbench-keys">{text("workbench.keys")}</p>
    </div>
  );
}
