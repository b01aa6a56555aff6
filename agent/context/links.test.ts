/** By which symbolic links a program is known beside its path. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { linksTo } from "./process-record.ts";

const ROWS: readonly [path: string, called: string, ...links: string[]][] = [
  ["/usr/bin/dash", "/usr/bin/sh", "/usr/bin/sh"],
  ["/usr/bin/dash", "/bin/sh", "/bin/sh", "/usr/bin/sh"],
  ["/usr/bin/bash", "/bin/bash", "/bin/bash"],
  ["/usr/sbin/init", "/sbin/telinit", "/sbin/telinit", "/usr/sbin/telinit"],
  ["/bin/busybox", "/bin/ls", "/bin/ls"],
  ["/usr/lib/jvm/bin/java", "/opt/java", "/opt/java"],
  ["/usr/bin/dash", "/usr/bin/dash"],
  ["/usr/bin/dash", ""],
  ["memfd:x", "/proc/self/fd/3"],
  ["", "/bin/sh"],
];

test("links are the path called, and what it is below /usr", () => {
  for (const [path, called, ...links] of ROWS)
    assert.deepEqual(linksTo(path, called), links, `${path} called as ${called}`);
});
