/** Tells of a shipped rule that is going, and until when it is there. */
import type { DetectionRule } from "#lib/protocol";
import { Banner } from "./banner.tsx";
import { formatTime } from "./format.ts";
import { useText } from "./text/index.tsx";

/** Whether a rule is off for good: turning it on needs a copy of one's own. */
export const staysOff = ({ isDeprecated, isDefault, isEnabled }: DetectionRule): boolean =>
  isDeprecated === true && isDefault && !isEnabled;

export function DeprecationBanner({ rule }: { rule: DetectionRule }) {
  const text = useText();
  const { isDeprecated, deprecationDate } = rule;
  if (isDeprecated !== true) return null;
  const day = deprecationDate && formatTime(new Date(deprecationDate).toISOString());
  return (
    <Banner
      tone="warn"
      title={day ? text("deprecation.until", { day }) : text("deprecation.title")}
    >
      {text(staysOff(rule) ? "deprecation.off" : "deprecation.on")}
    </Banner>
  );
}
