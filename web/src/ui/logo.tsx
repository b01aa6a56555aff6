/** The mark: an open eye. */
const LIDS = "M5.5 16c2.7-4.7 6.3-7 10.5-7s7.8 2.3 10.5 7c-2.7 4.7-6.3 7-10.5 7s-7.8-2.3-10.5-7z";

export function Logo({ size }: { size: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d={LIDS} />
      <circle cx="16" cy="16" r="3.6" />
    </svg>
  );
}
