/** One pack beside the list: whether it works, what it needs, what to do with it, its rules. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ContentPack, ContentPackNeed } from "#lib/protocol";
import { Banner } from "../../ui/banner.tsx";
import { BesideHead } from "../../ui/beside-head.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import { useText } from "../../ui/text/index.tsx";
import { Ago } from "../../ui/time.tsx";
import { RulesOn, Status } from "./parts.tsx";

function Need({ need }: { need: ContentPackNeed }) {
  const text = useText();
  return (
    <li data-testid="pack-need">
      <div className="pack-line">
        <strong>{need.name}</strong>
        <span className="health" data-tone={need.last_seen === undefined ? "warn" : "good"}>
          {need.last_seen === undefined ? (
            text("packs.notSeen")
          ) : (
            <span>
              {text("packs.seen")} <Ago at={need.last_seen} />
            </span>
          )}
        </span>
      </div>
      <p className="dim">{need.how}</p>
      {need.search !== undefined && <code>{need.search}</code>}
      {need.events.length > 0 && (
        <p className="dim">
          {text("packs.events")}: <code>{need.events.join(", ")}</code>
        </p>
      )}
    </li>
  );
}

function Rules({ pack }: { pack: ContentPack }) {
  const text = useText();
  const named = (keeper: string) => (keeper === "override" ? text("packs.override") : keeper);
  return (
    <section>
      <h3>{text("packs.rules")}</h3>
      <ul className="pack-list">
        {pack.attributes.detections.map((rule) => (
          <li key={rule.id} className="pack-line" data-testid="pack-rule">
            <Link to="/rules/$ruleId" params={{ ruleId: rule.id }}>
              {rule.name}
            </Link>
            <span className="dim">
              {text(rule.is_enabled ? "packs.on" : "packs.off")}
              {rule.kept_by.length > 0 &&
                `, ${text("packs.keptBy", { names: rule.kept_by.map(named).join(", ") })}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Names({ title, note, names }: { title: string; note?: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      {note && <p className="dim">{note}</p>}
      <div className="chips">
        {names.map((name) => (
          <span key={name} className="chip mono">
            {name}
          </span>
        ))}
      </div>
    </section>
  );
}

function History({ pack }: { pack: ContentPack }) {
  const text = useText();
  const { history } = pack.attributes;
  return (
    <section>
      <h3>{text("packs.history")}</h3>
      {history.length === 0 && <p className="dim">{text("packs.historyNone")}</p>}
      <ol className="pack-list" reversed>
        {history.map(({ version, active, at, by }) => (
          <li key={version} data-testid="pack-change">
            {text(active ? "packs.turnedOn" : "packs.turnedOff", { name: by })}{" "}
            <span className="dim">
              <Ago at={at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

type PackViewParts = {
  pack: ContentPack;
  isBusy: boolean;
  onChange: (active: boolean) => Promise<void>;
  onClose: () => void;
};

/** Deactivating asks first and says what goes with it. */
function Switching({ pack, isBusy, onChange }: Omit<PackViewParts, "onClose">) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const { name, active, detections } = pack.attributes;
  const on = detections.filter((rule) => rule.is_enabled);
  const kept = on.filter((rule) => rule.kept_by.length > 0).length;
  return (
    <>
      <Button
        size="xs"
        variant={active ? "default" : "filled"}
        loading={isBusy}
        onClick={() => (active ? setAsking(true) : void onChange(true))}
        data-testid="pack-switch"
      >
        {text(active ? "packs.deactivate" : "packs.activate")}
      </Button>
      <Confirm
        title={text("packs.offTitle", { name })}
        action={text("packs.deactivate")}
        opened={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => onChange(false)}
      >
        <p>{text("packs.offText", { count: on.length - kept })}</p>
        {kept > 0 && <p>{text("packs.offKept", { count: kept })}</p>}
      </Confirm>
    </>
  );
}

export function PackView({ pack, isBusy, onChange, onClose }: PackViewParts) {
  const text = useText();
  const { name, description, needs, guidance, unseen_reason: unseen } = pack.attributes;
  return (
    <article className="beside-form pack-view" data-testid="pack-view">
      <BesideHead onClose={onClose}>
        <h2>{name}</h2>
      </BesideHead>
      <p>{description}</p>
      {unseen && (
        <Banner tone="warn" title={text("packs.unseen")}>
          {unseen}
        </Banner>
      )}
      <div className="pack-line">
        <Status pack={pack} />
        <RulesOn pack={pack} />
        <Switching {...{ pack, isBusy, onChange }} />
      </div>
      <section>
        <h3>{text("packs.needs")}</h3>
        <ul className="pack-list">
          {needs.map((need) => (
            <Need key={need.name} need={need} />
          ))}
        </ul>
      </section>
      <section>
        <h3>{text("packs.guidance")}</h3>
        <Markdown source={guidance.map((step) => `- ${step}`).join("\n")} />
      </section>
      <Rules pack={pack} />
      <Names
        title={text("packs.agentRules")}
        note={text("packs.agentRulesNote")}
        names={pack.attributes.agent_rules}
      />
      <Names title={text("packs.pipelines")} names={pack.attributes.pipelines} />
      <History pack={pack} />
    </article>
  );
}
