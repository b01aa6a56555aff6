/**
 * An empty list teaches: how to see the first signal, or how to widen a search that matched
 * nothing.
 */
import { IconRadar2 } from "@tabler/icons-react";
import { NoMatch } from "../../ui/explorer/no-match.tsx";
import { SyntaxHelp } from "../../ui/explorer/syntax-help.tsx";
import { Command, Empty } from "../../ui/placeholder.tsx";
import { useText } from "../../ui/text/index.tsx";
import { DEFAULT_QUERY, type SignalsView } from "./search.ts";

const FIRST_SIGNAL = "cp /bin/true /tmp/xmrig && /tmp/xmrig -o stratum+tcp://pool.example:3333";

type ListEmptyParts = { view: SignalsView; onQuery: (query: string) => void; onWider: () => void };

export function ListEmpty({ view, onQuery, onWider }: ListEmptyParts) {
  const text = useText();
  if (view.query === DEFAULT_QUERY && (view.range === "7d" || view.range === "30d"))
    return (
      <Empty
        icon={<IconRadar2 size={32} stroke={1.3} aria-hidden />}
        title={text("list.emptyTitle")}
      >
        <p>{text("list.emptyText")}</p>
        <Command>{FIRST_SIGNAL}</Command>
        <p className="dim">{text("list.emptyNext")}</p>
      </Empty>
    );
  return (
    <NoMatch
      message={text("list.noMatchText")}
      onClear={view.query === DEFAULT_QUERY ? undefined : () => onQuery(DEFAULT_QUERY)}
      onWider={view.range === "30d" ? undefined : onWider}
    />
  );
}

const EXAMPLES = [
  ["value", "@process.executable.path:/tmp/xmrig"],
  ["any", "host:(web-1 OR web-2)"],
  ["not", "-@process.user:root"],
  ["pattern", "@file.path:/etc/cron*"],
  ["number", "@connect.addr.port:[1 TO 1023]"],
] as const;

/** Stands where rows would, while the search has a mistake. */
export function SignalSyntaxHelp() {
  const text = useText();
  const examples = EXAMPLES.map(([name, example]) => ({
    example,
    text: text(`list.syntaxes.${name}`),
  }));
  return <SyntaxHelp examples={examples} />;
}
