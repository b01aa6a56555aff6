/** What stands where logs would: how to send the first, how to find more, how to search. */
import { IconFileText } from "@tabler/icons-react";
import { NoMatch } from "../../ui/explorer/no-match.tsx";
import { SyntaxHelp } from "../../ui/explorer/syntax-help.tsx";
import { Command, Empty } from "../../ui/placeholder.tsx";
import { useText } from "../../ui/text/index.tsx";
import type { LogsView } from "./search.ts";

type LogEmptyParts = { view: LogsView; onQuery: (query: string) => void; onWider: () => void };

export function LogEmpty({ view, onQuery, onWider }: LogEmptyParts) {
  const text = useText();
  const isWidest = view.range === "30d";
  if (view.query === "" && isWidest) {
    const address = `${window.location.origin}/api/v2/logs`;
    const log = '{"message": "hello", "service": "first"}';
    const command = `curl -H "DD-API-KEY: $KEY" ${address} -d '${log}'`;
    return (
      <Empty
        icon={<IconFileText size={32} stroke={1.3} aria-hidden />}
        title={text("logs.emptyTitle")}
      >
        <p>{text("logs.emptyText")}</p>
        <Command>{command}</Command>
        <p className="dim">{text("logs.emptyNext")}</p>
      </Empty>
    );
  }
  return (
    <NoMatch
      message={text("logs.noMatchText")}
      onClear={view.query === "" ? undefined : () => onQuery("")}
      onWider={isWidest ? undefined : onWider}
    />
  );
}

const EXAMPLES = [
  ["word", '"failed password"'],
  ["value", "@http.status_code:[500 TO 599]"],
  ["any", "service:(sshd OR sudo)"],
  ["not", "-status:info"],
  ["network", "CIDR(@network.client.ip, 203.0.113.0/24)"],
] as const;

export function LogSyntaxHelp() {
  const text = useText();
  const examples = EXAMPLES.map(([name, example]) => ({
    example,
    text: text(`logs.syntaxes.${name}`),
  }));
  return <SyntaxHelp examples={examples} />;
}
