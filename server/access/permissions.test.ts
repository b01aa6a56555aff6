/** Each role may do what its name says, and a role nobody knows may do nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PERMISSIONS, permissionsOf } from "./permissions.ts";

test("roles grow from Read Only over Standard to Admin", () => {
  const [reader, standard, admin] = ["Read Only", "Standard", "Admin"].map(permissionsOf);
  assert.ok(reader && standard && admin);
  assert.equal(admin.size, PERMISSIONS.length);
  assert.ok(reader.isSubsetOf(standard) && standard.isSubsetOf(admin));
  assert.ok([...reader].every((name) => !/_write$|_actions$|_manage$/.test(name)));
  assert.ok(standard.has("security_monitoring_signals_write"));
  assert.ok(![...standard].some((name) => name.endsWith("_actions")));
  for (const name of ["api_keys_write", "org_management", "user_access_manage"] as const)
    assert.ok(!standard.has(name));
});

test("an unknown role has no permission", () => {
  assert.equal(permissionsOf("Superuser").size, 0);
  assert.equal(permissionsOf("__proto__").size, 0);
});
