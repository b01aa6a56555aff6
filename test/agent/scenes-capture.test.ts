/**
 * The recorded scenes of processes, sockets and the kernel, replayed without root: each of their
 * lines is found by a rule on what it did.
 */
import { test } from "node:test";
import { assertScene } from "./scene-capture.ts";

const PROCESS: Record<string, string> = {
  script_run: 'exec.file.path == "/tmp/script" && exec.interpreter.file.name == "dash"',
  script_ended: "exit.cause == EXITED && exit.code == 3",
  deleted_run: 'exec.file.path == "/tmp/gone" && exec.file.links == 0',
  memory_run: 'exec.file.name == "memfd:fileless"',
  library_preloaded: 'exec.envs == "LD_PRELOAD=/tmp/absent.so" && exec.envs == "SECRET"',
  arguments_read: 'exec.args_options == "long=value" && exec.args_flags == "x"',
  name_taken: 'prctl.option == PR_SET_NAME && prctl.new_name == "kworker/0:1"',
  group_left: "setgid.egid == 33 && setgid.fsgid == 33",
  user_left: "setuid.euid == 33 && setuid.uid == 33",
  capabilities_dropped: "capset.cap_effective == 0 && capset.cap_permitted == 0",
  dumps_off: "setrlimit.resource == RLIMIT_CORE && setrlimit.rlim_max == 0",
  other_ended: 'signal.type == SIGTERM && signal.target.file.name == "sleep"',
  ended_by_signal: "exit.cause == SIGNALED && exit.code == 15",
  traced: "ptrace.request == PTRACE_TRACEME",
  mounts_left: "unshare.flags & CLONE_NEWNS > 0 && unshare.retval == 0",
  mounts_joined: "setns.flags & CLONE_NEWNS > 0 && setns.retval == 0",
  memory_file_made: 'memfd_create.name == "payload" && memfd_create.flags & MFD_ALLOW_SEALING > 0',
  memory_file_sealed: 'memfd_seal.seals == F_SEAL_WRITE && memfd_seal.file.name == "memfd:soft"',
};

const NETWORK: Record<string, string> = {
  raw_socket: "socket.domain == AF_INET && socket.type == SOCK_RAW",
  packet_socket: "socket.domain == AF_PACKET",
  bound: "bind.addr.ip == 192.0.2.10 && bind.addr.port == 8443 && bind.retval == 0",
  connected: "connect.addr.ip == 203.0.113.7 && connect.addr.port == 4444 && connect.retval == 0",
  accepted: "accept.addr.ip == 127.0.0.1 && !event.async",
  accepted_by_io_uring: "accept.addr.ip == 127.0.0.1 && event.async",
  filter_attached: "setsockopt.optname == SO_ATTACH_FILTER && setsockopt.filter_len == 2",
  name_asked: 'dns.question.name == "pool.example" && dns.question.type == A',
  name_answered: 'dns.response.code == NOERROR && dns.question.name == "pool.example"',
  long_name: "dns.question.name.length > 60",
  no_message: 'failed_dns.payload != ""',
  packet_sent: 'packet.filter == "udp dst port 53" && packet.destination.ip == 192.0.2.53',
};

const KERNEL: Record<string, string> = {
  module_from_file: 'load_module.file.path == "/etc/passwd" && load_module.argv == "name=x"',
  module_from_memory: "load_module.loaded_from_memory && load_module.retval < 0",
  module_removed: 'unload_module.name == "vigil_test" && unload_module.retval < 0',
  map_made: 'bpf.cmd == BPF_MAP_CREATE && bpf.map.name == "secrets"',
  setting_changed: 'sysctl.action == SYSCTL_WRITE && sysctl.name == "kernel/domainname"',
  counter_opened: "perf_event_open.type == PERF_TYPE_SOFTWARE && perf_event_open.pid == -1",
  faults_taken: "userfaultfd.flags == UFFD_USER_MODE_ONLY",
  queue_made: "io_uring_setup.entries == 4 && io_uring_setup.flags & IORING_SETUP_CLAMP > 0",
  kernel_from_file: 'kexec.file.path == "/etc/passwd" && kexec.args == "x" && kexec.retval < 0',
  kernel_from_memory: "kexec.loaded_from_memory && kexec.flags & KEXEC_ON_CRASH > 0",
  bound: 'mount.mountpoint.path == "/mnt/root" && mount.source.path == "/"',
  copied: "mount.origin == MOUNT_ORIGIN_OPEN_TREE && mount.detached",
  moved: 'mount.mountpoint.path == "/root" && mount.origin == MOUNT_ORIGIN_EVENT',
  root_exchanged: 'pivot_root.syscall.new_root.path == "/etc" && pivot_root.fs_type == "overlay"',
  root_mounted: 'mount.origin == MOUNT_ORIGIN_PIVOT_ROOT && mount.mountpoint.path == "/"',
};

for (const [scene, rules] of Object.entries({ process: PROCESS, network: NETWORK, kernel: KERNEL }))
  test(`every deed of the scene ${scene} is found by a rule on it`, () =>
    assertScene(scene, rules));
