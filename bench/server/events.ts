/** Events of about the size that agents send: a process with six ancestors. */
import { testEvent } from "#server/store/testing";

function processOf(pid: number) {
  return {
    pid,
    ppid: pid - 1,
    tid: pid,
    comm: "worker",
    uid: 33,
    gid: 33,
    user: "www-data",
    credentials: { uid: 33, gid: 33, user: "www-data", group: "www-data", euid: 33, egid: 33 },
    executable: {
      path: `/usr/lib/app/bin/worker-${pid % 20}`,
      name: "worker",
      inode: 900_000 + pid,
      mode: 33261,
      uid: 0,
      gid: 0,
      user: "root",
      group: "root",
      filesystem: "ext4",
    },
    args: ["--listen", "0.0.0.0:8080", `--id=${pid}`],
    envs: ["PATH", "HOME", "LANG", "SHELL", "USER", "PWD"],
    fork_time: "2026-03-01T11:59:00.000Z",
  };
}

/** An event JSON; `index` makes it differ from its neighbours, `rule` is one of `rules`. */
export function benchEvent(index: number, at: number, rules: number): Uint8Array {
  const pid = 1000 + (index % 5000);
  const process = {
    ...processOf(pid),
    ancestors: [1, 2, 3, 4, 5, 6].map((up) => processOf(pid - up)),
  };
  const file = { path: `/var/www/html/upload-${index % 300}.php`, name: "upload.php" };
  const event = testEvent({ at, rule: `rule_${index % rules}`, extra: { process, file } });
  return Buffer.from(JSON.stringify(event));
}
