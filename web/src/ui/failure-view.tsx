/** What could not be loaded, in the server's own words, and the way to try again. */
import { Button } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { ApiFailure } from "../api/client.ts";
import { type Text, useText } from "./text/index.tsx";

/** Sentence and hint of any failure. */
export function describeFailure(error: unknown, text: Text): { message: string; hint: string } {
  if (!(error instanceof ApiFailure))
    return { message: text("failure.broken"), hint: text("failure.brokenHint") };
  if (error.status === 0)
    return { message: text("failure.unreachable"), hint: text("failure.unreachableHint") };
  const detail = error.details[0];
  if (detail) return { message: detail.message, hint: detail.hint };
  if (error.status === 404) return { message: text("failure.notFound"), hint: "" };
  return { message: text("failure.status", { status: error.status }), hint: "" };
}

export function FailureView({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useText();
  const { message, hint } = describeFailure(error, text);
  const code = error instanceof ApiFailure ? error.code : "";
  return (
    <div className="placeholder" role="alert" data-testid="failure">
      <IconPlugConnectedX size={28} stroke={1.4} aria-hidden />
      <h2>{text("failure.title")}</h2>
      <p>{message}</p>
      {hint !== "" && <p className="dim">{hint}</p>}
      {code !== "" && <p className="faint mono">{text("failure.code", { code })}</p>}
      {onRetry && (
        <Button variant="default" size="xs" onClick={onRetry}>
          {text("common.retry")}
        </Button>
      )}
    </div>
  );
}
