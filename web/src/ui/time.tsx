/** A moment: how long ago, with the exact time on hover and for screen readers. */
import { useNow } from "./clock.ts";
import { formatAgo, formatTime } from "./format.ts";
import { useText } from "./text/index.tsx";

export function Ago({ at }: { at: string }) {
  const text = useText();
  const now = useNow();
  return (
    <time dateTime={at} title={formatTime(at)} className="ago">
      {formatAgo(at, now, text)}
    </time>
  );
}

export function Moment({ at }: { at: string }) {
  const text = useText();
  const now = useNow();
  const exact = formatTime(at);
  if (exact === "") return <>{text("common.notKnown")}</>;
  return (
    <time dateTime={at} title={at}>
      {exact} <span className="dim">{formatAgo(at, now, text)}</span>
    </time>
  );
}
