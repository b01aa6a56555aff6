/** Generated from schema/ by `npm run gen`. Do not edit. */
import * as derive from "../derive.ts";
import type { ExecView, Resolvers, SnapshotView } from "./views.ts";

/** A process as fields name it. Properties come from the kernel; getters are the agent's. */
export abstract class ProcessFields {
  abstract readonly names: Pick<Resolvers, "userName" | "groupName" | "containerCreatedAt" | "containerTags" | "fileHashes" | "fileHashState" | "packageName" | "packageVersion" | "packageSourceVersion">;
  /** The parent, or an empty entry when there is none. */
  abstract get parent(): ProcessFields;
  /** Parent, grandparent and so on, nearest first. */
  abstract get ancestors(): readonly ProcessFields[];
  /** Process id in the initial pid namespace. */
  "pid": number = 0;
  /** Process id of the parent. */
  "ppid": number = 0;
  /** Id of the thread that acted. */
  "tid": number = 0;
  /** Task name; a process can set its own. */
  "comm": string = "";
  /** User id. */
  "uid": number = 0;
  /** Group id. */
  "gid": number = 0;
  /** User name; of the container, for a process in one. */
  get "user"(): string {
    return this.names.userName(this, this["uid"]);
  }
  /** Group name; of the container, for a process in one. */
  get "group"(): string {
    return this.names.groupName(this, this["gid"]);
  }
  /** Effective user id. */
  "euid": number = 0;
  /** Effective group id. */
  "egid": number = 0;
  /** Name of the effective user. */
  get "euser"(): string {
    return this.names.userName(this, this["euid"]);
  }
  /** Name of the effective group. */
  get "egroup"(): string {
    return this.names.groupName(this, this["egid"]);
  }
  /** User id for file access. */
  "fsuid": number = 0;
  /** Group id for file access. */
  "fsgid": number = 0;
  /** Name of the user for file access. */
  get "fsuser"(): string {
    return this.names.userName(this, this["fsuid"]);
  }
  /** Name of the group for file access. */
  get "fsgroup"(): string {
    return this.names.groupName(this, this["fsgid"]);
  }
  /** Login user id, kept through su and sudo; 4294967295 when unset. */
  "auid": number = 0;
  /** Effective capabilities, a mask. */
  "cap_effective": number = 0;
  /** Permitted capabilities, a mask. */
  "cap_permitted": number = 0;
  /** Controlling terminal; empty when none. */
  "tty_name": string = "";
  /** Start of the process, nanoseconds since 1970; compares with durations as an age. */
  "created_at": number = 0;
  /** First argument, by custom the name of the program. */
  "argv0": string = "";
  /** Arguments without the first. */
  "argv": readonly string[] = [];
  /** Arguments without the first, joined by spaces. */
  abstract get "args"(): string;
  /** Names of flags among the arguments, without dashes. */
  abstract get "args_flags"(): readonly string[];
  /** Arguments of the form name=value. */
  abstract get "args_options"(): readonly string[];
  /** Whether arguments were cut. */
  "args_truncated": boolean = false;
  /** Names of environment variables; with values for those that matter to security. */
  abstract get "envs"(): readonly string[];
  /** Environment as name=value. */
  "envp": readonly string[] = [];
  /** Whether environment entries were cut. */
  "envs_truncated": boolean = false;
  /** Whether the process has executed a program since it was forked. */
  abstract get "is_exec"(): boolean;
  /** Whether the process still runs its parent's program. */
  abstract get "is_thread"(): boolean;
  /** Whether it is a kernel thread. */
  "is_kworker": boolean = false;
  /** Id of the container it runs in; empty on the host. */
  abstract get "container.id"(): string;
  /** When its container was made, or first seen when no runtime says; nanoseconds since 1970. */
  get "container.created_at"(): number {
    return this.names.containerCreatedAt(this["container.id"]);
  }
  /** Tags of its container. */
  get "container.tags"(): readonly string[] {
    return this.names.containerTags(this["container.id"]);
  }
  /** Path of its cgroup. */
  "cgroup.id": string = "";
  /** Unit of systemd it is part of, by its cgroup; empty when it is part of none. */
  get "systemd.unit"(): string {
    return derive.systemdUnit(this["cgroup.id"]);
  }
  /** Innermost slice of systemd above that unit. */
  get "systemd.slice"(): string {
    return derive.systemdSlice(this["cgroup.id"]);
  }
  /** Inode of the directory of its cgroup, which is also the cgroup's id. */
  abstract get "cgroup.file.inode"(): number;
  /** Capabilities it has tried to use since its last exec, a mask; known where the kernel tells of capability checks (6.14). */
  "caps_attempted": number = 0;
  /** Capabilities it has used with success since its last exec, a mask; known where the kernel tells of capability checks (6.14). */
  "caps_used": number = 0;
  /** Names the session it belongs to on this host; empty when it belongs to none. */
  abstract get "user_session.id"(): string;
  /** Kind of the session it belongs to; 0 for none. */
  abstract get "user_session.session_type"(): number;
  /** Kubernetes user who ran it by exec into a pod, where an admission webhook says so. */
  abstract get "user_session.k8s_username"(): string;
  /** Kubernetes user id of that user. */
  abstract get "user_session.k8s_uid"(): string;
  /** Kubernetes groups of that user. */
  abstract get "user_session.k8s_groups"(): readonly string[];
  /** User of the SSH session it belongs to. */
  abstract get "user_session.ssh_username"(): string;
  /** How that user logged in, as the log of logins says; 0 when it does not. */
  abstract get "user_session.ssh_auth_method"(): number;
  /** Fingerprint of the key that user logged in with, as the log of logins says. */
  abstract get "user_session.ssh_public_key"(): string;
  /** Address that user came from. */
  abstract get "user_session.ssh_client_ip"(): string;
  /** Port that user came from; 0 when unknown. */
  abstract get "user_session.ssh_client_port"(): number;
  /** Absolute path of the file. */
  "file.path": string = "";
  /** Other values of file.path that rules match. */
  "file.path.alternatives": readonly string[] = derive.NO_ALTERNATIVES;
  /** Last segment of the path. */
  get "file.name"(): string {
    return derive.baseName(this["file.path"]);
  }
  /** Other values of file.name that rules match. */
  "file.name.alternatives": readonly string[] = derive.NO_ALTERNATIVES;
  /** Extension with its dot; empty when there is none. */
  get "file.extension"(): string {
    return derive.extension(this["file.path"]);
  }
  /** Inode number. */
  "file.inode": number = 0;
  /** Type and permission bits. */
  "file.mode": number = 0;
  /** Permission bits alone. */
  get "file.rights"(): number {
    return derive.rights(this["file.mode"]);
  }
  /** User id of the owner. */
  "file.uid": number = 0;
  /** Group id of the owner. */
  "file.gid": number = 0;
  /** Name of the owner, as where the process is: on the host or in its container. */
  get "file.user"(): string {
    return this.names.userName(this, this["file.uid"]);
  }
  /** Name of the group, likewise. */
  get "file.group"(): string {
    return this.names.groupName(this, this["file.gid"]);
  }
  /** Id of the mount that holds the file. */
  "file.mount_id": number = 0;
  /** Type of the file system. */
  "file.filesystem": string = "";
  /** Whether an overlay file was written or created above its image. */
  "file.in_upper_layer": boolean = false;
  /** Last change of the content, nanoseconds since 1970. */
  "file.modification_time": number = 0;
  /** Last change of the inode, nanoseconds since 1970. */
  "file.change_time": number = 0;
  /** Number of hard links; 0 for a deleted file. */
  "file.links": number = 0;
  /** Hashes of the content, each as algorithm:hex; sha1 and sha256 of regular files up to 10 MiB, as the content is when the field is first read. */
  get "file.hashes"(): readonly string[] {
    return this.names.fileHashes(this, this["file.path"], this["file.inode"], this["file.change_time"], this["file.mode"], this["file.filesystem"]);
  }
  /** Whether the content was hashed: Done, or why not. */
  get "file.hash_state"(): string {
    return this.names.fileHashState(this, this["file.path"], this["file.inode"], this["file.change_time"], this["file.mode"], this["file.filesystem"]);
  }
  /** Installed package the file belongs to. */
  get "file.package.name"(): string {
    return this.names.packageName(this, this["file.path"]);
  }
  /** Full version of that package. */
  get "file.package.version"(): string {
    return this.names.packageVersion(this, this["file.path"]);
  }
  /** Full version of the source package of that package. */
  get "file.package.source_version"(): string {
    return this.names.packageSourceVersion(this, this["file.path"]);
  }
  /** Whether the file's mount is attached to no mount tree. */
  "file.mount_detached": boolean = false;
  /** Whether the file's mount can be reached by a path. */
  "file.mount_visible": boolean = false;
  /** Absolute path of the file. */
  "interpreter.file.path": string = "";
  /** Other values of interpreter.file.path that rules match. */
  "interpreter.file.path.alternatives": readonly string[] = derive.NO_ALTERNATIVES;
  /** Last segment of the path. */
  get "interpreter.file.name"(): string {
    return derive.baseName(this["interpreter.file.path"]);
  }
  /** Extension with its dot; empty when there is none. */
  get "interpreter.file.extension"(): string {
    return derive.extension(this["interpreter.file.path"]);
  }
  /** Inode number. */
  "interpreter.file.inode": number = 0;
  /** Type and permission bits. */
  "interpreter.file.mode": number = 0;
  /** Permission bits alone. */
  get "interpreter.file.rights"(): number {
    return derive.rights(this["interpreter.file.mode"]);
  }
  /** User id of the owner. */
  "interpreter.file.uid": number = 0;
  /** Group id of the owner. */
  "interpreter.file.gid": number = 0;
  /** Name of the owner, as where the process is: on the host or in its container. */
  get "interpreter.file.user"(): string {
    return this.names.userName(this, this["interpreter.file.uid"]);
  }
  /** Name of the group, likewise. */
  get "interpreter.file.group"(): string {
    return this.names.groupName(this, this["interpreter.file.gid"]);
  }
  /** Id of the mount that holds the file. */
  "interpreter.file.mount_id": number = 0;
  /** Type of the file system. */
  "interpreter.file.filesystem": string = "";
  /** Whether an overlay file was written or created above its image. */
  "interpreter.file.in_upper_layer": boolean = false;
  /** Last change of the content, nanoseconds since 1970. */
  "interpreter.file.modification_time": number = 0;
  /** Last change of the inode, nanoseconds since 1970. */
  "interpreter.file.change_time": number = 0;
  /** Number of hard links; 0 for a deleted file. */
  "interpreter.file.links": number = 0;
  /** Hashes of the content, each as algorithm:hex; sha1 and sha256 of regular files up to 10 MiB, as the content is when the field is first read. */
  get "interpreter.file.hashes"(): readonly string[] {
    return this.names.fileHashes(this, this["interpreter.file.path"], this["interpreter.file.inode"], this["interpreter.file.change_time"], this["interpreter.file.mode"], this["interpreter.file.filesystem"]);
  }
  /** Whether the content was hashed: Done, or why not. */
  get "interpreter.file.hash_state"(): string {
    return this.names.fileHashState(this, this["interpreter.file.path"], this["interpreter.file.inode"], this["interpreter.file.change_time"], this["interpreter.file.mode"], this["interpreter.file.filesystem"]);
  }
  /** Installed package the file belongs to. */
  get "interpreter.file.package.name"(): string {
    return this.names.packageName(this, this["interpreter.file.path"]);
  }
  /** Full version of that package. */
  get "interpreter.file.package.version"(): string {
    return this.names.packageVersion(this, this["interpreter.file.path"]);
  }
  /** Full version of the source package of that package. */
  get "interpreter.file.package.source_version"(): string {
    return this.names.packageSourceVersion(this, this["interpreter.file.path"]);
  }
  /** Whether the file's mount is attached to no mount tree. */
  "interpreter.file.mount_detached": boolean = false;
  /** Whether the file's mount can be reached by a path. */
  "interpreter.file.mount_visible": boolean = false;
}

