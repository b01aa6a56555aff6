/** What the list and one pack show alike. */
import type { ContentPack, PackStatus } from "#lib/protocol";
import { useText } from "../../ui/text/index.tsx";

const TONES: Readonly<Record<PackStatus, "good" | "warn" | "bad" | undefined>> = {
  ...{ install: undefined, activate: undefined, initializing: undefined, active: "good" },
  ...{ warning: "warn", broken: "bad", not_configured: undefined },
};

export function Status({ pack }: { pack: ContentPack }) {
  const text = useText();
  const { status, unseen_reason } = pack.attributes;
  return (
    <span
      className="health"
      data-tone={status && TONES[status]}
      title={unseen_reason}
      data-testid="pack-status"
    >
      {status ? text(`packs.statuses.${status}`) : text("packs.unknown")}
    </span>
  );
}

export function RulesOn({ pack }: { pack: ContentPack }) {
  const text = useText();
  const { detections } = pack.attributes;
  const on = detections.filter((rule) => rule.is_enabled).length;
  return (
    <span data-testid="rules-on">{text("packs.rulesOn", { on, count: detections.length })}</span>
  );
}
