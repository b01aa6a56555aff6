/**
 * Writing a rule: a form and its JSON are two views of one draft. What is wrong is said while one
 * writes, and a change that somebody else made meanwhile is shown before anything is lost.
 */
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { linter } from "@codemirror/lint";
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useBlocker, useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import type { DetectionRule } from "#lib/protocol";
import { ApiFailure } from "../../../api/client.ts";
import { changeRule, createRule, type RuleDraft, ruleQuery } from "../../../api/rules.ts";
import { Banner } from "../../../ui/banner.tsx";
import { DeprecationBanner } from "../../../ui/deprecation.tsx";
import { DiffView } from "../../../ui/diff-view.tsx";
import { CodeEditor } from "../../../ui/editor/code-editor.tsx";
import { FailureView } from "../../../ui/failure-view.tsx";
import { type Desk, DeskContext } from "../../../ui/form/fields.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { Loading } from "../../../ui/placeholder.tsx";
import { useTell } from "../../../ui/tell.ts";
import { useText } from "../../../ui/text/index.tsx";
import { ruleName } from "../rule-facets.ts";
import { cloneDraft, editableRule, newDraft } from "./draft.ts";
import { Preview } from "./preview.tsx";
import { RuleForm } from "./rule-form.tsx";
import { Samples } from "./samples.tsx";
import { useValidation, type Validation } from "./use-validation.ts";
import "../../../ui/explorer/explorer.css";
import "../rules.css";
import "./editor.css";

const newRoute = getRouteApi("/shell/rules/new");
const editRoute = getRouteApi("/shell/rules/$ruleId/edit");
const JSON_EXTENSIONS = [json(), linter(jsonParseLinter())];

function readJson(text: string): RuleDraft | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as RuleDraft)
      : undefined;
  } catch {
    // While one writes, the text is broken most of the time; the editor marks where.
    return undefined;
  }
}

function JsonPane({
  draft,
  onDraft,
  onBroken,
}: {
  draft: RuleDraft;
  onDraft: (draft: RuleDraft) => void;
  onBroken: (isBroken: boolean) => void;
}) {
  const text = useText();
  const [source, setSource] = useState(() => JSON.stringify(draft, null, 2));
  return (
    <CodeEditor
      value={source}
      onChange={(next) => {
        setSource(next);
        const read = readJson(next);
        onBroken(read === undefined);
        if (read) onDraft(read);
      }}
      label={text("ruleEditor.json")}
      extensions={JSON_EXTENSIONS}
      testId="rule-json"
      rows={24}
    />
  );
}

function Verdict({ validation, isBroken }: { validation: Validation; isBroken: boolean }) {
  const text = useText();
  const { faults, isChecking, failure } = validation;
  if (isBroken) return <Banner tone="bad" title={text("ruleEditor.jsonBroken")} />;
  if (failure) return <FailureView error={failure} />;
  if (faults.length === 0)
    return (
      <p
        className="health"
        data-tone={isChecking ? undefined : "good"}
        role="status"
        data-testid="verdict"
      >
        {text(isChecking ? "ruleEditor.checking" : "ruleEditor.valid")}
      </p>
    );
  return (
    <div className="faults" role="status" data-testid="faults">
      <strong className="tone" data-tone="bad">
        {text("ruleEditor.faults", { count: faults.length })}
      </strong>
      <ul>
        {faults.map((detail) => (
          <li key={`${detail.path}${detail.code}${detail.start}`}>
            <code>{detail.path}</code> {detail.message} <span className="dim">{detail.hint}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

type ConflictParts = {
  newest: DetectionRule;
  draft: RuleDraft;
  onTake: () => void;
  onKeep: () => void;
};

function Conflict({ newest, draft, onTake, onKeep }: ConflictParts) {
  const text = useText();
  return (
    <section className="card conflict" role="alert" data-testid="conflict">
      <Banner tone="warn" title={text("ruleEditor.conflict")}>
        {text("ruleEditor.conflictText")}
      </Banner>
      <DiffView before={editableRule(newest)} after={draft} />
      <div className="dialog-actions">
        <Button size="xs" variant="default" onClick={onTake} data-testid="take-newest">
          {text("ruleEditor.takeNewest")}
        </Button>
        <Button size="xs" onClick={onKeep} data-testid="keep-mine">
          {text("ruleEditor.keepMine")}
        </Button>
      </div>
    </section>
  );
}

/** Saves a draft; keeps the newest rule when somebody else was first. */
function useSaving(rule: DetectionRule | undefined, leave: (id: string) => void) {
  const client = useQueryClient();
  const tell = useTell();
  const text = useText();
  const [isSaving, setSaving] = useState(false);
  const [newest, setNewest] = useState<DetectionRule>();
  const [version, setVersion] = useState(rule?.version);

  async function save(draft: RuleDraft, from = version) {
    setSaving(true);
    try {
      const saved = rule
        ? await changeRule(rule.id, { ...draft, version: from })
        : await createRule(draft);
      client.setQueryData(ruleQuery(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ["rules"] });
      void client.invalidateQueries({ queryKey: ["rule", saved.id, "history"] });
      tell.done(text("ruleEditor.saved"));
      leave(saved.id);
    } catch (error) {
      const isConflict = rule && error instanceof ApiFailure && error.status === 409;
      const theirs = isConflict
        ? await client.fetchQuery({ ...ruleQuery(rule.id), staleTime: 0 }).catch(() => undefined)
        : undefined;
      if (theirs) setNewest(theirs);
      else tell.failed(error);
    }
    setSaving(false);
  }
  return {
    isSaving,
    newest,
    version,
    save,
    settle(next: DetectionRule) {
      setVersion(next.version);
      setNewest(undefined);
    },
  };
}

type View = "form" | "json";
type EditorHeadParts = {
  rule: DetectionRule | undefined;
  title: string;
  view: View;
  onView: (view: View) => void;
  isSaving: boolean;
  canSave: boolean;
  onSave: () => void;
};

function EditorHead({ rule, title, view, onView, isSaving, canSave, onSave }: EditorHeadParts) {
  const text = useText();
  return (
    <PageHead title={title}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout. */}
      <div className="segments" role="group">
        {(["form", "json"] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === view}
            onClick={() => onView(each)}
            data-testid={`view-${each}`}
          >
            {text(`ruleEditor.${each}`)}
          </button>
        ))}
      </div>
      <div className="page-actions">
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) =>
            rule ? (
              <Link to="/rules/$ruleId" params={{ ruleId: rule.id }} {...props} />
            ) : (
              <Link to="/rules" {...props} />
            )
          }
        >
          {text("common.cancel")}
        </Button>
        <Button
          size="xs"
          loading={isSaving}
          disabled={!canSave}
          onClick={onSave}
          data-testid="rule-save"
        >
          {text(rule ? "ruleEditor.save" : "ruleEditor.create")}
        </Button>
      </div>
    </PageHead>
  );
}

