/** One suppression: its fields, what it would have hidden, and what somebody else made of it. */
import { ActionIcon, Button } from "@mantine/core";
import { IconAlertTriangle, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Suppression } from "#lib/protocol";
import { ApiFailure } from "../../api/client.ts";
import { resourceName } from "../../api/restrictions.ts";
import {
  changeSuppression,
  createSuppression,
  deleteSuppression,
  type KeySets,
  type SuppressionDraft,
  suppressionsQuery,
} from "../../api/suppressions.ts";
import { Banner } from "../../ui/banner.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { CheckField, DeskContext, ListField, TextField, TimeField } from "../../ui/form/fields.tsx";
import { formatCount } from "../../ui/format.ts";
import { RestrictionBanner, RestrictionButton, useMayEdit } from "../../ui/restriction.tsx";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";
import { KeyChooser } from "./key-chooser.tsx";
import { usePreview } from "./use-preview.ts";

const FIELDS = [
  ...["name", "enabled", "rule_query", "suppression_query", "data_exclusion_query"],
  ...["description", "tags", "start_date", "expiration_date"],
] as const;

/** What people decide of a suppression. */
export function draftOf({ attributes }: Suppression): SuppressionDraft {
  const fields = attributes as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
}

function PreviewPane({ state }: { state: ReturnType<typeof usePreview> }) {
  const text = useText();
  const { answer: preview, failure } = state;
  if (failure) return <FailureView error={failure} />;
  if (!preview) return null;
  return (
    <section className="card" data-testid="suppression-preview">
      <h3>{text("suppress.previewTitle")}</h3>
      <p>
        <strong data-testid="hidden-count">
          {text("suppress.preview", { count: preview.signals })}
        </strong>{" "}
        <span className="dim">
          {text("suppress.previewRules", { count: preview.rules_matched })}
          {!preview.is_complete &&
            ` ${text("suppress.previewPart", { count: preview.signals_seen })}`}
        </span>
      </p>
      {preview.events !== undefined && (
        <p data-testid="excluded-count">
          {text("suppress.previewEvents", { count: preview.events })}
        </p>
      )}
      {preview.warnings.map(({ code, key, message }) => (
        <p key={`${code} ${key} ${message}`} className="key-warning" data-testid="warning">
          <IconAlertTriangle size={14} aria-hidden />
          <span>
            {key !== "" && <code>{key}</code>} {message}
          </span>
        </p>
      ))}
      <ul className="hidden-rules">
        {preview.rules.map(({ id, name, signals }) => (
          <li key={id}>
            <span>{name}</span> <strong>{formatCount(signals)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}

type FormParts = {
  suppression: Suppression | undefined;
  start: SuppressionDraft;
  /** Of the signal that it begins at. */
  keys?: KeySets | undefined;
  onClose: () => void;
};

/** Saves a draft of one version, and deletes; a conflict is kept until it is settled. */
function useSaving(suppression: Suppression | undefined, onClose: () => void) {
  const client = useQueryClient();
  const tell = useTell();
  const text = useText();
  const [isSaving, setSaving] = useState(false);
  const [newest, setNewest] = useState<Suppression>();
  // The version that the draft began with, whatever the list has read since.
  const [version, setVersion] = useState(suppression?.attributes.version);
  const renew = () => client.fetchQuery({ ...suppressionsQuery, staleTime: 0 });

  async function save(draft: SuppressionDraft, from = version) {
    setSaving(true);
    try {
      if (suppression) await changeSuppression(suppression.id, { ...draft, version: from });
      else await createSuppression(draft);
      await renew();
      tell.done(text("suppress.saved"));
      onClose();
    } catch (error) {
      const isConflict = suppression && error instanceof ApiFailure && error.status === 409;
      const all = isConflict ? await renew().catch(() => []) : [];
      const theirs = all.find(({ id }) => id === suppression?.id);
      if (theirs) setNewest(theirs);
      else tell.failed(error);
    }
    setSaving(false);
  }
  async function remove() {
    if (!suppression) return;
    try {
      await deleteSuppression(suppression.id);
      await renew();
      tell.done(text("suppress.deleted"));
      onClose();
    } catch (error) {
      tell.failed(error);
    }
  }
  return {
    isSaving,
    newest,
    save,
    remove,
    settle(next: Suppression) {
      setVersion(next.attributes.version);
      setNewest(undefined);
    },
  };
}

function Conflict({ onTake, onKeep }: { onTake: () => void; onKeep: () => void }) {
  const text = useText();
  return (
    <section className="card" role="alert" data-testid="conflict">
      <Banner tone="warn" title={text("suppress.conflict")}>
        {text("suppress.conflictText")}
      </Banner>
      <div className="dialog-actions">
        <Button size="xs" variant="default" onClick={onTake}>
          {text("suppress.takeNewest")}
        </Button>
        <Button size="xs" onClick={onKeep}>
          {text("suppress.keepMine")}
        </Button>
      </div>
    </section>
  );
}

function SuppressionFields() {
  const text = useText();
  return (
    <div className="entry-fields">
      <TextField path="name" label={text("suppress.name")} wide />
      <TextField
        path="rule_query"
        label={text("suppress.ruleQuery")}
        hint={text("suppress.ruleQueryHint")}
        code
        wide
      />
      <TextField
        path="suppression_query"
        label={text("suppress.suppressionQuery")}
        hint={text("suppress.suppressionQueryHint")}
        code
        wide
      />
      <TextField
        path="data_exclusion_query"
        label={text("suppress.exclusionQuery")}
        hint={text("suppress.exclusionQueryHint")}
        code
        wide
      />
      <TextField path="description" label={text("suppress.description")} lines={3} wide />
      <TimeField path="start_date" label={text("suppress.start")} />
      <TimeField path="expiration_date" label={text("suppress.expiration")} />
      <ListField path="tags" label={text("suppress.tags")} />
      <CheckField path="enabled" label={text("suppress.enabled")} />
    </div>
  );
}

function FormHead({ isNew, onClose }: { isNew: boolean; onClose: () => void }) {
  const text = useText();
  return (
    <header>
      <h2>{text(isNew ? "suppress.create" : "suppress.editTitle")}</h2>
      <ActionIcon variant="subtle" color="gray" aria-label={text("common.close")} onClick={onClose}>
        <IconX size={17} />
      </ActionIcon>
    </header>
  );
}

export function SuppressionForm({ suppression, start, keys, onClose }: FormParts) {
  const text = useText();
  const [draft, setDraft] = useState(start);
  const [isDeleting, setDeleting] = useState(false);
  const state = usePreview(draft);
  const saving = useSaving(suppression, onClose);
  const { newest } = saving;
  const resource = suppression && resourceName("security-suppression", suppression.id);
  const mayEdit = useMayEdit(resource);
  const desk = useMemo(
    () => ({ draft, change: setDraft, faults: state.faults, isOpen: mayEdit }),
    [draft, state.faults, mayEdit],
  );
  return (
    <DeskContext value={desk}>
      <article className="beside-form" data-testid="suppression-form">
        <FormHead isNew={!suppression} onClose={onClose} />
        {resource && <RestrictionBanner resource={resource} />}
        {newest && (
          <Conflict
            onTake={() => {
              setDraft(draftOf(newest));
              saving.settle(newest);
            }}
            onKeep={() => {
              saving.settle(newest);
              void saving.save(draft, newest.attributes.version);
            }}
          />
        )}
        {keys && <KeyChooser keys={keys} />}
        <SuppressionFields />
        <PreviewPane state={state} />
        <div className="dialog-actions">
          {resource && <RestrictionButton resource={resource} />}
          {suppression && mayEdit && (
            <Button
              size="xs"
              variant="default"
              onClick={() => setDeleting(true)}
              data-testid="suppression-delete"
            >
              {text("suppress.delete")}
            </Button>
          )}
          <Button
            size="xs"
            loading={saving.isSaving}
            disabled={!mayEdit || state.isChecking || state.faults.length > 0}
            onClick={() => void saving.save(draft)}
            data-testid="suppression-save"
          >
            {text("suppress.save")}
          </Button>
        </div>
        <Confirm
          title={text("suppress.deleteTitle")}
          action={text("suppress.delete")}
          opened={isDeleting}
          onClose={() => setDeleting(false)}
          onConfirm={saving.remove}
        >
          <p>{text("suppress.deleteText")}</p>
        </Confirm>
      </article>
    </DeskContext>
  );
}
