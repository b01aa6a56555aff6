/**
 * Two servers on one PostgreSQL and one event store. One is killed while both take load, the
 * senders go on with the other, and in the end every event, hit and signal counts once.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createClient } from "@clickhouse/client";
import {
  API_KEYS_PATH,
  ENROLL_PATH,
  SERVER_STATUS_PATH,
  type ServerStatus,
  SIGNALS_PATH,
  type Signal,
} from "#lib/protocol";
import {
  startPostgres,
  startStorageProcess,
  type TestPostgres,
  type TestStorage,
} from "#server/store/testing";
import { ENROLL_TOKEN, type ServerProcess, startServerProcess } from "../support/server.ts";
import { waitFor } from "../support/vigil.ts";
import { createAttempts, deliver, eventPost, logPost } from "./senders.ts";

const AGENTS = 3;
const SPOOLS_PER_AGENT = 2;
const SHIPPERS = 3;
const BATCHES = 30;
const BATCH_SIZE = 40;
/** The part of all batches after which one server is killed, and after which another comes. */
const KILL_AT = 0.3;
const RETURN_AT = 0.6;
const GROUPS = 5;
/** Happens this often in all, and the rule asks for more: a hit counted twice would show. */
const RARE = 30;
const EVENT_STEP_MS = 3;
const DEADLINE_MS = 300_000;
const RULES_PATH = "/api/v2/security_monitoring/rules";

const postgres = await startPostgres("debian");
const obstacle = "skip" in postgres ? postgres.skip : "";

type Source = "events" | "logs" | "both";
type Query = { name: string; query: string; dataSource: string };
const QUERIES: Record<"events" | "logs", Query> = {
  events: { name: "e", query: "@agent.rule_id:probe_rule", dataSource: "security_runtime" },
  logs: { name: "l", query: "source:probe", dataSource: "logs" },
};

function ruleOf(name: string, source: Source, condition: string, narrow = "") {
  const kinds = source === "both" ? (["events", "logs"] as const) : [source];
  const queries = kinds.map((kind) => ({
    ...QUERIES[kind],
    query: `${QUERIES[kind].query}${narrow}`,
    aggregation: "count",
    groupByFields: ["@usr.name"],
    distinctFields: [],
  }));
  return {
    ...{ name, message: name, isEnabled: true, type: "log_detection", tags: ["test:replicas"] },
    options: {
      detectionMethod: "threshold",
      evaluationWindow: 3600,
      keepAlive: 3600,
      maxSignalDuration: 86_400,
    },
    queries,
    cases: [{ name: "", status: "high", condition, notifications: [] }],
  };
}

const RULES = {
  eachEvent: ruleOf("each event", "events", "e > 0"),
  eachLog: ruleOf("each log", "logs", "l > 0"),
  manyEvents: ruleOf("many events", "events", "e > 50"),
  manyLogs: ruleOf("many logs", "logs", "l > 50"),
  both: ruleOf("events and logs", "both", "e > 10 && l > 10"),
  justEnough: ruleOf("just enough", "both", `e > ${RARE - 1}`, " @probe.rare:yes"),
  oneTooFew: ruleOf("one too few", "both", `e > ${RARE}`, " @probe.rare:yes"),
};

/** Moments of all that is sent: those of different senders lie between each other. */
const start = Date.now() - 600_000;
const eventAt = (sender: number, index: number) =>
  new Date(start + (index * (AGENTS * SPOOLS_PER_AGENT + SHIPPERS) + sender) * EVENT_STEP_MS);
const userOf = (index: number) => `user-${index % GROUPS}`;

/** The first events of each spool have the attribute that the rules of rare ones ask for. */
const RARE_PER_SPOOL = RARE / (AGENTS * SPOOLS_PER_AGENT);

function eventOf(sender: number, index: number) {
  const isRare = index % 100 === 7 && index < RARE_PER_SPOOL * 100;
  return {
    date: eventAt(sender, index).toISOString(),
    agent: { rule_id: "probe_rule" },
    evt: { name: "exec" },
    process: { pid: 7 },
    usr: { name: isRare ? "rare" : userOf(index) },
    probe: { sender, index, rare: isRare ? "yes" : "no" },
  };
}

