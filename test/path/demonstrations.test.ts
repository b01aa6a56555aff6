/** What detection is for, on a whole Vigil: real logins, real containers, rules made by the API. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { SERVER_STATUS_PATH, type ServerStatus, type Signal } from "#lib/protocol";
import { SshServer, whyNoSsh } from "../sensor/ssh-server.ts";
import { createImage, podmanObstacle } from "../support/podman.ts";
import { agentRules, sensorObstacle, startVigil, type Vigil, waitFor } from "../support/vigil.ts";

const obstacle = sensorObstacle();
const SSH_FAILURES = 50;
const SSH_AT_ONCE = 4;
const SIGNAL_MS = 60_000;

/** Tokyo has no summer time, so that the hours of the test are the same all year. */
const PIPELINE = `id: gateway
name: Gateway of the production cluster
filter: source:gateway
processors:
  - clock: { to: login, zone: Asia/Tokyo }
tests:
  - log: { source: gateway, timestamp: "2026-03-04T03:12:00+09:00" }
    expect: { login.hour: 3, login.weekday: 3 }
`;
const POLICY = `version: "1.0.0"
rules:
  - id: program_in_container
    expression: exec.file.path != "" && container.id != ""
`;

type Query = { name: string; query: string; groupByFields: string[]; dataSource?: string };
type RuleParts = {
  name: string;
  status: string;
  queries: (Query & { aggregation?: string; metrics?: string[] })[];
  condition: string;
  options?: Record<string, unknown>;
};

function ruleOf({ name, status, queries, condition, options }: RuleParts) {
  return {
    ...{ name, message: name, isEnabled: true, type: "log_detection", tags: [] },
    options: {
      detectionMethod: "threshold",
      evaluationWindow: 300,
      keepAlive: 3600,
      maxSignalDuration: 86_400,
      ...options,
    },
    queries: queries.map((query) => ({ aggregation: "count", distinctFields: [], ...query })),
    cases: [{ name: "", status, condition, notifications: [] }],
  };
}

