/**
 * What an attacker does in a terminal becomes a signal with its process tree, within two seconds.
 */
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { agentRules, sensorObstacle, startVigil, type Vigil, waitFor } from "../support/vigil.ts";

const obstacle = sensorObstacle();

type EventProcess = {
  pid: number;
  comm: string;
  executable?: { path: string };
  ancestors?: EventProcess[];
};

describe("attacks on a real host", { skip: obstacle || false }, () => {
  let vigil: Vigil;
  let dir: string;

  before(async () => {
    vigil = await startVigil();
    dir = mkdtempSync(join(tmpdir(), "vigil-attack-"));
  });
  after(async () => {
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  /** Does something and waits for a signal of the rule. */
  async function expectSignal(rule: string, act: () => void) {
    act();
    return vigil.waitForSignal(`signal of ${rule}`, (signal) => agentRules(signal).includes(rule));
  }

  test("a crypto miner's arguments, with the shell that started it as ancestor", async () => {
    const miner = join(dir, "xmrig");
    copyFileSync("/bin/true", miner);
    const script = `${miner} -o stratum+tcp://pool.example:3333; true`;
    const signal = await expectSignal("crypto_miner_arguments", () =>
      execFileSync("/bin/sh", ["-c", script]),
    );
    const process = await waitFor("event of the miner itself, not of its shell", async () => {
      const { samples } = (await vigil.signal(signal.id)).attributes.custom;
      const processes = samples.map((sample) => sample.content.custom["process"] as EventProcess);
      return processes.find((each) => each.executable?.path === miner);
    });
    const lineage = process.ancestors ?? [];
    assert.match(lineage[0]?.executable?.path ?? "", /\/(da|ba)?sh$/);
    assert.equal(lineage[1]?.pid, globalThis.process.pid, "the test runner is the grandparent");
    assert.equal(lineage.at(-1)?.pid, 1, "the lineage reaches init");
  });

  test("a binary run from /dev/shm", async () => {
    const binary = `/dev/shm/vigil-test-${process.pid}`;
    copyFileSync("/bin/true", binary);
    try {
      await expectSignal("binary_run_from_shared_memory", () => execFileSync(binary));
    } finally {
      rmSync(binary, { force: true });
    }
  });

  test("LD_PRELOAD from a directory that anyone can write", async () => {
    await expectSignal("ld_preload_environment", () => {
      execFileSync("/bin/true", { env: { LD_PRELOAD: join(dir, "evil.so") }, stdio: "ignore" });
    });
  });

  test("a cron file written", async () => {
    const file = `/etc/cron.d/vigil-test-${process.pid}`;
    try {
      await expectSignal("cron_changed", () => writeFileSync(file, "# nothing\n"));
    } finally {
      rmSync(file, { force: true });
    }
  });

  test("a kernel module tool", async () => {
    const tool = join(dir, "insmod");
    copyFileSync("/bin/true", tool);
    await expectSignal("kernel_module_tool", () => execFileSync(tool, ["rootkit.ko"]));
  });

  test("a set-user-id bit given to a file", async () => {
    const file = join(dir, "suid");
    writeFileSync(file, "");
    await expectSignal("setuid_bit_set", () => chmodSync(file, 0o4755));
  });

  test("a program whose file was deleted before it ran", async () => {
    const file = join(dir, "gone");
    copyFileSync("/bin/true", file);
    const script =
      "import os,sys\nfd=os.open(sys.argv[1],os.O_RDONLY)\nos.unlink(sys.argv[1])\nos.execve(fd,['gone'],{})\n";
    await expectSignal("deleted_program_run", () => execFileSync("python3", ["-c", script, file]));
  });

  test("a question for a mining pool's name", async () => {
    await expectSignal("mining_pool_lookup", () => {
      const script =
        "import socket\ns=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\nq=b'\\x12\\x34\\x01\\x00\\x00\\x01'+b'\\x00'*6+b'\\x04pool\\x0asupportxmr\\x03com\\x00\\x00\\x01\\x00\\x01'\ns.sendto(q,('127.0.0.1',53))\n";
      execFile("python3", ["-c", script]);
    });
  });
});
