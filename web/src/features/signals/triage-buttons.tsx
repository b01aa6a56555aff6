/** The three state changes, as buttons. The one that would change nothing is not offered. */
import { Button } from "@mantine/core";
import { IconArchive, IconArrowBackUp, IconEye } from "@tabler/icons-react";
import { TRIAGE_STATES, type TriageState } from "#lib/protocol";
import { useText } from "../../ui/text/index.tsx";

const ICONS = { open: IconArrowBackUp, under_review: IconEye, archived: IconArchive } as const;
const KEYS: Readonly<Record<TriageState, string>> = { open: "o", under_review: "r", archived: "e" };

type TriageButtonsParts = {
  /** The state all signals concerned are in, or undefined when they differ. */
  current: TriageState | undefined;
  onState: (state: TriageState) => void;
};

export function TriageButtons({ current, onState }: TriageButtonsParts) {
  const text = useText();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout.
    <div className="triage-buttons" role="group" aria-label={text("triage.label")}>
      {TRIAGE_STATES.filter((state) => state !== current).map((state) => {
        const Icon = ICONS[state];
        return (
          <Button
            key={state}
            size="compact-sm"
            variant={state === "archived" ? "filled" : "default"}
            leftSection={<Icon size={14} aria-hidden />}
            onClick={() => onState(state)}
            aria-keyshortcuts={KEYS[state]}
            title={KEYS[state]}
            data-testid={`triage-${state}`}
          >
            {text(`triage.${state}`)}
          </Button>
        );
      })}
    </div>
  );
}
