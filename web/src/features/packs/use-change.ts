/** Turns packs on and off, and asks anew for what that changes. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ContentPack } from "#lib/protocol";
import { changePack, packsQuery } from "../../api/packs.ts";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";

export function useChange() {
  const client = useQueryClient();
  const tell = useTell();
  const text = useText();
  const [busy, setBusy] = useState("");
  return {
    /** Id of the pack that is being changed, or "". */
    busy,
    async change({ id, attributes: { name } }: ContentPack, active: boolean): Promise<void> {
      setBusy(id);
      try {
        await changePack(id, active);
        await client.fetchQuery({ ...packsQuery, staleTime: 0 });
        await client.invalidateQueries({ queryKey: ["rules"] });
        tell.done(text(active ? "packs.activated" : "packs.deactivated", { name }));
      } catch (error) {
        tell.failed(error);
      }
      setBusy("");
    },
  };
}
