/** A rule's expression, with the parts that held for an event marked. */
import { Tooltip } from "@mantine/core";
import { useMemo } from "react";
import { expressionRuns, type MatchedPart, type Run, type Token } from "./expression-parts.ts";

const NONE: readonly MatchedPart[] = [];

const TOUCHED = { hover: true, focus: true, touch: true };

function tokens(list: readonly Token[]) {
  return list.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: tokens of one text never reorder.
    <span key={index} data-token={token.kind}>
      {token.text}
    </span>
  ));
}

function Marked({ run, matched }: { run: Run; matched: MatchedPart }) {
  const held = matched.field === "" ? matched.value : `${matched.field} = ${matched.value}`;
  return (
    <Tooltip
      label={<span className="mono">{held}</span>}
      multiline
      maw={480}
      withArrow
      events={TOUCHED}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys reach the value too. */}
      <mark tabIndex={0} data-testid="matched-part">
        {tokens(run.tokens)}
      </mark>
    </Tooltip>
  );
}

type ExpressionParts = { source: string; parts?: readonly MatchedPart[] };

export function Expression({ source, parts = NONE }: ExpressionParts) {
  const runs = useMemo(() => expressionRuns(source, parts), [source, parts]);
  return (
    <pre className="expression">
      {runs.map((run) =>
        run.matched ? (
          <Marked key={run.at} run={run} matched={run.matched} />
        ) : (
          <span key={run.at}>{tokens(run.tokens)}</span>
        ),
      )}
    </pre>
  );
}
