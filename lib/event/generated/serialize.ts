/** Generated from schema/ by `npm run gen`. Do not edit. */
import * as format from "../format.ts";
import type { ProcessFields } from "./process.ts";
import type { EventView, ExecView, ExitView, OpenView, UnlinkView, RenameView, ChmodView, ChownView, LinkView, MkdirView, ConnectView, DnsView, RmdirView, UtimesView, SetxattrView, RemovexattrView, MountView, ChdirView, MmapView, MprotectView, SpliceView, PtraceView, SignalView, BpfView, LoadModuleView, UnloadModuleView, SetuidView, SetgidView, CapsetView, MemfdCreateView, MemfdSealView, PivotRootView, PerfEventOpenView, BindView, AcceptView, SetsockoptView, SetrlimitView, PrctlView, SysctlView, SelinuxView, CgroupWriteView, CapabilitiesView, ImdsView, PacketView, NetworkFlowMonitorView, SocketView, UnshareView, FailedDnsView, UserfaultfdView, KexecView, IoUringSetupView, SetnsView, FlowItem } from "./views.ts";

/** One process, without its lineage. */
export function processJson(process: ProcessFields) {
  return {
    pid: process["pid"],
    ppid: process["ppid"],
    tid: process["tid"],
    comm: process["comm"],
    uid: process["uid"],
    credentials: {
      uid: process["uid"],
      gid: process["gid"],
      user: process["user"],
      group: process["group"],
      euid: process["euid"],
      egid: process["egid"],
      euser: process["euser"],
      egroup: process["egroup"],
      fsuid: process["fsuid"],
      fsgid: process["fsgid"],
      fsuser: process["fsuser"],
      fsgroup: process["fsgroup"],
      auid: process["auid"],
      cap_effective: format.flagNames("capability", process["cap_effective"]),
      cap_permitted: format.flagNames("capability", process["cap_permitted"]),
    },
    gid: process["gid"],
    user: process["user"],
    group: process["group"],
    tty: process["tty_name"],
    fork_time: format.time(process["created_at"]),
    argv0: process["argv0"],
    args: process["argv"],
    args_truncated: process["args_truncated"],
    envs: process["envs"],
    envs_truncated: process["envs_truncated"],
    is_exec_child: process["is_exec"],
    is_thread: process["is_thread"],
    is_kworker: process["is_kworker"],
    container: {
      id: process["container.id"],
    },
    cgroup: {
      id: process["cgroup.id"],
    },
    systemd: {
      unit: process["systemd.unit"],
      slice: process["systemd.slice"],
    },
    user_session: {
      id: process["user_session.id"],
      session_type: format.kindName("user_session_type", process["user_session.session_type"]),
      k8s_username: process["user_session.k8s_username"],
      k8s_uid: process["user_session.k8s_uid"],
      k8s_groups: process["user_session.k8s_groups"],
      ssh_username: process["user_session.ssh_username"],
      ssh_auth_method: format.kindName("ssh_auth_method", process["user_session.ssh_auth_method"]),
      ssh_public_key: process["user_session.ssh_public_key"],
      ssh_client_ip: process["user_session.ssh_client_ip"],
      ssh_client_port: process["user_session.ssh_client_port"] || undefined,
    },
    executable: {
      path: process["file.path"],
      name: process["file.name"],
      extension: process["file.extension"],
      inode: process["file.inode"],
      mode: process["file.mode"],
      rights: process["file.rights"],
      uid: process["file.uid"],
      gid: process["file.gid"],
      user: process["file.user"],
      group: process["file.group"],
      mount_id: process["file.mount_id"],
      filesystem: process["file.filesystem"],
      in_upper_layer: process["file.in_upper_layer"],
      modification_time: format.time(process["file.modification_time"]),
      change_time: format.time(process["file.change_time"]),
      links: process["file.links"],
      hashes: process["file.hashes"],
      hash_state: process["file.hash_state"],
      package_name: process["file.package.name"],
      package_version: process["file.package.version"],
      package_source_version: process["file.package.source_version"],
      mount_detached: process["file.mount_detached"],
      mount_visible: process["file.mount_visible"],
    },
    interpreter: {
      path: process["interpreter.file.path"],
      name: process["interpreter.file.name"],
      extension: process["interpreter.file.extension"],
      inode: process["interpreter.file.inode"],
      mode: process["interpreter.file.mode"],
      rights: process["interpreter.file.rights"],
      uid: process["interpreter.file.uid"],
      gid: process["interpreter.file.gid"],
      user: process["interpreter.file.user"],
      group: process["interpreter.file.group"],
      mount_id: process["interpreter.file.mount_id"],
      filesystem: process["interpreter.file.filesystem"],
      in_upper_layer: process["interpreter.file.in_upper_layer"],
      modification_time: format.time(process["interpreter.file.modification_time"]),
      change_time: format.time(process["interpreter.file.change_time"]),
      links: process["interpreter.file.links"],
      hashes: process["interpreter.file.hashes"],
      hash_state: process["interpreter.file.hash_state"],
      package_name: process["interpreter.file.package.name"],
      package_version: process["interpreter.file.package.version"],
      package_source_version: process["interpreter.file.package.source_version"],
      mount_detached: process["interpreter.file.mount_detached"],
      mount_visible: process["interpreter.file.mount_visible"],
    },
  };
}

/** A process as the ancestor of another: its environment and capabilities are left out. */
function ancestorJson(process: ProcessFields) {
  return {
    pid: process["pid"],
    ppid: process["ppid"],
    tid: process["tid"],
    comm: process["comm"],
    uid: process["uid"],
    credentials: {
      uid: process["uid"],
      gid: process["gid"],
      user: process["user"],
      group: process["group"],
      euid: process["euid"],
      egid: process["egid"],
      euser: process["euser"],
      egroup: process["egroup"],
      fsuid: process["fsuid"],
      fsgid: process["fsgid"],
      fsuser: process["fsuser"],
      fsgroup: process["fsgroup"],
      auid: process["auid"],
    },
    gid: process["gid"],
    user: process["user"],
    group: process["group"],
    tty: process["tty_name"],
    fork_time: format.time(process["created_at"]),
    argv0: process["argv0"],
    args: process["argv"],
    container: {
      id: process["container.id"],
    },
    cgroup: {
      id: process["cgroup.id"],
    },
    executable: {
      path: process["file.path"],
      name: process["file.name"],
      extension: process["file.extension"],
      inode: process["file.inode"],
      mode: process["file.mode"],
      rights: process["file.rights"],
      uid: process["file.uid"],
      gid: process["file.gid"],
      user: process["file.user"],
      group: process["file.group"],
      mount_id: process["file.mount_id"],
      filesystem: process["file.filesystem"],
      in_upper_layer: process["file.in_upper_layer"],
      modification_time: format.time(process["file.modification_time"]),
      change_time: format.time(process["file.change_time"]),
      links: process["file.links"],
      mount_detached: process["file.mount_detached"],
      mount_visible: process["file.mount_visible"],
    },
    interpreter: {
      path: process["interpreter.file.path"],
      name: process["interpreter.file.name"],
      extension: process["interpreter.file.extension"],
      inode: process["interpreter.file.inode"],
      mode: process["interpreter.file.mode"],
      rights: process["interpreter.file.rights"],
      uid: process["interpreter.file.uid"],
      gid: process["interpreter.file.gid"],
      user: process["interpreter.file.user"],
      group: process["interpreter.file.group"],
      mount_id: process["interpreter.file.mount_id"],
      filesystem: process["interpreter.file.filesystem"],
      in_upper_layer: process["interpreter.file.in_upper_layer"],
      modification_time: format.time(process["interpreter.file.modification_time"]),
      change_time: format.time(process["interpreter.file.change_time"]),
      links: process["interpreter.file.links"],
      mount_detached: process["interpreter.file.mount_detached"],
      mount_visible: process["interpreter.file.mount_visible"],
    },
  };
}

