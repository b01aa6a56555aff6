/**
 * Live notices by server-sent events. EventSource retries dropped connections itself but gives up
 * for good on an HTTP error, so this reconnects with backoff. Notices missed meanwhile are not
 * replayed: `onOpen` must refetch.
 */
import { STREAM_PATH, type StreamNotice } from "#lib/protocol";

export type StreamState = "connecting" | "live" | "broken";

const RECONNECT_MS_MIN = 1_000;
const RECONNECT_MS_MAX = 30_000;
/** The names the server gives its events. */
const NOTICE_EVENTS = ["signal", "agent", "message"] as const;

/** The part of EventSource that is used, so that tests bring their own. */
export type Source = Pick<EventTarget, "addEventListener"> & { close(): void };

export type StreamParts = {
  open: (url: string) => Source;
  /** Runs `task` after `ms` and returns what cancels it. */
  delay: (task: () => void, ms: number) => () => void;
  /** In 0..1; spreads the reconnects of many browsers after a restart. */
  random: () => number;
};

export type StreamEvents = {
  onNotice: (notice: StreamNotice) => void;
  onState: (state: StreamState) => void;
  /** Called on every connection after the first. */
  onReopen: () => void;
};

function parseNotice(event: Event): StreamNotice | undefined {
  try {
    const notice = JSON.parse(String((event as MessageEvent).data)) as StreamNotice;
    return typeof notice.id === "string" ? notice : undefined;
  } catch {
    // A comment or a notice of a newer server: nothing to update by.
    return undefined;
  }
}

/** Connects and stays connected until the returned function is called. */
export function connectStream(parts: StreamParts, events: StreamEvents): () => void {
  let attempts = 0;
  let opened = false;
  let closed = false;
  let source: Source | undefined;
  let cancel = () => {};

  function reconnect() {
    source?.close();
    if (closed) return;
    events.onState("broken");
    const wait = Math.min(RECONNECT_MS_MAX, RECONNECT_MS_MIN * 2 ** attempts);
    attempts += 1;
    cancel = parts.delay(connect, wait * (0.5 + parts.random() / 2));
  }

  function connect() {
    source = parts.open(STREAM_PATH);
    source.addEventListener("open", () => {
      attempts = 0;
      events.onState("live");
      if (opened) events.onReopen();
      opened = true;
    });
    source.addEventListener("error", reconnect);
    for (const name of NOTICE_EVENTS)
      source.addEventListener(name, (event) => {
        const notice = parseNotice(event);
        if (notice) events.onNotice(notice);
      });
  }

  events.onState("connecting");
  connect();
  return () => {
    closed = true;
    cancel();
    source?.close();
  };
}