/** Writes the executable of a record to `file`; without a record there is none. */
export function writeFile(entry: ProcessFields, view?: ExecView | SnapshotView): void {
  entry["file.path"] = view ? derive.filePath(view["record.process.file.path"], view["record.process.file.base"]) : "";
  entry["file.inode"] = view ? view["record.process.file.inode"] : 0;
  entry["file.mode"] = view ? view["record.process.file.mode"] : 0;
  entry["file.uid"] = view ? view["record.process.file.uid"] : 0;
  entry["file.gid"] = view ? view["record.process.file.gid"] : 0;
  entry["file.mount_id"] = view ? view["record.process.file.mount_id"] : 0;
  entry["file.filesystem"] = view ? view["record.process.file.fs"] : "";
  entry["file.in_upper_layer"] = view ? view["record.process.file.upper"] !== 0 : false;
  entry["file.modification_time"] = view ? view["record.process.file.mtime"] : 0;
  entry["file.change_time"] = view ? view["record.process.file.ctime"] : 0;
  entry["file.links"] = view ? view["record.process.file.nlink"] : 0;
  entry["file.mount_detached"] = view ? derive.isDetached(view["record.process.file.mount_flags"]) : false;
  entry["file.mount_visible"] = view ? derive.isVisible(view["record.process.file.mount_flags"]) : false;
  entry["file.path.alternatives"] = view && view["record.process.file.below"] !== "" ? derive.overlayPaths(view["record.process.file.below"], view["record.process.file.path"], view["record.process.file.base"]) : derive.NO_ALTERNATIVES;
  entry["file.name.alternatives"] = derive.NO_ALTERNATIVES;
}

