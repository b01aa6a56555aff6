/**
 * What can be done with the selected signals. Stands in for the severity counts while any is
 * selected.
 */
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { TriageState } from "#lib/protocol";
import { useText } from "../../ui/text/index.tsx";
import { TriageButtons } from "./triage-buttons.tsx";

type BulkBarParts = {
  count: number;
  state: TriageState | undefined;
  onState: (state: TriageState) => void;
  onClear: () => void;
};

export function BulkBar({ count, state, onState, onClear }: BulkBarParts) {
  const text = useText();
  return (
    <div className="bulk-bar" data-testid="bulk-bar">
      <strong>{text("list.selected", { count })}</strong>
      <TriageButtons current={state} onState={onState} />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={text("list.clearSelection")}
        onClick={onClear}
      >
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}
