/** A sensor and the agent that reads it, in this process and without a server, under some rules. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { Agent } from "../../agent/program.ts";
import { UNBOUNDED } from "../../agent/watchdog.ts";
import { type Sensor, startSensor, until } from "./harness.ts";

const MATCHES_MAX = 1000;
const MATCH_BYTES_MAX = 2 ** 24;

export type Report = Record<string, unknown>;

/** A match, as the agent keeps it for the server. */
export type Told = {
  agent: { rule_id: string; rule_actions?: Report[] };
  process: { pid: number } & Record<string, unknown>;
  file?: Record<string, unknown>;
  container?: Record<string, unknown>;
} & Record<string, unknown>;

export type LiveAgentOptions = {
  policy: string;
  /** Folder of shipped rules; none without it. */
  content?: string;
  /** Options of the sensor. */
  sensor?: readonly string[];
};

export class LiveAgent {
  readonly directory: string;
  readonly sensor: Sensor;
  readonly agent: Agent;

  private constructor(directory: string, sensor: Sensor, agent: Agent) {
    this.directory = directory;
    this.sensor = sensor;
    this.agent = agent;
  }

  /** Begins, and waits until the filter of the rules is in force. */
  static async start(
    directory: string,
    { policy, content, sensor: options = [] }: LiveAgentOptions,
  ): Promise<LiveAgent> {
    for (const name of ["content", "policies"]) mkdirSync(join(directory, name));
    writeFileSync(join(directory, "policies", "own.policy"), policy);
    const sensor = await startSensor(...options);
    const agent = await Agent.open(
      {
        data: join(directory, "data"),
        source: { kind: "sensor", socket: sensor.socketPath },
        server: undefined,
        content: content ?? join(directory, "content"),
        policies: join(directory, "policies"),
        tags: [],
        secretWords: [],
        logFiles: [],
        journal: false,
        hostname: "web-1",
        isHostnameGiven: true,
        budgets: UNBOUNDED,
        spoolBytesMax: 2 ** 28,
      },
      pino({ level: "silent" }),
      "0",
    );
    await agent.connect(sensor.socketPath);
    await until(
      "the filter is in force",
      () => agent.preface !== undefined && agent.sensor?.state === "running",
    );
    return new LiveAgent(directory, sensor, agent);
  }

  static makeDirectory(name: string): string {
    return mkdtempSync(join(tmpdir(), `vigil-${name}-`));
  }

  async stop(): Promise<void> {
    await this.agent.stop();
    await this.sensor.stop();
    rmSync(this.directory, { recursive: true });
  }

  /** Every match so far. */
  async matches(): Promise<Told[]> {
    const slice = await this.agent.spool.read(0, MATCHES_MAX, MATCH_BYTES_MAX);
    return (slice?.events ?? []).map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as Told);
  }

  /** The first match of a rule that fits, waiting for it. */
  async told(rule: string, fits: (match: Told) => boolean = () => true): Promise<Told> {
    let found: Told | undefined;
    const look = async () => {
      found ??= (await this.matches()).find((each) => each.agent.rule_id === rule && fits(each));
    };
    return until(`${rule} tells of it`, () => {
      void look();
      return found;
    });
  }
}