function logOf(sender: number, index: number) {
  return {
    ...{ ddsource: "probe", message: `probe ${sender}/${index}`, hostname: "web-1" },
    timestamp: eventAt(sender, index).toISOString(),
    usr: { name: userOf(index) },
  };
}

describe("two servers on the same stores", { skip: obstacle || false }, () => {
  const attempts = createAttempts();
  const servers: ServerProcess[] = [];
  let storage: TestStorage;
  let directory: string;
  let control: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "vigil-replicas-"));
    storage = await startStorageProcess();
    control = await (postgres as TestPostgres).createDatabase("vigil");
    // Together: both find an empty database, and one makes the tables.
    servers.push(...(await Promise.all([startServer("a"), startServer("b")])));
  });
  after(async () => {
    for (const server of servers) await server.kill();
    await storage?.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  after(async () => {
    if (!("skip" in postgres)) await postgres.stop();
  });

  const startServer = (name: string) =>
    startServerProcess(join(directory, name), { storage, control });

  async function rows<Row>(query: string): Promise<Row[]> {
    const { url, token: password } = storage;
    const client = createClient({ url, username: "vigil", password });
    try {
      return await (await client.query({ query, format: "JSONEachRow" })).json<Row>();
    } finally {
      await client.close();
    }
  }

  /** Makes the rules on one server and waits until each has them at work. */
  async function createRules(): Promise<void> {
    const [first] = servers as [ServerProcess];
    const { rules } = await first.call<ServerStatus>("GET", SERVER_STATUS_PATH);
    for (const rule of Object.values(RULES)) await first.call("POST", RULES_PATH, rule);
    const wanted = rules.loaded + Object.keys(RULES).length;
    for (const server of servers)
      await waitFor("rules at work", async () => {
        const status = await server.call<ServerStatus>("GET", SERVER_STATUS_PATH);
        return status.rules.loaded === wanted ? true : undefined;
      });
  }

  /** Sends all that one sender has; `done` hears of each batch. */
  async function sendAll(
    sender: number,
    post: (batch: number) => Parameters<typeof deliver>[2],
    done: () => void,
  ) {
    for (let batch = 0; batch < BATCHES; batch++) {
      await deliver(servers, sender + batch, post(batch), attempts);
      done();
    }
  }

  const indexesOf = (batch: number) =>
    Array.from({ length: BATCH_SIZE }, (_, at) => batch * BATCH_SIZE + at);

  async function spoolSenders() {
    const senders = [];
    for (let at = 0; at < AGENTS; at++) {
      const agent = `${at}`.repeat(32);
      const body = { token: ENROLL_TOKEN, agent_id: agent, hostname: `host-${at}`, version: "1" };
      const { key } = await (servers[0] as ServerProcess).call<{ key: string }>(
        "POST",
        ENROLL_PATH,
        body,
      );
      for (let of = 0; of < SPOOLS_PER_AGENT; of++) {
        const sender = at * SPOOLS_PER_AGENT + of;
        const spool = { agent, key, spool: `${sender}`.repeat(32) };
        senders.push((batch: number) =>
          eventPost(
            { ...spool, first: batch * BATCH_SIZE },
            indexesOf(batch).map((index) => eventOf(sender, index)),
          ),
        );
      }
    }
    return senders;
  }

  async function logSenders() {
    const made = await (servers[0] as ServerProcess).call<{
      data: { attributes: { key: string } };
    }>("POST", API_KEYS_PATH, { data: { type: "api_keys", attributes: { name: "shipper" } } });
    const { key } = made.data.attributes;
    return Array.from({ length: SHIPPERS }, (_, at) => (batch: number) => {
      const sender = AGENTS * SPOOLS_PER_AGENT + at;
      const logs = indexesOf(batch).map((index) => logOf(sender, index));
      return logPost(key, `${sender}/${batch}`, logs);
    });
  }

  test("one is killed under load, and what was sent counts once", {
    timeout: DEADLINE_MS,
  }, async (context) => {
    await createRules();
    const posts = [...(await spoolSenders()), ...(await logSenders())];
    const total = posts.length * BATCHES;
    let done = 0;
    let killing: Promise<void> | undefined;
    let returning: Promise<void> | undefined;
    const onDone = () => {
      done++;
      if (done >= total * KILL_AT) killing ??= (servers[0] as ServerProcess).kill();
      if (done >= total * RETURN_AT)
        returning ??= startServer("a").then((server) => {
          servers[0] = server;
        });
    };
    await Promise.all(posts.map((post, sender) => sendAll(sender, post, onDone)));
    await Promise.all([killing, returning]);
    context.diagnostic(`sent ${attempts.sent}, cut off ${attempts.broken}`);
    for (const [code, count] of attempts.refused) context.diagnostic(`refused ${count}: ${code}`);
    assert.equal(attempts.sent, total);
    assert.ok(attempts.broken > 0, "the kill met somebody");
  });

  test("every event and log is stored once", async () => {
    const wanted = (senders: number) => String(senders * BATCHES * BATCH_SIZE);
    const counts = (table: string, key: string) =>
      rows(`SELECT count() AS n, uniqExact(${key}) AS ids FROM vigil.${table}`);
    const events = wanted(AGENTS * SPOOLS_PER_AGENT);
    assert.deepEqual(await counts("events", "(agent_id, spool, seq)"), [
      { n: events, ids: events },
    ]);
    assert.deepEqual(await counts("events", "event_id"), [{ n: events, ids: events }]);
    const logs = wanted(SHIPPERS);
    assert.deepEqual(await counts("logs", "event_id"), [{ n: logs, ids: logs }]);
  });

  test("every hit is stored once", async () => {
    const doubled = await rows(
      `SELECT rule, query, group_values, event_id, count() AS n FROM vigil.hits
       GROUP BY rule, version, query, group_values, event_id HAVING n > 1 LIMIT 5`,
    );
    assert.deepEqual(doubled, []);
    const events = AGENTS * SPOOLS_PER_AGENT * BATCHES * BATCH_SIZE;
    const logs = SHIPPERS * BATCHES * BATCH_SIZE;
    // Each event meets three rules and each log three; two more ask for the rare ones.
    const [found] = await rows<{ n: string }>("SELECT count() AS n FROM vigil.hits");
    assert.equal(Number(found?.n), 3 * events + 3 * logs + 2 * RARE);
  });

  test("one signal a rule and group, with exact counts", async () => {
    const [, server] = servers as [ServerProcess, ServerProcess];
    const query = new URLSearchParams({ "page[limit]": "1000" });
    const page = await server.call<{ data: Signal[] }>("GET", `${SIGNALS_PATH}?${query}`);
    const found = page.data.map(({ attributes: { custom } }) => [
      custom.workflow.rule.name,
      custom.groupByValues.join(),
      ...custom.queries.map(({ aggregationDetails }) => aggregationDetails.eventsCount),
    ]);
    const perUser = (senders: number) => (senders * BATCHES * BATCH_SIZE) / GROUPS;
    const rare = new Set(Array.from({ length: RARE_PER_SPOOL }, (_, at) => userOf(at * 100 + 7)));
    assert.equal(rare.size, 1, "the rare ones are taken from one user's");
    const wanted = Array.from({ length: GROUPS }, (_, at) => {
      const user = userOf(at);
      const events = perUser(AGENTS * SPOOLS_PER_AGENT) - (rare.has(user) ? RARE : 0);
      const logs = perUser(SHIPPERS);
      return [
        [RULES.eachEvent.name, user, events],
        [RULES.manyEvents.name, user, events],
        [RULES.eachLog.name, user, logs],
        [RULES.manyLogs.name, user, logs],
        [RULES.both.name, user, events, logs],
      ];
    }).flat();
    wanted.push([RULES.eachEvent.name, "rare", RARE], [RULES.justEnough.name, "rare", RARE, 0]);
    const order = (list: unknown[][]) => list.map((each) => each.join(" ")).sort();
    assert.deepEqual(order(found), order(wanted));
  });

  test("both tell the same of what each agent sent", async () => {
    const perAgent = SPOOLS_PER_AGENT * BATCHES * BATCH_SIZE;
    for (const server of servers) {
      const { data } = await server.call<{
        data: { attributes: { events_received: number; events_missing: number } }[];
      }>("GET", "/api/v2/agents");
      const told = data.map(({ attributes: { events_received, events_missing } }) => [
        events_received,
        events_missing,
      ]);
      assert.deepEqual(told, Array(AGENTS).fill([perAgent, 0]));
    }
  });
});
