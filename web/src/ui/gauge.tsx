/** How full something with a limit is; it turns amber at 70 % and red at 90 %. */
type GaugeParts = { used: number; max: number; label: string };

const WARN_SHARE = 0.7;
const BAD_SHARE = 0.9;

export function Gauge({ used, max, label }: GaugeParts) {
  const share = max > 0 ? Math.min(1, used / max) : 0;
  const tone = share >= BAD_SHARE ? "bad" : share >= WARN_SHARE ? "warn" : "good";
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers do not let a meter be styled alike.
    <div
      className="gauge"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={used}
    >
      <div data-tone={tone} style={{ width: `${Math.max(share * 100, used > 0 ? 1 : 0)}%` }} />
    </div>
  );
}
