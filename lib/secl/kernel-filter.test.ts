/** Which fields of the language the kernel is said to filter by. */
import assert from "node:assert/strict";
import test from "node:test";
import { FIELD_TABLE } from "#lib/event";
import { capabilitiesOf } from "./kernel-filter.ts";

test("names of files are names the kernel knows; that of an attribute is not", () => {
  for (const event of ["setxattr", "removexattr"]) {
    const { names } = capabilitiesOf(event, FIELD_TABLE);
    assert.deepEqual(names.toSorted(), [`${event}.file.name`, `${event}.file.path`]);
  }
  assert.deepEqual(capabilitiesOf("rename", FIELD_TABLE).names.toSorted(), [
    "rename.file.destination.name",
    "rename.file.destination.path",
    "rename.file.name",
    "rename.file.path",
  ]);
});
