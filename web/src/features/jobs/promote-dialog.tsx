/** Asks with which severity and words results become signals. */
import { Button, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { SEVERITIES, type Severity } from "#lib/protocol";
import { promoteResults } from "../../api/jobs.ts";
import type { SignalRow } from "../../api/signals.ts";
import { addTerm } from "../../ui/query-text.ts";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";
import "../../ui/form/form.css";

const MESSAGE_CHARACTERS_MAX = 65_536;

type PromoteParts = {
  /** What it is about; none keeps it closed. */
  rows: readonly SignalRow[];
  ruleId: string | undefined;
  onClose: () => void;
  onDone: () => void;
};

function PromoteForm({ rows, ruleId, onClose, onDone }: PromoteParts) {
  const text = useText();
  const id = useId();
  const tell = useTell();
  const client = useQueryClient();
  const navigate = useNavigate();
  const worst = SEVERITIES.find((each) => rows.some(({ severity }) => severity === each));
  const [severity, setSeverity] = useState<Severity>(worst ?? "medium");
  const [message, setMessage] = useState("");
  const [isBusy, setBusy] = useState(false);
  const promote = async (isFollowed: boolean) => {
    setBusy(true);
    try {
      await promoteResults(
        rows.map((row) => row.id),
        severity,
        message.trim(),
      );
      tell.done(text("jobs.promoted", { count: rows.length }));
      await client.invalidateQueries({ queryKey: ["signals"] });
      onDone();
      onClose();
      const q = addTerm("", "@workflow.rule.id", ruleId ?? rows[0]?.ruleId ?? "", false);
      if (isFollowed) await navigate({ to: "/signals", search: { q, range: "30d" } });
    } catch (error) {
      tell.failed(error);
      setBusy(false);
    }
  };
  return (
    <form
      className="confirm"
      data-testid="promote-form"
      onSubmit={(event) => {
        event.preventDefault();
        void promote(false);
      }}
    >
      <p className="dim">{text("jobs.promoteText")}</p>
      <div className="field">
        <label htmlFor={id}>{text("jobs.severity")}</label>
        <select
          id={id}
          value={severity}
          onChange={(event) => setSeverity(event.currentTarget.value as Severity)}
          data-autofocus
          data-testid="promote-severity"
        >
          {SEVERITIES.map((each) => (
            <option key={each} value={each}>
              {text(`severity.${each}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-message`}>{text("jobs.message")}</label>
        <textarea
          id={`${id}-message`}
          rows={3}
          placeholder={text("jobs.messageHint")}
          value={message}
          maxLength={MESSAGE_CHARACTERS_MAX}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
      </div>
      <div className="dialog-actions">
        <Button variant="default" size="xs" onClick={onClose}>
          {text("common.cancel")}
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={isBusy}
          onClick={() => void promote(true)}
          data-testid="promote-follow"
        >
          {text("jobs.promoteFollow")}
        </Button>
        <Button type="submit" size="xs" loading={isBusy} data-testid="promote-confirm">
          {text("jobs.promote")}
        </Button>
      </div>
    </form>
  );
}

export function PromoteDialog(parts: PromoteParts) {
  const text = useText();
  return (
    <Modal
      opened={parts.rows.length > 0}
      onClose={parts.onClose}
      title={text("jobs.promoteTitle", { count: Math.max(1, parts.rows.length) })}
      size="md"
      centered
      transitionProps={{ duration: 120 }}
      closeButtonProps={{ "aria-label": text("common.close") }}
    >
      <PromoteForm {...parts} />
    </Modal>
  );
}
