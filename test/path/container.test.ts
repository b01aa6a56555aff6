/**
 * A real container by podman: its id, name and image are on the event, and what a rule kills in it
 * is killed.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createImage, type Podman, podmanObstacle } from "../support/podman.ts";
import { agentRules, sensorObstacle, startVigil, type Vigil, waitFor } from "../support/vigil.ts";

const IMAGE = "localhost/vigil-test:1";
const NAME = `vigil-test-${process.pid}`;
const obstacle = sensorObstacle() || podmanObstacle();

/** In a file, so that the arguments of podman itself are those of nobody's miner. */
const ATTACK =
  "cp /bin/busybox /tmp/sh && /tmp/sh -c 'sleep 60; :' stratum+tcp://pool.example:3333\n";

type Told = { rule_actions?: { type: string; scope: string; status: string }[] };
type Container = { id?: string; name?: string; image?: string } | undefined;

describe("a container's process", { skip: obstacle || false }, () => {
  let vigil: Vigil;
  let dir: string;
  let podman: Podman;

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "vigil-container-"));
    podman = createImage(dir, IMAGE, ["sh", "sleep", "true", "cp"], { "attack.sh": ATTACK });
    vigil = await startVigil(["--enforcement", "on"]);
  });
  after(async () => {
    podman.remove(NAME);
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  test("shows the container's id, name and image", async () => {
    const id = podman.run(
      "run",
      "-d",
      "--name",
      NAME,
      "--network",
      "none",
      IMAGE,
      "/bin/sleep",
      "300",
    );
    assert.match(id, /^[0-9a-f]{64}$/);
    assert.equal(
      podman.attempt("exec", NAME, "/bin/sh", "/attack.sh"),
      128 + 9,
      "the shell says that its child was killed",
    );
    const signal = await vigil.waitForSignal("signal from the container", (candidate) =>
      agentRules(candidate).includes("crypto_miner_arguments"),
    );
    const container = await waitFor("event with its container", async () => {
      const { samples } = (await vigil.signal(signal.id)).attributes.custom;
      const containers = samples.map(({ content }) => content.custom["container"] as Container);
      return containers.find((each) => each !== undefined);
    });
    assert.equal(container?.id, id);
    assert.equal(container?.name, NAME);
    assert.equal(container?.image, IMAGE);
    const { samples } = (await vigil.signal(signal.id)).attributes.custom;
    const agents = samples.map(({ content }) => content.custom["agent"] as Told);
    const kill = agents.flatMap(({ rule_actions = [] }) => rule_actions)[0];
    assert.deepEqual([kill?.type, kill?.scope, kill?.status], ["kill", "process", "performed"]);
    assert.equal(podman.run("inspect", "--format", "{{.State.Running}}", NAME), "true");
    const { stdout } = await vigil.command("status", "--data", vigil.dir);
    assert.match(stdout, /enforce +on +\d+ kills/);
  });
});
