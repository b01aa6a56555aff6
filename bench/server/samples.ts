/**
 * What enters a server: agents' events as large as agents send them, and the logs that are most
 * common. Built, so that no host's own data is here.
 */
import { testEvent } from "#server/store/testing";

const CAPABILITIES = [
  ..."CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP".split(" "),
  ..."LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK".split(" "),
  ..."IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN".split(" "),
  ..."SYS_BOOT SYS_NICE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE".split(" "),
  ..."AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM".split(" "),
  ..."BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE".split(" "),
].map((name) => `CAP_${name}`);

function fileOf(path: string, inode: number) {
  return {
    ...{ path, name: path.slice(path.lastIndexOf("/") + 1), inode, mode: 33261, rights: 493 },
    ...{ uid: 0, gid: 0, user: "root", group: "root", mount_id: 61, filesystem: "ext4" },
    ...{ in_upper_layer: false, modification_time: "2025-09-20T15:27:27.000Z", links: 1 },
    ...{ change_time: "2025-09-20T15:27:27.000Z", mount_detached: false, mount_visible: true },
  };
}

function processOf(pid: number, at: number, capabilities: readonly string[] | undefined) {
  const ids = { uid: 0, gid: 0, euid: 0, egid: 0, fsuid: 0, fsgid: 0, auid: 4294967295 };
  const names = { user: "root", group: "root", euser: "root", egroup: "root", fsuser: "root" };
  const caps = capabilities && { cap_effective: capabilities, cap_permitted: capabilities };
  return {
    ...{ pid, ppid: pid - 1, tid: pid, comm: "worker", uid: 0, gid: 0, user: "root" },
    ...{ group: "root", fork_time: new Date(at).toISOString(), argv0: "worker" },
    credentials: { ...ids, ...names, ...caps },
    args: ["--listen", "0.0.0.0:8080", `--id=${pid}`],
    ...{ args_truncated: false, envs: ["PATH", "HOME", "USER"], envs_truncated: false },
    ...{ is_exec_child: true, is_thread: false, is_kworker: false },
    cgroup: { id: "/system.slice/app.service" },
    executable: fileOf(`/usr/lib/app/bin/worker-${pid % 20}`, 900_000 + pid),
  };
}

/** Numbers of processes before they begin anew (pid_max of 64-bit hosts, proc(5)). */
const PIDS = 4_194_304;

/**
 * An event of a process of root with all capabilities, its parent and two ancestors. Each process
 * has so many events, one after the other.
 */
export function agentEvent(index: number, at: number, rule: string, perProcess = 1): object {
  const number = Math.floor(index / perProcess);
  const pid = 1000 + (number % (PIDS - 1000));
  const began = at - (at % 60_000) - number;
  const process = {
    ...processOf(pid, began, CAPABILITIES),
    parent: processOf(pid - 1, began, CAPABILITIES),
    ancestors: [1, 2].map((up) => processOf(pid - up, began, undefined)),
  };
  const file = fileOf(`/var/www/html/upload-${index % 300}.php`, 7);
  return testEvent({ at, rule, extra: { process, file, usr: { id: "0", name: "root" } } });
}

/** Two sign-ins of three logs in six, two web requests, one call of a cloud's API. */
export function sentLog(
  at: number,
  timestamp: number,
  user = `user${at % 300}`,
): Record<string, unknown> {
  const ip = `10.${at % 7}.${at % 250}.${at % 199}`;
  const host = `web-${at % 40}`;
  if (at % 6 === 0)
    return {
      ...{ ddsource: "cloudtrail", service: "cloudtrail", host, timestamp },
      ...{ eventVersion: "1.08", eventSource: "s3.amazonaws.com", eventName: "GetObject" },
      ...{ awsRegion: "eu-west-1", sourceIPAddress: ip, userAgent: "aws-cli/2.15" },
      userIdentity: { type: "IAMUser", arn: `arn:aws:iam::1:user/u${at % 90}`, accountId: "1" },
      requestParameters: { bucketName: `bucket-${at % 30}`, key: `k/${at}` },
      message: "",
    };
  if (at % 3 === 0) {
    const request = `"GET /shop/${at % 500} HTTP/1.1" ${at % 20 === 0 ? 404 : 200} ${at % 9000}`;
    const message = `${ip} - - [10/Oct/2025:13:55:36 +0000] ${request} "-" "curl/8.5"`;
    return { ddsource: "nginx", host, timestamp, message };
  }
  const verb = at % 2 ? "Failed" : "Accepted";
  const message = `${verb} password for ${user} from ${ip} port ${at % 60_000} ssh2`;
  return { ddsource: "sshd", service: "ssh", host, timestamp, message };
}
