/** A real container by podman: its id, name and image are on the event. */
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
const ATTACK = "cp /bin/busybox /tmp/true && /tmp/true -o stratum+tcp://pool.example:3333\n";

type Container = { id?: string; name?: string; image?: string } | undefined;

describe("a container's process", { skip: obstacle || false }, () => {
  let vigil: Vigil;
  let dir: string;
  let podman: Podman;

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "vigil-container-"));
    podman = createImage(dir, IMAGE, ["sh", "sleep", "true", "cp"], { "attack.sh": ATTACK });
    vigil = await startVigil();
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
    podman.run("exec", NAME, "/bin/sh", "/attack.sh");
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
  });
});
