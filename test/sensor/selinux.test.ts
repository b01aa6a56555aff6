/**
 * selinux: real writes. Few test machines run SELinux; the kernel matrix writes to all of its files.
 * What can be told anywhere is that other writes make no event.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { whyNot } from "./harness.ts";
import { LiveEvents } from "./live-events.ts";

const why = whyNot();
const hasSelinux = /\tselinuxfs$/m.test(readFileSync("/proc/filesystems", "utf8"));
const WRITE = 1;
const RULES = [
  'selinux.enforce.status in ["permissive", "enforcing"]',
  "selinux.bool_commit.state",
];

describe("selinux", { skip: why ?? false }, () => {
  let live: LiveEvents;

  before(async () => {
    live = await LiveEvents.start(["selinux"], RULES);
  });
  after(() => live.stop());

  test("a write to a file of another kind makes no event, whatever its name", async () => {
    const path = join(live.directory, "enforce");
    writeFileSync(path, "");
    const { pid, result } = live.call([WRITE, `w:${path}`, "s:0", 1]);
    assert.equal(result, 1);
    assert.deepEqual(await live.of(pid, "selinux"), []);
  });

  const skip = hasSelinux ? false : "this kernel does not run SELinux";
  test("a write to enforce says what is in force now", { skip }, async () => {
    const mount = mkdtempSync(join(tmpdir(), "vigil-selinux-"));
    execFileSync("mount", ["-t", "selinuxfs", "none", mount]);
    try {
      const file = join(mount, "enforce");
      const now = readFileSync(file, "utf8").trim();
      const event = await live.seen("selinux", [WRITE, `w:${file}`, `s:${now}`, 1]);
      const status = now === "1" ? "enforcing" : "permissive";
      assert.equal(event.fields["selinux.enforce.status"], status);
      assert.equal(event.fields["selinux.bool.name"], "");
      assert.equal(event.fields["selinux.bool.state"], "");
      assert.equal(event.fields["selinux.bool_commit.state"], false);
      assert.deepEqual(event.json["selinux"], { enforce: { status } });
      assert.deepEqual(event.rules, [RULES[0]]);
    } finally {
      spawnSync("umount", [mount]);
      rmdirSync(mount);
    }
  });
});
