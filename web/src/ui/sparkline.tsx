/**
 * The last values of a rate as a small line. Decoration: the number beside it carries the meaning.
 */
type SparklineParts = { values: readonly number[]; width?: number; height?: number };

export function Sparkline({ values, width = 72, height = 18 }: SparklineParts) {
  if (values.length < 2) return null;
  const top = Math.max(...values, 1);
  const step = width / (values.length - 1);
  const points = values.map((value, index) => {
    const y = height - 1.5 - (value / top) * (height - 3);
    return `${(index * step).toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className="sparkline" width={width} height={height} aria-hidden="true">
      <polyline points={points.join(" ")} />
    </svg>
  );
}
