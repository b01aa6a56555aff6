/** Content packs as cards, by what they are about, and one opened beside them. */
import { IconPackages } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type ContentPack, PACK_CATEGORIES } from "#lib/protocol";
import { packsQuery } from "../../api/packs.ts";
import { SidePanel } from "../../ui/explorer/side-panel.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { useText } from "../../ui/text/index.tsx";
import { PackView } from "./pack-view.tsx";
import { RulesOn, Status } from "./parts.tsx";
import { useChange } from "./use-change.ts";
import "../../ui/explorer/explorer.css";
import "./packs.css";

const route = getRouteApi("/shell/packs");
/** `open` is the id of a pack. */
export type PacksSearch = { open?: string };

function Card({ pack, isOpen }: { pack: ContentPack; isOpen: boolean }) {
  const { name, description, active } = pack.attributes;
  return (
    <Link
      to="/packs"
      search={isOpen ? {} : { open: pack.id }}
      className="card pack-card"
      data-active={active}
      aria-current={isOpen}
      data-testid="pack-card"
      data-id={pack.id}
    >
      <strong>{name}</strong>
      <span className="dim">{description}</span>
      <span className="pack-line">
        <Status pack={pack} />
        <span className="dim">
          <RulesOn pack={pack} />
        </span>
      </span>
    </Link>
  );
}

function Cards({ packs, open }: { packs: readonly ContentPack[]; open: string | undefined }) {
  const text = useText();
  return PACK_CATEGORIES.map((category) => {
    const own = packs.filter((pack) => pack.attributes.category === category);
    if (own.length === 0) return null;
    return (
      <section key={category} aria-label={text(`packs.categories.${category}`)}>
        <h2 className="pack-category">{text(`packs.categories.${category}`)}</h2>
        <div className="pack-cards">
          {own.map((pack) => (
            <Card key={pack.id} pack={pack} isOpen={pack.id === open} />
          ))}
        </div>
      </section>
    );
  });
}

export function PackListPage() {
  const text = useText();
  const navigate = useNavigate({ from: "/packs" });
  const { open } = route.useSearch();
  const answer = useQuery(packsQuery);
  const { busy, change } = useChange();
  const close = () => void navigate({ search: {} });
  useHotkeys([["Escape", close]], open !== undefined);
  const packs = answer.data;
  if (answer.isError && !packs)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!packs) return <Loading />;
  const opened = packs.find(({ id }) => id === open);
  return (
    <div className="list-body beside">
      <div className="page list-main">
        <PageHead title={text("packs.title")} note={text("packs.note")} />
        {packs.length === 0 && (
          <Empty
            icon={<IconPackages size={32} stroke={1.3} aria-hidden />}
            title={text("packs.emptyTitle")}
          >
            <p className="dim">{text("packs.emptyText")}</p>
          </Empty>
        )}
        <Cards packs={packs} open={open} />
      </div>
      {open !== undefined && (
        <SidePanel>
          {opened ? (
            <PackView
              key={opened.id}
              pack={opened}
              isBusy={busy === opened.id}
              onChange={(active) => change(opened, active)}
              onClose={close}
            />
          ) : (
            <p className="placeholder">{text("packs.gone")}</p>
          )}
        </SidePanel>
      )}
    </div>
  );
}
