/**
 * Sample events in the shape of the contract's event JSON, made from a few attack stories.
 * Development only.
 */

export type Story = {
  ruleId: string;
  rule: string;
  severity: "critical" | "high" | "medium" | "low" | "info";
  tags: string[];
  title: string;
  message: string;
  expression: string;
  /** Field and value of each part of the expression that held; the part is found by its text. */
  held: { text: string; field: string; value: string }[];
  event: Record<string, unknown>;
  /** Executables from the root down to the acting process, with user and arguments. */
  lineage: [path: string, user: string, ...args: string[]][];
  inContainer: boolean;
};

const respond = (steps: string[]) =>
  `\n## Triage and response\n${steps.map((step, index) => `${index + 1}. ${step}`).join("\n")}`;

const SHELL: Story["lineage"] = [
  ["/usr/lib/systemd/systemd", "root", "--system", "--deserialize=36"],
  ["/usr/sbin/sshd", "root", "-D"],
  ["/usr/sbin/sshd", "root", "-R"],
  ["/usr/bin/bash", "ada", "-l"],
];
const CONTAINER: Story["lineage"] = [
  ["/usr/lib/systemd/systemd", "root", "--system"],
  ["/usr/bin/containerd-shim-runc-v2", "root", "-namespace", "moby", "-address", "/run/c.sock"],
  ["/usr/sbin/nginx", "www-data", "-g", "daemon off;"],
  ["/usr/sbin/php-fpm8.2", "www-data", "--nodaemonize"],
];

