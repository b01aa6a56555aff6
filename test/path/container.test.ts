/**
 * A real container by podman: its id, name and image are on the event, and what a rule kills in it
 * is killed.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { agentRules, sensorObstacle, startVigil, type Vigil, waitFor } from "../support/vigil.ts";

const IMAGE = "localhost/vigil-test:1";
const NAME = `vigil-test-${process.pid}`;
const obstacle =
  sensorObstacle() ||
  (spawnSync("podman", ["--version"]).status === 0 ? "" : "podman is not installed");

/**
 * Settings that let podman run where the file limit cannot be raised and cgroups are hybrid; the
 * host's stay as they are.
 */
const CONF = `[containers]
default_ulimits = ["nofile=1024:1024","nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
`;

/** In a file, so that the arguments of podman itself are those of nobody's miner. */
const ATTACK =
  "cp /bin/busybox /tmp/sh && /tmp/sh -c 'sleep 60; :' stratum+tcp://pool.example:3333\n";

type Told = { rule_actions?: { type: string; scope: string; status: string }[] };
type Container = { id?: string; name?: string; image?: string } | undefined;

describe("a container's process", { skip: obstacle || false }, () => {
  let vigil: Vigil;
  let dir: string;
  let env: NodeJS.ProcessEnv;
  const podman = (...args: string[]) =>
    execFileSync("podman", args, { env, encoding: "utf8" }).trim();

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "vigil-container-"));
    writeFileSync(join(dir, "containers.conf"), CONF);
    env = { ...process.env, CONTAINERS_CONF: join(dir, "containers.conf") };
    const root = join(dir, "rootfs");
    for (const folder of ["bin", "tmp", "etc", "proc", "sys", "dev"])
      mkdirSync(join(root, folder), { recursive: true });
    copyFileSync("/usr/bin/busybox", join(root, "bin/busybox"));
    for (const name of ["sh", "sleep", "true", "cp"])
      symlinkSync("busybox", join(root, "bin", name));
    writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
    writeFileSync(join(root, "attack.sh"), ATTACK);
    execFileSync("tar", ["-C", root, "-cf", join(dir, "image.tar"), "."]);
    podman("import", join(dir, "image.tar"), IMAGE);
    vigil = await startVigil(["--enforcement", "on"]);
  });
  after(async () => {
    spawnSync("podman", ["rm", "-f", NAME], { env });
    spawnSync("podman", ["rmi", "-f", IMAGE], { env });
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  test("shows the container's id, name and image", async () => {
    const id = podman("run", "-d", "--name", NAME, "--network", "none", IMAGE, "/bin/sleep", "300");
    assert.match(id, /^[0-9a-f]{64}$/);
    const { status } = spawnSync("podman", ["exec", NAME, "/bin/sh", "/attack.sh"], { env });
    assert.equal(status, 128 + 9, "the shell says that its child was killed");
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
    assert.equal(podman("inspect", "--format", "{{.State.Running}}", NAME), "true");
    const { stdout } = await vigil.command("status", "--data", vigil.dir);
    assert.match(stdout, /enforce +on +\d+ kills/);
  });
});
