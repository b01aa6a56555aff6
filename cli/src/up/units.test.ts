/** The systemd units start what `up` starts. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PIN_DIR } from "#cli/doctor";
import { dataPaths, ROOT } from "#cli/setup";
import type { ProgramSpec } from "#cli/supervisor";
import { agentProgram, sensorProgram, serverProgram, storageProgram } from "./programs.ts";

const HOME = "/opt/vigil";
const STORAGE_PORT = 7701;
const paths = dataPaths("/var/lib/vigil");

const PROGRAMS: ProgramSpec[] = [
  storageProgram(paths, STORAGE_PORT),
  serverProgram(paths, "127.0.0.1:7700", STORAGE_PORT),
  withPins(sensorProgram(paths, "off")),
  agentProgram(paths, "http://127.0.0.1:7700"),
];

/** Services outlive whoever starts them: what the sensor keeps in the kernel is for the next one. */
function withPins(program: ProgramSpec): ProgramSpec {
  return { ...program, args: [...program.args, "--pin", PIN_DIR] };
}

function absolute(word: string): string {
  return /^(storage|server|agent|build|content)(\/|$)/.test(word) ? `${HOME}/${word}` : word;
}

for (const { name, command, args, env = {} } of PROGRAMS) {
  test(`vigil-${name}.service says the same as vigil up`, () => {
    const unit = readFileSync(join(ROOT, `deploy/systemd/vigil-${name}.service`), "utf8");
    const [program = "", ...words] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? "").split(" ");
    assert.deepEqual(
      words.map(absolute),
      args.map((arg) => arg.replace(ROOT, HOME)),
    );
    const own = command === process.execPath ? "/bin/node" : command.replace(ROOT, HOME);
    assert.ok(program.endsWith(own), program);
    for (const [variable, value] of Object.entries(env))
      assert.match(unit, new RegExp(`^Environment=${variable}=${value}$`, "m"));
    assert.match(unit, /^CapabilityBoundingSet=/m);
    assert.match(unit, /^NoNewPrivileges=yes$/m);
  });
}
