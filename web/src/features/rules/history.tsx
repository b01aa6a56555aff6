/** Versions of a rule: who changed what and when, any two compared, an older one restored. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DetectionRule, RuleHistoryAnswer } from "#lib/protocol";
import { ruleHistoryQuery } from "../../api/rules.ts";
import { DiffView } from "../../ui/diff-view.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { Loading } from "../../ui/placeholder.tsx";
import { useText } from "../../ui/text/index.tsx";
import { Moment } from "../../ui/time.tsx";
import { editableRule } from "./editor/draft.ts";
import { useRuleActions } from "./use-rule-actions.ts";

const CHANGES_SHOWN = 4;

type VersionListParts = {
  versions: NonNullable<RuleHistoryAnswer["data"]["attributes"]["data"][string]>[];
  chosen: number;
  onChoose: (version: number) => void;
};

function VersionList({ versions, chosen, onChoose }: VersionListParts) {
  const text = useText();
  return (
    <ul>
      {versions.map(({ rule: version, changes }, index) => (
        <li key={version.version}>
          <button
            type="button"
            className="card"
            aria-pressed={version.version === chosen}
            onClick={() => onChoose(version.version)}
            data-testid={`version-${version.version}`}
          >
            <strong>
              {text("ruleDesk.version", { version: version.version })}
              {index === 0 && <span className="faint"> {text("ruleDesk.newest")}</span>}
            </strong>
            <span className="dim">
              {version.updater?.name} <Moment at={new Date(version.updatedAt).toISOString()} />
            </span>
            {changes.slice(0, CHANGES_SHOWN).map(({ field, type }) => (
              <code key={`${field}${type}`} data-diff={type === "delete" ? "removed" : "added"}>
                {field}
              </code>
            ))}
            {changes.length === 0 && <span className="faint">{text("ruleDesk.noChanges")}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function RuleHistory({ rule }: { rule: DetectionRule }) {
  const text = useText();
  const actions = useRuleActions();
  const answer = useQuery(ruleHistoryQuery(rule.id));
  const [chosen, setChosen] = useState<number>();
  const [other, setOther] = useState<number>();
  if (answer.isError)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  const versions = answer.data;
  const right = versions.find((each) => each.rule.version === chosen) ?? versions[0];
  if (!right) return null;
  const at = versions.indexOf(right);
  const left =
    versions.find((each) => each.rule.version === other && each !== right) ??
    versions[at + 1] ??
    versions[at - 1];
  return (
    <div className="versions" data-testid="versions">
      <VersionList versions={versions} chosen={right.rule.version} onChoose={setChosen} />
      <section>
        <div className="versions-bar">
          {left && (
            <label>
              <span className="dim">{text("ruleDesk.compareWith")}</span>{" "}
              <select
                className="field-select"
                value={left.rule.version}
                onChange={(event) => setOther(Number(event.currentTarget.value))}
              >
                {versions
                  .filter((each) => each !== right)
                  .map((each) => (
                    <option key={each.rule.version} value={each.rule.version}>
                      {text("ruleDesk.version", { version: each.rule.version })}
                    </option>
                  ))}
              </select>
            </label>
          )}
          {at > 0 && !rule.isDefault && (
            <Button
              size="xs"
              variant="default"
              onClick={() => void actions.restore(rule.id, right.rule.version)}
              data-testid="restore"
            >
              {text("ruleDesk.restore")}
            </Button>
          )}
        </div>
        {left && (
          <DiffView
            before={editableRule((left.rule.version < right.rule.version ? left : right).rule)}
            after={editableRule((left.rule.version < right.rule.version ? right : left).rule)}
          />
        )}
      </section>
    </div>
  );
}
