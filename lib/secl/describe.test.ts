// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** What a description says of grouping, names and filters. */
import assert from "node:assert/strict";
import test from "node:test";
import { describeRule } from "./describe.ts";
import { defineMacros } from "./macro.ts";
import { ENVIRONMENT, ruleOf } from "./testing/fixture.ts";

function describe(source: string, definitions: Parameters<typeof defineMacros>[0] = []) {
  const environment = { ...ENVIRONMENT, macros: defineMacros(definitions).macros };
  return describeRule(ruleOf(source, environment), environment);
}

test("grouping shows what the right side of each operator is", () => {
  const rows = [
    [
      "open.flags == 1 && open.retval == 2 || process.pid == 3",
      "open.flags == 1 && (open.retval == 2 || process.pid == 3)",
    ],
    [
      "open.flags == 1 || open.retval == 2 && process.pid == 3",
      "open.flags == 1 || (open.retval == 2 && process.pid == 3)",
    ],
    [
      "open.flags == 1 or process.pid == 1 and process.pid == 2 or process.pid == 3",
      "open.flags == 1 || (process.pid == 1 && (process.pid == 2 || process.pid == 3))",
    ],
    ["open.flags == 1 # why\n && true", "open.flags == 1 && true"],
  ] as const;
  for (const [source, grouped] of rows) assert.equal(describe(source).grouped, grouped);
});

test("names are told apart: fields, constants, macros, variables", () => {
  const described = describe(
    'open.flags & O_CREAT > 0 && M && process.comm in L && open.file.name == "x" && ${seen}',
    [
      { id: "M", expression: "open.retval in [ EPERM, EACCES ]" },
      { id: "L", values: ["a", "b"] },
    ],
  );
  assert.equal(described.event, "open");
  assert.deepEqual(
    described.fields.map(({ name }) => name),
    ["open.file.name", "open.flags", "open.retval", "process.comm"],
  );
  assert.deepEqual(described.constants, [
    { name: "O_CREAT", value: 64 },
    { name: "EPERM", value: -1 },
    { name: "EACCES", value: -13 },
  ]);
  assert.deepEqual(described.macros, [
    { name: "M", expression: "open.retval in [ EPERM, EACCES ]" },
    { name: "L", expression: '["a", "b"]' },
  ]);
  assert.deepEqual(described.variables, ["$seen"]);
  assert.equal(described.kernelFilter, "file name x");
});

test("the filter says why there is none", () => {
  assert.match(
    describe("open.retval == 1").kernelFilter,
    /^every open is delivered: .*open\.flags/,
  );
  assert.match(
    describe('exec.args == "x"').kernelFilter,
    /the kernel has no filter for this event/,
  );
  assert.equal(describe("process.ancestors.length > 1 && exec.args_truncated").fields.length, 2);
});
