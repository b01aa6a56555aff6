/** How far something is, from 0 to 1. */
type ProgressParts = { share: number; label: string; tone?: "good" | "bad" | "none" };

export function Progress({ share, label, tone }: ProgressParts) {
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return (
    <span className="progress" data-tone={tone}>
      <span
        className="progress-bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ width: `${percent}%` }} />
      </span>
      <span className="dim">{percent} %</span>
    </span>
  );
}
