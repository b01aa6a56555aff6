import assert from "node:assert/strict";
import { test } from "node:test";
import type { StreamNotice } from "#lib/protocol";
import { connectStream, type StreamState } from "./stream.ts";

function harness() {
  const sources: (EventTarget & { closed: boolean })[] = [];
  const waits: { task: () => void; ms: number }[] = [];
  const states: StreamState[] = [];
  const notices: StreamNotice[] = [];
  let reopened = 0;
  const close = connectStream(
    {
      open: () => {
        const source = Object.assign(new EventTarget(), {
          closed: false,
          close() {
            this.closed = true;
          },
        });
        sources.push(source);
        return source;
      },
      delay: (task, ms) => {
        waits.push({ task, ms });
        return () => {};
      },
      random: () => 1,
    },
    {
      onNotice: (notice) => notices.push(notice),
      onState: (state) => states.push(state),
      onReopen: () => {
        reopened += 1;
      },
    },
  );
  return { sources, waits, states, notices, close, reopened: () => reopened };
}

test("a broken stream is opened again, later each time, and what was missed is fetched", () => {
  const own = harness();
  own.sources[0]?.dispatchEvent(new Event("open"));
  assert.deepEqual([own.states.at(-1), own.reopened()], ["live", 0]);
  for (let attempt = 0; attempt < 7; attempt += 1) {
    own.sources.at(-1)?.dispatchEvent(new Event("error"));
    own.waits.at(-1)?.task();
  }
  assert.deepEqual(
    own.waits.map((wait) => wait.ms),
    [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000],
  );
  assert.equal(own.states.at(-1), "broken");
  own.sources.at(-1)?.dispatchEvent(new Event("open"));
  assert.deepEqual([own.states.at(-1), own.reopened()], ["live", 1]);
  assert.ok(own.sources.slice(0, -1).every((source) => source.closed));
});

test("notices come through, and what is none does not", () => {
  const own = harness();
  const notice = { kind: "signal", id: "a", change: "created" };
  own.sources[0]?.dispatchEvent(new MessageEvent("signal", { data: JSON.stringify(notice) }));
  own.sources[0]?.dispatchEvent(new MessageEvent("agent", { data: "not json" }));
  own.sources[0]?.dispatchEvent(new MessageEvent("agent", { data: "{}" }));
  assert.deepEqual(own.notices, [notice]);
});

test("closing ends it", () => {
  const own = harness();
  own.close();
  own.sources[0]?.dispatchEvent(new Event("error"));
  assert.equal(own.waits.length, 0);
});
