/** Stands where rows would, while the search has a mistake. */
import { IconSearchOff } from "@tabler/icons-react";
import { Empty } from "../placeholder.tsx";
import { useText } from "../text/index.tsx";

export type SyntaxExample = { example: string; text: string };

export function SyntaxHelp({ examples }: { examples: readonly SyntaxExample[] }) {
  const text = useText();
  return (
    <Empty icon={<IconSearchOff size={32} stroke={1.3} aria-hidden />} title={text("list.syntax")}>
      <dl className="syntax-help">
        {examples.map(({ example, text: meaning }) => (
          <div key={example}>
            <dt>
              <code>{example}</code>
            </dt>
            <dd className="dim">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Empty>
  );
}
