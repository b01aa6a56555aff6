/**
 * What the hooks on packets cost a sender of datagrams and a connection on loopback: rounds with no
 * sensor, and with one whose filter wants each event, in turns; figures are medians over rounds of
 * the ratio of time a message to that round's "none". Run as root on a quiet machine:
 * node bench/kernel/network.bench.ts [ROUNDS]
 */
import { execFileSync } from "node:child_process";
import { type FilterEvent, startSensor, whyNot } from "../../test/sensor/harness.ts";

const ROUNDS_DEFAULT = 5;
const MODES = ["udp", "tcp"] as const;
type Mode = (typeof MODES)[number];

/** Prints nanoseconds a message of 1000 bytes, from one end to the other of one process. */
const WORK: Record<Mode, string> = {
  udp: `
    const socket = require("node:dgram").createSocket("udp4");
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address(); const bytes = Buffer.alloc(1000);
      let left = 40000; const start = process.hrtime.bigint();
      socket.on("message", () => {
        if (--left) socket.send(bytes, port, "127.0.0.1");
        else { console.log(Number(process.hrtime.bigint() - start) / 40000); socket.close(); }
      });
      socket.send(bytes, port, "127.0.0.1");
    });`,
  tcp: `
    const net = require("node:net");
    const server = net.createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1", () => {
      const bytes = Buffer.alloc(1000); let left = 40000 * 1000;
      const socket = net.connect(server.address().port, "127.0.0.1");
      socket.setNoDelay(true);
      const start = process.hrtime.bigint();
      socket.on("data", (part) => {
        left -= part.length;
        if (left > 0) { if (left % 1000 === 0) socket.write(bytes); return; }
        console.log(Number(process.hrtime.bigint() - start) / 40000);
        socket.destroy(); server.close();
      });
      socket.write(bytes);
    });`,
};

const all = (event: string): FilterEvent => ({ event, acceptAll: true });
const FILTERS: Record<string, FilterEvent[] | undefined> = {
  none: undefined,
  "no network event": [all("setuid")],
  dns: [all("dns")],
  imds: [all("imds")],
  flows: [all("network_flow_monitor")],
  "packet, 1 filter": [{ ...all("packet"), packets: ["tcp dst port 9001"] }],
  "packet, 8 filters": [
    {
      ...all("packet"),
      packets: Array.from({ length: 8 }, (_, index) => `udp dst port ${9001 + index}`),
    },
  ],
};

function work(): Record<Mode, number> {
  const run = (mode: Mode) =>
    Number(execFileSync(process.execPath, ["-e", WORK[mode]], { encoding: "utf8" }));
  return { udp: run("udp"), tcp: run("tcp") };
}

async function measure(filter: FilterEvent[] | undefined): Promise<Record<Mode, number>> {
  if (!filter) return work();
  const sensor = await startSensor("--ignore-client");
  const client = await sensor.connect();
  await client.filter(1, filter);
  const costs = work();
  await sensor.stop();
  return costs;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const why = whyNot();
if (why) throw new Error(why);
const rounds: Record<string, Record<Mode, number>>[] = [];
for (let round = 0; round < Number(process.argv[2] ?? ROUNDS_DEFAULT); round++) {
  const costs: Record<string, Record<Mode, number>> = {};
  for (const [name, filter] of Object.entries(FILTERS)) costs[name] = await measure(filter);
  rounds.push(costs);
}
for (const name of Object.keys(FILTERS)) {
  const cells = MODES.map((mode) => {
    const cost = median(rounds.map((round) => round[name]?.[mode] ?? Number.NaN));
    const ratio = median(
      rounds.map((round) => (round[name]?.[mode] ?? 0) / (round["none"]?.[mode] ?? 1)),
    );
    return `${mode} ${cost.toFixed(0)} ns ${ratio.toFixed(3)}x`.padStart(26);
  });
  process.stdout.write(`${name.padEnd(20)}${cells.join("")}\n`);
}
