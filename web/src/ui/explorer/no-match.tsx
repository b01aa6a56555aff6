/** What stands where rows would when a search matches nothing: how to find more. */
import { Button } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import { Empty } from "../placeholder.tsx";
import { useText } from "../text/index.tsx";

type NoMatchParts = {
  /** What was not found. */
  message: string;
  /** Undefined when the search is the usual one. */
  onClear: (() => void) | undefined;
  /** Undefined when no longer time is offered. */
  onWider: (() => void) | undefined;
};

export function NoMatch({ message, onClear, onWider }: NoMatchParts) {
  const text = useText();
  return (
    <Empty
      icon={<IconSearchOff size={32} stroke={1.3} aria-hidden />}
      title={text("list.noMatchTitle")}
    >
      <p>{message}</p>
      <div className="placeholder-actions">
        {onClear && (
          <Button variant="default" size="xs" onClick={onClear}>
            {text("list.noMatchClear")}
          </Button>
        )}
        {onWider && (
          <Button variant="default" size="xs" onClick={onWider}>
            {text("list.noMatchWider")}
          </Button>
        )}
      </div>
    </Empty>
  );
}
