/** A shipper in a process of its own, so that a test can kill it: STATE URL PATTERN…. */
import { randomBytes } from "node:crypto";
import { createLogCounters } from "./counters.ts";
import { startLogShipper } from "./shipper.ts";
import { readLogSource } from "./sources.ts";

const [statePath = "", base = "", journal = "", ...patterns] = process.argv.slice(2);
startLogShipper({
  statePath,
  sources: patterns.map(readLogSource),
  journal: journal === "-" ? undefined : journal,
  host: () => ({ hostname: "web-1", tags: ["env:test"] }),
  async post(path, contentType, body, more) {
    const headers = { ...more, "content-type": contentType };
    const answer = await fetch(new URL(path, base), { method: "POST", headers, body });
    await answer.text();
    return { status: answer.status };
  },
  createId: () => randomBytes(16).toString("hex"),
  clock: Date.now,
  counters: createLogCounters(),
  changed: (fault) => process.stderr.write(`${fault}\n`),
});
