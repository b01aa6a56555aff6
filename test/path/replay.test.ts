/** Without a sensor: storage, server and web run, and a capture drives the whole path. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ROOT, startVigil, type Vigil } from "../support/vigil.ts";

describe("replay of a capture", () => {
  let vigil: Vigil;
  before(async () => {
    vigil = await startVigil(["--no-agent"]);
  });
  after(() => vigil.stop());

  test("its matches become signals", async () => {
    const { stdout } = await vigil.command(
      "replay",
      join(ROOT, "test/captures/attack.vigilrec"),
      "--json",
    );
    const summary = JSON.parse(stdout) as { records: number; matches: number };
    assert.ok(summary.matches > 0, stdout);
    const signal = await vigil.waitForSignal("signal", () => true);
    const agent = (signal.attributes.custom as Record<string, unknown>)["agent"] as {
      origin?: string;
    };
    assert.equal(agent.origin, "replay");
  });

  test("a file that is no capture is refused with a code", async () => {
    await assert.rejects(
      vigil.command("replay", join(ROOT, "README.md")),
      (error: { stderr: string; code: number }) => {
        assert.match(error.stderr, /[A-Z]+_[A-Z_]+/);
        return error.code !== 0;
      },
    );
  });

  test("status says that everything runs, as JSON and for people", async () => {
    const { stdout } = await vigil.command("status", "--json");
    const report = JSON.parse(stdout) as {
      running: boolean;
      programs: { name: string; state: string }[];
    };
    assert.equal(report.running, true);
    assert.deepEqual(
      report.programs.map((program) => [program.name, program.state]),
      [
        ["storage", "running"],
        ["server", "running"],
      ],
    );
    assert.match((await vigil.command("status")).stdout, /storage\s+running/);
  });
});
