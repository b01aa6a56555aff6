/**
 * Server-sent events: live notices, and what else comes as a stream. EventSource retries dropped
 * connections itself but gives up for good on an HTTP error, so this reconnects with backoff.
 * Notices missed meanwhile are not replayed: `onReopen` must refetch.
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

/** What is made of a stream that stays connected. */
export type SourceEvents = {
  /** Told the data of each event with one of the names. */
  on: Readonly<Record<string, (data: unknown) => void>>;
  onState: (state: StreamState) => void;
  /** Called on every connection after the first. */
  onReopen?: () => void;
};

/** What an event carries; undefined for what is no JSON: a newer server sends it. */
function readData(event: Event): unknown {
  try {
    return JSON.parse(String((event as MessageEvent).data));
  } catch {
    // There is nothing to show or update by.
    return undefined;
  }
}

/** Connects to an address and stays connected until the returned function is called. */
export function connectSource(parts: StreamParts, address: string, events: SourceEvents) {
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
    source = parts.open(address);
    source.addEventListener("open", () => {
      attempts = 0;
      events.onState("live");
      if (opened) events.onReopen?.();
      opened = true;
    });
    source.addEventListener("error", reconnect);
    for (const [name, tell] of Object.entries(events.on))
      source.addEventListener(name, (event) => {
        const data = readData(event);
        if (data !== undefined) tell(data);
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

export type StreamEvents = {
  onNotice: (notice: StreamNotice) => void;
  onState: (state: StreamState) => void;
  onReopen: () => void;
};

/** The stream of notices. */
export function connectStream(parts: StreamParts, events: StreamEvents): () => void {
  const { onNotice, onState, onReopen } = events;
  const tell = (data: unknown) => {
    const notice = data as StreamNotice | null;
    if (typeof notice?.id === "string") onNotice(notice);
  };
  const on = Object.fromEntries(NOTICE_EVENTS.map((name) => [name, tell]));
  return connectSource(parts, STREAM_PATH, { on, onState, onReopen });
}

/** What a browser has. */
export const browserParts: StreamParts = {
  open: (url) => new EventSource(url, { withCredentials: true }),
  delay: (task, ms) => {
    const timer = window.setTimeout(task, ms);
    return () => window.clearTimeout(timer);
  },
  random: () => {
    const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
    return value / 2 ** 32;
  },
};
