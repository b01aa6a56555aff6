/**
 * Asks why signals are archived. Opened by `e`: a reason is one arrow key away, Enter in the
 * comment is a new line.
 */
import { Button, Kbd, Modal, Radio, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ARCHIVE_REASONS, type ArchiveReason } from "#lib/protocol";
import type { TriageChange } from "../../api/signals.ts";
import { useText } from "../../ui/text/index.tsx";

const COMMENT_CHARACTERS_MAX = 4096;

type ArchiveDialogParts = {
  /** How many signals it is about; 0 keeps it closed. */
  count: number;
  onClose: () => void;
  onArchive: (change: TriageChange) => void;
};

function ArchiveForm({ onClose, onArchive }: Omit<ArchiveDialogParts, "count">) {
  const text = useText();
  const [reason, setReason] = useState<ArchiveReason>("none");
  const [comment, setComment] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onArchive({
      state: "archived",
      archive_reason: reason,
      ...(comment.trim() === "" ? {} : { archive_comment: comment.trim() }),
    });
  };
  return (
    <form onSubmit={submit} className="archive-form">
      <Radio.Group
        label={text("triage.reason")}
        value={reason}
        onChange={(value) => setReason(value as ArchiveReason)}
      >
        <div className="archive-reasons">
          {ARCHIVE_REASONS.map((each) => (
            <Radio
              key={each}
              value={each}
              size="xs"
              label={text(`reason.${each}`)}
              {...(each === "none" && { "data-autofocus": true })}
            />
          ))}
        </div>
      </Radio.Group>
      <Textarea
        label={text("triage.comment")}
        placeholder={text("triage.commentHint")}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
        maxLength={COMMENT_CHARACTERS_MAX}
        autosize
        minRows={2}
        maxRows={8}
      />
      <div className="dialog-actions">
        <Button variant="default" size="xs" onClick={onClose}>
          {text("common.cancel")}
        </Button>
        <Button type="submit" size="xs" data-testid="archive-confirm">
          {text("triage.archived")} <Kbd size="xs">↵</Kbd>
        </Button>
      </div>
    </form>
  );
}

export function ArchiveDialog({ count, onClose, onArchive }: ArchiveDialogParts) {
  const text = useText();
  return (
    <Modal
      opened={count > 0}
      onClose={onClose}
      title={text("triage.archiveTitle", { count: Math.max(1, count) })}
      size="md"
      centered
      transitionProps={{ duration: 120 }}
      closeButtonProps={{ "aria-label": text("common.close") }}
    >
      <ArchiveForm onClose={onClose} onArchive={onArchive} />
    </Modal>
  );
}
