/** Hands live notices from the one stream to the pages that want them. */
import { createContext, useContext, useEffect, useRef } from "react";
import type { StreamNotice } from "#lib/protocol";
import type { StreamState } from "./stream.ts";

export type NoticeListener = (notice: StreamNotice) => void;
export type Notices = {
  state: StreamState;
  /** Grows when a broken stream came back: what was missed has to be fetched. */
  reopened: number;
  subscribe: (listener: NoticeListener) => () => void;
};

export const NoticesContext = createContext<Notices>({
  state: "connecting",
  reopened: 0,
  subscribe: () => () => {},
});

export const useNotices = () => useContext(NoticesContext);

/** Calls the newest `listener` for every notice while the component is shown. */
export function useNotice(listener: NoticeListener): void {
  const { subscribe } = useNotices();
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => subscribe((notice) => newest.current(notice)), [subscribe]);
}
