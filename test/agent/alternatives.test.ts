/** Rules see a file by its path in a container, and a program by the link it was called by. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { EventView } from "#lib/event";
import { whyNot } from "../sensor/harness.ts";
import { CAPTURE, recordScene } from "./alternatives-scene.ts";
import { playRuleset } from "./played-ruleset.ts";

/** Each with whether it holds for an event of the scene. */
const RULES: readonly [id: string, expression: string, holds: boolean][] = [
  ["container_path", 'open.file.path == "/etc/passwd"', true],
  ["container_glob", 'open.file.path =~ "/etc/pass*" && process.file.name == "cat"', true],
  ["host_path", 'open.file.path =~ "/tmp/*/merged/etc/passwd"', true],
  ["excluded", 'open.file.name == "passwd" && open.file.path not in ["/etc/passwd"]', false],
  ["made", 'mkdir.file.path == "/etc/made"', true],
  ["made_on_host", 'mkdir.file.path =~ "/tmp/*/merged/etc/made"', true],
  ["made_elsewhere", 'mkdir.file.path == "/made"', false],
  ["called_name", 'exec.file.name == "applet"', true],
  ["called_path", 'exec.file.path =~ "/tmp/*/applet"', true],
  ["real_name", 'exec.file.name == "cat"', true],
  ["not_called", 'exec.file.name != "applet" && exec.file.name == "cat"', false],
  ["shell", 'exec.file.path == "/usr/bin/sh"', true],
  ["shell_called", 'exec.file.path == "/bin/sh" && exec.file.name == "sh"', true],
  ["shell_parent", 'mkdir.file.name == "made" && process.parent.file.name == "sh"', true],
  ["ancestor", 'open.file.name == "passwd" && process.ancestors[A].file.path == "/bin/sh"', true],
];

function check(stream: Buffer): void {
  const lines = RULES.map(([id, text]) => `  - id: ${id}\n    expression: >-\n      ${text}\n`);
  const policy = `version: 1.0.0\nrules:\n${lines.join("")}`;
  const paths = new Map<string, unknown>();
  const onMatch = ({ ruleId }: { ruleId: string }, view: EventView) => {
    paths.set(ruleId, view["open.file.path" as never]);
  };
  const end = 16 + stream.readUInt32LE(12);
  const preface = stream.subarray(0, end);
  const played = playRuleset({ "own.policy": policy }, {}, { onMatch }, preface);
  const matches = played.play(stream.subarray(end));
  const held = new Set(matches.map(({ ruleId }) => ruleId));
  for (const [id, , holds] of RULES) assert.equal(held.has(id), holds, id);
  assert.match(String(paths.get("container_path")), /^\/tmp\/.*\/merged\/etc\/passwd$/);
  const shown = (id: string) => matches.find(({ ruleId }) => ruleId === id)?.parts[0]?.value;
  assert.equal(shown("container_path"), "/etc/passwd");
  assert.equal(shown("called_name"), "applet");
  assert.equal(shown("real_name"), "cat");
}

test("as recorded", () => check(readFileSync(CAPTURE)));

test("on this kernel", { skip: whyNot() ?? false }, async () => check(await recordScene()));
