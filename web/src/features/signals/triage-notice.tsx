/** Says what a triage change did, and offers to take it back. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { TriageState } from "#lib/protocol";
import type { Text } from "../../ui/text/index.tsx";

const UNDO_MS = 8_000;

export function announce(
  text: Text,
  count: number,
  state: TriageState,
  undo: () => Promise<void>,
): void {
  const word = text(`state.${state}`).toLowerCase();
  const id = notifications.show({
    autoClose: UNDO_MS,
    withBorder: true,
    message: (
      <div className="notice">
        <span>{text("triage.done", { count, state: word })}</span>
        <Button
          size="compact-xs"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            void undo();
          }}
        >
          {text("common.undo")}
        </Button>
      </div>
    ),
  });
}
