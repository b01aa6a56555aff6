/** Flags, options and environments as rules read them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ARGUMENTS_MAX, envsOf, envValue, flagsOf, optionsOf, splitNul } from "./arguments.ts";

const FLAGS: [string, string[]][] = [
  ["-ls --escape", ["l", "s", "ls", "escape"]],
  ["-a", ["a"]],
  ["--long-name", ["long-name"]],
  ["--name=value", []],
  ["-o=x", []],
  ["-abc file -d", ["a", "b", "c", "abc", "d"]],
  ["-no-alnum", ["no-alnum"]],
  ["-", []],
  ["--", []],
  ["plain", []],
  ["-l -l", ["l"]],
];

test("flags are names without dashes, and single letters of joined ones", () => {
  for (const [line, expected] of FLAGS) assert.deepEqual(flagsOf(line.split(" ")), expected, line);
});

const OPTIONS: [string[], string[]][] = [
  [["-o", "pool.example:3333"], ["o=pool.example:3333"]],
  [["--user=me"], ["user=me"]],
  [["-p=1"], ["p=1"]],
  [["--verbose", "-o", "x"], ["o=x"]],
  [["--name", ""], ["name="]],
  [
    ["--first", "a", "--second", "b"],
    ["first=a", "second=b"],
  ],
  [["-a", "-b", "v"], ["b=v"]],
  [["plain", "word"], []],
  [["---odd", "x"], []],
  [["--last"], []],
  [["-o", "v=1"], ["o=v=1"]],
];

test("options are name=value, also of two arguments", () => {
  for (const [args, expected] of OPTIONS)
    assert.deepEqual(optionsOf(args), expected, args.join(" "));
});

test("arguments end with NUL; empty ones stay, a cut one has no NUL", () => {
  assert.deepEqual(splitNul(""), []);
  assert.deepEqual(splitNul("a\0\0b\0"), ["a", "", "b"]);
  assert.deepEqual(splitNul("a\0cut"), ["a", "cut"]);
  assert.equal(splitNul("x\0".repeat(ARGUMENTS_MAX * 2)).length, ARGUMENTS_MAX);
});

test("environments show names, and values only where they matter", () => {
  const envp = ["HOME=/root", "LD_PRELOAD=/tmp/x.so", "AWS_SECRET=x", "ODD", "PATH=/bin"];
  const expected = ["HOME", "LD_PRELOAD=/tmp/x.so", "AWS_SECRET", "ODD", "PATH=/bin"];
  assert.deepEqual(envsOf(envp), expected);
  assert.equal(envValue(envp, "HOME"), "/root");
  assert.equal(envValue(envp, "HOM"), undefined);
});
