/** Texts that the kernel reads: parameters of modules, and what is written to files of SELinux. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { moduleParameters } from "./module-parameters.ts";
import { selinuxBoolName, selinuxBoolState, selinuxCommit, selinuxStatus } from "./selinux.ts";

test("parameters of a module", () => {
  const rows: [string, string[]][] = [
    ["", []],
    ["  ", []],
    ["debug=1", ["debug=1"]],
    [" debug=1\tquiet\n", ["debug=1", "quiet"]],
    ['name="a b" x', ['name="a b"', "x"]],
    ['"a b=c d"', ['"a b=c d"']],
    ['open="a b', ['open="a b']],
  ];
  for (const [text, expected] of rows) assert.deepEqual(moduleParameters(text), expected, text);
  fc.assert(
    fc.property(fc.string(), (text) => {
      const joined = moduleParameters(text).join("");
      assert.equal(joined.replace(/\s/g, ""), text.replace(/\s/g, ""));
    }),
  );
});

test("writes to files of SELinux", () => {
  const [BOOLEAN, COMMIT, ENFORCE, DISABLE] = [1, 2, 3, 4];
  assert.equal(selinuxBoolName(BOOLEAN, "httpd"), "httpd");
  assert.equal(selinuxBoolName(ENFORCE, "enforce"), "");
  assert.deepEqual(
    ["1", "0\n", " 7", "-1", "", "on", "4294967296"].map((value) =>
      selinuxBoolState(BOOLEAN, value),
    ),
    ["on", "off", "on", "on", "", "", "off"],
  );
  assert.equal(selinuxBoolState(COMMIT, "1"), "");
  assert.deepEqual([selinuxCommit(COMMIT, "1"), selinuxCommit(COMMIT, "0")], [true, false]);
  assert.equal(selinuxCommit(BOOLEAN, "1"), false);
  assert.deepEqual(
    [selinuxStatus(ENFORCE, "1"), selinuxStatus(ENFORCE, "0"), selinuxStatus(DISABLE, "1")],
    ["enforcing", "permissive", "disabled"],
  );
  assert.deepEqual([selinuxStatus(DISABLE, "0"), selinuxStatus(COMMIT, "1")], ["", ""]);
  fc.assert(fc.property(fc.string(), (value) => void selinuxStatus(ENFORCE, value)));
});