function lineageJson(process: ProcessFields) {
  const [parent] = process.ancestors;
  return {
    ...processJson(process),
    parent: parent && processJson(parent),
    ancestors: process.ancestors.map(ancestorJson),
  };
}

/** A process that the event is about, when there is one. */
function otherJson(process: ProcessFields) {
  return process["pid"] === 0 ? undefined : lineageJson(process);
}

function flowJson(item: FlowItem) {
  return {
    source: {
      ip: item["source.ip"],
      port: item["source.port"],
    },
    destination: {
      ip: item["destination.ip"],
      port: item["destination.port"],
    },
    l3_protocol: format.constantName("l3_protocol", item["l3_protocol"]),
    l4_protocol: format.constantName("l4_protocol", item["l4_protocol"]),
    ingress: {
      data_size: item["ingress.data_size"],
      packet_count: item["ingress.packet_count"],
    },
    egress: {
      data_size: item["egress.data_size"],
      packet_count: item["egress.packet_count"],
    },
  };
}

function execJson(event: ExecView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      exec: {
        path: event["exec.syscall.path"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "exec",
      category: "Process Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function exitJson(event: ExitView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    exit: {
      cause: format.constantName("exit_cause", event["exit.cause"]),
      code: event["exit.code"],
    },
    evt: {
      async: event["event.async"],
      name: "exit",
      category: "Process Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function openJson(event: OpenView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    file: {
      flags: format.flagNames("open_flags", event["open.flags"]),
      destination: {
        mode: event["open.file.destination.mode"],
      },
      path: event["open.file.path"],
      name: event["open.file.name"],
      extension: event["open.file.extension"],
      inode: event["open.file.inode"],
      mode: event["open.file.mode"],
      rights: event["open.file.rights"],
      uid: event["open.file.uid"],
      gid: event["open.file.gid"],
      user: event["open.file.user"],
      group: event["open.file.group"],
      mount_id: event["open.file.mount_id"],
      filesystem: event["open.file.filesystem"],
      in_upper_layer: event["open.file.in_upper_layer"],
      modification_time: format.time(event["open.file.modification_time"]),
      change_time: format.time(event["open.file.change_time"]),
      links: event["open.file.links"],
      hashes: event["open.file.hashes"],
      hash_state: event["open.file.hash_state"],
      package_name: event["open.file.package.name"],
      package_version: event["open.file.package.version"],
      package_source_version: event["open.file.package.source_version"],
      mount_detached: event["open.file.mount_detached"],
      mount_visible: event["open.file.mount_visible"],
    },
    syscall: {
      open: {
        flags: event["open.syscall.flags"],
        mode: event["open.syscall.mode"],
        path: event["open.syscall.path"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "open",
      category: "File Activity",
      outcome: format.outcome(event["open.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function unlinkJson(event: UnlinkView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      unlink: {
        path: event["unlink.syscall.path"],
        flags: event["unlink.syscall.flags"],
        dirfd: event["unlink.syscall.dirfd"],
      },
    },
    file: {
      flags: format.flagNames("unlink_flags", event["unlink.flags"]),
      path: event["unlink.file.path"],
      name: event["unlink.file.name"],
      extension: event["unlink.file.extension"],
      inode: event["unlink.file.inode"],
      mode: event["unlink.file.mode"],
      rights: event["unlink.file.rights"],
      uid: event["unlink.file.uid"],
      gid: event["unlink.file.gid"],
      user: event["unlink.file.user"],
      group: event["unlink.file.group"],
      mount_id: event["unlink.file.mount_id"],
      filesystem: event["unlink.file.filesystem"],
      in_upper_layer: event["unlink.file.in_upper_layer"],
      modification_time: format.time(event["unlink.file.modification_time"]),
      change_time: format.time(event["unlink.file.change_time"]),
      links: event["unlink.file.links"],
      hashes: event["unlink.file.hashes"],
      hash_state: event["unlink.file.hash_state"],
      package_name: event["unlink.file.package.name"],
      package_version: event["unlink.file.package.version"],
      package_source_version: event["unlink.file.package.source_version"],
      mount_detached: event["unlink.file.mount_detached"],
      mount_visible: event["unlink.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "unlink",
      category: "File Activity",
      outcome: format.outcome(event["unlink.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function renameJson(event: RenameView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      rename: {
        path: event["rename.syscall.path"],
        destination_path: event["rename.syscall.destination.path"],
      },
    },
    file: {
      replaced: {
        inode: event["rename.replaced.inode"],
        mode: event["rename.replaced.mode"],
        uid: event["rename.replaced.uid"],
      },
      path: event["rename.file.path"],
      name: event["rename.file.name"],
      extension: event["rename.file.extension"],
      inode: event["rename.file.inode"],
      mode: event["rename.file.mode"],
      rights: event["rename.file.rights"],
      uid: event["rename.file.uid"],
      gid: event["rename.file.gid"],
      user: event["rename.file.user"],
      group: event["rename.file.group"],
      mount_id: event["rename.file.mount_id"],
      filesystem: event["rename.file.filesystem"],
      in_upper_layer: event["rename.file.in_upper_layer"],
      modification_time: format.time(event["rename.file.modification_time"]),
      change_time: format.time(event["rename.file.change_time"]),
      links: event["rename.file.links"],
      hashes: event["rename.file.hashes"],
      hash_state: event["rename.file.hash_state"],
      package_name: event["rename.file.package.name"],
      package_version: event["rename.file.package.version"],
      package_source_version: event["rename.file.package.source_version"],
      mount_detached: event["rename.file.mount_detached"],
      mount_visible: event["rename.file.mount_visible"],
      destination: {
        path: event["rename.file.destination.path"],
        name: event["rename.file.destination.name"],
        extension: event["rename.file.destination.extension"],
        inode: event["rename.file.destination.inode"],
        mode: event["rename.file.destination.mode"],
        rights: event["rename.file.destination.rights"],
        uid: event["rename.file.destination.uid"],
        gid: event["rename.file.destination.gid"],
        user: event["rename.file.destination.user"],
        group: event["rename.file.destination.group"],
        mount_id: event["rename.file.destination.mount_id"],
        filesystem: event["rename.file.destination.filesystem"],
        in_upper_layer: event["rename.file.destination.in_upper_layer"],
        modification_time: format.time(event["rename.file.destination.modification_time"]),
        change_time: format.time(event["rename.file.destination.change_time"]),
        links: event["rename.file.destination.links"],
        hashes: event["rename.file.destination.hashes"],
        hash_state: event["rename.file.destination.hash_state"],
        package_name: event["rename.file.destination.package.name"],
        package_version: event["rename.file.destination.package.version"],
        package_source_version: event["rename.file.destination.package.source_version"],
        mount_detached: event["rename.file.destination.mount_detached"],
        mount_visible: event["rename.file.destination.mount_visible"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "rename",
      category: "File Activity",
      outcome: format.outcome(event["rename.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function chmodJson(event: ChmodView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      chmod: {
        path: event["chmod.syscall.path"],
        mode: event["chmod.syscall.mode"],
      },
    },
    file: {
      destination: {
        mode: event["chmod.file.destination.mode"],
        rights: event["chmod.file.destination.rights"],
      },
      path: event["chmod.file.path"],
      name: event["chmod.file.name"],
      extension: event["chmod.file.extension"],
      inode: event["chmod.file.inode"],
      mode: event["chmod.file.mode"],
      rights: event["chmod.file.rights"],
      uid: event["chmod.file.uid"],
      gid: event["chmod.file.gid"],
      user: event["chmod.file.user"],
      group: event["chmod.file.group"],
      mount_id: event["chmod.file.mount_id"],
      filesystem: event["chmod.file.filesystem"],
      in_upper_layer: event["chmod.file.in_upper_layer"],
      modification_time: format.time(event["chmod.file.modification_time"]),
      change_time: format.time(event["chmod.file.change_time"]),
      links: event["chmod.file.links"],
      hashes: event["chmod.file.hashes"],
      hash_state: event["chmod.file.hash_state"],
      package_name: event["chmod.file.package.name"],
      package_version: event["chmod.file.package.version"],
      package_source_version: event["chmod.file.package.source_version"],
      mount_detached: event["chmod.file.mount_detached"],
      mount_visible: event["chmod.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "chmod",
      category: "File Activity",
      outcome: format.outcome(event["chmod.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function chownJson(event: ChownView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      chown: {
        path: event["chown.syscall.path"],
        uid: event["chown.syscall.uid"],
        gid: event["chown.syscall.gid"],
      },
    },
    file: {
      destination: {
        uid: event["chown.file.destination.uid"],
        gid: event["chown.file.destination.gid"],
        user: event["chown.file.destination.user"],
        group: event["chown.file.destination.group"],
      },
      path: event["chown.file.path"],
      name: event["chown.file.name"],
      extension: event["chown.file.extension"],
      inode: event["chown.file.inode"],
      mode: event["chown.file.mode"],
      rights: event["chown.file.rights"],
      uid: event["chown.file.uid"],
      gid: event["chown.file.gid"],
      user: event["chown.file.user"],
      group: event["chown.file.group"],
      mount_id: event["chown.file.mount_id"],
      filesystem: event["chown.file.filesystem"],
      in_upper_layer: event["chown.file.in_upper_layer"],
      modification_time: format.time(event["chown.file.modification_time"]),
      change_time: format.time(event["chown.file.change_time"]),
      links: event["chown.file.links"],
      hashes: event["chown.file.hashes"],
      hash_state: event["chown.file.hash_state"],
      package_name: event["chown.file.package.name"],
      package_version: event["chown.file.package.version"],
      package_source_version: event["chown.file.package.source_version"],
      mount_detached: event["chown.file.mount_detached"],
      mount_visible: event["chown.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "chown",
      category: "File Activity",
      outcome: format.outcome(event["chown.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function linkJson(event: LinkView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      link: {
        path: event["link.syscall.path"],
        destination_path: event["link.syscall.destination.path"],
      },
    },
    file: {
      path: event["link.file.path"],
      name: event["link.file.name"],
      extension: event["link.file.extension"],
      inode: event["link.file.inode"],
      mode: event["link.file.mode"],
      rights: event["link.file.rights"],
      uid: event["link.file.uid"],
      gid: event["link.file.gid"],
      user: event["link.file.user"],
      group: event["link.file.group"],
      mount_id: event["link.file.mount_id"],
      filesystem: event["link.file.filesystem"],
      in_upper_layer: event["link.file.in_upper_layer"],
      modification_time: format.time(event["link.file.modification_time"]),
      change_time: format.time(event["link.file.change_time"]),
      links: event["link.file.links"],
      hashes: event["link.file.hashes"],
      hash_state: event["link.file.hash_state"],
      package_name: event["link.file.package.name"],
      package_version: event["link.file.package.version"],
      package_source_version: event["link.file.package.source_version"],
      mount_detached: event["link.file.mount_detached"],
      mount_visible: event["link.file.mount_visible"],
      destination: {
        path: event["link.file.destination.path"],
        name: event["link.file.destination.name"],
        extension: event["link.file.destination.extension"],
        inode: event["link.file.destination.inode"],
        mode: event["link.file.destination.mode"],
        rights: event["link.file.destination.rights"],
        uid: event["link.file.destination.uid"],
        gid: event["link.file.destination.gid"],
        user: event["link.file.destination.user"],
        group: event["link.file.destination.group"],
        mount_id: event["link.file.destination.mount_id"],
        filesystem: event["link.file.destination.filesystem"],
        in_upper_layer: event["link.file.destination.in_upper_layer"],
        modification_time: format.time(event["link.file.destination.modification_time"]),
        change_time: format.time(event["link.file.destination.change_time"]),
        links: event["link.file.destination.links"],
        hashes: event["link.file.destination.hashes"],
        hash_state: event["link.file.destination.hash_state"],
        package_name: event["link.file.destination.package.name"],
        package_version: event["link.file.destination.package.version"],
        package_source_version: event["link.file.destination.package.source_version"],
        mount_detached: event["link.file.destination.mount_detached"],
        mount_visible: event["link.file.destination.mount_visible"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "link",
      category: "File Activity",
      outcome: format.outcome(event["link.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function mkdirJson(event: MkdirView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      mkdir: {
        path: event["mkdir.syscall.path"],
        mode: event["mkdir.syscall.mode"],
      },
    },
    file: {
      destination: {
        mode: event["mkdir.file.destination.mode"],
        rights: event["mkdir.file.destination.rights"],
      },
      path: event["mkdir.file.path"],
      name: event["mkdir.file.name"],
      extension: event["mkdir.file.extension"],
      inode: event["mkdir.file.inode"],
      mode: event["mkdir.file.mode"],
      rights: event["mkdir.file.rights"],
      uid: event["mkdir.file.uid"],
      gid: event["mkdir.file.gid"],
      user: event["mkdir.file.user"],
      group: event["mkdir.file.group"],
      mount_id: event["mkdir.file.mount_id"],
      filesystem: event["mkdir.file.filesystem"],
      in_upper_layer: event["mkdir.file.in_upper_layer"],
      modification_time: format.time(event["mkdir.file.modification_time"]),
      change_time: format.time(event["mkdir.file.change_time"]),
      links: event["mkdir.file.links"],
      hashes: event["mkdir.file.hashes"],
      hash_state: event["mkdir.file.hash_state"],
      package_name: event["mkdir.file.package.name"],
      package_version: event["mkdir.file.package.version"],
      package_source_version: event["mkdir.file.package.source_version"],
      mount_detached: event["mkdir.file.mount_detached"],
      mount_visible: event["mkdir.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "mkdir",
      category: "File Activity",
      outcome: format.outcome(event["mkdir.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function connectJson(event: ConnectView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    connect: {
      addr: {
        ip: event["connect.addr.ip"],
        port: event["connect.addr.port"],
        family: format.constantName("address_family", event["connect.addr.family"]),
      },
      hostnames: event["connect.addr.hostname"],
      protocol: format.constantName("l4_protocol", event["connect.protocol"]),
    },
    evt: {
      async: event["event.async"],
      name: "connect",
      category: "Network Activity",
      outcome: format.outcome(event["connect.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function dnsJson(event: DnsView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    dns: {
      id: event["dns.id"],
      question: {
        name: event["dns.question.name"],
        type: format.constantName("dns_qtype", event["dns.question.type"]),
        class: format.constantName("dns_qclass", event["dns.question.class"]),
        count: event["dns.question.count"],
        size: event["dns.question.length"],
      },
      response: {
        code: event["dns.response.code"],
      },
    },
    network: {
      source: {
        ip: event["dns.network.source.ip"],
        port: event["dns.network.source.port"],
      },
      destination: {
        ip: event["dns.network.destination.ip"],
        port: event["dns.network.destination.port"],
      },
      l3_protocol: format.constantName("l3_protocol", event["dns.network.l3_protocol"]),
      l4_protocol: format.constantName("l4_protocol", event["dns.network.l4_protocol"]),
      network_direction: format.constantName("network_direction", event["dns.network.network_direction"]),
      size: event["dns.network.size"],
      icmp_type: event["dns.network.type"],
      device: {
        ifname: event["dns.network.device.ifname"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "dns",
      category: "Network Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function rmdirJson(event: RmdirView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      rmdir: {
        path: event["rmdir.syscall.path"],
      },
    },
    file: {
      path: event["rmdir.file.path"],
      name: event["rmdir.file.name"],
      extension: event["rmdir.file.extension"],
      inode: event["rmdir.file.inode"],
      mode: event["rmdir.file.mode"],
      rights: event["rmdir.file.rights"],
      uid: event["rmdir.file.uid"],
      gid: event["rmdir.file.gid"],
      user: event["rmdir.file.user"],
      group: event["rmdir.file.group"],
      mount_id: event["rmdir.file.mount_id"],
      filesystem: event["rmdir.file.filesystem"],
      in_upper_layer: event["rmdir.file.in_upper_layer"],
      modification_time: format.time(event["rmdir.file.modification_time"]),
      change_time: format.time(event["rmdir.file.change_time"]),
      links: event["rmdir.file.links"],
      hashes: event["rmdir.file.hashes"],
      hash_state: event["rmdir.file.hash_state"],
      package_name: event["rmdir.file.package.name"],
      package_version: event["rmdir.file.package.version"],
      package_source_version: event["rmdir.file.package.source_version"],
      mount_detached: event["rmdir.file.mount_detached"],
      mount_visible: event["rmdir.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "rmdir",
      category: "File Activity",
      outcome: format.outcome(event["rmdir.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function utimesJson(event: UtimesView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      utimes: {
        path: event["utimes.syscall.path"],
      },
    },
    file: {
      destination: {
        access_time: format.time(event["utimes.file.destination.access_time"]),
        modification_time: format.time(event["utimes.file.destination.modification_time"]),
      },
      path: event["utimes.file.path"],
      name: event["utimes.file.name"],
      extension: event["utimes.file.extension"],
      inode: event["utimes.file.inode"],
      mode: event["utimes.file.mode"],
      rights: event["utimes.file.rights"],
      uid: event["utimes.file.uid"],
      gid: event["utimes.file.gid"],
      user: event["utimes.file.user"],
      group: event["utimes.file.group"],
      mount_id: event["utimes.file.mount_id"],
      filesystem: event["utimes.file.filesystem"],
      in_upper_layer: event["utimes.file.in_upper_layer"],
      modification_time: format.time(event["utimes.file.modification_time"]),
      change_time: format.time(event["utimes.file.change_time"]),
      links: event["utimes.file.links"],
      hashes: event["utimes.file.hashes"],
      hash_state: event["utimes.file.hash_state"],
      package_name: event["utimes.file.package.name"],
      package_version: event["utimes.file.package.version"],
      package_source_version: event["utimes.file.package.source_version"],
      mount_detached: event["utimes.file.mount_detached"],
      mount_visible: event["utimes.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "utimes",
      category: "File Activity",
      outcome: format.outcome(event["utimes.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function setxattrJson(event: SetxattrView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    file: {
      destination: {
        attribute_name: event["setxattr.file.destination.name"],
        attribute_namespace: event["setxattr.file.destination.namespace"],
      },
      path: event["setxattr.file.path"],
      name: event["setxattr.file.name"],
      extension: event["setxattr.file.extension"],
      inode: event["setxattr.file.inode"],
      mode: event["setxattr.file.mode"],
      rights: event["setxattr.file.rights"],
      uid: event["setxattr.file.uid"],
      gid: event["setxattr.file.gid"],
      user: event["setxattr.file.user"],
      group: event["setxattr.file.group"],
      mount_id: event["setxattr.file.mount_id"],
      filesystem: event["setxattr.file.filesystem"],
      in_upper_layer: event["setxattr.file.in_upper_layer"],
      modification_time: format.time(event["setxattr.file.modification_time"]),
      change_time: format.time(event["setxattr.file.change_time"]),
      links: event["setxattr.file.links"],
      hashes: event["setxattr.file.hashes"],
      hash_state: event["setxattr.file.hash_state"],
      package_name: event["setxattr.file.package.name"],
      package_version: event["setxattr.file.package.version"],
      package_source_version: event["setxattr.file.package.source_version"],
      mount_detached: event["setxattr.file.mount_detached"],
      mount_visible: event["setxattr.file.mount_visible"],
    },
    syscall: {
      setxattr: {
        path: event["setxattr.syscall.path"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "setxattr",
      category: "File Activity",
      outcome: format.outcome(event["setxattr.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function removexattrJson(event: RemovexattrView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    file: {
      destination: {
        attribute_name: event["removexattr.file.destination.name"],
        attribute_namespace: event["removexattr.file.destination.namespace"],
      },
      path: event["removexattr.file.path"],
      name: event["removexattr.file.name"],
      extension: event["removexattr.file.extension"],
      inode: event["removexattr.file.inode"],
      mode: event["removexattr.file.mode"],
      rights: event["removexattr.file.rights"],
      uid: event["removexattr.file.uid"],
      gid: event["removexattr.file.gid"],
      user: event["removexattr.file.user"],
      group: event["removexattr.file.group"],
      mount_id: event["removexattr.file.mount_id"],
      filesystem: event["removexattr.file.filesystem"],
      in_upper_layer: event["removexattr.file.in_upper_layer"],
      modification_time: format.time(event["removexattr.file.modification_time"]),
      change_time: format.time(event["removexattr.file.change_time"]),
      links: event["removexattr.file.links"],
      hashes: event["removexattr.file.hashes"],
      hash_state: event["removexattr.file.hash_state"],
      package_name: event["removexattr.file.package.name"],
      package_version: event["removexattr.file.package.version"],
      package_source_version: event["removexattr.file.package.source_version"],
      mount_detached: event["removexattr.file.mount_detached"],
      mount_visible: event["removexattr.file.mount_visible"],
    },
    syscall: {
      removexattr: {
        path: event["removexattr.syscall.path"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "removexattr",
      category: "File Activity",
      outcome: format.outcome(event["removexattr.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function mountJson(event: MountView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    mount: {
      mountpoint: {
        path: event["mount.mountpoint.path"],
      },
      source: {
        path: event["mount.source.path"],
      },
      root: {
        path: event["mount.root.path"],
      },
      fs_type: event["mount.fs_type"],
      detached: event["mount.detached"],
      visible: event["mount.visible"],
      mount_id: event["mount.mount_id"],
      origin: format.constantName("mount_origin", event["mount.origin"]),
    },
    syscall: {
      mount: {
        path: event["mount.syscall.source.path"],
        destination_path: event["mount.syscall.mountpoint.path"],
        fs_type: event["mount.syscall.fs_type"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "mount",
      category: "File Activity",
      outcome: format.outcome(event["mount.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function chdirJson(event: ChdirView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    syscall: {
      chdir: {
        path: event["chdir.syscall.path"],
      },
    },
    file: {
      path: event["chdir.file.path"],
      name: event["chdir.file.name"],
      extension: event["chdir.file.extension"],
      inode: event["chdir.file.inode"],
      mode: event["chdir.file.mode"],
      rights: event["chdir.file.rights"],
      uid: event["chdir.file.uid"],
      gid: event["chdir.file.gid"],
      user: event["chdir.file.user"],
      group: event["chdir.file.group"],
      mount_id: event["chdir.file.mount_id"],
      filesystem: event["chdir.file.filesystem"],
      in_upper_layer: event["chdir.file.in_upper_layer"],
      modification_time: format.time(event["chdir.file.modification_time"]),
      change_time: format.time(event["chdir.file.change_time"]),
      links: event["chdir.file.links"],
      hashes: event["chdir.file.hashes"],
      hash_state: event["chdir.file.hash_state"],
      package_name: event["chdir.file.package.name"],
      package_version: event["chdir.file.package.version"],
      package_source_version: event["chdir.file.package.source_version"],
      mount_detached: event["chdir.file.mount_detached"],
      mount_visible: event["chdir.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "chdir",
      category: "File Activity",
      outcome: format.outcome(event["chdir.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function mmapJson(event: MmapView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    mmap: {
      protection: format.maskText("protection", event["mmap.protection"]),
      flags: format.maskText("mmap_flags", event["mmap.flags"]),
      address: event["mmap.address"],
      length: event["mmap.length"],
      offset: event["mmap.offset"],
    },
    file: {
      path: event["mmap.file.path"],
      name: event["mmap.file.name"],
      extension: event["mmap.file.extension"],
      inode: event["mmap.file.inode"],
      mode: event["mmap.file.mode"],
      rights: event["mmap.file.rights"],
      uid: event["mmap.file.uid"],
      gid: event["mmap.file.gid"],
      user: event["mmap.file.user"],
      group: event["mmap.file.group"],
      mount_id: event["mmap.file.mount_id"],
      filesystem: event["mmap.file.filesystem"],
      in_upper_layer: event["mmap.file.in_upper_layer"],
      modification_time: format.time(event["mmap.file.modification_time"]),
      change_time: format.time(event["mmap.file.change_time"]),
      links: event["mmap.file.links"],
      hashes: event["mmap.file.hashes"],
      hash_state: event["mmap.file.hash_state"],
      package_name: event["mmap.file.package.name"],
      package_version: event["mmap.file.package.version"],
      package_source_version: event["mmap.file.package.source_version"],
      mount_detached: event["mmap.file.mount_detached"],
      mount_visible: event["mmap.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "mmap",
      category: "Kernel Activity",
      outcome: format.outcome(event["mmap.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function mprotectJson(event: MprotectView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    mprotect: {
      vm_protection: format.maskText("vm_flags", event["mprotect.vm_protection"]),
      req_protection: format.maskText("vm_flags", event["mprotect.req_protection"]),
      vm_start: event["mprotect.vm_start"],
      vm_end: event["mprotect.vm_end"],
    },
    evt: {
      async: event["event.async"],
      name: "mprotect",
      category: "Kernel Activity",
      outcome: format.outcome(event["mprotect.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function spliceJson(event: SpliceView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    splice: {
      pipe_entry_flag: format.maskText("pipe_flags", event["splice.pipe_entry_flag"]),
      pipe_exit_flag: format.maskText("pipe_flags", event["splice.pipe_exit_flag"]),
    },
    file: {
      path: event["splice.file.path"],
      name: event["splice.file.name"],
      extension: event["splice.file.extension"],
      inode: event["splice.file.inode"],
      mode: event["splice.file.mode"],
      rights: event["splice.file.rights"],
      uid: event["splice.file.uid"],
      gid: event["splice.file.gid"],
      user: event["splice.file.user"],
      group: event["splice.file.group"],
      mount_id: event["splice.file.mount_id"],
      filesystem: event["splice.file.filesystem"],
      in_upper_layer: event["splice.file.in_upper_layer"],
      modification_time: format.time(event["splice.file.modification_time"]),
      change_time: format.time(event["splice.file.change_time"]),
      links: event["splice.file.links"],
      hashes: event["splice.file.hashes"],
      hash_state: event["splice.file.hash_state"],
      package_name: event["splice.file.package.name"],
      package_version: event["splice.file.package.version"],
      package_source_version: event["splice.file.package.source_version"],
      mount_detached: event["splice.file.mount_detached"],
      mount_visible: event["splice.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "splice",
      category: "File Activity",
      outcome: format.outcome(event["splice.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function ptraceJson(event: PtraceView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    ptrace: {
      request: format.constantName("ptrace_request", event["ptrace.request"]),
      tracee: otherJson(event["ptrace.tracee"]),
    },
    evt: {
      async: event["event.async"],
      name: "ptrace",
      category: "Kernel Activity",
      outcome: format.outcome(event["ptrace.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function signalJson(event: SignalView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    signal: {
      type: format.constantName("signal", event["signal.type"]),
      pid: event["signal.pid"],
      target: otherJson(event["signal.target"]),
    },
    evt: {
      async: event["event.async"],
      name: "signal",
      category: "Process Activity",
      outcome: format.outcome(event["signal.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function bpfJson(event: BpfView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    bpf: {
      cmd: format.constantName("bpf_cmd", event["bpf.cmd"]),
      map: {
        name: event["bpf.map.name"],
        map_type: format.constantName("bpf_map_type", event["bpf.map.type"]),
      },
      program: {
        name: event["bpf.prog.name"],
        program_type: format.constantName("bpf_prog_type", event["bpf.prog.type"]),
        attach_type: format.constantName("bpf_attach_type", event["bpf.prog.attach_type"]),
        helpers: format.constantNames("bpf_helper", event["bpf.prog.helpers"]),
        tag: event["bpf.prog.tag"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "bpf",
      category: "Kernel Activity",
      outcome: format.outcome(event["bpf.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function load_moduleJson(event: LoadModuleView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    module: {
      name: event["load_module.name"],
      argv: event["load_module.argv"],
      args_truncated: event["load_module.args_truncated"],
      loaded_from_memory: event["load_module.loaded_from_memory"],
    },
    file: {
      path: event["load_module.file.path"],
      name: event["load_module.file.name"],
      extension: event["load_module.file.extension"],
      inode: event["load_module.file.inode"],
      mode: event["load_module.file.mode"],
      rights: event["load_module.file.rights"],
      uid: event["load_module.file.uid"],
      gid: event["load_module.file.gid"],
      user: event["load_module.file.user"],
      group: event["load_module.file.group"],
      mount_id: event["load_module.file.mount_id"],
      filesystem: event["load_module.file.filesystem"],
      in_upper_layer: event["load_module.file.in_upper_layer"],
      modification_time: format.time(event["load_module.file.modification_time"]),
      change_time: format.time(event["load_module.file.change_time"]),
      links: event["load_module.file.links"],
      hashes: event["load_module.file.hashes"],
      hash_state: event["load_module.file.hash_state"],
      package_name: event["load_module.file.package.name"],
      package_version: event["load_module.file.package.version"],
      package_source_version: event["load_module.file.package.source_version"],
      mount_detached: event["load_module.file.mount_detached"],
      mount_visible: event["load_module.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "load_module",
      category: "Kernel Activity",
      outcome: format.outcome(event["load_module.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function unload_moduleJson(event: UnloadModuleView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    module: {
      name: event["unload_module.name"],
    },
    evt: {
      async: event["event.async"],
      name: "unload_module",
      category: "Kernel Activity",
      outcome: format.outcome(event["unload_module.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function setuidJson(event: SetuidView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    evt: {
      async: event["event.async"],
      name: "setuid",
      category: "Process Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
      credentials: {
        destination: {
          uid: event["setuid.uid"],
          user: event["setuid.user"],
          euid: event["setuid.euid"],
          euser: event["setuid.euser"],
          fsuid: event["setuid.fsuid"],
          fsuser: event["setuid.fsuser"],
        },
      },
    }),
  };
}

function setgidJson(event: SetgidView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    evt: {
      async: event["event.async"],
      name: "setgid",
      category: "Process Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
      credentials: {
        destination: {
          gid: event["setgid.gid"],
          group: event["setgid.group"],
          egid: event["setgid.egid"],
          egroup: event["setgid.egroup"],
          fsgid: event["setgid.fsgid"],
          fsgroup: event["setgid.fsgroup"],
        },
      },
    }),
  };
}

function capsetJson(event: CapsetView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    evt: {
      async: event["event.async"],
      name: "capset",
      category: "Process Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
      credentials: {
        destination: {
          cap_effective: format.flagNames("capability", event["capset.cap_effective"]),
          cap_permitted: format.flagNames("capability", event["capset.cap_permitted"]),
        },
      },
    }),
  };
}

function memfd_createJson(event: MemfdCreateView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    memfd: {
      name: event["memfd_create.name"],
      flags: format.flagNames("memfd_flags", event["memfd_create.flags"]),
    },
    file: {
      path: event["memfd_create.file.path"],
      name: event["memfd_create.file.name"],
      extension: event["memfd_create.file.extension"],
      inode: event["memfd_create.file.inode"],
      mode: event["memfd_create.file.mode"],
      rights: event["memfd_create.file.rights"],
      uid: event["memfd_create.file.uid"],
      gid: event["memfd_create.file.gid"],
      user: event["memfd_create.file.user"],
      group: event["memfd_create.file.group"],
      mount_id: event["memfd_create.file.mount_id"],
      filesystem: event["memfd_create.file.filesystem"],
      in_upper_layer: event["memfd_create.file.in_upper_layer"],
      modification_time: format.time(event["memfd_create.file.modification_time"]),
      change_time: format.time(event["memfd_create.file.change_time"]),
      links: event["memfd_create.file.links"],
      hashes: event["memfd_create.file.hashes"],
      hash_state: event["memfd_create.file.hash_state"],
      package_name: event["memfd_create.file.package.name"],
      package_version: event["memfd_create.file.package.version"],
      package_source_version: event["memfd_create.file.package.source_version"],
      mount_detached: event["memfd_create.file.mount_detached"],
      mount_visible: event["memfd_create.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "memfd_create",
      category: "File Activity",
      outcome: format.outcome(event["memfd_create.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function memfd_sealJson(event: MemfdSealView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    memfd: {
      seals: format.flagNames("seal_flags", event["memfd_seal.seals"]),
    },
    file: {
      path: event["memfd_seal.file.path"],
      name: event["memfd_seal.file.name"],
      extension: event["memfd_seal.file.extension"],
      inode: event["memfd_seal.file.inode"],
      mode: event["memfd_seal.file.mode"],
      rights: event["memfd_seal.file.rights"],
      uid: event["memfd_seal.file.uid"],
      gid: event["memfd_seal.file.gid"],
      user: event["memfd_seal.file.user"],
      group: event["memfd_seal.file.group"],
      mount_id: event["memfd_seal.file.mount_id"],
      filesystem: event["memfd_seal.file.filesystem"],
      in_upper_layer: event["memfd_seal.file.in_upper_layer"],
      modification_time: format.time(event["memfd_seal.file.modification_time"]),
      change_time: format.time(event["memfd_seal.file.change_time"]),
      links: event["memfd_seal.file.links"],
      hashes: event["memfd_seal.file.hashes"],
      hash_state: event["memfd_seal.file.hash_state"],
      package_name: event["memfd_seal.file.package.name"],
      package_version: event["memfd_seal.file.package.version"],
      package_source_version: event["memfd_seal.file.package.source_version"],
      mount_detached: event["memfd_seal.file.mount_detached"],
      mount_visible: event["memfd_seal.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "memfd_seal",
      category: "File Activity",
      outcome: format.outcome(event["memfd_seal.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function pivot_rootJson(event: PivotRootView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    mount: {
      mount_id: event["pivot_root.mount_id"],
      fs_type: event["pivot_root.fs_type"],
      root: {
        path: event["pivot_root.root.path"],
      },
    },
    syscall: {
      mount: {
        path: event["pivot_root.syscall.new_root.path"],
        destination_path: event["pivot_root.syscall.put_old.path"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "pivot_root",
      category: "File Activity",
      outcome: format.outcome(event["pivot_root.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function perf_event_openJson(event: PerfEventOpenView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    perf_event: {
      type: format.constantName("perf_type", event["perf_event_open.type"]),
      config: event["perf_event_open.config"],
      pid: event["perf_event_open.pid"],
      cpu: event["perf_event_open.cpu"],
      flags: format.flagNames("perf_flags", event["perf_event_open.flags"]),
    },
    evt: {
      async: event["event.async"],
      name: "perf_event_open",
      category: "Kernel Activity",
      outcome: format.outcome(event["perf_event_open.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function bindJson(event: BindView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    bind: {
      addr: {
        ip: event["bind.addr.ip"],
        port: event["bind.addr.port"],
        family: format.constantName("address_family", event["bind.addr.family"]),
      },
      protocol: format.constantName("l4_protocol", event["bind.protocol"]),
    },
    evt: {
      async: event["event.async"],
      name: "bind",
      category: "Network Activity",
      outcome: format.outcome(event["bind.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function acceptJson(event: AcceptView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    accept: {
      addr: {
        ip: event["accept.addr.ip"],
        port: event["accept.addr.port"],
        family: format.constantName("address_family", event["accept.addr.family"]),
      },
      hostnames: event["accept.addr.hostname"],
    },
    evt: {
      async: event["event.async"],
      name: "accept",
      category: "Network Activity",
      outcome: format.outcome(event["accept.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function setsockoptJson(event: SetsockoptView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    setsockopt: {
      level: format.constantName("socket_level", event["setsockopt.level"]),
      socket_type: format.constantName("socket_type", event["setsockopt.socket_type"]),
      socket_family: format.constantName("address_family", event["setsockopt.socket_family"]),
      socket_protocol: format.constantName("l4_protocol", event["setsockopt.socket_protocol"]),
      filter_len: event["setsockopt.filter_len"],
      filter_hash: event["setsockopt.filter_hash"],
      filter: event["setsockopt.filter_instructions"],
      is_filter_truncated: event["setsockopt.is_filter_truncated"],
      used_immediates: event["setsockopt.used_immediates"],
      optname: event["setsockopt.option"],
    },
    evt: {
      async: event["event.async"],
      name: "setsockopt",
      category: "Network Activity",
      outcome: format.outcome(event["setsockopt.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function setrlimitJson(event: SetrlimitView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    setrlimit: {
      resource: format.constantName("rlimit", event["setrlimit.resource"]),
      rlim_cur: event["setrlimit.rlim_cur"],
      rlim_max: event["setrlimit.rlim_max"],
      target: otherJson(event["setrlimit.target"]),
    },
    evt: {
      async: event["event.async"],
      name: "setrlimit",
      category: "Process Activity",
      outcome: format.outcome(event["setrlimit.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function prctlJson(event: PrctlView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    prctl: {
      option: format.constantName("prctl_option", event["prctl.option"]),
      new_name: event["prctl.new_name"],
      is_name_truncated: event["prctl.is_name_truncated"],
    },
    evt: {
      async: event["event.async"],
      name: "prctl",
      category: "Process Activity",
      outcome: format.outcome(event["prctl.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function sysctlJson(event: SysctlView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    sysctl: {
      action: format.constantName("sysctl_action", event["sysctl.action"]),
      name: event["sysctl.name"],
      name_truncated: event["sysctl.name_truncated"],
      value: event["sysctl.value"],
      value_truncated: event["sysctl.value_truncated"],
      old_value: event["sysctl.old_value"],
      old_value_truncated: event["sysctl.old_value_truncated"],
      file_position: event["sysctl.file_position"],
    },
    evt: {
      async: event["event.async"],
      name: "sysctl",
      category: "Kernel Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function selinuxJson(event: SelinuxView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    selinux: {
      bool: {
        name: event["selinux.bool.name"],
        state: event["selinux.bool.state"],
      },
      bool_commit: {
        state: event["selinux.bool_commit.state"] || undefined,
      },
      enforce: {
        status: event["selinux.enforce.status"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "selinux",
      category: "Kernel Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function cgroup_writeJson(event: CgroupWriteView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    cgroup_write: {
      pid: event["cgroup_write.pid"],
      cgroup: event["cgroup_write.cgroup"],
      file: {
        path: event["cgroup_write.file.path"],
        name: event["cgroup_write.file.name"],
        extension: event["cgroup_write.file.extension"],
        inode: event["cgroup_write.file.inode"],
        mode: event["cgroup_write.file.mode"],
        rights: event["cgroup_write.file.rights"],
        uid: event["cgroup_write.file.uid"],
        gid: event["cgroup_write.file.gid"],
        user: event["cgroup_write.file.user"],
        group: event["cgroup_write.file.group"],
        mount_id: event["cgroup_write.file.mount_id"],
        filesystem: event["cgroup_write.file.filesystem"],
        in_upper_layer: event["cgroup_write.file.in_upper_layer"],
        modification_time: format.time(event["cgroup_write.file.modification_time"]),
        change_time: format.time(event["cgroup_write.file.change_time"]),
        links: event["cgroup_write.file.links"],
        hashes: event["cgroup_write.file.hashes"],
        hash_state: event["cgroup_write.file.hash_state"],
        package_name: event["cgroup_write.file.package.name"],
        package_version: event["cgroup_write.file.package.version"],
        package_source_version: event["cgroup_write.file.package.source_version"],
        mount_detached: event["cgroup_write.file.mount_detached"],
        mount_visible: event["cgroup_write.file.mount_visible"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "cgroup_write",
      category: "Kernel Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function capabilitiesJson(event: CapabilitiesView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    capabilities: {
      caps_attempted: format.flagNames("capability", event["capabilities.attempted"]),
      caps_used: format.flagNames("capability", event["capabilities.used"]),
    },
    evt: {
      async: event["event.async"],
      name: "capabilities",
      category: "Process Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function imdsJson(event: ImdsView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    imds: {
      type: event["imds.type"],
      cloud_provider: event["imds.cloud_provider"],
      url: event["imds.url"],
      host: event["imds.host"],
      user_agent: event["imds.user_agent"],
      server: event["imds.server"],
      aws: {
        is_imds_v2: event["imds.aws.is_imds_v2"],
        security_credentials: {
          type: event["imds.aws.security_credentials.type"],
          code: event["imds.aws.security_credentials.code"],
          access_key_id: event["imds.aws.security_credentials.access_key_id"],
          last_updated: event["imds.aws.security_credentials.last_updated"],
          expiration: event["imds.aws.security_credentials.expiration"],
        },
      },
    },
    network: {
      source: {
        ip: event["imds.network.source.ip"],
        port: event["imds.network.source.port"],
      },
      destination: {
        ip: event["imds.network.destination.ip"],
        port: event["imds.network.destination.port"],
      },
      l3_protocol: format.constantName("l3_protocol", event["imds.network.l3_protocol"]),
      l4_protocol: format.constantName("l4_protocol", event["imds.network.l4_protocol"]),
      network_direction: format.constantName("network_direction", event["imds.network.network_direction"]),
      size: event["imds.network.size"],
      icmp_type: event["imds.network.type"],
      device: {
        ifname: event["imds.network.device.ifname"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "imds",
      category: "Network Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function packetJson(event: PacketView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    packet: {
      filter: event["packet.filter"],
      tls: {
        version: event["packet.tls.version"],
      },
    },
    network: {
      source: {
        ip: event["packet.network.source.ip"],
        port: event["packet.network.source.port"],
      },
      destination: {
        ip: event["packet.network.destination.ip"],
        port: event["packet.network.destination.port"],
      },
      l3_protocol: format.constantName("l3_protocol", event["packet.network.l3_protocol"]),
      l4_protocol: format.constantName("l4_protocol", event["packet.network.l4_protocol"]),
      network_direction: format.constantName("network_direction", event["packet.network.network_direction"]),
      size: event["packet.network.size"],
      icmp_type: event["packet.network.type"],
      device: {
        ifname: event["packet.network.device.ifname"],
      },
    },
    evt: {
      async: event["event.async"],
      name: "packet",
      category: "Network Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function network_flow_monitorJson(event: NetworkFlowMonitorView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    network_flow_monitor: {
      device: {
        ifname: event["network_flow_monitor.device.ifname"],
      },
      flows: event["network_flow_monitor.flows"].map(flowJson),
    },
    evt: {
      async: event["event.async"],
      name: "network_flow_monitor",
      category: "Network Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function socketJson(event: SocketView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    socket: {
      domain: format.constantName("address_family", event["socket.domain"]),
      type: format.constantName("socket_type", event["socket.type"]),
      protocol: event["socket.protocol"],
    },
    evt: {
      async: event["event.async"],
      name: "socket",
      category: "Network Activity",
      outcome: format.outcome(event["socket.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function unshareJson(event: UnshareView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    unshare: {
      flags: format.flagNames("clone_flags", event["unshare.flags"]),
    },
    evt: {
      async: event["event.async"],
      name: "unshare",
      category: "Process Activity",
      outcome: format.outcome(event["unshare.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function failed_dnsJson(event: FailedDnsView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    failed_dns: {
      payload: event["failed_dns.payload"],
    },
    evt: {
      async: event["event.async"],
      name: "failed_dns",
      category: "Network Activity",
      outcome: format.outcome(0),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function userfaultfdJson(event: UserfaultfdView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    userfaultfd: {
      flags: format.flagNames("userfaultfd_flags", event["userfaultfd.flags"]),
    },
    evt: {
      async: event["event.async"],
      name: "userfaultfd",
      category: "Kernel Activity",
      outcome: format.outcome(event["userfaultfd.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function kexecJson(event: KexecView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    kexec: {
      flags: event["kexec.flags"],
      loaded_from_memory: event["kexec.loaded_from_memory"],
      args: event["kexec.args"],
    },
    file: {
      path: event["kexec.file.path"],
      name: event["kexec.file.name"],
      extension: event["kexec.file.extension"],
      inode: event["kexec.file.inode"],
      mode: event["kexec.file.mode"],
      rights: event["kexec.file.rights"],
      uid: event["kexec.file.uid"],
      gid: event["kexec.file.gid"],
      user: event["kexec.file.user"],
      group: event["kexec.file.group"],
      mount_id: event["kexec.file.mount_id"],
      filesystem: event["kexec.file.filesystem"],
      in_upper_layer: event["kexec.file.in_upper_layer"],
      modification_time: format.time(event["kexec.file.modification_time"]),
      change_time: format.time(event["kexec.file.change_time"]),
      links: event["kexec.file.links"],
      hashes: event["kexec.file.hashes"],
      hash_state: event["kexec.file.hash_state"],
      package_name: event["kexec.file.package.name"],
      package_version: event["kexec.file.package.version"],
      package_source_version: event["kexec.file.package.source_version"],
      mount_detached: event["kexec.file.mount_detached"],
      mount_visible: event["kexec.file.mount_visible"],
    },
    evt: {
      async: event["event.async"],
      name: "kexec",
      category: "Kernel Activity",
      outcome: format.outcome(event["kexec.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function io_uring_setupJson(event: IoUringSetupView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    io_uring: {
      entries: event["io_uring_setup.entries"],
      flags: format.flagNames("io_uring_flags", event["io_uring_setup.flags"]),
    },
    evt: {
      async: event["event.async"],
      name: "io_uring_setup",
      category: "Kernel Activity",
      outcome: format.outcome(event["io_uring_setup.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

function setnsJson(event: SetnsView) {
  return {
    date: format.time(event["event.timestamp"]),
    agent: {
      os: event["event.os"],
      origin: event["event.origin"],
    },
    service: event["event.service"],
    container: {
      id: event["container.id"],
      created_at: format.time(event["container.created_at"]),
      name: event["container.name"],
      image: event["container.image"],
      runtime: event["container.runtime"],
    },
    cgroup: {
      id: event["cgroup.id"],
    },
    setns: {
      flags: format.flagNames("clone_flags", event["setns.flags"]),
    },
    evt: {
      async: event["event.async"],
      name: "setns",
      category: "Process Activity",
      outcome: format.outcome(event["setns.retval"]),
    },
    process: format.merge(lineageJson(event.process), {
      source: event["event.source"],
    }),
  };
}

/** The event JSON of a view, without empty values; undefined for events that rules cannot name. */
export function eventJson(event: EventView): Record<string, unknown> | undefined {
  switch (event.type) {
    case "exec":
      return format.compact(execJson(event as ExecView));
    case "exit":
      return format.compact(exitJson(event as ExitView));
    case "open":
      return format.compact(openJson(event as OpenView));
    case "unlink":
      return format.compact(unlinkJson(event as UnlinkView));
    case "rename":
      return format.compact(renameJson(event as RenameView));
    case "chmod":
      return format.compact(chmodJson(event as ChmodView));
    case "chown":
      return format.compact(chownJson(event as ChownView));
    case "link":
      return format.compact(linkJson(event as LinkView));
    case "mkdir":
      return format.compact(mkdirJson(event as MkdirView));
    case "connect":
      return format.compact(connectJson(event as ConnectView));
    case "dns":
      return format.compact(dnsJson(event as DnsView));
    case "rmdir":
      return format.compact(rmdirJson(event as RmdirView));
    case "utimes":
      return format.compact(utimesJson(event as UtimesView));
    case "setxattr":
      return format.compact(setxattrJson(event as SetxattrView));
    case "removexattr":
      return format.compact(removexattrJson(event as RemovexattrView));
    case "mount":
      return format.compact(mountJson(event as MountView));
    case "chdir":
      return format.compact(chdirJson(event as ChdirView));
    case "mmap":
      return format.compact(mmapJson(event as MmapView));
    case "mprotect":
      return format.compact(mprotectJson(event as MprotectView));
    case "splice":
      return format.compact(spliceJson(event as SpliceView));
    case "ptrace":
      return format.compact(ptraceJson(event as PtraceView));
    case "signal":
      return format.compact(signalJson(event as SignalView));
    case "bpf":
      return format.compact(bpfJson(event as BpfView));
    case "load_module":
      return format.compact(load_moduleJson(event as LoadModuleView));
    case "unload_module":
      return format.compact(unload_moduleJson(event as UnloadModuleView));
    case "setuid":
      return format.compact(setuidJson(event as SetuidView));
    case "setgid":
      return format.compact(setgidJson(event as SetgidView));
    case "capset":
      return format.compact(capsetJson(event as CapsetView));
    case "memfd_create":
      return format.compact(memfd_createJson(event as MemfdCreateView));
    case "memfd_seal":
      return format.compact(memfd_sealJson(event as MemfdSealView));
    case "pivot_root":
      return format.compact(pivot_rootJson(event as PivotRootView));
    case "perf_event_open":
      return format.compact(perf_event_openJson(event as PerfEventOpenView));
    case "bind":
      return format.compact(bindJson(event as BindView));
    case "accept":
      return format.compact(acceptJson(event as AcceptView));
    case "setsockopt":
      return format.compact(setsockoptJson(event as SetsockoptView));
    case "setrlimit":
      return format.compact(setrlimitJson(event as SetrlimitView));
    case "prctl":
      return format.compact(prctlJson(event as PrctlView));
    case "sysctl":
      return format.compact(sysctlJson(event as SysctlView));
    case "selinux":
      return format.compact(selinuxJson(event as SelinuxView));
    case "cgroup_write":
      return format.compact(cgroup_writeJson(event as CgroupWriteView));
    case "capabilities":
      return format.compact(capabilitiesJson(event as CapabilitiesView));
    case "imds":
      return format.compact(imdsJson(event as ImdsView));
    case "packet":
      return format.compact(packetJson(event as PacketView));
    case "network_flow_monitor":
      return format.compact(network_flow_monitorJson(event as NetworkFlowMonitorView));
    case "socket":
      return format.compact(socketJson(event as SocketView));
    case "unshare":
      return format.compact(unshareJson(event as UnshareView));
    case "failed_dns":
      return format.compact(failed_dnsJson(event as FailedDnsView));
    case "userfaultfd":
      return format.compact(userfaultfdJson(event as UserfaultfdView));
    case "kexec":
      return format.compact(kexecJson(event as KexecView));
    case "io_uring_setup":
      return format.compact(io_uring_setupJson(event as IoUringSetupView));
    case "setns":
      return format.compact(setnsJson(event as SetnsView));
    default:
      return undefined;
  }
}