export const STORIES: readonly Story[] = [
  {
    ruleId: "crypto-miner-arguments",
    rule: "Crypto miner started",
    severity: "critical",
    tags: ["tactic:TA0040-impact", "technique:T1496-resource-hijacking", "security:attack"],
    title: "Crypto miner started",
    message: `## Goal\nFind processes that mine cryptocurrency.\n\n\`/tmp/xmrig\` was started with the arguments of a **miner**: a pool address and a worker name.\n${respond(["Check who uploaded the executable and how.", "Stop the process and isolate the host if nobody knows it.", "Look for persistence: cron, systemd units, `~/.ssh/authorized_keys`."])}\n\nSee [Resource Hijacking](https://attack.mitre.org/techniques/T1496/).`,
    expression:
      'exec.file.name in ["xmrig", "xmr-stak", "minerd"] || exec.args in [~"*stratum+tcp://*", ~"*--donate-level*"]',
    held: [
      {
        text: 'exec.file.name in ["xmrig", "xmr-stak", "minerd"]',
        field: "exec.file.name",
        value: "xmrig",
      },
      {
        text: 'exec.args in [~"*stratum+tcp://*", ~"*--donate-level*"]',
        field: "exec.args",
        value: "-o stratum+tcp://pool.example:3333",
      },
    ],
    event: { evt: { name: "exec", category: "Process Activity", outcome: "Success" } },
    lineage: [...SHELL, ["/tmp/xmrig", "ada", "-o", "stratum+tcp://pool.example:3333"]],
    inContainer: false,
  },
  {
    ruleId: "web-server-spawned-shell",
    rule: "Shell spawned by a web server",
    severity: "high",
    tags: ["tactic:TA0002-execution", "technique:T1059.004-unix-shell", "security:attack"],
    title: "Shell spawned by a web server",
    message:
      `A web server started a shell.\n\n- ran \`sh -c id\`\n- from \`php-fpm8.2\`\n` +
      respond([
        "Read the access log at that second.",
        "Keep a copy of the web root, then look for new files.",
      ]),
    expression:
      'exec.file.name in ["sh", "bash", "dash"] && process.parent.file.name in ["nginx", ~"php-fpm*", "apache2"]',
    held: [
      { text: 'exec.file.name in ["sh", "bash", "dash"]', field: "exec.file.name", value: "dash" },
      {
        text: 'process.parent.file.name in ["nginx", ~"php-fpm*", "apache2"]',
        field: "process.parent.file.name",
        value: "php-fpm8.2",
      },
    ],
    event: { evt: { name: "exec", category: "Process Activity", outcome: "Success" } },
    lineage: [...CONTAINER, ["/usr/bin/dash", "www-data", "-c", "id; uname -a"]],
    inContainer: true,
  },
  {
    ruleId: "shadow-read-in-container",
    rule: "Shadow file read inside a container",
    severity: "high",
    tags: ["tactic:TA0006-credential-access", "technique:T1003.008-etc-passwd-and-etc-shadow"],
    title: "Shadow file read inside a container",
    message:
      `\`cat\` opened \`/etc/shadow\`. Intruders move on with its hashes.` +
      respond([
        "Confirm whether the image ships a tool that needs the file.",
        "Isolate the container; rotate passwords.",
      ]),
    expression: 'open.file.path == "/etc/shadow" && container.id != ""',
    held: [
      { text: 'open.file.path == "/etc/shadow"', field: "open.file.path", value: "/etc/shadow" },
      { text: 'container.id != ""', field: "container.id", value: "3f2a8c1b7d60" },
    ],
    event: {
      evt: { name: "open", category: "File Activity", outcome: "Success" },
      file: {
        flags: ["O_RDONLY"],
        path: "/etc/shadow",
        name: "shadow",
        inode: 1_048_612,
        mode: 0o100640,
        user: "root",
        group: "shadow",
        filesystem: "overlay",
      },
    },
    lineage: [...CONTAINER, ["/usr/bin/dash", "root"], ["/usr/bin/cat", "root", "/etc/shadow"]],
    inContainer: true,
  },
  {
    ruleId: "mining-pool-dns",
    rule: "DNS lookup of a mining pool",
    severity: "medium",
    tags: ["tactic:TA0040-impact", "technique:T1496-resource-hijacking"],
    title: "DNS lookup of a mining pool",
    message:
      `\`xmrig\` asked for **pool.example**, a name of a mining pool.` +
      respond(["Find the process and what started it."]),
    expression: 'dns.question.name in [~"*.pool.example", "pool.example"]',
    held: [
      {
        text: 'dns.question.name in [~"*.pool.example", "pool.example"]',
        field: "dns.question.name",
        value: "pool.example",
      },
    ],
    event: {
      evt: { name: "dns", category: "Network Activity", outcome: "Success" },
      dns: { id: 4711, question: { name: "pool.example", type: "A", class: "IN", size: 31 } },
      network: {
        source: { ip: "10.0.3.15", port: 53122 },
        destination: { ip: "10.0.3.2", port: 53 },
        l4_protocol: "IP_PROTO_UDP",
      },
    },
    lineage: [...SHELL, ["/tmp/xmrig", "ada", "-o", "stratum+tcp://pool.example:3333"]],
    inContainer: false,
  },
  {
    ruleId: "ssh-authorized-keys-changed",
    rule: "SSH authorized keys changed",
    severity: "medium",
    tags: ["tactic:TA0003-persistence", "technique:T1098.004-ssh-authorized-keys"],
    title: "SSH authorized keys changed",
    message:
      `\`tee\` wrote to \`/home/ada/.ssh/authorized_keys\`.` +
      respond(["Compare the keys with those known.", "Remove what nobody owns."]),
    expression:
      'open.file.path in [~"/home/*/.ssh/authorized_keys", "/root/.ssh/authorized_keys"] && open.flags & (O_WRONLY | O_RDWR) > 0 && process.file.path not in ["/usr/sbin/sshd"]',
    held: [
      {
        text: 'open.file.path in [~"/home/*/.ssh/authorized_keys", "/root/.ssh/authorized_keys"]',
        field: "open.file.path",
        value: "/home/ada/.ssh/authorized_keys",
      },
    ],
    event: {
      evt: { name: "open", category: "File Activity", outcome: "Success" },
      file: {
        flags: ["O_WRONLY", "O_CREAT"],
        path: "/home/ada/.ssh/authorized_keys",
        name: "authorized_keys",
      },
    },
    lineage: [...SHELL, ["/usr/bin/tee", "ada", "-a", "/home/ada/.ssh/authorized_keys"]],
    inContainer: false,
  },
  {
    ruleId: "database-connects-out",
    rule: "Database server connected out",
    severity: "low",
    tags: ["tactic:TA0011-command-and-control", "technique:T1071-application-layer-protocol"],
    title: "Database server connected to a public address",
    message:
      `\`postgres\` connected to \`203.0.113.24:443\`. Database servers rarely do.` +
      respond(["Check for extensions that call out.", "Block the address if nobody knows it."]),
    expression:
      'connect.addr.is_public && process.file.name in ["postgres", "mysqld", "mongod", "redis-server"]',
    held: [
      {
        text: 'process.file.name in ["postgres", "mysqld", "mongod", "redis-server"]',
        field: "process.file.name",
        value: "postgres",
      },
    ],
    event: {
      evt: { name: "connect", category: "Network Activity", outcome: "Success" },
      connect: {
        addr: { ip: "203.0.113.24", port: 443, family: "AF_INET" },
        protocol: "IP_PROTO_TCP",
      },
    },
    lineage: [
      ["/usr/lib/systemd/systemd", "root", "--system"],
      ["/usr/lib/postgresql/15/bin/postgres", "postgres", "-D", "/var/lib/postgresql/15/main"],
      ["/usr/lib/postgresql/15/bin/postgres", "postgres"],
    ],
    inContainer: false,
  },
  {
    ruleId: "kernel-module-tool",
    rule: "Kernel module tool run",
    severity: "info",
    tags: ["tactic:TA0003-persistence", "technique:T1547.006-kernel-modules-and-extensions"],
    title: "Kernel module tool run",
    message: "`modprobe` was run. Expected while packages are installed, rare otherwise.",
    expression: 'exec.file.name in ["insmod", "modprobe", "kmod"]',
    held: [
      {
        text: 'exec.file.name in ["insmod", "modprobe", "kmod"]',
        field: "exec.file.name",
        value: "kmod",
      },
    ],
    event: { evt: { name: "exec", category: "Process Activity", outcome: "Success" } },
    lineage: [
      ...SHELL,
      ["/usr/bin/sudo", "root", "modprobe", "overlay"],
      ["/usr/bin/kmod", "root", "overlay"],
    ],
    inContainer: false,
  },
];

