/** One place of the map: what looks for it, what was seen of it, and what lies below it. */
import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { AttackMapCell, AttackMapTechnique } from "#lib/protocol";
import type { TimeSearch } from "../../../ui/explorer/time-range.ts";
import { formatCount } from "../../../ui/format.ts";
import { useText } from "../../../ui/text/index.tsx";
import { type Place, placeQuery } from "./coverage.ts";

/** A sub-technique's name without its technique's. */
const shortName = ({ name }: AttackMapCell) => name.split(": ").at(-1) ?? name;
const siteOf = (id: string) =>
  `https://attack.mitre.org/${id.startsWith("TA") ? "tactics" : "techniques"}/${id}/`;

type LinksParts = { tactic: string; technique?: string; query: string; time: TimeSearch };

function Links({ tactic, technique, query, time }: LinksParts) {
  const text = useText();
  const own = placeQuery(tactic, technique);
  const rules = { q: placeQuery(tactic, technique, query) };
  return (
    <div className="attack-links">
      <Button
        size="xs"
        variant="default"
        renderRoot={(props) => <Link to="/rules" search={rules} {...props} />}
        data-testid="place-rules"
      >
        {text("attack.showRules")}
      </Button>
      <Button
        size="xs"
        variant="default"
        renderRoot={(props) => <Link to="/signals" search={{ ...time, q: own }} {...props} />}
        data-testid="place-signals"
      >
        {text("attack.showSignals")}
      </Button>
      <Button
        size="xs"
        variant="default"
        renderRoot={(props) => <Link to="/rules/new" {...props} />}
      >
        {text("attack.newRule")}
      </Button>
    </div>
  );
}

type SubtechniquesParts = { tactic: string; technique: AttackMapTechnique; query: string };

function Subtechniques({ tactic, technique, query }: SubtechniquesParts) {
  const text = useText();
  return (
    <>
      <h3>{text("attack.subtechniques")}</h3>
      <ul className="attack-subs">
        {technique.subtechniques.map((sub) => (
          <li key={sub.id}>
            <Link
              to="/rules"
              search={{ q: placeQuery(tactic, sub.id, query) }}
              aria-label={text("attack.cell", {
                name: shortName(sub),
                rules: formatCount(sub.rules_enabled),
                signals: formatCount(sub.signals),
              })}
            >
              {shortName(sub)} <span className="faint">{sub.id}</span>
            </Link>
            <span className="dim">
              {formatCount(sub.rules_enabled)} · {formatCount(sub.signals)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

type PanelParts = { place: Place; query: string; time: TimeSearch; onClose: () => void };

export function PlacePanel({ place, query, time, onClose }: PanelParts) {
  const text = useText();
  const { tactic, technique } = place;
  const cell = technique ?? tactic;
  const head = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place was opened.
  useEffect(() => head.current?.focus(), [cell.id]);
  return (
    <aside
      className="card attack-panel"
      aria-label={cell.name}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      data-testid="attack-place"
    >
      <div className="card-head">
        <h2 ref={head} tabIndex={-1}>
          {cell.name}
        </h2>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text("common.close")}
          onClick={onClose}
        >
          <IconX size={17} />
        </ActionIcon>
      </div>
      <p className="dim">
        {technique && `${tactic.name} · `}
        <a href={siteOf(cell.id)} target="_blank" rel="noreferrer" title={text("attack.site")}>
          {cell.id}
        </a>
      </p>
      <p>
        {text("attack.on", { count: cell.rules_enabled })}{" "}
        <span className="dim">{text("attack.of", { count: cell.rules })}</span>
        {", "}
        {text("attack.signals", { count: cell.signals })}
      </p>
      {cell.rules_enabled === 0 && <p className="attack-gap">{text("attack.gap")}</p>}
      <Links
        tactic={tactic.id}
        {...(technique && { technique: technique.id })}
        query={query}
        time={time}
      />
      {technique && technique.subtechniques.length > 0 && (
        <Subtechniques tactic={tactic.id} technique={technique} query={query} />
      )}
    </aside>
  );
}