describe("demonstrations", { skip: obstacle || false }, () => {
  let vigil: Vigil;
  let dir: string;

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "vigil-demo-"));
    const sshLog = join(dir, "ssh/var/log/auth.log:sshd");
    vigil = await startVigil(["--log-file", sshLog], (data) => {
      mkdirSync(join(data, "server/pipelines"), { recursive: true });
      writeFileSync(join(data, "server/pipelines/gateway.yaml"), PIPELINE);
      mkdirSync(join(data, "policies"));
      writeFileSync(join(data, "policies/demonstration.policy"), POLICY);
    });
  });
  after(async () => {
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  async function post(path: string, body: unknown): Promise<void> {
    const answer = await fetch(new URL(path, vigil.url), {
      method: "POST",
      headers: { ...vigil.keys, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  }

  const sendLogs = (logs: object[]) => post("/api/v2/logs", logs);
  const createRule = (parts: RuleParts) => post("/api/v2/security_monitoring/rules", ruleOf(parts));

  const ofRule = async (name: string): Promise<Signal[]> =>
    (await vigil.signals()).filter(
      ({ attributes: { custom } }) => custom.workflow.rule.name === name,
    );

  /** Waits for the only signal of a rule. */
  async function onlySignal(name: string): Promise<Signal["attributes"]["custom"]> {
    const [first] = await waitFor(
      `signal of ${name}`,
      async () => {
        const found = await ofRule(name);
        return found.length > 0 ? found : undefined;
      },
      SIGNAL_MS,
    );
    assert.equal((await ofRule(name)).length, 1);
    return (await vigil.signal((first as Signal).id)).attributes.custom;
  }

  const countsOf = ({ queries }: Signal["attributes"]["custom"]) =>
    queries.map(({ aggregationDetails }) => aggregationDetails.eventsCount);

  test("50 failed logins and one that worked, of a real sshd, are one high signal", {
    skip: whyNoSsh() ?? false,
  }, async () => {
    mkdirSync(join(dir, "ssh"));
    const server = await SshServer.start(join(dir, "ssh"), "VERBOSE");
    try {
      for (let tried = 0; tried < SSH_FAILURES; tried += SSH_AT_ONCE) {
        const size = Math.min(SSH_AT_ONCE, SSH_FAILURES - tried);
        const codes = await Promise.all(Array.from({ length: size }, () => server.tryWrongKey()));
        assert.deepEqual(codes, Array(size).fill(255));
      }
      await server.run("true");
    } finally {
      await server.stop();
    }
    const log = readFileSync(server.log, "utf8");
    assert.equal(
      log.match(/^Failed publickey for root from 127\.0\.0\.1 /gm)?.length,
      SSH_FAILURES,
    );
    assert.equal(log.match(/^Accepted publickey for root from 127\.0\.0\.1 /gm)?.length, 1);
    const name = "Passwords were guessed over SSH";
    await waitFor(
      "high signal",
      async () =>
        (await ofRule(name)).some(({ attributes: { custom } }) => custom.status === "high")
          ? true
          : undefined,
      SIGNAL_MS,
    );
    const signal = await onlySignal(name);
    assert.deepEqual(signal.groupByValues, ["127.0.0.1"]);
    assert.deepEqual(countsOf(signal), [SSH_FAILURES, 1]);
    assert.equal(signal.workflow.events_matched, SSH_FAILURES + 1);
  });

  /** A moment of the last Wednesday that is over in Tokyo. */
  function lastWednesday(time: string): string {
    const day = new Date(Date.now() - 86_400_000);
    while (day.getUTCDay() !== 3) day.setTime(day.getTime() - 86_400_000);
    return `${day.toISOString().slice(0, 10)}T${time}+09:00`;
  }

  test("a login to the production cluster outside business hours is critical", async () => {
    const name = "Login to the production cluster outside business hours";
    const when = "(@login.hour:<8 OR @login.hour:>=18 OR @login.weekday:>=6)";
    await createRule({
      ...{ name, status: "critical", condition: "a > 0" },
      queries: [
        {
          name: "a",
          query: `source:gateway @evt.name:login cluster:production ${when}`,
          groupByFields: ["@usr.name"],
        },
      ],
    });
    const login = (user: string, time: string, cluster: string) => ({
      ...{ ddsource: "gateway", ddtags: `cluster:${cluster}`, message: `login of ${user}` },
      ...{ timestamp: lastWednesday(time), evt: { name: "login" }, usr: { name: user } },
    });
    await sendLogs([
      login("ann", "11:30:00", "production"),
      login("bob", "03:12:00", "staging"),
      login("eve", "03:12:00", "production"),
    ]);
    const signal = await onlySignal(name);
    assert.equal(signal.status, "critical");
    assert.deepEqual([signal.groupByValues, countsOf(signal)], [["eve"], [1]]);
  });

  test("two distant logins are impossible travel", async () => {
    const place = (city: string, iso_code: string, latitude: number, longitude: number) => ({
      ...{ city: { name: city }, country: { iso_code }, location: { latitude, longitude } },
    });
    const login = (minutesAgo: number, user: string, ip: string, geoip: object) => ({
      ...{ ddsource: "sshd", hostname: "bastion" },
      message: `Accepted password for ${user} from ${ip} port 50022 ssh2`,
      timestamp: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
      network: { client: { geoip } },
    });
    const paris = place("Paris", "FR", 48.86, 2.35);
    await sendLogs([
      login(30, "mia", "198.51.100.7", paris),
      login(30, "noa", "198.51.100.8", paris),
      login(2, "mia", "203.0.113.7", place("Tokyo", "JP", 35.68, 139.69)),
      login(2, "noa", "198.51.100.9", place("Lille", "FR", 50.63, 3.06)),
    ]);
    const signal = await onlySignal("Somebody logged in over SSH from two places too far apart");
    assert.deepEqual([signal.groupByValues, countsOf(signal)], [["mia"], [2]]);
    const { impossible_travel } = signal as unknown as {
      impossible_travel: { triggering_locations: { city: string }[] };
    };
    const cities = impossible_travel.triggering_locations.map(({ city }) => city);
    assert.deepEqual(cities, ["Paris", "Tokyo"]);
  });

  test("an image that starts a program it never started is a new value", {
    skip: podmanObstacle() || false,
  }, async () => {
    const image = "localhost/vigil-demo:1";
    const container = `vigil-demo-${process.pid}`;
    const name = "An image started a program it never started before";
    await createRule({
      ...{ name, status: "medium", condition: "a > 0" },
      // It has learned when an image showed one program; days of learning are for real ones.
      options: {
        ...{ detectionMethod: "new_value", evaluationWindow: 0, keepAlive: 0 },
        newValueOptions: { learningMethod: "threshold", learningThreshold: 1, forgetAfter: 28 },
      },
      queries: [
        {
          name: "a",
          query: `@agent.rule_id:program_in_container @container.image:${JSON.stringify(image)}`,
          ...{ aggregation: "new_value", metrics: ["@process.executable.name"] },
          ...{ groupByFields: ["@container.image"], dataSource: "security_runtime" },
        },
      ],
    });
    const podman = createImage(mkdtempSync(join(dir, "image-")), image, ["sleep"]);
    copyFileSync("/usr/bin/busybox", join(dir, "nc"));
    try {
      podman.run("run", "-d", "--name", container, "--network", "none", image, "/bin/sleep", "600");
      await waitFor("event of the learned program", async () => {
        const [found] = await vigil.rows<{ n: string }>(
          `SELECT count() AS n FROM events WHERE agent_rule_id = 'program_in_container'
             AND position(leaf_texts, '${image}') > 0`,
        );
        return Number(found?.n) > 0 ? true : undefined;
      });
      podman.run("exec", container, "/bin/sleep", "0");
      podman.run("cp", join(dir, "nc"), `${container}:/tmp/nc`);
      podman.run("exec", container, "/tmp/nc", "--help");
      const signal = await onlySignal(name);
      assert.deepEqual(signal.groupByValues, [image]);
      const [sample] = signal.samples.map(({ content }) => content.custom);
      assert.partialDeepStrictEqual(sample, { process: { executable: { path: "/tmp/nc" } } });
    } finally {
      podman.remove(container);
    }
  });

  test("three steps across logs and an agent's events are one signal", async () => {
    const name = "Logged in, ran from shared memory, dumped the database";
    const step = (of: string) => ({ name: of, condition: `${of} > 0`, evaluationWindow: 300 });
    await createRule({
      ...{ name, status: "high", condition: "dump > 0" },
      options: {
        detectionMethod: "sequence_detection",
        sequenceDetectionOptions: {
          steps: [step("login"), step("run"), step("dump")],
          stepTransitions: [
            { parent: "login", child: "run", evaluationWindow: 600 },
            { parent: "run", child: "dump", evaluationWindow: 600 },
          ],
        },
      },
      queries: [
        { name: "login", query: "source:vpn @evt.name:login", groupByFields: ["host"] },
        {
          name: "run",
          query: "@agent.rule_id:binary_run_from_shared_memory",
          ...{ groupByFields: ["host"], dataSource: "security_runtime" },
        },
        { name: "dump", query: "source:database @evt.name:dump", groupByFields: ["host"] },
      ],
    });
    const log = (ddsource: string, event: string) => [
      { ddsource, hostname: hostname(), message: event, evt: { name: event } },
    ];
    const binary = `/dev/shm/vigil-demo-${process.pid}`;
    copyFileSync("/bin/true", binary);
    try {
      await sendLogs(log("vpn", "login"));
      execFileSync(binary);
      await vigil.waitForSignal(
        "signal of the run",
        (signal) => agentRules(signal).includes("binary_run_from_shared_memory"),
        SIGNAL_MS,
      );
      assert.deepEqual(await ofRule(name), [], "two steps are not three");
      await sendLogs(log("database", "dump"));
    } finally {
      rmSync(binary, { force: true });
    }
    const signal = await onlySignal(name);
    assert.deepEqual([signal.groupByValues, countsOf(signal)], [[hostname()], [1, 1, 1]]);
    const status = await vigil.get<ServerStatus>(SERVER_STATUS_PATH);
    assert.deepEqual(status.rules.faults, []);
  });
});