/** Writes the executable of a record to `interpreter.file`; without a record there is none. */
export function writeInterpreterFile(entry: ProcessFields, view?: ExecView | SnapshotView): void {
  entry["interpreter.file.path"] = view ? derive.filePath(view["record.process.file.path"], view["record.process.file.base"]) : "";
  entry["interpreter.file.inode"] = view ? view["record.process.file.inode"] : 0;
  entry["interpreter.file.mode"] = view ? view["record.process.file.mode"] : 0;
  entry["interpreter.file.uid"] = view ? view["record.process.file.uid"] : 0;
  entry["interpreter.file.gid"] = view ? view["record.process.file.gid"] : 0;
  entry["interpreter.file.mount_id"] = view ? view["record.process.file.mount_id"] : 0;
  entry["interpreter.file.filesystem"] = view ? view["record.process.file.fs"] : "";
  entry["interpreter.file.in_upper_layer"] = view ? view["record.process.file.upper"] !== 0 : false;
  entry["interpreter.file.modification_time"] = view ? view["record.process.file.mtime"] : 0;
  entry["interpreter.file.change_time"] = view ? view["record.process.file.ctime"] : 0;
  entry["interpreter.file.links"] = view ? view["record.process.file.nlink"] : 0;
  entry["interpreter.file.mount_detached"] = view ? derive.isDetached(view["record.process.file.mount_flags"]) : false;
  entry["interpreter.file.mount_visible"] = view ? derive.isVisible(view["record.process.file.mount_flags"]) : false;
  entry["interpreter.file.path.alternatives"] = view && view["record.process.file.below"] !== "" ? derive.overlayPaths(view["record.process.file.below"], view["record.process.file.path"], view["record.process.file.base"]) : derive.NO_ALTERNATIVES;
}
