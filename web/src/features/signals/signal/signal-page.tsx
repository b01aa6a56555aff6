/** A signal as a page of its own: what a copied link opens. */
import { IconArrowLeft } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useHotkeys } from "../../../ui/hotkeys.ts";
import { addTerm } from "../../../ui/query-text.ts";
import { useText } from "../../../ui/text/index.tsx";
import { ArchiveDialog } from "../archive-dialog.tsx";
import { DEFAULT_QUERY } from "../search.ts";
import { type TriageTarget, useTriage } from "../use-triage.ts";
import { SignalView } from "./signal-view.tsx";

const route = getRouteApi("/shell/signals/$signalId");

export function SignalPage() {
  const text = useText();
  const navigate = useNavigate();
  const { signalId } = route.useParams();
  const change = useTriage();
  const [archiving, setArchiving] = useState<readonly TriageTarget[]>([]);
  useHotkeys([["Escape", () => void navigate({ to: "/signals" })]]);
  return (
    <div className="signal-page">
      <nav>
        <Link to="/signals" className="back">
          <IconArrowLeft size={14} aria-hidden /> {text("signal.back")}
        </Link>
      </nav>
      <SignalView
        id={signalId}
        onState={(targets, state) => {
          if (state === "archived") setArchiving(targets);
          else void change(targets, { state });
        }}
        onFilter={(key, value, negated) => {
          const q = addTerm(DEFAULT_QUERY, key, value, negated);
          void navigate({ to: "/signals", search: { q } });
        }}
      />
      <ArchiveDialog
        count={archiving.length}
        onClose={() => setArchiving([])}
        onArchive={(attributes) => {
          setArchiving([]);
          void change(archiving, attributes);
        }}
      />
    </div>
  );
}
