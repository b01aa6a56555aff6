/** Units and slices of systemd by cgroup path. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemdSlice, systemdUnit } from "./systemd.ts";

test("the unit and slice of a cgroup", () => {
  const user = "/user.slice/user-1000.slice";
  const rows: [string, string, string][] = [
    ["/system.slice/ssh.service", "ssh.service", "system.slice"],
    ["/init.scope", "init.scope", ""],
    [`${user}/session-3.scope`, "session-3.scope", "user-1000.slice"],
    [`${user}/user@1000.service/app.slice/a.service`, "user@1000.service", "user-1000.slice"],
    [
      "/system.slice/system-getty.slice/getty@tty1.service",
      "getty@tty1.service",
      "system-getty.slice",
    ],
    ["/system.slice/a.service/worker", "a.service", "system.slice"],
    ["/system.slice/docker-3f2a.scope", "docker-3f2a.scope", "system.slice"],
    ["/system.slice/_cgroup.service", "cgroup.service", "system.slice"],
    ["/system.slice", "", "system.slice"],
    ["/docker/3f2a", "", ""],
    ["/libpod_parent/a.service", "", ""],
    ["/", "", ""],
    ["", "", ""],
  ];
  for (const [cgroup, unit, slice] of rows) {
    assert.equal(systemdUnit(cgroup), unit, cgroup);
    assert.equal(systemdSlice(cgroup), slice, cgroup);
  }
});