function Aside({ validation, isBroken }: { validation: Validation; isBroken: boolean }) {
  return (
    <aside className="rule-aside">
      <section className="card">
        <Verdict validation={validation} isBroken={isBroken} />
      </section>
      <Preview />
      <Samples />
    </aside>
  );
}

/** Asks before a page with something unsaved is left. */
function useGuard(isUnsaved: () => boolean): void {
  const text = useText();
  useBlocker({
    shouldBlockFn: () => isUnsaved() && !window.confirm(text("ruleEditor.leave")),
    enableBeforeUnload: isUnsaved,
  });
}

type EditorParts = { rule?: DetectionRule; start: RuleDraft; title: string };

function Editor({ rule, start, title }: EditorParts) {
  const text = useText();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(start);
  const [saved, setSaved] = useState(start);
  const [view, setView] = useState<View>("form");
  const [isBroken, setBroken] = useState(false);
  const isLeaving = useRef(false);
  const validation = useValidation(draft);
  const saving = useSaving(rule, (id) => {
    isLeaving.current = true;
    void navigate({ to: "/rules/$ruleId", params: { ruleId: id } });
  });
  useGuard(() => draft !== saved && !isLeaving.current);
  const isOpen = !rule?.isDefault;
  const desk: Desk = useMemo(
    () => ({ draft, change: setDraft, faults: validation.faults, isOpen }),
    [draft, validation.faults, isOpen],
  );
  const { newest } = saving;
  // The JSON view begins anew with what was settled on.
  const settle = (next: DetectionRule) => {
    saving.settle(next);
    setBroken(false);
  };
  return (
    <DeskContext value={desk}>
      <div className="page rule-editor" data-testid="rule-editor-page">
        <EditorHead
          rule={rule}
          title={title}
          view={view}
          onView={(next) => {
            setBroken(false);
            setView(next);
          }}
          isSaving={saving.isSaving}
          canSave={!isBroken && !validation.isChecking && validation.faults.length === 0}
          onSave={() => void saving.save(draft)}
        />
        {rule && <DeprecationBanner rule={rule} />}
        {!isOpen && (
          <Banner tone="warn" title={text("ruleEditor.shipped")}>
            {text("ruleEditor.shippedText")}
          </Banner>
        )}
        {newest && (
          <Conflict
            newest={newest}
            draft={draft}
            onTake={() => {
              const theirs = editableRule(newest);
              setDraft(theirs);
              setSaved(theirs);
              settle(newest);
            }}
            onKeep={() => {
              settle(newest);
              void saving.save(draft, newest.version);
            }}
          />
        )}
        <div className="rule-columns">
          {view === "form" ? (
            <RuleForm />
          ) : (
            <JsonPane key={saving.version} draft={draft} onDraft={setDraft} onBroken={setBroken} />
          )}
          <Aside validation={validation} isBroken={isBroken} />
        </div>
      </div>
    </DeskContext>
  );
}

export function NewRulePage() {
  const text = useText();
  const { from } = newRoute.useSearch();
  const answer = useQuery({ ...ruleQuery(from ?? ""), enabled: from !== undefined });
  const title = text("ruleEditor.newTitle");
  if (from === undefined) return <Editor start={newDraft()} title={title} />;
  if (answer.isError)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  return <Editor start={cloneDraft(answer.data, text("ruleDesk.cloneSuffix"))} title={title} />;
}

export function EditRulePage() {
  const text = useText();
  const { ruleId } = editRoute.useParams();
  // A draft begins with what the server has now, not with what a list had.
  const answer = useQuery({ ...ruleQuery(ruleId), staleTime: 0, refetchOnMount: "always" });
  const [first, setFirst] = useState<DetectionRule>();
  if (answer.data && !answer.isFetching && first?.id !== ruleId) setFirst(answer.data);
  if (answer.isError && !first)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!first) return <Loading />;
  return (
    <Editor
      key={first.id}
      rule={first}
      start={editableRule(first)}
      title={text("ruleEditor.editTitle", { name: ruleName(first) })}
    />
  );
}
