/** Rules to begin with, each with an event that it matches. */

export type Example = { name: "miner" | "cron" | "shell"; expression: string; event: object };

export const EXAMPLES: readonly Example[] = [
  {
    name: "miner",
    expression: 'exec.file.name == "xmrig" || exec.argv in [~"stratum+tcp://*", "--donate-level"]',
    event: {
      type: "exec",
      "exec.file.name": "kworkerds",
      "exec.file.path": "/tmp/kworkerds",
      "exec.argv": ["-o", "stratum+tcp://pool.example:3333"],
      "exec.user": "www-data",
    },
  },
  {
    name: "cron",
    expression:
      'open.file.path in [~"/etc/cron*/**", "/etc/crontab"] && open.flags & (O_CREAT | O_WRONLY | O_RDWR) > 0 && process.file.name not in ["crond", "dpkg"]',
    event: {
      type: "open",
      "open.file.path": "/etc/cron.d/job",
      "open.flags": 577,
      "process.file.name": "bash",
      "process.user": "root",
    },
  },
  {
    name: "shell",
    expression:
      "exec.file.name in SHELLS && process.ancestors[A].file.name in WEB_SERVERS && process.ancestors[A].uid != 0",
    event: {
      type: "exec",
      "exec.file.name": "sh",
      "exec.args": "-c id",
      "process.ancestors": [
        { "file.name": "php-fpm8.2", uid: 33 },
        { "file.name": "systemd", uid: 0 },
      ],
    },
  },
];
