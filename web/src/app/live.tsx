/** The one live stream of the page: marks cached answers as old and hands notices on. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { StreamNotice } from "#lib/protocol";
import { type NoticeListener, NoticesContext } from "../api/notices.ts";
import { browserParts, connectStream, type StreamState } from "../api/stream.ts";

/** Statuses of many agents arrive together; they are fetched together. */
const AGENTS_DELAY_MS = 500;

export function Live({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const listeners = useRef(new Set<NoticeListener>());
  const [state, setState] = useState<StreamState>("connecting");
  const [reopened, setReopened] = useState(0);

  useEffect(() => {
    let agentsTimer = 0;
    const invalidate = (...queryKey: string[]) => void client.invalidateQueries({ queryKey });
    const onNotice = (notice: StreamNotice) => {
      for (const listener of listeners.current) listener(notice);
      if (notice.kind === "signal") invalidate("signal", notice.id);
      else if (agentsTimer === 0)
        agentsTimer = window.setTimeout(() => {
          agentsTimer = 0;
          invalidate("agents");
        }, AGENTS_DELAY_MS);
    };
    const onReopen = () => {
      setReopened((count) => count + 1);
      for (const key of ["signal", "agents", "rules", "server-status"]) invalidate(key);
    };
    const close = connectStream(browserParts, { onNotice, onState: setState, onReopen });
    return () => {
      window.clearTimeout(agentsTimer);
      close();
    };
  }, [client]);

  const notices = useMemo(
    () => ({
      state,
      reopened,
      subscribe: (listener: NoticeListener) => {
        listeners.current.add(listener);
        return () => void listeners.current.delete(listener);
      },
    }),
    [state, reopened],
  );
  return <NoticesContext value={notices}>{children}</NoticesContext>;
}
