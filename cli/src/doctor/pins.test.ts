/** What doctor says of pins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Output } from "#cli/output";
import { type Generation, printPins } from "./pins.ts";

const DIR = "/sys/fs/bpf/vigil";

function printed(...generations: Generation[]): string[] {
  const lines: string[] = [];
  const output = { line: (text = "") => lines.push(text) } as unknown as Output;
  printPins({ dir: DIR, generations }, output);
  return lines.filter((line) => line !== "");
}

const HELD: Generation = {
  name: "00000002",
  version: "0.1.0",
  pid: 42,
  readable: true,
  maps: 30,
  programs: ["exec_done", "exit_done"],
};

test("nothing is said where nothing is pinned", () => assert.deepEqual(printed(), []));

test("generations of a sensor that runs are held, and nothing is to be removed", () => {
  assert.deepEqual(printed({ ...HELD, name: "00000001", version: "" }, HELD), [
    `Pinned in ${DIR}:`,
    "  - 00000001: 2 programs, 30 maps of version unknown, held by process 42",
    "  - 00000002: 2 programs, 30 maps of version 0.1.0, held by process 42",
  ]);
});

test("what no sensor runs on is left, and how to remove it is said", () => {
  const lines = printed({ ...HELD, pid: 0, readable: false });
  assert.match(
    lines[1] ?? "",
    /LEFT: no sensor runs on them, no sensor of this version can go on$/,
  );
  assert.match(
    lines[2] ?? "",
    /^ {2}Remove them with .*vigil-sensor --unpin \/sys\/fs\/bpf\/vigil$/,
  );
});