function processOf(
  [path, user, ...args]: Story["lineage"][number],
  pid: number,
  ppid: number,
  at: number,
  containerId: string,
) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const uid = user === "root" ? 0 : 1000;
  return {
    ...{ pid, ppid, tid: pid, comm: name.slice(0, 15), uid, gid: uid, user, group: user },
    credentials: { uid, gid: uid, user, euid: uid, euser: user, auid: 1000 },
    ...(name === "bash" ? { tty: "pts0" } : {}),
    fork_time: new Date(at).toISOString(),
    argv0: path,
    args,
    args_truncated: false,
    envs: ["PATH", "HOME", "LANG", "SHELL"],
    is_exec_child: true,
    ...(containerId === "" ? {} : { container: { id: containerId } }),
    executable: {
      ...{ path, name, inode: 390_000 + pid, mode: 0o100755, user: "root", group: "root" },
      filesystem: path.startsWith("/tmp") ? "tmpfs" : "ext4",
    },
  };
}

/** The event JSON of a story, at a time, on a host. */
export function storyEvent(story: Story, at: number, container: { id: string; name: string }) {
  const inside = story.inContainer ? container.id : "";
  const chain = story.lineage.map((entry, index) => {
    const pid = index === 0 ? 1 : 812 + index * 391;
    const started = at - (story.lineage.length - 1 - index) ** 3 * 61_000;
    return processOf(
      entry,
      pid,
      index === 0 ? 0 : 812 + (index - 1) * 391,
      started,
      index > 1 ? inside : "",
    );
  });
  const acting = chain.at(-1);
  const ancestors = chain.slice(0, -1).reverse();
  return {
    date: new Date(at).toISOString(),
    agent: {
      rule_id: story.ruleId,
      os: "linux",
      origin: "ebpf",
      policy: "default",
      version: "0.1.0",
    },
    ...(inside === ""
      ? {}
      : { container: { ...container, runtime: "docker", image: "shop/web:4.2" } }),
    ...story.event,
    evt: {
      ...(story.event["evt"] as object),
      rule_context: {
        expression: story.expression,
        matching_subexprs: story.held.map(({ text, field, value }) => ({
          ...{ offset: story.expression.indexOf(text), length: text.length, value, field },
        })),
      },
    },
    process: { source: "runtime", ...acting, parent: ancestors[0], ancestors },
  };
}
