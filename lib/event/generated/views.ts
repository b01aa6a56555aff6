/** Generated from schema/ by `npm run gen`. Do not edit. */
import * as derive from "../derive.ts";
import { RecordView } from "../record-view.ts";
import type { ProcessFields } from "./process.ts";

/** What the agent answers on first read of a field that the record does not hold. */
export type Resolvers = {
  /** A process by pid and boot-time start; an empty entry for pid 0. */
  processOf(pid: number, start: number): ProcessFields;
  cgroupId(event: EventView): string;
  containerCreatedAt(a: string): number;
  containerId(event: EventView): string;
  containerImage(event: EventView): string;
  containerName(event: EventView): string;
  containerRuntime(event: EventView): string;
  containerTags(a: string): readonly string[];
  eventAsync(event: EventView): boolean;
  eventHostname(event: EventView): string;
  eventOrigin(event: EventView): string;
  eventOs(event: EventView): string;
  eventService(event: EventView): string;
  eventSource(event: EventView): string;
  eventTimestamp(event: EventView): number;
  execFileMetadataAbi(event: EventView): number;
  execFileMetadataArchitecture(event: EventView): number;
  execFileMetadataCompression(event: EventView): number;
  execFileMetadataIsExecutable(event: EventView): boolean;
  execFileMetadataIsGarbleObfuscated(event: EventView): boolean;
  execFileMetadataIsUpxPacked(event: EventView): boolean;
  execFileMetadataSize(event: EventView): number;
  execFileMetadataType(event: EventView): number;
  fileHashState(a: ProcessFields, b: string, c: number, d: number, e: number, f: string): string;
  fileHashes(a: ProcessFields, b: string, c: number, d: number, e: number, f: string): readonly string[];
  filterHash(a: Uint8Array): string;
  groupName(a: ProcessFields, b: number): string;
  hostNames(a: string): readonly string[];
  packageName(a: ProcessFields, b: string): string;
  packageSourceVersion(a: ProcessFields, b: string): string;
  packageVersion(a: ProcessFields, b: string): string;
  userName(a: ProcessFields, b: number): string;
  utimesFileDestinationAccessTime(event: EventView): number;
  utimesFileDestinationModificationTime(event: EventView): number;
};

/** An event as rules see it: a record, the process entry behind it, and the agent's resolvers. */
export abstract class EventView extends RecordView {
  abstract readonly type: string;
  process!: ProcessFields;
  resolvers!: Resolvers;
  get "header.len"(): number {
    return this.u32(0);
  }
  get "header.type"(): number {
    return this.u16(4);
  }
  get "header.flags"(): number {
    return this.u16(6);
  }
  get "header.ts"(): number {
    return this.u64(8);
  }
  get "header.start"(): number {
    return this.u64(16);
  }
  get "header.cgroup_id"(): number {
    return this.u64(24);
  }
  get "header.cap_effective"(): number {
    return this.u64(32);
  }
  get "header.cap_permitted"(): number {
    return this.u64(40);
  }
  get "header.retval"(): number {
    return this.s64(48);
  }
  get "header.pid"(): number {
    return this.u32(56);
  }
  get "header.tid"(): number {
    return this.u32(60);
  }
  get "header.ppid"(): number {
    return this.u32(64);
  }
  get "header.uid"(): number {
    return this.u32(68);
  }
  get "header.gid"(): number {
    return this.u32(72);
  }
  get "header.euid"(): number {
    return this.u32(76);
  }
  get "header.egid"(): number {
    return this.u32(80);
  }
  get "header.fsuid"(): number {
    return this.u32(84);
  }
  get "header.fsgid"(): number {
    return this.u32(88);
  }
  get "header.auid"(): number {
    return this.u32(92);
  }
  get "header.mntns"(): number {
    return this.u32(96);
  }
  get "header.pidns"(): number {
    return this.u32(100);
  }
  get "header.netns"(): number {
    return this.u32(104);
  }
  get "header.cpu"(): number {
    return this.u32(108);
  }
  get "header.comm"(): string {
    return this.chars(112, 16);
  }
  get "event.timestamp"(): number {
    return this.resolvers.eventTimestamp(this);
  }
  get "event.hostname"(): string {
    return this.resolvers.eventHostname(this);
  }
  get "event.os"(): string {
    return this.resolvers.eventOs(this);
  }
  get "event.origin"(): string {
    return this.resolvers.eventOrigin(this);
  }
  get "event.source"(): string {
    return this.resolvers.eventSource(this);
  }
  get "event.async"(): boolean {
    return this.resolvers.eventAsync(this);
  }
  get "event.service"(): string {
    return this.resolvers.eventService(this);
  }
  get "container.id"(): string {
    return this.resolvers.containerId(this);
  }
  get "container.created_at"(): number {
    return this.resolvers.containerCreatedAt(this["container.id"]);
  }
  get "container.tags"(): readonly string[] {
    return this.resolvers.containerTags(this["container.id"]);
  }
  get "container.name"(): string {
    return this.resolvers.containerName(this);
  }
  get "container.image"(): string {
    return this.resolvers.containerImage(this);
  }
  get "container.runtime"(): string {
    return this.resolvers.containerRuntime(this);
  }
  get "cgroup.id"(): string {
    return this.resolvers.cgroupId(this);
  }
  get "cgroup.file.inode"(): number {
    return this.u64(24);
  }
  get "process.pid"(): number {
    return this.process["pid"];
  }
  get "process.ppid"(): number {
    return this.process["ppid"];
  }
  get "process.tid"(): number {
    return this.process["tid"];
  }
  get "process.comm"(): string {
    return this.process["comm"];
  }
  get "process.uid"(): number {
    return this.process["uid"];
  }
  get "process.gid"(): number {
    return this.process["gid"];
  }
  get "process.user"(): string {
    return this.process["user"];
  }
  get "process.group"(): string {
    return this.process["group"];
  }
  get "process.euid"(): number {
    return this.process["euid"];
  }
  get "process.egid"(): number {
    return this.process["egid"];
  }
  get "process.euser"(): string {
    return this.process["euser"];
  }
  get "process.egroup"(): string {
    return this.process["egroup"];
  }
  get "process.fsuid"(): number {
    return this.process["fsuid"];
  }
  get "process.fsgid"(): number {
    return this.process["fsgid"];
  }
  get "process.fsuser"(): string {
    return this.process["fsuser"];
  }
  get "process.fsgroup"(): string {
    return this.process["fsgroup"];
  }
  get "process.auid"(): number {
    return this.process["auid"];
  }
  get "process.cap_effective"(): number {
    return this.process["cap_effective"];
  }
  get "process.cap_permitted"(): number {
    return this.process["cap_permitted"];
  }
  get "process.tty_name"(): string {
    return this.process["tty_name"];
  }
  get "process.created_at"(): number {
    return this.process["created_at"];
  }
  get "process.argv0"(): string {
    return this.process["argv0"];
  }
  get "process.argv"(): readonly string[] {
    return this.process["argv"];
  }
  get "process.args"(): string {
    return this.process["args"];
  }
  get "process.args_flags"(): readonly string[] {
    return this.process["args_flags"];
  }
  get "process.args_options"(): readonly string[] {
    return this.process["args_options"];
  }
  get "process.args_truncated"(): boolean {
    return this.process["args_truncated"];
  }
  get "process.envs"(): readonly string[] {
    return this.process["envs"];
  }
  get "process.envp"(): readonly string[] {
    return this.process["envp"];
  }
  get "process.envs_truncated"(): boolean {
    return this.process["envs_truncated"];
  }
  get "process.is_exec"(): boolean {
    return this.process["is_exec"];
  }
  get "process.is_thread"(): boolean {
    return this.process["is_thread"];
  }
  get "process.is_kworker"(): boolean {
    return this.process["is_kworker"];
  }
  get "process.container.id"(): string {
    return this.process["container.id"];
  }
  get "process.container.created_at"(): number {
    return this.process["container.created_at"];
  }
  get "process.container.tags"(): readonly string[] {
    return this.process["container.tags"];
  }
  get "process.cgroup.id"(): string {
    return this.process["cgroup.id"];
  }
  get "process.systemd.unit"(): string {
    return this.process["systemd.unit"];
  }
  get "process.systemd.slice"(): string {
    return this.process["systemd.slice"];
  }
  get "process.cgroup.file.inode"(): number {
    return this.process["cgroup.file.inode"];
  }
  get "process.caps_attempted"(): number {
    return this.process["caps_attempted"];
  }
  get "process.caps_used"(): number {
    return this.process["caps_used"];
  }
  get "process.user_session.id"(): string {
    return this.process["user_session.id"];
  }
  get "process.user_session.session_type"(): number {
    return this.process["user_session.session_type"];
  }
  get "process.user_session.k8s_username"(): string {
    return this.process["user_session.k8s_username"];
  }
  get "process.user_session.k8s_uid"(): string {
    return this.process["user_session.k8s_uid"];
  }
  get "process.user_session.k8s_groups"(): readonly string[] {
    return this.process["user_session.k8s_groups"];
  }
  get "process.user_session.ssh_username"(): string {
    return this.process["user_session.ssh_username"];
  }
  get "process.user_session.ssh_auth_method"(): number {
    return this.process["user_session.ssh_auth_method"];
  }
  get "process.user_session.ssh_public_key"(): string {
    return this.process["user_session.ssh_public_key"];
  }
  get "process.user_session.ssh_client_ip"(): string {
    return this.process["user_session.ssh_client_ip"];
  }
  get "process.user_session.ssh_client_port"(): number {
    return this.process["user_session.ssh_client_port"];
  }
  get "process.file.path"(): string {
    return this.process["file.path"];
  }
  get "process.file.path.alternatives"(): readonly string[] {
    return this.process["file.path.alternatives"];
  }
  get "process.file.name"(): string {
    return this.process["file.name"];
  }
  get "process.file.name.alternatives"(): readonly string[] {
    return this.process["file.name.alternatives"];
  }
  get "process.file.extension"(): string {
    return this.process["file.extension"];
  }
  get "process.file.inode"(): number {
    return this.process["file.inode"];
  }
  get "process.file.mode"(): number {
    return this.process["file.mode"];
  }
  get "process.file.rights"(): number {
    return this.process["file.rights"];
  }
  get "process.file.uid"(): number {
    return this.process["file.uid"];
  }
  get "process.file.gid"(): number {
    return this.process["file.gid"];
  }
  get "process.file.user"(): string {
    return this.process["file.user"];
  }
  get "process.file.group"(): string {
    return this.process["file.group"];
  }
  get "process.file.mount_id"(): number {
    return this.process["file.mount_id"];
  }
  get "process.file.filesystem"(): string {
    return this.process["file.filesystem"];
  }
  get "process.file.in_upper_layer"(): boolean {
    return this.process["file.in_upper_layer"];
  }
  get "process.file.modification_time"(): number {
    return this.process["file.modification_time"];
  }
  get "process.file.change_time"(): number {
    return this.process["file.change_time"];
  }
  get "process.file.links"(): number {
    return this.process["file.links"];
  }
  get "process.file.hashes"(): readonly string[] {
    return this.process["file.hashes"];
  }
  get "process.file.hash_state"(): string {
    return this.process["file.hash_state"];
  }
  get "process.file.package.name"(): string {
    return this.process["file.package.name"];
  }
  get "process.file.package.version"(): string {
    return this.process["file.package.version"];
  }
  get "process.file.package.source_version"(): string {
    return this.process["file.package.source_version"];
  }
  get "process.file.mount_detached"(): boolean {
    return this.process["file.mount_detached"];
  }
  get "process.file.mount_visible"(): boolean {
    return this.process["file.mount_visible"];
  }
  get "process.interpreter.file.path"(): string {
    return this.process["interpreter.file.path"];
  }
  get "process.interpreter.file.path.alternatives"(): readonly string[] {
    return this.process["interpreter.file.path.alternatives"];
  }
  get "process.interpreter.file.name"(): string {
    return this.process["interpreter.file.name"];
  }
  get "process.interpreter.file.extension"(): string {
    return this.process["interpreter.file.extension"];
  }
  get "process.interpreter.file.inode"(): number {
    return this.process["interpreter.file.inode"];
  }
  get "process.interpreter.file.mode"(): number {
    return this.process["interpreter.file.mode"];
  }
  get "process.interpreter.file.rights"(): number {
    return this.process["interpreter.file.rights"];
  }
  get "process.interpreter.file.uid"(): number {
    return this.process["interpreter.file.uid"];
  }
  get "process.interpreter.file.gid"(): number {
    return this.process["interpreter.file.gid"];
  }
  get "process.interpreter.file.user"(): string {
    return this.process["interpreter.file.user"];
  }
  get "process.interpreter.file.group"(): string {
    return this.process["interpreter.file.group"];
  }
  get "process.interpreter.file.mount_id"(): number {
    return this.process["interpreter.file.mount_id"];
  }
  get "process.interpreter.file.filesystem"(): string {
    return this.process["interpreter.file.filesystem"];
  }
  get "process.interpreter.file.in_upper_layer"(): boolean {
    return this.process["interpreter.file.in_upper_layer"];
  }
  get "process.interpreter.file.modification_time"(): number {
    return this.process["interpreter.file.modification_time"];
  }
  get "process.interpreter.file.change_time"(): number {
    return this.process["interpreter.file.change_time"];
  }
  get "process.interpreter.file.links"(): number {
    return this.process["interpreter.file.links"];
  }
  get "process.interpreter.file.hashes"(): readonly string[] {
    return this.process["interpreter.file.hashes"];
  }
  get "process.interpreter.file.hash_state"(): string {
    return this.process["interpreter.file.hash_state"];
  }
  get "process.interpreter.file.package.name"(): string {
    return this.process["interpreter.file.package.name"];
  }
  get "process.interpreter.file.package.version"(): string {
    return this.process["interpreter.file.package.version"];
  }
  get "process.interpreter.file.package.source_version"(): string {
    return this.process["interpreter.file.package.source_version"];
  }
  get "process.interpreter.file.mount_detached"(): boolean {
    return this.process["interpreter.file.mount_detached"];
  }
  get "process.interpreter.file.mount_visible"(): boolean {
    return this.process["interpreter.file.mount_visible"];
  }
  get "process.parent.pid"(): number {
    return this.process.parent["pid"];
  }
  get "process.parent.ppid"(): number {
    return this.process.parent["ppid"];
  }
  get "process.parent.tid"(): number {
    return this.process.parent["tid"];
  }
  get "process.parent.comm"(): string {
    return this.process.parent["comm"];
  }
  get "process.parent.uid"(): number {
    return this.process.parent["uid"];
  }
  get "process.parent.gid"(): number {
    return this.process.parent["gid"];
  }
  get "process.parent.user"(): string {
    return this.process.parent["user"];
  }
  get "process.parent.group"(): string {
    return this.process.parent["group"];
  }
  get "process.parent.euid"(): number {
    return this.process.parent["euid"];
  }
  get "process.parent.egid"(): number {
    return this.process.parent["egid"];
  }
  get "process.parent.euser"(): string {
    return this.process.parent["euser"];
  }
  get "process.parent.egroup"(): string {
    return this.process.parent["egroup"];
  }
  get "process.parent.fsuid"(): number {
    return this.process.parent["fsuid"];
  }
  get "process.parent.fsgid"(): number {
    return this.process.parent["fsgid"];
  }
  get "process.parent.fsuser"(): string {
    return this.process.parent["fsuser"];
  }
  get "process.parent.fsgroup"(): string {
    return this.process.parent["fsgroup"];
  }
  get "process.parent.auid"(): number {
    return this.process.parent["auid"];
  }
  get "process.parent.cap_effective"(): number {
    return this.process.parent["cap_effective"];
  }
  get "process.parent.cap_permitted"(): number {
    return this.process.parent["cap_permitted"];
  }
  get "process.parent.tty_name"(): string {
    return this.process.parent["tty_name"];
  }
  get "process.parent.created_at"(): number {
    return this.process.parent["created_at"];
  }
  get "process.parent.argv0"(): string {
    return this.process.parent["argv0"];
  }
  get "process.parent.argv"(): readonly string[] {
    return this.process.parent["argv"];
  }
  get "process.parent.args"(): string {
    return this.process.parent["args"];
  }
  get "process.parent.args_flags"(): readonly string[] {
    return this.process.parent["args_flags"];
  }
  get "process.parent.args_options"(): readonly string[] {
    return this.process.parent["args_options"];
  }
  get "process.parent.args_truncated"(): boolean {
    return this.process.parent["args_truncated"];
  }
  get "process.parent.envs"(): readonly string[] {
    return this.process.parent["envs"];
  }
  get "process.parent.envp"(): readonly string[] {
    return this.process.parent["envp"];
  }
  get "process.parent.envs_truncated"(): boolean {
    return this.process.parent["envs_truncated"];
  }
  get "process.parent.is_exec"(): boolean {
    return this.process.parent["is_exec"];
  }
  get "process.parent.is_thread"(): boolean {
    return this.process.parent["is_thread"];
  }
  get "process.parent.is_kworker"(): boolean {
    return this.process.parent["is_kworker"];
  }
  get "process.parent.container.id"(): string {
    return this.process.parent["container.id"];
  }
  get "process.parent.container.created_at"(): number {
    return this.process.parent["container.created_at"];
  }
  get "process.parent.container.tags"(): readonly string[] {
    return this.process.parent["container.tags"];
  }
  get "process.parent.cgroup.id"(): string {
    return this.process.parent["cgroup.id"];
  }
  get "process.parent.systemd.unit"(): string {
    return this.process.parent["systemd.unit"];
  }
  get "process.parent.systemd.slice"(): string {
    return this.process.parent["systemd.slice"];
  }
  get "process.parent.cgroup.file.inode"(): number {
    return this.process.parent["cgroup.file.inode"];
  }
  get "process.parent.caps_attempted"(): number {
    return this.process.parent["caps_attempted"];
  }
  get "process.parent.caps_used"(): number {
    return this.process.parent["caps_used"];
  }
  get "process.parent.user_session.id"(): string {
    return this.process.parent["user_session.id"];
  }
  get "process.parent.user_session.session_type"(): number {
    return this.process.parent["user_session.session_type"];
  }
  get "process.parent.user_session.k8s_username"(): string {
    return this.process.parent["user_session.k8s_username"];
  }
  get "process.parent.user_session.k8s_uid"(): string {
    return this.process.parent["user_session.k8s_uid"];
  }
  get "process.parent.user_session.k8s_groups"(): readonly string[] {
    return this.process.parent["user_session.k8s_groups"];
  }
  get "process.parent.user_session.ssh_username"(): string {
    return this.process.parent["user_session.ssh_username"];
  }
  get "process.parent.user_session.ssh_auth_method"(): number {
    return this.process.parent["user_session.ssh_auth_method"];
  }
  get "process.parent.user_session.ssh_public_key"(): string {
    return this.process.parent["user_session.ssh_public_key"];
  }
  get "process.parent.user_session.ssh_client_ip"(): string {
    return this.process.parent["user_session.ssh_client_ip"];
  }
  get "process.parent.user_session.ssh_client_port"(): number {
    return this.process.parent["user_session.ssh_client_port"];
  }
  get "process.parent.file.path"(): string {
    return this.process.parent["file.path"];
  }
  get "process.parent.file.path.alternatives"(): readonly string[] {
    return this.process.parent["file.path.alternatives"];
  }
  get "process.parent.file.name"(): string {
    return this.process.parent["file.name"];
  }
  get "process.parent.file.name.alternatives"(): readonly string[] {
    return this.process.parent["file.name.alternatives"];
  }
  get "process.parent.file.extension"(): string {
    return this.process.parent["file.extension"];
  }
  get "process.parent.file.inode"(): number {
    return this.process.parent["file.inode"];
  }
  get "process.parent.file.mode"(): number {
    return this.process.parent["file.mode"];
  }
  get "process.parent.file.rights"(): number {
    return this.process.parent["file.rights"];
  }
  get "process.parent.file.uid"(): number {
    return this.process.parent["file.uid"];
  }
  get "process.parent.file.gid"(): number {
    return this.process.parent["file.gid"];
  }
  get "process.parent.file.user"(): string {
    return this.process.parent["file.user"];
  }
  get "process.parent.file.group"(): string {
    return this.process.parent["file.group"];
  }
  get "process.parent.file.mount_id"(): number {
    return this.process.parent["file.mount_id"];
  }
  get "process.parent.file.filesystem"(): string {
    return this.process.parent["file.filesystem"];
  }
  get "process.parent.file.in_upper_layer"(): boolean {
    return this.process.parent["file.in_upper_layer"];
  }
  get "process.parent.file.modification_time"(): number {
    return this.process.parent["file.modification_time"];
  }
  get "process.parent.file.change_time"(): number {
    return this.process.parent["file.change_time"];
  }
  get "process.parent.file.links"(): number {
    return this.process.parent["file.links"];
  }
  get "process.parent.file.hashes"(): readonly string[] {
    return this.process.parent["file.hashes"];
  }
  get "process.parent.file.hash_state"(): string {
    return this.process.parent["file.hash_state"];
  }
  get "process.parent.file.package.name"(): string {
    return this.process.parent["file.package.name"];
  }
  get "process.parent.file.package.version"(): string {
    return this.process.parent["file.package.version"];
  }
  get "process.parent.file.package.source_version"(): string {
    return this.process.parent["file.package.source_version"];
  }
  get "process.parent.file.mount_detached"(): boolean {
    return this.process.parent["file.mount_detached"];
  }
  get "process.parent.file.mount_visible"(): boolean {
    return this.process.parent["file.mount_visible"];
  }
  get "process.parent.interpreter.file.path"(): string {
    return this.process.parent["interpreter.file.path"];
  }
  get "process.parent.interpreter.file.path.alternatives"(): readonly string[] {
    return this.process.parent["interpreter.file.path.alternatives"];
  }
  get "process.parent.interpreter.file.name"(): string {
    return this.process.parent["interpreter.file.name"];
  }
  get "process.parent.interpreter.file.extension"(): string {
    return this.process.parent["interpreter.file.extension"];
  }
  get "process.parent.interpreter.file.inode"(): number {
    return this.process.parent["interpreter.file.inode"];
  }
  get "process.parent.interpreter.file.mode"(): number {
    return this.process.parent["interpreter.file.mode"];
  }
  get "process.parent.interpreter.file.rights"(): number {
    return this.process.parent["interpreter.file.rights"];
  }
  get "process.parent.interpreter.file.uid"(): number {
    return this.process.parent["interpreter.file.uid"];
  }
  get "process.parent.interpreter.file.gid"(): number {
    return this.process.parent["interpreter.file.gid"];
  }
  get "process.parent.interpreter.file.user"(): string {
    return this.process.parent["interpreter.file.user"];
  }
  get "process.parent.interpreter.file.group"(): string {
    return this.process.parent["interpreter.file.group"];
  }
  get "process.parent.interpreter.file.mount_id"(): number {
    return this.process.parent["interpreter.file.mount_id"];
  }
  get "process.parent.interpreter.file.filesystem"(): string {
    return this.process.parent["interpreter.file.filesystem"];
  }
  get "process.parent.interpreter.file.in_upper_layer"(): boolean {
    return this.process.parent["interpreter.file.in_upper_layer"];
  }
  get "process.parent.interpreter.file.modification_time"(): number {
    return this.process.parent["interpreter.file.modification_time"];
  }
  get "process.parent.interpreter.file.change_time"(): number {
    return this.process.parent["interpreter.file.change_time"];
  }
  get "process.parent.interpreter.file.links"(): number {
    return this.process.parent["interpreter.file.links"];
  }
  get "process.parent.interpreter.file.hashes"(): readonly string[] {
    return this.process.parent["interpreter.file.hashes"];
  }
  get "process.parent.interpreter.file.hash_state"(): string {
    return this.process.parent["interpreter.file.hash_state"];
  }
  get "process.parent.interpreter.file.package.name"(): string {
    return this.process.parent["interpreter.file.package.name"];
  }
  get "process.parent.interpreter.file.package.version"(): string {
    return this.process.parent["interpreter.file.package.version"];
  }
  get "process.parent.interpreter.file.package.source_version"(): string {
    return this.process.parent["interpreter.file.package.source_version"];
  }
  get "process.parent.interpreter.file.mount_detached"(): boolean {
    return this.process.parent["interpreter.file.mount_detached"];
  }
  get "process.parent.interpreter.file.mount_visible"(): boolean {
    return this.process.parent["interpreter.file.mount_visible"];
  }
  get "process.ancestors"(): readonly ProcessFields[] {
    return this.process.ancestors;
  }
}

/** Both ends of a flow and what passed since it was told of last. */
export class FlowItem extends RecordView {
  get "source.ip"(): string {
    return this.address(0, this.u16(16));
  }
  get "source.port"(): number {
    return this.u16(18);
  }
  get "source.is_public"(): boolean {
    return derive.isPublic(this["source.ip"]);
  }
  get "destination.ip"(): string {
    return this.address(20, this.u16(36));
  }
  get "destination.port"(): number {
    return this.u16(38);
  }
  get "destination.is_public"(): boolean {
    return derive.isPublic(this["destination.ip"]);
  }
  get "l3_protocol"(): number {
    return this.u16(40);
  }
  get "l4_protocol"(): number {
    return this.u16(42);
  }
  get "ingress.data_size"(): number {
    return this.u64(48);
  }
  get "ingress.packet_count"(): number {
    return this.u64(56);
  }
  get "egress.data_size"(): number {
    return this.u64(64);
  }
  get "egress.packet_count"(): number {
    return this.u64(72);
  }
}

/** A program was executed. */
export class ExecView extends EventView {
  override readonly type = "exec";
  get "record.process.exec_ts"(): number {
    return this.u64(128);
  }
  get "record.process.parent_start"(): number {
    return this.u64(136);
  }
  get "record.process.file.inode"(): number {
    return this.u64(144);
  }
  get "record.process.file.mtime"(): number {
    return this.u64(152);
  }
  get "record.process.file.ctime"(): number {
    return this.u64(160);
  }
  get "record.process.file.dev"(): number {
    return this.u32(168);
  }
  get "record.process.file.mount_id"(): number {
    return this.u32(172);
  }
  get "record.process.file.mode"(): number {
    return this.u32(176);
  }
  get "record.process.file.uid"(): number {
    return this.u32(180);
  }
  get "record.process.file.gid"(): number {
    return this.u32(184);
  }
  get "record.process.file.nlink"(): number {
    return this.u32(188);
  }
  get "record.process.file.magic"(): number {
    return this.u32(192);
  }
  get "record.process.file.upper"(): number {
    return this.u32(196);
  }
  get "record.process.file.mount_flags"(): number {
    return this.u32(200);
  }
  get "record.process.file.fs"(): string {
    return this.chars(204, 16);
  }
  get "record.process.file.path"(): string {
    return this.str(220);
  }
  get "record.process.file.base"(): string {
    return this.str(224);
  }
  get "record.process.file.below"(): string {
    return this.str(228);
  }
  get "record.process.sid"(): number {
    return this.u32(232);
  }
  get "record.process.argc"(): number {
    return this.u32(236);
  }
  get "record.process.envc"(): number {
    return this.u32(240);
  }
  get "record.process.secureexec"(): number {
    return this.u32(244);
  }
  get "record.process.is_script"(): number {
    return this.u32(248);
  }
  get "record.process.is_kworker"(): number {
    return this.u32(252);
  }
  get "record.process.tty"(): string {
    return this.chars(256, 64);
  }
  get "record.process.argv"(): string {
    return this.str(320);
  }
  get "record.process.envp"(): string {
    return this.str(324);
  }
  get "record.process.filename"(): string {
    return this.str(328);
  }
  get "record.process.cwd"(): string {
    return this.str(332);
  }
  get "record.process.cgroup"(): string {
    return this.str(336);
  }
  get "exec.syscall.path"(): string {
    return this.str(328);
  }
  get "exec.file.metadata.size"(): number {
    return this.resolvers.execFileMetadataSize(this);
  }
  get "exec.file.metadata.type"(): number {
    return this.resolvers.execFileMetadataType(this);
  }
  get "exec.file.metadata.is_executable"(): boolean {
    return this.resolvers.execFileMetadataIsExecutable(this);
  }
  get "exec.file.metadata.architecture"(): number {
    return this.resolvers.execFileMetadataArchitecture(this);
  }
  get "exec.file.metadata.abi"(): number {
    return this.resolvers.execFileMetadataAbi(this);
  }
  get "exec.file.metadata.is_upx_packed"(): boolean {
    return this.resolvers.execFileMetadataIsUpxPacked(this);
  }
  get "exec.file.metadata.compression"(): number {
    return this.resolvers.execFileMetadataCompression(this);
  }
  get "exec.file.metadata.is_garble_obfuscated"(): boolean {
    return this.resolvers.execFileMetadataIsGarbleObfuscated(this);
  }
  get "exec.pid"(): number {
    return this.process["pid"];
  }
  get "exec.ppid"(): number {
    return this.process["ppid"];
  }
  get "exec.tid"(): number {
    return this.process["tid"];
  }
  get "exec.comm"(): string {
    return this.process["comm"];
  }
  get "exec.uid"(): number {
    return this.process["uid"];
  }
  get "exec.gid"(): number {
    return this.process["gid"];
  }
  get "exec.user"(): string {
    return this.process["user"];
  }
  get "exec.group"(): string {
    return this.process["group"];
  }
  get "exec.euid"(): number {
    return this.process["euid"];
  }
  get "exec.egid"(): number {
    return this.process["egid"];
  }
  get "exec.euser"(): string {
    return this.process["euser"];
  }
  get "exec.egroup"(): string {
    return this.process["egroup"];
  }
  get "exec.fsuid"(): number {
    return this.process["fsuid"];
  }
  get "exec.fsgid"(): number {
    return this.process["fsgid"];
  }
  get "exec.fsuser"(): string {
    return this.process["fsuser"];
  }
  get "exec.fsgroup"(): string {
    return this.process["fsgroup"];
  }
  get "exec.auid"(): number {
    return this.process["auid"];
  }
  get "exec.cap_effective"(): number {
    return this.process["cap_effective"];
  }
  get "exec.cap_permitted"(): number {
    return this.process["cap_permitted"];
  }
  get "exec.tty_name"(): string {
    return this.process["tty_name"];
  }
  get "exec.created_at"(): number {
    return this.process["created_at"];
  }
  get "exec.argv0"(): string {
    return this.process["argv0"];
  }
  get "exec.argv"(): readonly string[] {
    return this.process["argv"];
  }
  get "exec.args"(): string {
    return this.process["args"];
  }
  get "exec.args_flags"(): readonly string[] {
    return this.process["args_flags"];
  }
  get "exec.args_options"(): readonly string[] {
    return this.process["args_options"];
  }
  get "exec.args_truncated"(): boolean {
    return this.process["args_truncated"];
  }
  get "exec.envs"(): readonly string[] {
    return this.process["envs"];
  }
  get "exec.envp"(): readonly string[] {
    return this.process["envp"];
  }
  get "exec.envs_truncated"(): boolean {
    return this.process["envs_truncated"];
  }
  get "exec.is_exec"(): boolean {
    return this.process["is_exec"];
  }
  get "exec.is_thread"(): boolean {
    return this.process["is_thread"];
  }
  get "exec.is_kworker"(): boolean {
    return this.process["is_kworker"];
  }
  get "exec.container.id"(): string {
    return this.process["container.id"];
  }
  get "exec.container.created_at"(): number {
    return this.process["container.created_at"];
  }
  get "exec.container.tags"(): readonly string[] {
    return this.process["container.tags"];
  }
  get "exec.cgroup.id"(): string {
    return this.process["cgroup.id"];
  }
  get "exec.systemd.unit"(): string {
    return this.process["systemd.unit"];
  }
  get "exec.systemd.slice"(): string {
    return this.process["systemd.slice"];
  }
  get "exec.cgroup.file.inode"(): number {
    return this.process["cgroup.file.inode"];
  }
  get "exec.caps_attempted"(): number {
    return this.process["caps_attempted"];
  }
  get "exec.caps_used"(): number {
    return this.process["caps_used"];
  }
  get "exec.user_session.id"(): string {
    return this.process["user_session.id"];
  }
  get "exec.user_session.session_type"(): number {
    return this.process["user_session.session_type"];
  }
  get "exec.user_session.k8s_username"(): string {
    return this.process["user_session.k8s_username"];
  }
  get "exec.user_session.k8s_uid"(): string {
    return this.process["user_session.k8s_uid"];
  }
  get "exec.user_session.k8s_groups"(): readonly string[] {
    return this.process["user_session.k8s_groups"];
  }
  get "exec.user_session.ssh_username"(): string {
    return this.process["user_session.ssh_username"];
  }
  get "exec.user_session.ssh_auth_method"(): number {
    return this.process["user_session.ssh_auth_method"];
  }
  get "exec.user_session.ssh_public_key"(): string {
    return this.process["user_session.ssh_public_key"];
  }
  get "exec.user_session.ssh_client_ip"(): string {
    return this.process["user_session.ssh_client_ip"];
  }
  get "exec.user_session.ssh_client_port"(): number {
    return this.process["user_session.ssh_client_port"];
  }
  get "exec.file.path"(): string {
    return this.process["file.path"];
  }
  get "exec.file.path.alternatives"(): readonly string[] {
    return this.process["file.path.alternatives"];
  }
  get "exec.file.name"(): string {
    return this.process["file.name"];
  }
  get "exec.file.name.alternatives"(): readonly string[] {
    return this.process["file.name.alternatives"];
  }
  get "exec.file.extension"(): string {
    return this.process["file.extension"];
  }
  get "exec.file.inode"(): number {
    return this.process["file.inode"];
  }
  get "exec.file.mode"(): number {
    return this.process["file.mode"];
  }
  get "exec.file.rights"(): number {
    return this.process["file.rights"];
  }
  get "exec.file.uid"(): number {
    return this.process["file.uid"];
  }
  get "exec.file.gid"(): number {
    return this.process["file.gid"];
  }
  get "exec.file.user"(): string {
    return this.process["file.user"];
  }
  get "exec.file.group"(): string {
    return this.process["file.group"];
  }
  get "exec.file.mount_id"(): number {
    return this.process["file.mount_id"];
  }
  get "exec.file.filesystem"(): string {
    return this.process["file.filesystem"];
  }
  get "exec.file.in_upper_layer"(): boolean {
    return this.process["file.in_upper_layer"];
  }
  get "exec.file.modification_time"(): number {
    return this.process["file.modification_time"];
  }
  get "exec.file.change_time"(): number {
    return this.process["file.change_time"];
  }
  get "exec.file.links"(): number {
    return this.process["file.links"];
  }
  get "exec.file.hashes"(): readonly string[] {
    return this.process["file.hashes"];
  }
  get "exec.file.hash_state"(): string {
    return this.process["file.hash_state"];
  }
  get "exec.file.package.name"(): string {
    return this.process["file.package.name"];
  }
  get "exec.file.package.version"(): string {
    return this.process["file.package.version"];
  }
  get "exec.file.package.source_version"(): string {
    return this.process["file.package.source_version"];
  }
  get "exec.file.mount_detached"(): boolean {
    return this.process["file.mount_detached"];
  }
  get "exec.file.mount_visible"(): boolean {
    return this.process["file.mount_visible"];
  }
  get "exec.interpreter.file.path"(): string {
    return this.process["interpreter.file.path"];
  }
  get "exec.interpreter.file.path.alternatives"(): readonly string[] {
    return this.process["interpreter.file.path.alternatives"];
  }
  get "exec.interpreter.file.name"(): string {
    return this.process["interpreter.file.name"];
  }
  get "exec.interpreter.file.extension"(): string {
    return this.process["interpreter.file.extension"];
  }
  get "exec.interpreter.file.inode"(): number {
    return this.process["interpreter.file.inode"];
  }
  get "exec.interpreter.file.mode"(): number {
    return this.process["interpreter.file.mode"];
  }
  get "exec.interpreter.file.rights"(): number {
    return this.process["interpreter.file.rights"];
  }
  get "exec.interpreter.file.uid"(): number {
    return this.process["interpreter.file.uid"];
  }
  get "exec.interpreter.file.gid"(): number {
    return this.process["interpreter.file.gid"];
  }
  get "exec.interpreter.file.user"(): string {
    return this.process["interpreter.file.user"];
  }
  get "exec.interpreter.file.group"(): string {
    return this.process["interpreter.file.group"];
  }
  get "exec.interpreter.file.mount_id"(): number {
    return this.process["interpreter.file.mount_id"];
  }
  get "exec.interpreter.file.filesystem"(): string {
    return this.process["interpreter.file.filesystem"];
  }
  get "exec.interpreter.file.in_upper_layer"(): boolean {
    return this.process["interpreter.file.in_upper_layer"];
  }
  get "exec.interpreter.file.modification_time"(): number {
    return this.process["interpreter.file.modification_time"];
  }
  get "exec.interpreter.file.change_time"(): number {
    return this.process["interpreter.file.change_time"];
  }
  get "exec.interpreter.file.links"(): number {
    return this.process["interpreter.file.links"];
  }
  get "exec.interpreter.file.hashes"(): readonly string[] {
    return this.process["interpreter.file.hashes"];
  }
  get "exec.interpreter.file.hash_state"(): string {
    return this.process["interpreter.file.hash_state"];
  }
  get "exec.interpreter.file.package.name"(): string {
    return this.process["interpreter.file.package.name"];
  }
  get "exec.interpreter.file.package.version"(): string {
    return this.process["interpreter.file.package.version"];
  }
  get "exec.interpreter.file.package.source_version"(): string {
    return this.process["interpreter.file.package.source_version"];
  }
  get "exec.interpreter.file.mount_detached"(): boolean {
    return this.process["interpreter.file.mount_detached"];
  }
  get "exec.interpreter.file.mount_visible"(): boolean {
    return this.process["interpreter.file.mount_visible"];
  }
}

/** A process was created; feeds the process tree and is not a rule event. */
export class ForkView extends EventView {
  override readonly type = "fork";
  get "record.child_start"(): number {
    return this.u64(128);
  }
  get "record.child_pid"(): number {
    return this.u32(136);
  }
  get "record.child_tid"(): number {
    return this.u32(140);
  }
  get "record.child_pidns_pid"(): number {
    return this.u32(144);
  }
}

/** A process ended. */
export class ExitView extends EventView {
  override readonly type = "exit";
  get "record.code_raw"(): number {
    return this.u32(128);
  }
  get "exit.cause"(): number {
    return derive.exitCause(this["record.code_raw"]);
  }
  get "exit.code"(): number {
    return derive.exitCode(this["record.code_raw"]);
  }
  get "exit.pid"(): number {
    return this.process["pid"];
  }
  get "exit.ppid"(): number {
    return this.process["ppid"];
  }
  get "exit.tid"(): number {
    return this.process["tid"];
  }
  get "exit.comm"(): string {
    return this.process["comm"];
  }
  get "exit.uid"(): number {
    return this.process["uid"];
  }
  get "exit.gid"(): number {
    return this.process["gid"];
  }
  get "exit.user"(): string {
    return this.process["user"];
  }
  get "exit.group"(): string {
    return this.process["group"];
  }
  get "exit.euid"(): number {
    return this.process["euid"];
  }
  get "exit.egid"(): number {
    return this.process["egid"];
  }
  get "exit.euser"(): string {
    return this.process["euser"];
  }
  get "exit.egroup"(): string {
    return this.process["egroup"];
  }
  get "exit.fsuid"(): number {
    return this.process["fsuid"];
  }
  get "exit.fsgid"(): number {
    return this.process["fsgid"];
  }
  get "exit.fsuser"(): string {
    return this.process["fsuser"];
  }
  get "exit.fsgroup"(): string {
    return this.process["fsgroup"];
  }
  get "exit.auid"(): number {
    return this.process["auid"];
  }
  get "exit.cap_effective"(): number {
    return this.process["cap_effective"];
  }
  get "exit.cap_permitted"(): number {
    return this.process["cap_permitted"];
  }
  get "exit.tty_name"(): string {
    return this.process["tty_name"];
  }
  get "exit.created_at"(): number {
    return this.process["created_at"];
  }
  get "exit.argv0"(): string {
    return this.process["argv0"];
  }
  get "exit.argv"(): readonly string[] {
    return this.process["argv"];
  }
  get "exit.args"(): string {
    return this.process["args"];
  }
  get "exit.args_flags"(): readonly string[] {
    return this.process["args_flags"];
  }
  get "exit.args_options"(): readonly string[] {
    return this.process["args_options"];
  }
  get "exit.args_truncated"(): boolean {
    return this.process["args_truncated"];
  }
  get "exit.envs"(): readonly string[] {
    return this.process["envs"];
  }
  get "exit.envp"(): readonly string[] {
    return this.process["envp"];
  }
  get "exit.envs_truncated"(): boolean {
    return this.process["envs_truncated"];
  }
  get "exit.is_exec"(): boolean {
    return this.process["is_exec"];
  }
  get "exit.is_thread"(): boolean {
    return this.process["is_thread"];
  }
  get "exit.is_kworker"(): boolean {
    return this.process["is_kworker"];
  }
  get "exit.container.id"(): string {
    return this.process["container.id"];
  }
  get "exit.container.created_at"(): number {
    return this.process["container.created_at"];
  }
  get "exit.container.tags"(): readonly string[] {
    return this.process["container.tags"];
  }
  get "exit.cgroup.id"(): string {
    return this.process["cgroup.id"];
  }
  get "exit.systemd.unit"(): string {
    return this.process["systemd.unit"];
  }
  get "exit.systemd.slice"(): string {
    return this.process["systemd.slice"];
  }
  get "exit.cgroup.file.inode"(): number {
    return this.process["cgroup.file.inode"];
  }
  get "exit.caps_attempted"(): number {
    return this.process["caps_attempted"];
  }
  get "exit.caps_used"(): number {
    return this.process["caps_used"];
  }
  get "exit.user_session.id"(): string {
    return this.process["user_session.id"];
  }
  get "exit.user_session.session_type"(): number {
    return this.process["user_session.session_type"];
  }
  get "exit.user_session.k8s_username"(): string {
    return this.process["user_session.k8s_username"];
  }
  get "exit.user_session.k8s_uid"(): string {
    return this.process["user_session.k8s_uid"];
  }
  get "exit.user_session.k8s_groups"(): readonly string[] {
    return this.process["user_session.k8s_groups"];
  }
  get "exit.user_session.ssh_username"(): string {
    return this.process["user_session.ssh_username"];
  }
  get "exit.user_session.ssh_auth_method"(): number {
    return this.process["user_session.ssh_auth_method"];
  }
  get "exit.user_session.ssh_public_key"(): string {
    return this.process["user_session.ssh_public_key"];
  }
  get "exit.user_session.ssh_client_ip"(): string {
    return this.process["user_session.ssh_client_ip"];
  }
  get "exit.user_session.ssh_client_port"(): number {
    return this.process["user_session.ssh_client_port"];
  }
  get "exit.file.path"(): string {
    return this.process["file.path"];
  }
  get "exit.file.path.alternatives"(): readonly string[] {
    return this.process["file.path.alternatives"];
  }
  get "exit.file.name"(): string {
    return this.process["file.name"];
  }
  get "exit.file.name.alternatives"(): readonly string[] {
    return this.process["file.name.alternatives"];
  }
  get "exit.file.extension"(): string {
    return this.process["file.extension"];
  }
  get "exit.file.inode"(): number {
    return this.process["file.inode"];
  }
  get "exit.file.mode"(): number {
    return this.process["file.mode"];
  }
  get "exit.file.rights"(): number {
    return this.process["file.rights"];
  }
  get "exit.file.uid"(): number {
    return this.process["file.uid"];
  }
  get "exit.file.gid"(): number {
    return this.process["file.gid"];
  }
  get "exit.file.user"(): string {
    return this.process["file.user"];
  }
  get "exit.file.group"(): string {
    return this.process["file.group"];
  }
  get "exit.file.mount_id"(): number {
    return this.process["file.mount_id"];
  }
  get "exit.file.filesystem"(): string {
    return this.process["file.filesystem"];
  }
  get "exit.file.in_upper_layer"(): boolean {
    return this.process["file.in_upper_layer"];
  }
  get "exit.file.modification_time"(): number {
    return this.process["file.modification_time"];
  }
  get "exit.file.change_time"(): number {
    return this.process["file.change_time"];
  }
  get "exit.file.links"(): number {
    return this.process["file.links"];
  }
  get "exit.file.hashes"(): readonly string[] {
    return this.process["file.hashes"];
  }
  get "exit.file.hash_state"(): string {
    return this.process["file.hash_state"];
  }
  get "exit.file.package.name"(): string {
    return this.process["file.package.name"];
  }
  get "exit.file.package.version"(): string {
    return this.process["file.package.version"];
  }
  get "exit.file.package.source_version"(): string {
    return this.process["file.package.source_version"];
  }
  get "exit.file.mount_detached"(): boolean {
    return this.process["file.mount_detached"];
  }
  get "exit.file.mount_visible"(): boolean {
    return this.process["file.mount_visible"];
  }
  get "exit.interpreter.file.path"(): string {
    return this.process["interpreter.file.path"];
  }
  get "exit.interpreter.file.path.alternatives"(): readonly string[] {
    return this.process["interpreter.file.path.alternatives"];
  }
  get "exit.interpreter.file.name"(): string {
    return this.process["interpreter.file.name"];
  }
  get "exit.interpreter.file.extension"(): string {
    return this.process["interpreter.file.extension"];
  }
  get "exit.interpreter.file.inode"(): number {
    return this.process["interpreter.file.inode"];
  }
  get "exit.interpreter.file.mode"(): number {
    return this.process["interpreter.file.mode"];
  }
  get "exit.interpreter.file.rights"(): number {
    return this.process["interpreter.file.rights"];
  }
  get "exit.interpreter.file.uid"(): number {
    return this.process["interpreter.file.uid"];
  }
  get "exit.interpreter.file.gid"(): number {
    return this.process["interpreter.file.gid"];
  }
  get "exit.interpreter.file.user"(): string {
    return this.process["interpreter.file.user"];
  }
  get "exit.interpreter.file.group"(): string {
    return this.process["interpreter.file.group"];
  }
  get "exit.interpreter.file.mount_id"(): number {
    return this.process["interpreter.file.mount_id"];
  }
  get "exit.interpreter.file.filesystem"(): string {
    return this.process["interpreter.file.filesystem"];
  }
  get "exit.interpreter.file.in_upper_layer"(): boolean {
    return this.process["interpreter.file.in_upper_layer"];
  }
  get "exit.interpreter.file.modification_time"(): number {
    return this.process["interpreter.file.modification_time"];
  }
  get "exit.interpreter.file.change_time"(): number {
    return this.process["interpreter.file.change_time"];
  }
  get "exit.interpreter.file.links"(): number {
    return this.process["interpreter.file.links"];
  }
  get "exit.interpreter.file.hashes"(): readonly string[] {
    return this.process["interpreter.file.hashes"];
  }
  get "exit.interpreter.file.hash_state"(): string {
    return this.process["interpreter.file.hash_state"];
  }
  get "exit.interpreter.file.package.name"(): string {
    return this.process["interpreter.file.package.name"];
  }
  get "exit.interpreter.file.package.version"(): string {
    return this.process["interpreter.file.package.version"];
  }
  get "exit.interpreter.file.package.source_version"(): string {
    return this.process["interpreter.file.package.source_version"];
  }
  get "exit.interpreter.file.mount_detached"(): boolean {
    return this.process["interpreter.file.mount_detached"];
  }
  get "exit.interpreter.file.mount_visible"(): boolean {
    return this.process["interpreter.file.mount_visible"];
  }
}

/** A file was opened, created or truncated. */
export class OpenView extends EventView {
  override readonly type = "open";
  get "record.flags"(): number {
    return this.u32(128);
  }
  get "record.mode"(): number {
    return this.u32(132);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "record.syscall_path"(): string {
    return this.str(224);
  }
  get "open.flags"(): number {
    return this.u32(128);
  }
  get "open.file.destination.mode"(): number {
    return this.u32(132);
  }
  get "open.retval"(): number {
    return this.s64(48);
  }
  get "open.syscall.flags"(): number {
    return this.u32(128);
  }
  get "open.syscall.mode"(): number {
    return this.u32(132);
  }
  get "open.syscall.path"(): string {
    return this.str(224);
  }
  get "open.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "open.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "open.file.name"(): string {
    return derive.baseName(this["open.file.path"]);
  }
  get "open.file.extension"(): string {
    return derive.extension(this["open.file.path"]);
  }
  get "open.file.inode"(): number {
    return this.u64(136);
  }
  get "open.file.mode"(): number {
    return this.u32(168);
  }
  get "open.file.rights"(): number {
    return derive.rights(this["open.file.mode"]);
  }
  get "open.file.uid"(): number {
    return this.u32(172);
  }
  get "open.file.gid"(): number {
    return this.u32(176);
  }
  get "open.file.user"(): string {
    return this.resolvers.userName(this.process, this["open.file.uid"]);
  }
  get "open.file.group"(): string {
    return this.resolvers.groupName(this.process, this["open.file.gid"]);
  }
  get "open.file.mount_id"(): number {
    return this.u32(164);
  }
  get "open.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "open.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "open.file.modification_time"(): number {
    return this.u64(144);
  }
  get "open.file.change_time"(): number {
    return this.u64(152);
  }
  get "open.file.links"(): number {
    return this.u32(180);
  }
  get "open.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["open.file.path"], this["open.file.inode"], this["open.file.change_time"], this["open.file.mode"], this["open.file.filesystem"]);
  }
  get "open.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["open.file.path"], this["open.file.inode"], this["open.file.change_time"], this["open.file.mode"], this["open.file.filesystem"]);
  }
  get "open.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["open.file.path"]);
  }
  get "open.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["open.file.path"]);
  }
  get "open.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["open.file.path"]);
  }
  get "open.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "open.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A name of a file was removed. */
export class UnlinkView extends EventView {
  override readonly type = "unlink";
  get "record.dirfd"(): number {
    return this.s64(128);
  }
  get "record.flags"(): number {
    return this.u32(136);
  }
  get "record.file.inode"(): number {
    return this.u64(144);
  }
  get "record.file.mtime"(): number {
    return this.u64(152);
  }
  get "record.file.ctime"(): number {
    return this.u64(160);
  }
  get "record.file.dev"(): number {
    return this.u32(168);
  }
  get "record.file.mount_id"(): number {
    return this.u32(172);
  }
  get "record.file.mode"(): number {
    return this.u32(176);
  }
  get "record.file.uid"(): number {
    return this.u32(180);
  }
  get "record.file.gid"(): number {
    return this.u32(184);
  }
  get "record.file.nlink"(): number {
    return this.u32(188);
  }
  get "record.file.magic"(): number {
    return this.u32(192);
  }
  get "record.file.upper"(): number {
    return this.u32(196);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(200);
  }
  get "record.file.fs"(): string {
    return this.chars(204, 16);
  }
  get "record.file.path"(): string {
    return this.str(220);
  }
  get "record.file.base"(): string {
    return this.str(224);
  }
  get "record.file.below"(): string {
    return this.str(228);
  }
  get "record.syscall_path"(): string {
    return this.str(232);
  }
  get "unlink.retval"(): number {
    return this.s64(48);
  }
  get "unlink.syscall.path"(): string {
    return this.str(232);
  }
  get "unlink.flags"(): number {
    return this.u32(136);
  }
  get "unlink.syscall.flags"(): number {
    return this.u32(136);
  }
  get "unlink.syscall.dirfd"(): number {
    return this.s64(128);
  }
  get "unlink.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "unlink.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "unlink.file.name"(): string {
    return derive.baseName(this["unlink.file.path"]);
  }
  get "unlink.file.extension"(): string {
    return derive.extension(this["unlink.file.path"]);
  }
  get "unlink.file.inode"(): number {
    return this.u64(144);
  }
  get "unlink.file.mode"(): number {
    return this.u32(176);
  }
  get "unlink.file.rights"(): number {
    return derive.rights(this["unlink.file.mode"]);
  }
  get "unlink.file.uid"(): number {
    return this.u32(180);
  }
  get "unlink.file.gid"(): number {
    return this.u32(184);
  }
  get "unlink.file.user"(): string {
    return this.resolvers.userName(this.process, this["unlink.file.uid"]);
  }
  get "unlink.file.group"(): string {
    return this.resolvers.groupName(this.process, this["unlink.file.gid"]);
  }
  get "unlink.file.mount_id"(): number {
    return this.u32(172);
  }
  get "unlink.file.filesystem"(): string {
    return this.chars(204, 16);
  }
  get "unlink.file.in_upper_layer"(): boolean {
    return this.u32(196) !== 0;
  }
  get "unlink.file.modification_time"(): number {
    return this.u64(152);
  }
  get "unlink.file.change_time"(): number {
    return this.u64(160);
  }
  get "unlink.file.links"(): number {
    return this.u32(188);
  }
  get "unlink.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["unlink.file.path"], this["unlink.file.inode"], this["unlink.file.change_time"], this["unlink.file.mode"], this["unlink.file.filesystem"]);
  }
  get "unlink.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["unlink.file.path"], this["unlink.file.inode"], this["unlink.file.change_time"], this["unlink.file.mode"], this["unlink.file.filesystem"]);
  }
  get "unlink.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["unlink.file.path"]);
  }
  get "unlink.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["unlink.file.path"]);
  }
  get "unlink.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["unlink.file.path"]);
  }
  get "unlink.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "unlink.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A file was renamed. */
export class RenameView extends EventView {
  override readonly type = "rename";
  get "record.file.inode"(): number {
    return this.u64(128);
  }
  get "record.file.mtime"(): number {
    return this.u64(136);
  }
  get "record.file.ctime"(): number {
    return this.u64(144);
  }
  get "record.file.dev"(): number {
    return this.u32(152);
  }
  get "record.file.mount_id"(): number {
    return this.u32(156);
  }
  get "record.file.mode"(): number {
    return this.u32(160);
  }
  get "record.file.uid"(): number {
    return this.u32(164);
  }
  get "record.file.gid"(): number {
    return this.u32(168);
  }
  get "record.file.nlink"(): number {
    return this.u32(172);
  }
  get "record.file.magic"(): number {
    return this.u32(176);
  }
  get "record.file.upper"(): number {
    return this.u32(180);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(184);
  }
  get "record.file.fs"(): string {
    return this.chars(188, 16);
  }
  get "record.file.path"(): string {
    return this.str(204);
  }
  get "record.file.base"(): string {
    return this.str(208);
  }
  get "record.file.below"(): string {
    return this.str(212);
  }
  get "record.syscall_path"(): string {
    return this.str(216);
  }
  get "record.destination.inode"(): number {
    return this.u64(224);
  }
  get "record.destination.mtime"(): number {
    return this.u64(232);
  }
  get "record.destination.ctime"(): number {
    return this.u64(240);
  }
  get "record.destination.dev"(): number {
    return this.u32(248);
  }
  get "record.destination.mount_id"(): number {
    return this.u32(252);
  }
  get "record.destination.mode"(): number {
    return this.u32(256);
  }
  get "record.destination.uid"(): number {
    return this.u32(260);
  }
  get "record.destination.gid"(): number {
    return this.u32(264);
  }
  get "record.destination.nlink"(): number {
    return this.u32(268);
  }
  get "record.destination.magic"(): number {
    return this.u32(272);
  }
  get "record.destination.upper"(): number {
    return this.u32(276);
  }
  get "record.destination.mount_flags"(): number {
    return this.u32(280);
  }
  get "record.destination.fs"(): string {
    return this.chars(284, 16);
  }
  get "record.destination.path"(): string {
    return this.str(300);
  }
  get "record.destination.base"(): string {
    return this.str(304);
  }
  get "record.destination.below"(): string {
    return this.str(308);
  }
  get "record.syscall_destination_path"(): string {
    return this.str(312);
  }
  get "record.replaced_inode"(): number {
    return this.u64(320);
  }
  get "record.replaced_mode"(): number {
    return this.u32(328);
  }
  get "record.replaced_uid"(): number {
    return this.u32(332);
  }
  get "rename.retval"(): number {
    return this.s64(48);
  }
  get "rename.syscall.path"(): string {
    return this.str(216);
  }
  get "rename.syscall.destination.path"(): string {
    return this.str(312);
  }
  get "rename.replaced.inode"(): number {
    return this.u64(320);
  }
  get "rename.replaced.mode"(): number {
    return this.u32(328);
  }
  get "rename.replaced.uid"(): number {
    return this.u32(332);
  }
  get "rename.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "rename.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "rename.file.name"(): string {
    return derive.baseName(this["rename.file.path"]);
  }
  get "rename.file.extension"(): string {
    return derive.extension(this["rename.file.path"]);
  }
  get "rename.file.inode"(): number {
    return this.u64(128);
  }
  get "rename.file.mode"(): number {
    return this.u32(160);
  }
  get "rename.file.rights"(): number {
    return derive.rights(this["rename.file.mode"]);
  }
  get "rename.file.uid"(): number {
    return this.u32(164);
  }
  get "rename.file.gid"(): number {
    return this.u32(168);
  }
  get "rename.file.user"(): string {
    return this.resolvers.userName(this.process, this["rename.file.uid"]);
  }
  get "rename.file.group"(): string {
    return this.resolvers.groupName(this.process, this["rename.file.gid"]);
  }
  get "rename.file.mount_id"(): number {
    return this.u32(156);
  }
  get "rename.file.filesystem"(): string {
    return this.chars(188, 16);
  }
  get "rename.file.in_upper_layer"(): boolean {
    return this.u32(180) !== 0;
  }
  get "rename.file.modification_time"(): number {
    return this.u64(136);
  }
  get "rename.file.change_time"(): number {
    return this.u64(144);
  }
  get "rename.file.links"(): number {
    return this.u32(172);
  }
  get "rename.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["rename.file.path"], this["rename.file.inode"], this["rename.file.change_time"], this["rename.file.mode"], this["rename.file.filesystem"]);
  }
  get "rename.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["rename.file.path"], this["rename.file.inode"], this["rename.file.change_time"], this["rename.file.mode"], this["rename.file.filesystem"]);
  }
  get "rename.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["rename.file.path"]);
  }
  get "rename.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["rename.file.path"]);
  }
  get "rename.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["rename.file.path"]);
  }
  get "rename.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "rename.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
  get "rename.file.destination.path"(): string {
    return derive.filePath(this["record.destination.path"], this["record.destination.base"]);
  }
  get "rename.file.destination.path.alternatives"(): readonly string[] {
    return this["record.destination.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.destination.below"], this["record.destination.path"], this["record.destination.base"]);
  }
  get "rename.file.destination.name"(): string {
    return derive.baseName(this["rename.file.destination.path"]);
  }
  get "rename.file.destination.extension"(): string {
    return derive.extension(this["rename.file.destination.path"]);
  }
  get "rename.file.destination.inode"(): number {
    return this.u64(224);
  }
  get "rename.file.destination.mode"(): number {
    return this.u32(256);
  }
  get "rename.file.destination.rights"(): number {
    return derive.rights(this["rename.file.destination.mode"]);
  }
  get "rename.file.destination.uid"(): number {
    return this.u32(260);
  }
  get "rename.file.destination.gid"(): number {
    return this.u32(264);
  }
  get "rename.file.destination.user"(): string {
    return this.resolvers.userName(this.process, this["rename.file.destination.uid"]);
  }
  get "rename.file.destination.group"(): string {
    return this.resolvers.groupName(this.process, this["rename.file.destination.gid"]);
  }
  get "rename.file.destination.mount_id"(): number {
    return this.u32(252);
  }
  get "rename.file.destination.filesystem"(): string {
    return this.chars(284, 16);
  }
  get "rename.file.destination.in_upper_layer"(): boolean {
    return this.u32(276) !== 0;
  }
  get "rename.file.destination.modification_time"(): number {
    return this.u64(232);
  }
  get "rename.file.destination.change_time"(): number {
    return this.u64(240);
  }
  get "rename.file.destination.links"(): number {
    return this.u32(268);
  }
  get "rename.file.destination.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["rename.file.destination.path"], this["rename.file.destination.inode"], this["rename.file.destination.change_time"], this["rename.file.destination.mode"], this["rename.file.destination.filesystem"]);
  }
  get "rename.file.destination.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["rename.file.destination.path"], this["rename.file.destination.inode"], this["rename.file.destination.change_time"], this["rename.file.destination.mode"], this["rename.file.destination.filesystem"]);
  }
  get "rename.file.destination.package.name"(): string {
    return this.resolvers.packageName(this.process, this["rename.file.destination.path"]);
  }
  get "rename.file.destination.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["rename.file.destination.path"]);
  }
  get "rename.file.destination.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["rename.file.destination.path"]);
  }
  get "rename.file.destination.mount_detached"(): boolean {
    return derive.isDetached(this["record.destination.mount_flags"]);
  }
  get "rename.file.destination.mount_visible"(): boolean {
    return derive.isVisible(this["record.destination.mount_flags"]);
  }
}

/** Permissions of a file were changed. */
export class ChmodView extends EventView {
  override readonly type = "chmod";
  get "record.mode"(): number {
    return this.u32(128);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "record.syscall_path"(): string {
    return this.str(224);
  }
  get "chmod.retval"(): number {
    return this.s64(48);
  }
  get "chmod.syscall.path"(): string {
    return this.str(224);
  }
  get "chmod.file.destination.mode"(): number {
    return this.u32(128);
  }
  get "chmod.file.destination.rights"(): number {
    return derive.rights(this["record.mode"]);
  }
  get "chmod.syscall.mode"(): number {
    return this.u32(128);
  }
  get "chmod.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "chmod.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "chmod.file.name"(): string {
    return derive.baseName(this["chmod.file.path"]);
  }
  get "chmod.file.extension"(): string {
    return derive.extension(this["chmod.file.path"]);
  }
  get "chmod.file.inode"(): number {
    return this.u64(136);
  }
  get "chmod.file.mode"(): number {
    return this.u32(168);
  }
  get "chmod.file.rights"(): number {
    return derive.rights(this["chmod.file.mode"]);
  }
  get "chmod.file.uid"(): number {
    return this.u32(172);
  }
  get "chmod.file.gid"(): number {
    return this.u32(176);
  }
  get "chmod.file.user"(): string {
    return this.resolvers.userName(this.process, this["chmod.file.uid"]);
  }
  get "chmod.file.group"(): string {
    return this.resolvers.groupName(this.process, this["chmod.file.gid"]);
  }
  get "chmod.file.mount_id"(): number {
    return this.u32(164);
  }
  get "chmod.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "chmod.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "chmod.file.modification_time"(): number {
    return this.u64(144);
  }
  get "chmod.file.change_time"(): number {
    return this.u64(152);
  }
  get "chmod.file.links"(): number {
    return this.u32(180);
  }
  get "chmod.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["chmod.file.path"], this["chmod.file.inode"], this["chmod.file.change_time"], this["chmod.file.mode"], this["chmod.file.filesystem"]);
  }
  get "chmod.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["chmod.file.path"], this["chmod.file.inode"], this["chmod.file.change_time"], this["chmod.file.mode"], this["chmod.file.filesystem"]);
  }
  get "chmod.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["chmod.file.path"]);
  }
  get "chmod.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["chmod.file.path"]);
  }
  get "chmod.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["chmod.file.path"]);
  }
  get "chmod.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "chmod.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** The owner of a file was changed. */
export class ChownView extends EventView {
  override readonly type = "chown";
  get "record.uid"(): number {
    return this.u32(128);
  }
  get "record.gid"(): number {
    return this.u32(132);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "record.syscall_path"(): string {
    return this.str(224);
  }
  get "chown.retval"(): number {
    return this.s64(48);
  }
  get "chown.syscall.path"(): string {
    return this.str(224);
  }
  get "chown.file.destination.uid"(): number {
    return this.u32(128);
  }
  get "chown.file.destination.gid"(): number {
    return this.u32(132);
  }
  get "chown.file.destination.user"(): string {
    return this.resolvers.userName(this.process, this["record.uid"]);
  }
  get "chown.file.destination.group"(): string {
    return this.resolvers.groupName(this.process, this["record.gid"]);
  }
  get "chown.syscall.uid"(): number {
    return this.u32(128);
  }
  get "chown.syscall.gid"(): number {
    return this.u32(132);
  }
  get "chown.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "chown.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "chown.file.name"(): string {
    return derive.baseName(this["chown.file.path"]);
  }
  get "chown.file.extension"(): string {
    return derive.extension(this["chown.file.path"]);
  }
  get "chown.file.inode"(): number {
    return this.u64(136);
  }
  get "chown.file.mode"(): number {
    return this.u32(168);
  }
  get "chown.file.rights"(): number {
    return derive.rights(this["chown.file.mode"]);
  }
  get "chown.file.uid"(): number {
    return this.u32(172);
  }
  get "chown.file.gid"(): number {
    return this.u32(176);
  }
  get "chown.file.user"(): string {
    return this.resolvers.userName(this.process, this["chown.file.uid"]);
  }
  get "chown.file.group"(): string {
    return this.resolvers.groupName(this.process, this["chown.file.gid"]);
  }
  get "chown.file.mount_id"(): number {
    return this.u32(164);
  }
  get "chown.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "chown.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "chown.file.modification_time"(): number {
    return this.u64(144);
  }
  get "chown.file.change_time"(): number {
    return this.u64(152);
  }
  get "chown.file.links"(): number {
    return this.u32(180);
  }
  get "chown.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["chown.file.path"], this["chown.file.inode"], this["chown.file.change_time"], this["chown.file.mode"], this["chown.file.filesystem"]);
  }
  get "chown.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["chown.file.path"], this["chown.file.inode"], this["chown.file.change_time"], this["chown.file.mode"], this["chown.file.filesystem"]);
  }
  get "chown.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["chown.file.path"]);
  }
  get "chown.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["chown.file.path"]);
  }
  get "chown.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["chown.file.path"]);
  }
  get "chown.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "chown.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A hard or symbolic link to a file was made. */
export class LinkView extends EventView {
  override readonly type = "link";
  get "record.symbolic"(): number {
    return this.u32(128);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "record.syscall_path"(): string {
    return this.str(224);
  }
  get "record.destination.inode"(): number {
    return this.u64(232);
  }
  get "record.destination.mtime"(): number {
    return this.u64(240);
  }
  get "record.destination.ctime"(): number {
    return this.u64(248);
  }
  get "record.destination.dev"(): number {
    return this.u32(256);
  }
  get "record.destination.mount_id"(): number {
    return this.u32(260);
  }
  get "record.destination.mode"(): number {
    return this.u32(264);
  }
  get "record.destination.uid"(): number {
    return this.u32(268);
  }
  get "record.destination.gid"(): number {
    return this.u32(272);
  }
  get "record.destination.nlink"(): number {
    return this.u32(276);
  }
  get "record.destination.magic"(): number {
    return this.u32(280);
  }
  get "record.destination.upper"(): number {
    return this.u32(284);
  }
  get "record.destination.mount_flags"(): number {
    return this.u32(288);
  }
  get "record.destination.fs"(): string {
    return this.chars(292, 16);
  }
  get "record.destination.path"(): string {
    return this.str(308);
  }
  get "record.destination.base"(): string {
    return this.str(312);
  }
  get "record.destination.below"(): string {
    return this.str(316);
  }
  get "record.syscall_destination_path"(): string {
    return this.str(320);
  }
  get "link.retval"(): number {
    return this.s64(48);
  }
  get "link.syscall.path"(): string {
    return this.str(224);
  }
  get "link.syscall.destination.path"(): string {
    return this.str(320);
  }
  get "link.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "link.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "link.file.name"(): string {
    return derive.baseName(this["link.file.path"]);
  }
  get "link.file.extension"(): string {
    return derive.extension(this["link.file.path"]);
  }
  get "link.file.inode"(): number {
    return this.u64(136);
  }
  get "link.file.mode"(): number {
    return this.u32(168);
  }
  get "link.file.rights"(): number {
    return derive.rights(this["link.file.mode"]);
  }
  get "link.file.uid"(): number {
    return this.u32(172);
  }
  get "link.file.gid"(): number {
    return this.u32(176);
  }
  get "link.file.user"(): string {
    return this.resolvers.userName(this.process, this["link.file.uid"]);
  }
  get "link.file.group"(): string {
    return this.resolvers.groupName(this.process, this["link.file.gid"]);
  }
  get "link.file.mount_id"(): number {
    return this.u32(164);
  }
  get "link.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "link.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "link.file.modification_time"(): number {
    return this.u64(144);
  }
  get "link.file.change_time"(): number {
    return this.u64(152);
  }
  get "link.file.links"(): number {
    return this.u32(180);
  }
  get "link.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["link.file.path"], this["link.file.inode"], this["link.file.change_time"], this["link.file.mode"], this["link.file.filesystem"]);
  }
  get "link.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["link.file.path"], this["link.file.inode"], this["link.file.change_time"], this["link.file.mode"], this["link.file.filesystem"]);
  }
  get "link.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["link.file.path"]);
  }
  get "link.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["link.file.path"]);
  }
  get "link.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["link.file.path"]);
  }
  get "link.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "link.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
  get "link.file.destination.path"(): string {
    return derive.filePath(this["record.destination.path"], this["record.destination.base"]);
  }
  get "link.file.destination.path.alternatives"(): readonly string[] {
    return this["record.destination.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.destination.below"], this["record.destination.path"], this["record.destination.base"]);
  }
  get "link.file.destination.name"(): string {
    return derive.baseName(this["link.file.destination.path"]);
  }
  get "link.file.destination.extension"(): string {
    return derive.extension(this["link.file.destination.path"]);
  }
  get "link.file.destination.inode"(): number {
    return this.u64(232);
  }
  get "link.file.destination.mode"(): number {
    return this.u32(264);
  }
  get "link.file.destination.rights"(): number {
    return derive.rights(this["link.file.destination.mode"]);
  }
  get "link.file.destination.uid"(): number {
    return this.u32(268);
  }
  get "link.file.destination.gid"(): number {
    return this.u32(272);
  }
  get "link.file.destination.user"(): string {
    return this.resolvers.userName(this.process, this["link.file.destination.uid"]);
  }
  get "link.file.destination.group"(): string {
    return this.resolvers.groupName(this.process, this["link.file.destination.gid"]);
  }
  get "link.file.destination.mount_id"(): number {
    return this.u32(260);
  }
  get "link.file.destination.filesystem"(): string {
    return this.chars(292, 16);
  }
  get "link.file.destination.in_upper_layer"(): boolean {
    return this.u32(284) !== 0;
  }
  get "link.file.destination.modification_time"(): number {
    return this.u64(240);
  }
  get "link.file.destination.change_time"(): number {
    return this.u64(248);
  }
  get "link.file.destination.links"(): number {
    return this.u32(276);
  }
  get "link.file.destination.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["link.file.destination.path"], this["link.file.destination.inode"], this["link.file.destination.change_time"], this["link.file.destination.mode"], this["link.file.destination.filesystem"]);
  }
  get "link.file.destination.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["link.file.destination.path"], this["link.file.destination.inode"], this["link.file.destination.change_time"], this["link.file.destination.mode"], this["link.file.destination.filesystem"]);
  }
  get "link.file.destination.package.name"(): string {
    return this.resolvers.packageName(this.process, this["link.file.destination.path"]);
  }
  get "link.file.destination.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["link.file.destination.path"]);
  }
  get "link.file.destination.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["link.file.destination.path"]);
  }
  get "link.file.destination.mount_detached"(): boolean {
    return derive.isDetached(this["record.destination.mount_flags"]);
  }
  get "link.file.destination.mount_visible"(): boolean {
    return derive.isVisible(this["record.destination.mount_flags"]);
  }
}

/** A directory was made. */
export class MkdirView extends EventView {
  override readonly type = "mkdir";
  get "record.mode"(): number {
    return this.u32(128);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "record.syscall_path"(): string {
    return this.str(224);
  }
  get "mkdir.retval"(): number {
    return this.s64(48);
  }
  get "mkdir.syscall.path"(): string {
    return this.str(224);
  }
  get "mkdir.file.destination.mode"(): number {
    return this.u32(128);
  }
  get "mkdir.file.destination.rights"(): number {
    return derive.rights(this["record.mode"]);
  }
  get "mkdir.syscall.mode"(): number {
    return this.u32(128);
  }
  get "mkdir.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "mkdir.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "mkdir.file.name"(): string {
    return derive.baseName(this["mkdir.file.path"]);
  }
  get "mkdir.file.extension"(): string {
    return derive.extension(this["mkdir.file.path"]);
  }
  get "mkdir.file.inode"(): number {
    return this.u64(136);
  }
  get "mkdir.file.mode"(): number {
    return this.u32(168);
  }
  get "mkdir.file.rights"(): number {
    return derive.rights(this["mkdir.file.mode"]);
  }
  get "mkdir.file.uid"(): number {
    return this.u32(172);
  }
  get "mkdir.file.gid"(): number {
    return this.u32(176);
  }
  get "mkdir.file.user"(): string {
    return this.resolvers.userName(this.process, this["mkdir.file.uid"]);
  }
  get "mkdir.file.group"(): string {
    return this.resolvers.groupName(this.process, this["mkdir.file.gid"]);
  }
  get "mkdir.file.mount_id"(): number {
    return this.u32(164);
  }
  get "mkdir.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "mkdir.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "mkdir.file.modification_time"(): number {
    return this.u64(144);
  }
  get "mkdir.file.change_time"(): number {
    return this.u64(152);
  }
  get "mkdir.file.links"(): number {
    return this.u32(180);
  }
  get "mkdir.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["mkdir.file.path"], this["mkdir.file.inode"], this["mkdir.file.change_time"], this["mkdir.file.mode"], this["mkdir.file.filesystem"]);
  }
  get "mkdir.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["mkdir.file.path"], this["mkdir.file.inode"], this["mkdir.file.change_time"], this["mkdir.file.mode"], this["mkdir.file.filesystem"]);
  }
  get "mkdir.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["mkdir.file.path"]);
  }
  get "mkdir.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["mkdir.file.path"]);
  }
  get "mkdir.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["mkdir.file.path"]);
  }
  get "mkdir.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "mkdir.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A socket was connected. */
export class ConnectView extends EventView {
  override readonly type = "connect";
  get "record.addr.ip"(): Uint8Array {
    return this.raw(128, 16);
  }
  get "record.addr.family"(): number {
    return this.u16(144);
  }
  get "record.addr.port"(): number {
    return this.u16(146);
  }
  get "record.protocol"(): number {
    return this.u32(148);
  }
  get "connect.addr.ip"(): string {
    return this.address(128, this.u16(144));
  }
  get "connect.addr.port"(): number {
    return this.u16(146);
  }
  get "connect.addr.family"(): number {
    return this.u16(144);
  }
  get "connect.addr.is_public"(): boolean {
    return derive.isPublic(this["connect.addr.ip"]);
  }
  get "connect.addr.hostname"(): readonly string[] {
    return this.resolvers.hostNames(this["connect.addr.ip"]);
  }
  get "connect.protocol"(): number {
    return this.u32(148);
  }
  get "connect.retval"(): number {
    return this.s64(48);
  }
}

/** A DNS question was asked or answered. */
export class DnsView extends EventView {
  override readonly type = "dns";
  get "record.network.source.ip"(): Uint8Array {
    return this.raw(128, 16);
  }
  get "record.network.source.family"(): number {
    return this.u16(144);
  }
  get "record.network.source.port"(): number {
    return this.u16(146);
  }
  get "record.network.destination.ip"(): Uint8Array {
    return this.raw(148, 16);
  }
  get "record.network.destination.family"(): number {
    return this.u16(164);
  }
  get "record.network.destination.port"(): number {
    return this.u16(166);
  }
  get "record.network.size"(): number {
    return this.u32(168);
  }
  get "record.network.l3"(): number {
    return this.u16(172);
  }
  get "record.network.l4"(): number {
    return this.u16(174);
  }
  get "record.network.direction"(): number {
    return this.u32(176);
  }
  get "record.network.icmp_type"(): number {
    return this.u32(180);
  }
  get "record.network.ifname"(): string {
    return this.chars(184, 16);
  }
  get "record.payload"(): Uint8Array {
    return this.bytes(200);
  }
  get "dns.id"(): number {
    return derive.dnsId(this["record.payload"]);
  }
  get "dns.question.name"(): string {
    return derive.dnsName(this["record.payload"]);
  }
  get "dns.question.type"(): number {
    return derive.dnsType(this["record.payload"]);
  }
  get "dns.question.class"(): number {
    return derive.dnsClass(this["record.payload"]);
  }
  get "dns.question.count"(): number {
    return derive.dnsCount(this["record.payload"]);
  }
  get "dns.question.length"(): number {
    return derive.dnsLength(this["record.payload"]);
  }
  get "dns.response.code"(): number {
    return derive.dnsCode(this["record.payload"]);
  }
  get "dns.network.source.ip"(): string {
    return this.address(128, this.u16(144));
  }
  get "dns.network.source.port"(): number {
    return this.u16(146);
  }
  get "dns.network.source.is_public"(): boolean {
    return derive.isPublic(this["dns.network.source.ip"]);
  }
  get "dns.network.destination.ip"(): string {
    return this.address(148, this.u16(164));
  }
  get "dns.network.destination.port"(): number {
    return this.u16(166);
  }
  get "dns.network.destination.is_public"(): boolean {
    return derive.isPublic(this["dns.network.destination.ip"]);
  }
  get "dns.network.l3_protocol"(): number {
    return this.u16(172);
  }
  get "dns.network.l4_protocol"(): number {
    return this.u16(174);
  }
  get "dns.network.network_direction"(): number {
    return this.u32(176);
  }
  get "dns.network.size"(): number {
    return this.u32(168);
  }
  get "dns.network.type"(): number {
    return this.u32(180);
  }
  get "dns.network.device.ifname"(): string {
    return this.chars(184, 16);
  }
}

/** A directory was removed. */
export class RmdirView extends EventView {
  override readonly type = "rmdir";
  get "record.file.inode"(): number {
    return this.u64(128);
  }
  get "record.file.mtime"(): number {
    return this.u64(136);
  }
  get "record.file.ctime"(): number {
    return this.u64(144);
  }
  get "record.file.dev"(): number {
    return this.u32(152);
  }
  get "record.file.mount_id"(): number {
    return this.u32(156);
  }
  get "record.file.mode"(): number {
    return this.u32(160);
  }
  get "record.file.uid"(): number {
    return this.u32(164);
  }
  get "record.file.gid"(): number {
    return this.u32(168);
  }
  get "record.file.nlink"(): number {
    return this.u32(172);
  }
  get "record.file.magic"(): number {
    return this.u32(176);
  }
  get "record.file.upper"(): number {
    return this.u32(180);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(184);
  }
  get "record.file.fs"(): string {
    return this.chars(188, 16);
  }
  get "record.file.path"(): string {
    return this.str(204);
  }
  get "record.file.base"(): string {
    return this.str(208);
  }
  get "record.file.below"(): string {
    return this.str(212);
  }
  get "record.syscall_path"(): string {
    return this.str(216);
  }
  get "rmdir.retval"(): number {
    return this.s64(48);
  }
  get "rmdir.syscall.path"(): string {
    return this.str(216);
  }
  get "rmdir.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "rmdir.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "rmdir.file.name"(): string {
    return derive.baseName(this["rmdir.file.path"]);
  }
  get "rmdir.file.extension"(): string {
    return derive.extension(this["rmdir.file.path"]);
  }
  get "rmdir.file.inode"(): number {
    return this.u64(128);
  }
  get "rmdir.file.mode"(): number {
    return this.u32(160);
  }
  get "rmdir.file.rights"(): number {
    return derive.rights(this["rmdir.file.mode"]);
  }
  get "rmdir.file.uid"(): number {
    return this.u32(164);
  }
  get "rmdir.file.gid"(): number {
    return this.u32(168);
  }
  get "rmdir.file.user"(): string {
    return this.resolvers.userName(this.process, this["rmdir.file.uid"]);
  }
  get "rmdir.file.group"(): string {
    return this.resolvers.groupName(this.process, this["rmdir.file.gid"]);
  }
  get "rmdir.file.mount_id"(): number {
    return this.u32(156);
  }
  get "rmdir.file.filesystem"(): string {
    return this.chars(188, 16);
  }
  get "rmdir.file.in_upper_layer"(): boolean {
    return this.u32(180) !== 0;
  }
  get "rmdir.file.modification_time"(): number {
    return this.u64(136);
  }
  get "rmdir.file.change_time"(): number {
    return this.u64(144);
  }
  get "rmdir.file.links"(): number {
    return this.u32(172);
  }
  get "rmdir.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["rmdir.file.path"], this["rmdir.file.inode"], this["rmdir.file.change_time"], this["rmdir.file.mode"], this["rmdir.file.filesystem"]);
  }
  get "rmdir.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["rmdir.file.path"], this["rmdir.file.inode"], this["rmdir.file.change_time"], this["rmdir.file.mode"], this["rmdir.file.filesystem"]);
  }
  get "rmdir.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["rmdir.file.path"]);
  }
  get "rmdir.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["rmdir.file.path"]);
  }
  get "rmdir.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["rmdir.file.path"]);
  }
  get "rmdir.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "rmdir.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** The times of a file were set. */
export class UtimesView extends EventView {
  override readonly type = "utimes";
  get "record.atime"(): number {
    return this.u64(128);
  }
  get "record.mtime"(): number {
    return this.u64(136);
  }
  get "record.set_now"(): number {
    return this.u32(144);
  }
  get "record.file.inode"(): number {
    return this.u64(152);
  }
  get "record.file.mtime"(): number {
    return this.u64(160);
  }
  get "record.file.ctime"(): number {
    return this.u64(168);
  }
  get "record.file.dev"(): number {
    return this.u32(176);
  }
  get "record.file.mount_id"(): number {
    return this.u32(180);
  }
  get "record.file.mode"(): number {
    return this.u32(184);
  }
  get "record.file.uid"(): number {
    return this.u32(188);
  }
  get "record.file.gid"(): number {
    return this.u32(192);
  }
  get "record.file.nlink"(): number {
    return this.u32(196);
  }
  get "record.file.magic"(): number {
    return this.u32(200);
  }
  get "record.file.upper"(): number {
    return this.u32(204);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(208);
  }
  get "record.file.fs"(): string {
    return this.chars(212, 16);
  }
  get "record.file.path"(): string {
    return this.str(228);
  }
  get "record.file.base"(): string {
    return this.str(232);
  }
  get "record.file.below"(): string {
    return this.str(236);
  }
  get "record.syscall_path"(): string {
    return this.str(240);
  }
  get "utimes.retval"(): number {
    return this.s64(48);
  }
  get "utimes.syscall.path"(): string {
    return this.str(240);
  }
  get "utimes.file.destination.access_time"(): number {
    return this.resolvers.utimesFileDestinationAccessTime(this);
  }
  get "utimes.file.destination.modification_time"(): number {
    return this.resolvers.utimesFileDestinationModificationTime(this);
  }
  get "utimes.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "utimes.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "utimes.file.name"(): string {
    return derive.baseName(this["utimes.file.path"]);
  }
  get "utimes.file.extension"(): string {
    return derive.extension(this["utimes.file.path"]);
  }
  get "utimes.file.inode"(): number {
    return this.u64(152);
  }
  get "utimes.file.mode"(): number {
    return this.u32(184);
  }
  get "utimes.file.rights"(): number {
    return derive.rights(this["utimes.file.mode"]);
  }
  get "utimes.file.uid"(): number {
    return this.u32(188);
  }
  get "utimes.file.gid"(): number {
    return this.u32(192);
  }
  get "utimes.file.user"(): string {
    return this.resolvers.userName(this.process, this["utimes.file.uid"]);
  }
  get "utimes.file.group"(): string {
    return this.resolvers.groupName(this.process, this["utimes.file.gid"]);
  }
  get "utimes.file.mount_id"(): number {
    return this.u32(180);
  }
  get "utimes.file.filesystem"(): string {
    return this.chars(212, 16);
  }
  get "utimes.file.in_upper_layer"(): boolean {
    return this.u32(204) !== 0;
  }
  get "utimes.file.modification_time"(): number {
    return this.u64(160);
  }
  get "utimes.file.change_time"(): number {
    return this.u64(168);
  }
  get "utimes.file.links"(): number {
    return this.u32(196);
  }
  get "utimes.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["utimes.file.path"], this["utimes.file.inode"], this["utimes.file.change_time"], this["utimes.file.mode"], this["utimes.file.filesystem"]);
  }
  get "utimes.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["utimes.file.path"], this["utimes.file.inode"], this["utimes.file.change_time"], this["utimes.file.mode"], this["utimes.file.filesystem"]);
  }
  get "utimes.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["utimes.file.path"]);
  }
  get "utimes.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["utimes.file.path"]);
  }
  get "utimes.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["utimes.file.path"]);
  }
  get "utimes.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "utimes.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** An extended attribute of a file was set. */
export class SetxattrView extends EventView {
  override readonly type = "setxattr";
  get "record.file.inode"(): number {
    return this.u64(128);
  }
  get "record.file.mtime"(): number {
    return this.u64(136);
  }
  get "record.file.ctime"(): number {
    return this.u64(144);
  }
  get "record.file.dev"(): number {
    return this.u32(152);
  }
  get "record.file.mount_id"(): number {
    return this.u32(156);
  }
  get "record.file.mode"(): number {
    return this.u32(160);
  }
  get "record.file.uid"(): number {
    return this.u32(164);
  }
  get "record.file.gid"(): number {
    return this.u32(168);
  }
  get "record.file.nlink"(): number {
    return this.u32(172);
  }
  get "record.file.magic"(): number {
    return this.u32(176);
  }
  get "record.file.upper"(): number {
    return this.u32(180);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(184);
  }
  get "record.file.fs"(): string {
    return this.chars(188, 16);
  }
  get "record.file.path"(): string {
    return this.str(204);
  }
  get "record.file.base"(): string {
    return this.str(208);
  }
  get "record.file.below"(): string {
    return this.str(212);
  }
  get "record.syscall_path"(): string {
    return this.str(216);
  }
  get "record.name"(): string {
    return this.str(220);
  }
  get "setxattr.retval"(): number {
    return this.s64(48);
  }
  get "setxattr.file.destination.name"(): string {
    return this.str(220);
  }
  get "setxattr.file.destination.namespace"(): string {
    return derive.attributeNamespace(this["record.name"]);
  }
  get "setxattr.syscall.path"(): string {
    return this.str(216);
  }
  get "setxattr.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "setxattr.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "setxattr.file.name"(): string {
    return derive.baseName(this["setxattr.file.path"]);
  }
  get "setxattr.file.extension"(): string {
    return derive.extension(this["setxattr.file.path"]);
  }
  get "setxattr.file.inode"(): number {
    return this.u64(128);
  }
  get "setxattr.file.mode"(): number {
    return this.u32(160);
  }
  get "setxattr.file.rights"(): number {
    return derive.rights(this["setxattr.file.mode"]);
  }
  get "setxattr.file.uid"(): number {
    return this.u32(164);
  }
  get "setxattr.file.gid"(): number {
    return this.u32(168);
  }
  get "setxattr.file.user"(): string {
    return this.resolvers.userName(this.process, this["setxattr.file.uid"]);
  }
  get "setxattr.file.group"(): string {
    return this.resolvers.groupName(this.process, this["setxattr.file.gid"]);
  }
  get "setxattr.file.mount_id"(): number {
    return this.u32(156);
  }
  get "setxattr.file.filesystem"(): string {
    return this.chars(188, 16);
  }
  get "setxattr.file.in_upper_layer"(): boolean {
    return this.u32(180) !== 0;
  }
  get "setxattr.file.modification_time"(): number {
    return this.u64(136);
  }
  get "setxattr.file.change_time"(): number {
    return this.u64(144);
  }
  get "setxattr.file.links"(): number {
    return this.u32(172);
  }
  get "setxattr.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["setxattr.file.path"], this["setxattr.file.inode"], this["setxattr.file.change_time"], this["setxattr.file.mode"], this["setxattr.file.filesystem"]);
  }
  get "setxattr.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["setxattr.file.path"], this["setxattr.file.inode"], this["setxattr.file.change_time"], this["setxattr.file.mode"], this["setxattr.file.filesystem"]);
  }
  get "setxattr.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["setxattr.file.path"]);
  }
  get "setxattr.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["setxattr.file.path"]);
  }
  get "setxattr.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["setxattr.file.path"]);
  }
  get "setxattr.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "setxattr.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** An extended attribute of a file was removed. */
export class RemovexattrView extends EventView {
  override readonly type = "removexattr";
  get "record.file.inode"(): number {
    return this.u64(128);
  }
  get "record.file.mtime"(): number {
    return this.u64(136);
  }
  get "record.file.ctime"(): number {
    return this.u64(144);
  }
  get "record.file.dev"(): number {
    return this.u32(152);
  }
  get "record.file.mount_id"(): number {
    return this.u32(156);
  }
  get "record.file.mode"(): number {
    return this.u32(160);
  }
  get "record.file.uid"(): number {
    return this.u32(164);
  }
  get "record.file.gid"(): number {
    return this.u32(168);
  }
  get "record.file.nlink"(): number {
    return this.u32(172);
  }
  get "record.file.magic"(): number {
    return this.u32(176);
  }
  get "record.file.upper"(): number {
    return this.u32(180);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(184);
  }
  get "record.file.fs"(): string {
    return this.chars(188, 16);
  }
  get "record.file.path"(): string {
    return this.str(204);
  }
  get "record.file.base"(): string {
    return this.str(208);
  }
  get "record.file.below"(): string {
    return this.str(212);
  }
  get "record.syscall_path"(): string {
    return this.str(216);
  }
  get "record.name"(): string {
    return this.str(220);
  }
  get "removexattr.retval"(): number {
    return this.s64(48);
  }
  get "removexattr.file.destination.name"(): string {
    return this.str(220);
  }
  get "removexattr.file.destination.namespace"(): string {
    return derive.attributeNamespace(this["record.name"]);
  }
  get "removexattr.syscall.path"(): string {
    return this.str(216);
  }
  get "removexattr.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "removexattr.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "removexattr.file.name"(): string {
    return derive.baseName(this["removexattr.file.path"]);
  }
  get "removexattr.file.extension"(): string {
    return derive.extension(this["removexattr.file.path"]);
  }
  get "removexattr.file.inode"(): number {
    return this.u64(128);
  }
  get "removexattr.file.mode"(): number {
    return this.u32(160);
  }
  get "removexattr.file.rights"(): number {
    return derive.rights(this["removexattr.file.mode"]);
  }
  get "removexattr.file.uid"(): number {
    return this.u32(164);
  }
  get "removexattr.file.gid"(): number {
    return this.u32(168);
  }
  get "removexattr.file.user"(): string {
    return this.resolvers.userName(this.process, this["removexattr.file.uid"]);
  }
  get "removexattr.file.group"(): string {
    return this.resolvers.groupName(this.process, this["removexattr.file.gid"]);
  }
  get "removexattr.file.mount_id"(): number {
    return this.u32(156);
  }
  get "removexattr.file.filesystem"(): string {
    return this.chars(188, 16);
  }
  get "removexattr.file.in_upper_layer"(): boolean {
    return this.u32(180) !== 0;
  }
  get "removexattr.file.modification_time"(): number {
    return this.u64(136);
  }
  get "removexattr.file.change_time"(): number {
    return this.u64(144);
  }
  get "removexattr.file.links"(): number {
    return this.u32(172);
  }
  get "removexattr.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["removexattr.file.path"], this["removexattr.file.inode"], this["removexattr.file.change_time"], this["removexattr.file.mode"], this["removexattr.file.filesystem"]);
  }
  get "removexattr.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["removexattr.file.path"], this["removexattr.file.inode"], this["removexattr.file.change_time"], this["removexattr.file.mode"], this["removexattr.file.filesystem"]);
  }
  get "removexattr.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["removexattr.file.path"]);
  }
  get "removexattr.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["removexattr.file.path"]);
  }
  get "removexattr.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["removexattr.file.path"]);
  }
  get "removexattr.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "removexattr.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A file system was mounted, or a mount copied or moved. */
export class MountView extends EventView {
  override readonly type = "mount";
  get "record.mount_id"(): number {
    return this.u32(128);
  }
  get "record.mount_flags"(): number {
    return this.u32(132);
  }
  get "record.origin"(): number {
    return this.u32(136);
  }
  get "record.dev"(): number {
    return this.u32(140);
  }
  get "record.fs"(): string {
    return this.chars(144, 16);
  }
  get "record.mountpoint"(): string {
    return this.str(160);
  }
  get "record.mountpoint_base"(): string {
    return this.str(164);
  }
  get "record.source"(): string {
    return this.str(168);
  }
  get "record.source_base"(): string {
    return this.str(172);
  }
  get "record.root"(): string {
    return this.str(176);
  }
  get "record.syscall_source"(): string {
    return this.str(180);
  }
  get "record.syscall_mountpoint"(): string {
    return this.str(184);
  }
  get "record.syscall_fs_type"(): string {
    return this.str(188);
  }
  get "mount.retval"(): number {
    return this.s64(48);
  }
  get "mount.mountpoint.path"(): string {
    return derive.filePath(this["record.mountpoint"], this["record.mountpoint_base"]);
  }
  get "mount.source.path"(): string {
    return derive.filePath(this["record.source"], this["record.source_base"]);
  }
  get "mount.root.path"(): string {
    return this.str(176);
  }
  get "mount.fs_type"(): string {
    return this.chars(144, 16);
  }
  get "mount.detached"(): boolean {
    return derive.isDetached(this["record.mount_flags"]);
  }
  get "mount.visible"(): boolean {
    return derive.isVisible(this["record.mount_flags"]);
  }
  get "mount.mount_id"(): number {
    return this.u32(128);
  }
  get "mount.origin"(): number {
    return this.u32(136);
  }
  get "mount.syscall.source.path"(): string {
    return this.str(180);
  }
  get "mount.syscall.mountpoint.path"(): string {
    return this.str(184);
  }
  get "mount.syscall.fs_type"(): string {
    return this.str(188);
  }
}

/** A process changed its working directory. */
export class ChdirView extends EventView {
  override readonly type = "chdir";
  get "record.file.inode"(): number {
    return this.u64(128);
  }
  get "record.file.mtime"(): number {
    return this.u64(136);
  }
  get "record.file.ctime"(): number {
    return this.u64(144);
  }
  get "record.file.dev"(): number {
    return this.u32(152);
  }
  get "record.file.mount_id"(): number {
    return this.u32(156);
  }
  get "record.file.mode"(): number {
    return this.u32(160);
  }
  get "record.file.uid"(): number {
    return this.u32(164);
  }
  get "record.file.gid"(): number {
    return this.u32(168);
  }
  get "record.file.nlink"(): number {
    return this.u32(172);
  }
  get "record.file.magic"(): number {
    return this.u32(176);
  }
  get "record.file.upper"(): number {
    return this.u32(180);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(184);
  }
  get "record.file.fs"(): string {
    return this.chars(188, 16);
  }
  get "record.file.path"(): string {
    return this.str(204);
  }
  get "record.file.base"(): string {
    return this.str(208);
  }
  get "record.file.below"(): string {
    return this.str(212);
  }
  get "record.syscall_path"(): string {
    return this.str(216);
  }
  get "chdir.retval"(): number {
    return this.s64(48);
  }
  get "chdir.syscall.path"(): string {
    return this.str(216);
  }
  get "chdir.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "chdir.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "chdir.file.name"(): string {
    return derive.baseName(this["chdir.file.path"]);
  }
  get "chdir.file.extension"(): string {
    return derive.extension(this["chdir.file.path"]);
  }
  get "chdir.file.inode"(): number {
    return this.u64(128);
  }
  get "chdir.file.mode"(): number {
    return this.u32(160);
  }
  get "chdir.file.rights"(): number {
    return derive.rights(this["chdir.file.mode"]);
  }
  get "chdir.file.uid"(): number {
    return this.u32(164);
  }
  get "chdir.file.gid"(): number {
    return this.u32(168);
  }
  get "chdir.file.user"(): string {
    return this.resolvers.userName(this.process, this["chdir.file.uid"]);
  }
  get "chdir.file.group"(): string {
    return this.resolvers.groupName(this.process, this["chdir.file.gid"]);
  }
  get "chdir.file.mount_id"(): number {
    return this.u32(156);
  }
  get "chdir.file.filesystem"(): string {
    return this.chars(188, 16);
  }
  get "chdir.file.in_upper_layer"(): boolean {
    return this.u32(180) !== 0;
  }
  get "chdir.file.modification_time"(): number {
    return this.u64(136);
  }
  get "chdir.file.change_time"(): number {
    return this.u64(144);
  }
  get "chdir.file.links"(): number {
    return this.u32(172);
  }
  get "chdir.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["chdir.file.path"], this["chdir.file.inode"], this["chdir.file.change_time"], this["chdir.file.mode"], this["chdir.file.filesystem"]);
  }
  get "chdir.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["chdir.file.path"], this["chdir.file.inode"], this["chdir.file.change_time"], this["chdir.file.mode"], this["chdir.file.filesystem"]);
  }
  get "chdir.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["chdir.file.path"]);
  }
  get "chdir.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["chdir.file.path"]);
  }
  get "chdir.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["chdir.file.path"]);
  }
  get "chdir.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "chdir.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** Memory was mapped, with or without a file. */
export class MmapView extends EventView {
  override readonly type = "mmap";
  get "record.length"(): number {
    return this.u64(128);
  }
  get "record.offset"(): number {
    return this.u64(136);
  }
  get "record.protection"(): number {
    return this.u32(144);
  }
  get "record.flags"(): number {
    return this.u32(148);
  }
  get "record.file.inode"(): number {
    return this.u64(152);
  }
  get "record.file.mtime"(): number {
    return this.u64(160);
  }
  get "record.file.ctime"(): number {
    return this.u64(168);
  }
  get "record.file.dev"(): number {
    return this.u32(176);
  }
  get "record.file.mount_id"(): number {
    return this.u32(180);
  }
  get "record.file.mode"(): number {
    return this.u32(184);
  }
  get "record.file.uid"(): number {
    return this.u32(188);
  }
  get "record.file.gid"(): number {
    return this.u32(192);
  }
  get "record.file.nlink"(): number {
    return this.u32(196);
  }
  get "record.file.magic"(): number {
    return this.u32(200);
  }
  get "record.file.upper"(): number {
    return this.u32(204);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(208);
  }
  get "record.file.fs"(): string {
    return this.chars(212, 16);
  }
  get "record.file.path"(): string {
    return this.str(228);
  }
  get "record.file.base"(): string {
    return this.str(232);
  }
  get "record.file.below"(): string {
    return this.str(236);
  }
  get "mmap.retval"(): number {
    return this.s64(48);
  }
  get "mmap.protection"(): number {
    return this.u32(144);
  }
  get "mmap.flags"(): number {
    return this.u32(148);
  }
  get "mmap.address"(): string {
    return derive.hexAddress(this["header.retval"]);
  }
  get "mmap.length"(): number {
    return this.u64(128);
  }
  get "mmap.offset"(): number {
    return this.u64(136);
  }
  get "mmap.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "mmap.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "mmap.file.name"(): string {
    return derive.baseName(this["mmap.file.path"]);
  }
  get "mmap.file.extension"(): string {
    return derive.extension(this["mmap.file.path"]);
  }
  get "mmap.file.inode"(): number {
    return this.u64(152);
  }
  get "mmap.file.mode"(): number {
    return this.u32(184);
  }
  get "mmap.file.rights"(): number {
    return derive.rights(this["mmap.file.mode"]);
  }
  get "mmap.file.uid"(): number {
    return this.u32(188);
  }
  get "mmap.file.gid"(): number {
    return this.u32(192);
  }
  get "mmap.file.user"(): string {
    return this.resolvers.userName(this.process, this["mmap.file.uid"]);
  }
  get "mmap.file.group"(): string {
    return this.resolvers.groupName(this.process, this["mmap.file.gid"]);
  }
  get "mmap.file.mount_id"(): number {
    return this.u32(180);
  }
  get "mmap.file.filesystem"(): string {
    return this.chars(212, 16);
  }
  get "mmap.file.in_upper_layer"(): boolean {
    return this.u32(204) !== 0;
  }
  get "mmap.file.modification_time"(): number {
    return this.u64(160);
  }
  get "mmap.file.change_time"(): number {
    return this.u64(168);
  }
  get "mmap.file.links"(): number {
    return this.u32(196);
  }
  get "mmap.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["mmap.file.path"], this["mmap.file.inode"], this["mmap.file.change_time"], this["mmap.file.mode"], this["mmap.file.filesystem"]);
  }
  get "mmap.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["mmap.file.path"], this["mmap.file.inode"], this["mmap.file.change_time"], this["mmap.file.mode"], this["mmap.file.filesystem"]);
  }
  get "mmap.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["mmap.file.path"]);
  }
  get "mmap.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["mmap.file.path"]);
  }
  get "mmap.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["mmap.file.path"]);
  }
  get "mmap.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "mmap.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** The protection of memory was changed. */
export class MprotectView extends EventView {
  override readonly type = "mprotect";
  get "record.start"(): number {
    return this.u64(128);
  }
  get "record.length"(): number {
    return this.u64(136);
  }
  get "record.vm_protection"(): number {
    return this.u64(144);
  }
  get "record.req_protection"(): number {
    return this.u32(152);
  }
  get "mprotect.retval"(): number {
    return this.s64(48);
  }
  get "mprotect.vm_protection"(): number {
    return this.u64(144);
  }
  get "mprotect.req_protection"(): number {
    return this.u32(152);
  }
  get "mprotect.vm_start"(): string {
    return derive.hexAddress(this["record.start"]);
  }
  get "mprotect.vm_end"(): string {
    return derive.hexEnd(this["record.start"], this["record.length"]);
  }
}

/** Data was moved between a file and a pipe inside the kernel. */
export class SpliceView extends EventView {
  override readonly type = "splice";
  get "record.pipe_entry_flag"(): number {
    return this.u32(128);
  }
  get "record.pipe_exit_flag"(): number {
    return this.u32(132);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "splice.retval"(): number {
    return this.s64(48);
  }
  get "splice.pipe_entry_flag"(): number {
    return this.u32(128);
  }
  get "splice.pipe_exit_flag"(): number {
    return this.u32(132);
  }
  get "splice.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "splice.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "splice.file.name"(): string {
    return derive.baseName(this["splice.file.path"]);
  }
  get "splice.file.extension"(): string {
    return derive.extension(this["splice.file.path"]);
  }
  get "splice.file.inode"(): number {
    return this.u64(136);
  }
  get "splice.file.mode"(): number {
    return this.u32(168);
  }
  get "splice.file.rights"(): number {
    return derive.rights(this["splice.file.mode"]);
  }
  get "splice.file.uid"(): number {
    return this.u32(172);
  }
  get "splice.file.gid"(): number {
    return this.u32(176);
  }
  get "splice.file.user"(): string {
    return this.resolvers.userName(this.process, this["splice.file.uid"]);
  }
  get "splice.file.group"(): string {
    return this.resolvers.groupName(this.process, this["splice.file.gid"]);
  }
  get "splice.file.mount_id"(): number {
    return this.u32(164);
  }
  get "splice.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "splice.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "splice.file.modification_time"(): number {
    return this.u64(144);
  }
  get "splice.file.change_time"(): number {
    return this.u64(152);
  }
  get "splice.file.links"(): number {
    return this.u32(180);
  }
  get "splice.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["splice.file.path"], this["splice.file.inode"], this["splice.file.change_time"], this["splice.file.mode"], this["splice.file.filesystem"]);
  }
  get "splice.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["splice.file.path"], this["splice.file.inode"], this["splice.file.change_time"], this["splice.file.mode"], this["splice.file.filesystem"]);
  }
  get "splice.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["splice.file.path"]);
  }
  get "splice.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["splice.file.path"]);
  }
  get "splice.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["splice.file.path"]);
  }
  get "splice.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "splice.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A process was traced by another. */
export class PtraceView extends EventView {
  override readonly type = "ptrace";
  get "record.tracee.start"(): number {
    return this.u64(128);
  }
  get "record.tracee.pid"(): number {
    return this.u32(136);
  }
  get "record.request"(): number {
    return this.u32(144);
  }
  get "ptrace.tracee"(): ProcessFields {
    return this.resolvers.processOf(this.u32(136), this.u64(128));
  }
  get "ptrace.tracee.ancestors"(): readonly ProcessFields[] {
    return this["ptrace.tracee"].ancestors;
  }
  get "ptrace.retval"(): number {
    return this.s64(48);
  }
  get "ptrace.request"(): number {
    return this.u32(144);
  }
  get "ptrace.tracee.pid"(): number {
    return this["ptrace.tracee"]["pid"];
  }
  get "ptrace.tracee.ppid"(): number {
    return this["ptrace.tracee"]["ppid"];
  }
  get "ptrace.tracee.tid"(): number {
    return this["ptrace.tracee"]["tid"];
  }
  get "ptrace.tracee.comm"(): string {
    return this["ptrace.tracee"]["comm"];
  }
  get "ptrace.tracee.uid"(): number {
    return this["ptrace.tracee"]["uid"];
  }
  get "ptrace.tracee.gid"(): number {
    return this["ptrace.tracee"]["gid"];
  }
  get "ptrace.tracee.user"(): string {
    return this["ptrace.tracee"]["user"];
  }
  get "ptrace.tracee.group"(): string {
    return this["ptrace.tracee"]["group"];
  }
  get "ptrace.tracee.euid"(): number {
    return this["ptrace.tracee"]["euid"];
  }
  get "ptrace.tracee.egid"(): number {
    return this["ptrace.tracee"]["egid"];
  }
  get "ptrace.tracee.euser"(): string {
    return this["ptrace.tracee"]["euser"];
  }
  get "ptrace.tracee.egroup"(): string {
    return this["ptrace.tracee"]["egroup"];
  }
  get "ptrace.tracee.fsuid"(): number {
    return this["ptrace.tracee"]["fsuid"];
  }
  get "ptrace.tracee.fsgid"(): number {
    return this["ptrace.tracee"]["fsgid"];
  }
  get "ptrace.tracee.fsuser"(): string {
    return this["ptrace.tracee"]["fsuser"];
  }
  get "ptrace.tracee.fsgroup"(): string {
    return this["ptrace.tracee"]["fsgroup"];
  }
  get "ptrace.tracee.auid"(): number {
    return this["ptrace.tracee"]["auid"];
  }
  get "ptrace.tracee.cap_effective"(): number {
    return this["ptrace.tracee"]["cap_effective"];
  }
  get "ptrace.tracee.cap_permitted"(): number {
    return this["ptrace.tracee"]["cap_permitted"];
  }
  get "ptrace.tracee.tty_name"(): string {
    return this["ptrace.tracee"]["tty_name"];
  }
  get "ptrace.tracee.created_at"(): number {
    return this["ptrace.tracee"]["created_at"];
  }
  get "ptrace.tracee.argv0"(): string {
    return this["ptrace.tracee"]["argv0"];
  }
  get "ptrace.tracee.argv"(): readonly string[] {
    return this["ptrace.tracee"]["argv"];
  }
  get "ptrace.tracee.args"(): string {
    return this["ptrace.tracee"]["args"];
  }
  get "ptrace.tracee.args_flags"(): readonly string[] {
    return this["ptrace.tracee"]["args_flags"];
  }
  get "ptrace.tracee.args_options"(): readonly string[] {
    return this["ptrace.tracee"]["args_options"];
  }
  get "ptrace.tracee.args_truncated"(): boolean {
    return this["ptrace.tracee"]["args_truncated"];
  }
  get "ptrace.tracee.envs"(): readonly string[] {
    return this["ptrace.tracee"]["envs"];
  }
  get "ptrace.tracee.envp"(): readonly string[] {
    return this["ptrace.tracee"]["envp"];
  }
  get "ptrace.tracee.envs_truncated"(): boolean {
    return this["ptrace.tracee"]["envs_truncated"];
  }
  get "ptrace.tracee.is_exec"(): boolean {
    return this["ptrace.tracee"]["is_exec"];
  }
  get "ptrace.tracee.is_thread"(): boolean {
    return this["ptrace.tracee"]["is_thread"];
  }
  get "ptrace.tracee.is_kworker"(): boolean {
    return this["ptrace.tracee"]["is_kworker"];
  }
  get "ptrace.tracee.container.id"(): string {
    return this["ptrace.tracee"]["container.id"];
  }
  get "ptrace.tracee.container.created_at"(): number {
    return this["ptrace.tracee"]["container.created_at"];
  }
  get "ptrace.tracee.container.tags"(): readonly string[] {
    return this["ptrace.tracee"]["container.tags"];
  }
  get "ptrace.tracee.cgroup.id"(): string {
    return this["ptrace.tracee"]["cgroup.id"];
  }
  get "ptrace.tracee.systemd.unit"(): string {
    return this["ptrace.tracee"]["systemd.unit"];
  }
  get "ptrace.tracee.systemd.slice"(): string {
    return this["ptrace.tracee"]["systemd.slice"];
  }
  get "ptrace.tracee.cgroup.file.inode"(): number {
    return this["ptrace.tracee"]["cgroup.file.inode"];
  }
  get "ptrace.tracee.caps_attempted"(): number {
    return this["ptrace.tracee"]["caps_attempted"];
  }
  get "ptrace.tracee.caps_used"(): number {
    return this["ptrace.tracee"]["caps_used"];
  }
  get "ptrace.tracee.user_session.id"(): string {
    return this["ptrace.tracee"]["user_session.id"];
  }
  get "ptrace.tracee.user_session.session_type"(): number {
    return this["ptrace.tracee"]["user_session.session_type"];
  }
  get "ptrace.tracee.user_session.k8s_username"(): string {
    return this["ptrace.tracee"]["user_session.k8s_username"];
  }
  get "ptrace.tracee.user_session.k8s_uid"(): string {
    return this["ptrace.tracee"]["user_session.k8s_uid"];
  }
  get "ptrace.tracee.user_session.k8s_groups"(): readonly string[] {
    return this["ptrace.tracee"]["user_session.k8s_groups"];
  }
  get "ptrace.tracee.user_session.ssh_username"(): string {
    return this["ptrace.tracee"]["user_session.ssh_username"];
  }
  get "ptrace.tracee.user_session.ssh_auth_method"(): number {
    return this["ptrace.tracee"]["user_session.ssh_auth_method"];
  }
  get "ptrace.tracee.user_session.ssh_public_key"(): string {
    return this["ptrace.tracee"]["user_session.ssh_public_key"];
  }
  get "ptrace.tracee.user_session.ssh_client_ip"(): string {
    return this["ptrace.tracee"]["user_session.ssh_client_ip"];
  }
  get "ptrace.tracee.user_session.ssh_client_port"(): number {
    return this["ptrace.tracee"]["user_session.ssh_client_port"];
  }
  get "ptrace.tracee.file.path"(): string {
    return this["ptrace.tracee"]["file.path"];
  }
  get "ptrace.tracee.file.path.alternatives"(): readonly string[] {
    return this["ptrace.tracee"]["file.path.alternatives"];
  }
  get "ptrace.tracee.file.name"(): string {
    return this["ptrace.tracee"]["file.name"];
  }
  get "ptrace.tracee.file.name.alternatives"(): readonly string[] {
    return this["ptrace.tracee"]["file.name.alternatives"];
  }
  get "ptrace.tracee.file.extension"(): string {
    return this["ptrace.tracee"]["file.extension"];
  }
  get "ptrace.tracee.file.inode"(): number {
    return this["ptrace.tracee"]["file.inode"];
  }
  get "ptrace.tracee.file.mode"(): number {
    return this["ptrace.tracee"]["file.mode"];
  }
  get "ptrace.tracee.file.rights"(): number {
    return this["ptrace.tracee"]["file.rights"];
  }
  get "ptrace.tracee.file.uid"(): number {
    return this["ptrace.tracee"]["file.uid"];
  }
  get "ptrace.tracee.file.gid"(): number {
    return this["ptrace.tracee"]["file.gid"];
  }
  get "ptrace.tracee.file.user"(): string {
    return this["ptrace.tracee"]["file.user"];
  }
  get "ptrace.tracee.file.group"(): string {
    return this["ptrace.tracee"]["file.group"];
  }
  get "ptrace.tracee.file.mount_id"(): number {
    return this["ptrace.tracee"]["file.mount_id"];
  }
  get "ptrace.tracee.file.filesystem"(): string {
    return this["ptrace.tracee"]["file.filesystem"];
  }
  get "ptrace.tracee.file.in_upper_layer"(): boolean {
    return this["ptrace.tracee"]["file.in_upper_layer"];
  }
  get "ptrace.tracee.file.modification_time"(): number {
    return this["ptrace.tracee"]["file.modification_time"];
  }
  get "ptrace.tracee.file.change_time"(): number {
    return this["ptrace.tracee"]["file.change_time"];
  }
  get "ptrace.tracee.file.links"(): number {
    return this["ptrace.tracee"]["file.links"];
  }
  get "ptrace.tracee.file.hashes"(): readonly string[] {
    return this["ptrace.tracee"]["file.hashes"];
  }
  get "ptrace.tracee.file.hash_state"(): string {
    return this["ptrace.tracee"]["file.hash_state"];
  }
  get "ptrace.tracee.file.package.name"(): string {
    return this["ptrace.tracee"]["file.package.name"];
  }
  get "ptrace.tracee.file.package.version"(): string {
    return this["ptrace.tracee"]["file.package.version"];
  }
  get "ptrace.tracee.file.package.source_version"(): string {
    return this["ptrace.tracee"]["file.package.source_version"];
  }
  get "ptrace.tracee.file.mount_detached"(): boolean {
    return this["ptrace.tracee"]["file.mount_detached"];
  }
  get "ptrace.tracee.file.mount_visible"(): boolean {
    return this["ptrace.tracee"]["file.mount_visible"];
  }
  get "ptrace.tracee.interpreter.file.path"(): string {
    return this["ptrace.tracee"]["interpreter.file.path"];
  }
  get "ptrace.tracee.interpreter.file.path.alternatives"(): readonly string[] {
    return this["ptrace.tracee"]["interpreter.file.path.alternatives"];
  }
  get "ptrace.tracee.interpreter.file.name"(): string {
    return this["ptrace.tracee"]["interpreter.file.name"];
  }
  get "ptrace.tracee.interpreter.file.extension"(): string {
    return this["ptrace.tracee"]["interpreter.file.extension"];
  }
  get "ptrace.tracee.interpreter.file.inode"(): number {
    return this["ptrace.tracee"]["interpreter.file.inode"];
  }
  get "ptrace.tracee.interpreter.file.mode"(): number {
    return this["ptrace.tracee"]["interpreter.file.mode"];
  }
  get "ptrace.tracee.interpreter.file.rights"(): number {
    return this["ptrace.tracee"]["interpreter.file.rights"];
  }
  get "ptrace.tracee.interpreter.file.uid"(): number {
    return this["ptrace.tracee"]["interpreter.file.uid"];
  }
  get "ptrace.tracee.interpreter.file.gid"(): number {
    return this["ptrace.tracee"]["interpreter.file.gid"];
  }
  get "ptrace.tracee.interpreter.file.user"(): string {
    return this["ptrace.tracee"]["interpreter.file.user"];
  }
  get "ptrace.tracee.interpreter.file.group"(): string {
    return this["ptrace.tracee"]["interpreter.file.group"];
  }
  get "ptrace.tracee.interpreter.file.mount_id"(): number {
    return this["ptrace.tracee"]["interpreter.file.mount_id"];
  }
  get "ptrace.tracee.interpreter.file.filesystem"(): string {
    return this["ptrace.tracee"]["interpreter.file.filesystem"];
  }
  get "ptrace.tracee.interpreter.file.in_upper_layer"(): boolean {
    return this["ptrace.tracee"]["interpreter.file.in_upper_layer"];
  }
  get "ptrace.tracee.interpreter.file.modification_time"(): number {
    return this["ptrace.tracee"]["interpreter.file.modification_time"];
  }
  get "ptrace.tracee.interpreter.file.change_time"(): number {
    return this["ptrace.tracee"]["interpreter.file.change_time"];
  }
  get "ptrace.tracee.interpreter.file.links"(): number {
    return this["ptrace.tracee"]["interpreter.file.links"];
  }
  get "ptrace.tracee.interpreter.file.hashes"(): readonly string[] {
    return this["ptrace.tracee"]["interpreter.file.hashes"];
  }
  get "ptrace.tracee.interpreter.file.hash_state"(): string {
    return this["ptrace.tracee"]["interpreter.file.hash_state"];
  }
  get "ptrace.tracee.interpreter.file.package.name"(): string {
    return this["ptrace.tracee"]["interpreter.file.package.name"];
  }
  get "ptrace.tracee.interpreter.file.package.version"(): string {
    return this["ptrace.tracee"]["interpreter.file.package.version"];
  }
  get "ptrace.tracee.interpreter.file.package.source_version"(): string {
    return this["ptrace.tracee"]["interpreter.file.package.source_version"];
  }
  get "ptrace.tracee.interpreter.file.mount_detached"(): boolean {
    return this["ptrace.tracee"]["interpreter.file.mount_detached"];
  }
  get "ptrace.tracee.interpreter.file.mount_visible"(): boolean {
    return this["ptrace.tracee"]["interpreter.file.mount_visible"];
  }
  get "ptrace.tracee.parent.pid"(): number {
    return this["ptrace.tracee"].parent["pid"];
  }
  get "ptrace.tracee.parent.ppid"(): number {
    return this["ptrace.tracee"].parent["ppid"];
  }
  get "ptrace.tracee.parent.tid"(): number {
    return this["ptrace.tracee"].parent["tid"];
  }
  get "ptrace.tracee.parent.comm"(): string {
    return this["ptrace.tracee"].parent["comm"];
  }
  get "ptrace.tracee.parent.uid"(): number {
    return this["ptrace.tracee"].parent["uid"];
  }
  get "ptrace.tracee.parent.gid"(): number {
    return this["ptrace.tracee"].parent["gid"];
  }
  get "ptrace.tracee.parent.user"(): string {
    return this["ptrace.tracee"].parent["user"];
  }
  get "ptrace.tracee.parent.group"(): string {
    return this["ptrace.tracee"].parent["group"];
  }
  get "ptrace.tracee.parent.euid"(): number {
    return this["ptrace.tracee"].parent["euid"];
  }
  get "ptrace.tracee.parent.egid"(): number {
    return this["ptrace.tracee"].parent["egid"];
  }
  get "ptrace.tracee.parent.euser"(): string {
    return this["ptrace.tracee"].parent["euser"];
  }
  get "ptrace.tracee.parent.egroup"(): string {
    return this["ptrace.tracee"].parent["egroup"];
  }
  get "ptrace.tracee.parent.fsuid"(): number {
    return this["ptrace.tracee"].parent["fsuid"];
  }
  get "ptrace.tracee.parent.fsgid"(): number {
    return this["ptrace.tracee"].parent["fsgid"];
  }
  get "ptrace.tracee.parent.fsuser"(): string {
    return this["ptrace.tracee"].parent["fsuser"];
  }
  get "ptrace.tracee.parent.fsgroup"(): string {
    return this["ptrace.tracee"].parent["fsgroup"];
  }
  get "ptrace.tracee.parent.auid"(): number {
    return this["ptrace.tracee"].parent["auid"];
  }
  get "ptrace.tracee.parent.cap_effective"(): number {
    return this["ptrace.tracee"].parent["cap_effective"];
  }
  get "ptrace.tracee.parent.cap_permitted"(): number {
    return this["ptrace.tracee"].parent["cap_permitted"];
  }
  get "ptrace.tracee.parent.tty_name"(): string {
    return this["ptrace.tracee"].parent["tty_name"];
  }
  get "ptrace.tracee.parent.created_at"(): number {
    return this["ptrace.tracee"].parent["created_at"];
  }
  get "ptrace.tracee.parent.argv0"(): string {
    return this["ptrace.tracee"].parent["argv0"];
  }
  get "ptrace.tracee.parent.argv"(): readonly string[] {
    return this["ptrace.tracee"].parent["argv"];
  }
  get "ptrace.tracee.parent.args"(): string {
    return this["ptrace.tracee"].parent["args"];
  }
  get "ptrace.tracee.parent.args_flags"(): readonly string[] {
    return this["ptrace.tracee"].parent["args_flags"];
  }
  get "ptrace.tracee.parent.args_options"(): readonly string[] {
    return this["ptrace.tracee"].parent["args_options"];
  }
  get "ptrace.tracee.parent.args_truncated"(): boolean {
    return this["ptrace.tracee"].parent["args_truncated"];
  }
  get "ptrace.tracee.parent.envs"(): readonly string[] {
    return this["ptrace.tracee"].parent["envs"];
  }
  get "ptrace.tracee.parent.envp"(): readonly string[] {
    return this["ptrace.tracee"].parent["envp"];
  }
  get "ptrace.tracee.parent.envs_truncated"(): boolean {
    return this["ptrace.tracee"].parent["envs_truncated"];
  }
  get "ptrace.tracee.parent.is_exec"(): boolean {
    return this["ptrace.tracee"].parent["is_exec"];
  }
  get "ptrace.tracee.parent.is_thread"(): boolean {
    return this["ptrace.tracee"].parent["is_thread"];
  }
  get "ptrace.tracee.parent.is_kworker"(): boolean {
    return this["ptrace.tracee"].parent["is_kworker"];
  }
  get "ptrace.tracee.parent.container.id"(): string {
    return this["ptrace.tracee"].parent["container.id"];
  }
  get "ptrace.tracee.parent.container.created_at"(): number {
    return this["ptrace.tracee"].parent["container.created_at"];
  }
  get "ptrace.tracee.parent.container.tags"(): readonly string[] {
    return this["ptrace.tracee"].parent["container.tags"];
  }
  get "ptrace.tracee.parent.cgroup.id"(): string {
    return this["ptrace.tracee"].parent["cgroup.id"];
  }
  get "ptrace.tracee.parent.systemd.unit"(): string {
    return this["ptrace.tracee"].parent["systemd.unit"];
  }
  get "ptrace.tracee.parent.systemd.slice"(): string {
    return this["ptrace.tracee"].parent["systemd.slice"];
  }
  get "ptrace.tracee.parent.cgroup.file.inode"(): number {
    return this["ptrace.tracee"].parent["cgroup.file.inode"];
  }
  get "ptrace.tracee.parent.caps_attempted"(): number {
    return this["ptrace.tracee"].parent["caps_attempted"];
  }
  get "ptrace.tracee.parent.caps_used"(): number {
    return this["ptrace.tracee"].parent["caps_used"];
  }
  get "ptrace.tracee.parent.user_session.id"(): string {
    return this["ptrace.tracee"].parent["user_session.id"];
  }
  get "ptrace.tracee.parent.user_session.session_type"(): number {
    return this["ptrace.tracee"].parent["user_session.session_type"];
  }
  get "ptrace.tracee.parent.user_session.k8s_username"(): string {
    return this["ptrace.tracee"].parent["user_session.k8s_username"];
  }
  get "ptrace.tracee.parent.user_session.k8s_uid"(): string {
    return this["ptrace.tracee"].parent["user_session.k8s_uid"];
  }
  get "ptrace.tracee.parent.user_session.k8s_groups"(): readonly string[] {
    return this["ptrace.tracee"].parent["user_session.k8s_groups"];
  }
  get "ptrace.tracee.parent.user_session.ssh_username"(): string {
    return this["ptrace.tracee"].parent["user_session.ssh_username"];
  }
  get "ptrace.tracee.parent.user_session.ssh_auth_method"(): number {
    return this["ptrace.tracee"].parent["user_session.ssh_auth_method"];
  }
  get "ptrace.tracee.parent.user_session.ssh_public_key"(): string {
    return this["ptrace.tracee"].parent["user_session.ssh_public_key"];
  }
  get "ptrace.tracee.parent.user_session.ssh_client_ip"(): string {
    return this["ptrace.tracee"].parent["user_session.ssh_client_ip"];
  }
  get "ptrace.tracee.parent.user_session.ssh_client_port"(): number {
    return this["ptrace.tracee"].parent["user_session.ssh_client_port"];
  }
  get "ptrace.tracee.parent.file.path"(): string {
    return this["ptrace.tracee"].parent["file.path"];
  }
  get "ptrace.tracee.parent.file.path.alternatives"(): readonly string[] {
    return this["ptrace.tracee"].parent["file.path.alternatives"];
  }
  get "ptrace.tracee.parent.file.name"(): string {
    return this["ptrace.tracee"].parent["file.name"];
  }
  get "ptrace.tracee.parent.file.name.alternatives"(): readonly string[] {
    return this["ptrace.tracee"].parent["file.name.alternatives"];
  }
  get "ptrace.tracee.parent.file.extension"(): string {
    return this["ptrace.tracee"].parent["file.extension"];
  }
  get "ptrace.tracee.parent.file.inode"(): number {
    return this["ptrace.tracee"].parent["file.inode"];
  }
  get "ptrace.tracee.parent.file.mode"(): number {
    return this["ptrace.tracee"].parent["file.mode"];
  }
  get "ptrace.tracee.parent.file.rights"(): number {
    return this["ptrace.tracee"].parent["file.rights"];
  }
  get "ptrace.tracee.parent.file.uid"(): number {
    return this["ptrace.tracee"].parent["file.uid"];
  }
  get "ptrace.tracee.parent.file.gid"(): number {
    return this["ptrace.tracee"].parent["file.gid"];
  }
  get "ptrace.tracee.parent.file.user"(): string {
    return this["ptrace.tracee"].parent["file.user"];
  }
  get "ptrace.tracee.parent.file.group"(): string {
    return this["ptrace.tracee"].parent["file.group"];
  }
  get "ptrace.tracee.parent.file.mount_id"(): number {
    return this["ptrace.tracee"].parent["file.mount_id"];
  }
  get "ptrace.tracee.parent.file.filesystem"(): string {
    return this["ptrace.tracee"].parent["file.filesystem"];
  }
  get "ptrace.tracee.parent.file.in_upper_layer"(): boolean {
    return this["ptrace.tracee"].parent["file.in_upper_layer"];
  }
  get "ptrace.tracee.parent.file.modification_time"(): number {
    return this["ptrace.tracee"].parent["file.modification_time"];
  }
  get "ptrace.tracee.parent.file.change_time"(): number {
    return this["ptrace.tracee"].parent["file.change_time"];
  }
  get "ptrace.tracee.parent.file.links"(): number {
    return this["ptrace.tracee"].parent["file.links"];
  }
  get "ptrace.tracee.parent.file.hashes"(): readonly string[] {
    return this["ptrace.tracee"].parent["file.hashes"];
  }
  get "ptrace.tracee.parent.file.hash_state"(): string {
    return this["ptrace.tracee"].parent["file.hash_state"];
  }
  get "ptrace.tracee.parent.file.package.name"(): string {
    return this["ptrace.tracee"].parent["file.package.name"];
  }
  get "ptrace.tracee.parent.file.package.version"(): string {
    return this["ptrace.tracee"].parent["file.package.version"];
  }
  get "ptrace.tracee.parent.file.package.source_version"(): string {
    return this["ptrace.tracee"].parent["file.package.source_version"];
  }
  get "ptrace.tracee.parent.file.mount_detached"(): boolean {
    return this["ptrace.tracee"].parent["file.mount_detached"];
  }
  get "ptrace.tracee.parent.file.mount_visible"(): boolean {
    return this["ptrace.tracee"].parent["file.mount_visible"];
  }
  get "ptrace.tracee.parent.interpreter.file.path"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.path"];
  }
  get "ptrace.tracee.parent.interpreter.file.path.alternatives"(): readonly string[] {
    return this["ptrace.tracee"].parent["interpreter.file.path.alternatives"];
  }
  get "ptrace.tracee.parent.interpreter.file.name"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.name"];
  }
  get "ptrace.tracee.parent.interpreter.file.extension"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.extension"];
  }
  get "ptrace.tracee.parent.interpreter.file.inode"(): number {
    return this["ptrace.tracee"].parent["interpreter.file.inode"];
  }
  get "ptrace.tracee.parent.interpreter.file.mode"(): number {
    return this["ptrace.tracee"].parent["interpreter.file.mode"];
  }
  get "ptrace.tracee.parent.interpreter.file.rights"(): number {
    return this["ptrace.tracee"].parent["interpreter.file.rights"];
  }
  get "ptrace.tracee.parent.interpreter.file.uid"(): number {
    return this["ptrace.tracee"].parent["interpreter.file.uid"];
  }
  get "ptrace.tracee.parent.interpreter.file.gid"(): number {
    return this["ptrace.tracee"].parent["interpreter.file.gid"];
  }
  get "ptrace.tracee.parent.interpreter.file.user"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.user"];
  }
  get "ptrace.tracee.parent.interpreter.file.group"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.group"];
  }
  get "ptrace.tracee.parent.interpreter.file.mount_id"(): number {
    return this["ptrace.tracee"].parent["interpreter.file.mount_id"];
  }
  get "ptrace.tracee.parent.interpreter.file.filesystem"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.filesystem"];
  }
  get "ptrace.tracee.parent.interpreter.file.in_upper_layer"(): boolean {
    return this["ptrace.tracee"].parent["interpreter.file.in_upper_layer"];
  }
  get "ptrace.tracee.parent.interpreter.file.modification_time"(): number {
    return this["ptrace.tracee"].parent["interpreter.file.modification_time"];
  }
  get "ptrace.tracee.parent.interpreter.file.change_time"(): number {
    return this["ptrace.tracee"].parent["interpreter.file.change_time"];
  }
  get "ptrace.tracee.parent.interpreter.file.links"(): number {
    return this["ptrace.tracee"].parent["interpreter.file.links"];
  }
  get "ptrace.tracee.parent.interpreter.file.hashes"(): readonly string[] {
    return this["ptrace.tracee"].parent["interpreter.file.hashes"];
  }
  get "ptrace.tracee.parent.interpreter.file.hash_state"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.hash_state"];
  }
  get "ptrace.tracee.parent.interpreter.file.package.name"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.package.name"];
  }
  get "ptrace.tracee.parent.interpreter.file.package.version"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.package.version"];
  }
  get "ptrace.tracee.parent.interpreter.file.package.source_version"(): string {
    return this["ptrace.tracee"].parent["interpreter.file.package.source_version"];
  }
  get "ptrace.tracee.parent.interpreter.file.mount_detached"(): boolean {
    return this["ptrace.tracee"].parent["interpreter.file.mount_detached"];
  }
  get "ptrace.tracee.parent.interpreter.file.mount_visible"(): boolean {
    return this["ptrace.tracee"].parent["interpreter.file.mount_visible"];
  }
}

/** A signal was sent to a process. */
export class SignalView extends EventView {
  override readonly type = "signal";
  get "record.pid"(): number {
    return this.s64(128);
  }
  get "record.target.start"(): number {
    return this.u64(136);
  }
  get "record.target.pid"(): number {
    return this.u32(144);
  }
  get "record.number"(): number {
    return this.u32(152);
  }
  get "signal.target"(): ProcessFields {
    return this.resolvers.processOf(this.u32(144), this.u64(136));
  }
  get "signal.target.ancestors"(): readonly ProcessFields[] {
    return this["signal.target"].ancestors;
  }
  get "signal.retval"(): number {
    return this.s64(48);
  }
  get "signal.type"(): number {
    return this.u32(152);
  }
  get "signal.pid"(): number {
    return this.s64(128);
  }
  get "signal.target.pid"(): number {
    return this["signal.target"]["pid"];
  }
  get "signal.target.ppid"(): number {
    return this["signal.target"]["ppid"];
  }
  get "signal.target.tid"(): number {
    return this["signal.target"]["tid"];
  }
  get "signal.target.comm"(): string {
    return this["signal.target"]["comm"];
  }
  get "signal.target.uid"(): number {
    return this["signal.target"]["uid"];
  }
  get "signal.target.gid"(): number {
    return this["signal.target"]["gid"];
  }
  get "signal.target.user"(): string {
    return this["signal.target"]["user"];
  }
  get "signal.target.group"(): string {
    return this["signal.target"]["group"];
  }
  get "signal.target.euid"(): number {
    return this["signal.target"]["euid"];
  }
  get "signal.target.egid"(): number {
    return this["signal.target"]["egid"];
  }
  get "signal.target.euser"(): string {
    return this["signal.target"]["euser"];
  }
  get "signal.target.egroup"(): string {
    return this["signal.target"]["egroup"];
  }
  get "signal.target.fsuid"(): number {
    return this["signal.target"]["fsuid"];
  }
  get "signal.target.fsgid"(): number {
    return this["signal.target"]["fsgid"];
  }
  get "signal.target.fsuser"(): string {
    return this["signal.target"]["fsuser"];
  }
  get "signal.target.fsgroup"(): string {
    return this["signal.target"]["fsgroup"];
  }
  get "signal.target.auid"(): number {
    return this["signal.target"]["auid"];
  }
  get "signal.target.cap_effective"(): number {
    return this["signal.target"]["cap_effective"];
  }
  get "signal.target.cap_permitted"(): number {
    return this["signal.target"]["cap_permitted"];
  }
  get "signal.target.tty_name"(): string {
    return this["signal.target"]["tty_name"];
  }
  get "signal.target.created_at"(): number {
    return this["signal.target"]["created_at"];
  }
  get "signal.target.argv0"(): string {
    return this["signal.target"]["argv0"];
  }
  get "signal.target.argv"(): readonly string[] {
    return this["signal.target"]["argv"];
  }
  get "signal.target.args"(): string {
    return this["signal.target"]["args"];
  }
  get "signal.target.args_flags"(): readonly string[] {
    return this["signal.target"]["args_flags"];
  }
  get "signal.target.args_options"(): readonly string[] {
    return this["signal.target"]["args_options"];
  }
  get "signal.target.args_truncated"(): boolean {
    return this["signal.target"]["args_truncated"];
  }
  get "signal.target.envs"(): readonly string[] {
    return this["signal.target"]["envs"];
  }
  get "signal.target.envp"(): readonly string[] {
    return this["signal.target"]["envp"];
  }
  get "signal.target.envs_truncated"(): boolean {
    return this["signal.target"]["envs_truncated"];
  }
  get "signal.target.is_exec"(): boolean {
    return this["signal.target"]["is_exec"];
  }
  get "signal.target.is_thread"(): boolean {
    return this["signal.target"]["is_thread"];
  }
  get "signal.target.is_kworker"(): boolean {
    return this["signal.target"]["is_kworker"];
  }
  get "signal.target.container.id"(): string {
    return this["signal.target"]["container.id"];
  }
  get "signal.target.container.created_at"(): number {
    return this["signal.target"]["container.created_at"];
  }
  get "signal.target.container.tags"(): readonly string[] {
    return this["signal.target"]["container.tags"];
  }
  get "signal.target.cgroup.id"(): string {
    return this["signal.target"]["cgroup.id"];
  }
  get "signal.target.systemd.unit"(): string {
    return this["signal.target"]["systemd.unit"];
  }
  get "signal.target.systemd.slice"(): string {
    return this["signal.target"]["systemd.slice"];
  }
  get "signal.target.cgroup.file.inode"(): number {
    return this["signal.target"]["cgroup.file.inode"];
  }
  get "signal.target.caps_attempted"(): number {
    return this["signal.target"]["caps_attempted"];
  }
  get "signal.target.caps_used"(): number {
    return this["signal.target"]["caps_used"];
  }
  get "signal.target.user_session.id"(): string {
    return this["signal.target"]["user_session.id"];
  }
  get "signal.target.user_session.session_type"(): number {
    return this["signal.target"]["user_session.session_type"];
  }
  get "signal.target.user_session.k8s_username"(): string {
    return this["signal.target"]["user_session.k8s_username"];
  }
  get "signal.target.user_session.k8s_uid"(): string {
    return this["signal.target"]["user_session.k8s_uid"];
  }
  get "signal.target.user_session.k8s_groups"(): readonly string[] {
    return this["signal.target"]["user_session.k8s_groups"];
  }
  get "signal.target.user_session.ssh_username"(): string {
    return this["signal.target"]["user_session.ssh_username"];
  }
  get "signal.target.user_session.ssh_auth_method"(): number {
    return this["signal.target"]["user_session.ssh_auth_method"];
  }
  get "signal.target.user_session.ssh_public_key"(): string {
    return this["signal.target"]["user_session.ssh_public_key"];
  }
  get "signal.target.user_session.ssh_client_ip"(): string {
    return this["signal.target"]["user_session.ssh_client_ip"];
  }
  get "signal.target.user_session.ssh_client_port"(): number {
    return this["signal.target"]["user_session.ssh_client_port"];
  }
  get "signal.target.file.path"(): string {
    return this["signal.target"]["file.path"];
  }
  get "signal.target.file.path.alternatives"(): readonly string[] {
    return this["signal.target"]["file.path.alternatives"];
  }
  get "signal.target.file.name"(): string {
    return this["signal.target"]["file.name"];
  }
  get "signal.target.file.name.alternatives"(): readonly string[] {
    return this["signal.target"]["file.name.alternatives"];
  }
  get "signal.target.file.extension"(): string {
    return this["signal.target"]["file.extension"];
  }
  get "signal.target.file.inode"(): number {
    return this["signal.target"]["file.inode"];
  }
  get "signal.target.file.mode"(): number {
    return this["signal.target"]["file.mode"];
  }
  get "signal.target.file.rights"(): number {
    return this["signal.target"]["file.rights"];
  }
  get "signal.target.file.uid"(): number {
    return this["signal.target"]["file.uid"];
  }
  get "signal.target.file.gid"(): number {
    return this["signal.target"]["file.gid"];
  }
  get "signal.target.file.user"(): string {
    return this["signal.target"]["file.user"];
  }
  get "signal.target.file.group"(): string {
    return this["signal.target"]["file.group"];
  }
  get "signal.target.file.mount_id"(): number {
    return this["signal.target"]["file.mount_id"];
  }
  get "signal.target.file.filesystem"(): string {
    return this["signal.target"]["file.filesystem"];
  }
  get "signal.target.file.in_upper_layer"(): boolean {
    return this["signal.target"]["file.in_upper_layer"];
  }
  get "signal.target.file.modification_time"(): number {
    return this["signal.target"]["file.modification_time"];
  }
  get "signal.target.file.change_time"(): number {
    return this["signal.target"]["file.change_time"];
  }
  get "signal.target.file.links"(): number {
    return this["signal.target"]["file.links"];
  }
  get "signal.target.file.hashes"(): readonly string[] {
    return this["signal.target"]["file.hashes"];
  }
  get "signal.target.file.hash_state"(): string {
    return this["signal.target"]["file.hash_state"];
  }
  get "signal.target.file.package.name"(): string {
    return this["signal.target"]["file.package.name"];
  }
  get "signal.target.file.package.version"(): string {
    return this["signal.target"]["file.package.version"];
  }
  get "signal.target.file.package.source_version"(): string {
    return this["signal.target"]["file.package.source_version"];
  }
  get "signal.target.file.mount_detached"(): boolean {
    return this["signal.target"]["file.mount_detached"];
  }
  get "signal.target.file.mount_visible"(): boolean {
    return this["signal.target"]["file.mount_visible"];
  }
  get "signal.target.interpreter.file.path"(): string {
    return this["signal.target"]["interpreter.file.path"];
  }
  get "signal.target.interpreter.file.path.alternatives"(): readonly string[] {
    return this["signal.target"]["interpreter.file.path.alternatives"];
  }
  get "signal.target.interpreter.file.name"(): string {
    return this["signal.target"]["interpreter.file.name"];
  }
  get "signal.target.interpreter.file.extension"(): string {
    return this["signal.target"]["interpreter.file.extension"];
  }
  get "signal.target.interpreter.file.inode"(): number {
    return this["signal.target"]["interpreter.file.inode"];
  }
  get "signal.target.interpreter.file.mode"(): number {
    return this["signal.target"]["interpreter.file.mode"];
  }
  get "signal.target.interpreter.file.rights"(): number {
    return this["signal.target"]["interpreter.file.rights"];
  }
  get "signal.target.interpreter.file.uid"(): number {
    return this["signal.target"]["interpreter.file.uid"];
  }
  get "signal.target.interpreter.file.gid"(): number {
    return this["signal.target"]["interpreter.file.gid"];
  }
  get "signal.target.interpreter.file.user"(): string {
    return this["signal.target"]["interpreter.file.user"];
  }
  get "signal.target.interpreter.file.group"(): string {
    return this["signal.target"]["interpreter.file.group"];
  }
  get "signal.target.interpreter.file.mount_id"(): number {
    return this["signal.target"]["interpreter.file.mount_id"];
  }
  get "signal.target.interpreter.file.filesystem"(): string {
    return this["signal.target"]["interpreter.file.filesystem"];
  }
  get "signal.target.interpreter.file.in_upper_layer"(): boolean {
    return this["signal.target"]["interpreter.file.in_upper_layer"];
  }
  get "signal.target.interpreter.file.modification_time"(): number {
    return this["signal.target"]["interpreter.file.modification_time"];
  }
  get "signal.target.interpreter.file.change_time"(): number {
    return this["signal.target"]["interpreter.file.change_time"];
  }
  get "signal.target.interpreter.file.links"(): number {
    return this["signal.target"]["interpreter.file.links"];
  }
  get "signal.target.interpreter.file.hashes"(): readonly string[] {
    return this["signal.target"]["interpreter.file.hashes"];
  }
  get "signal.target.interpreter.file.hash_state"(): string {
    return this["signal.target"]["interpreter.file.hash_state"];
  }
  get "signal.target.interpreter.file.package.name"(): string {
    return this["signal.target"]["interpreter.file.package.name"];
  }
  get "signal.target.interpreter.file.package.version"(): string {
    return this["signal.target"]["interpreter.file.package.version"];
  }
  get "signal.target.interpreter.file.package.source_version"(): string {
    return this["signal.target"]["interpreter.file.package.source_version"];
  }
  get "signal.target.interpreter.file.mount_detached"(): boolean {
    return this["signal.target"]["interpreter.file.mount_detached"];
  }
  get "signal.target.interpreter.file.mount_visible"(): boolean {
    return this["signal.target"]["interpreter.file.mount_visible"];
  }
  get "signal.target.parent.pid"(): number {
    return this["signal.target"].parent["pid"];
  }
  get "signal.target.parent.ppid"(): number {
    return this["signal.target"].parent["ppid"];
  }
  get "signal.target.parent.tid"(): number {
    return this["signal.target"].parent["tid"];
  }
  get "signal.target.parent.comm"(): string {
    return this["signal.target"].parent["comm"];
  }
  get "signal.target.parent.uid"(): number {
    return this["signal.target"].parent["uid"];
  }
  get "signal.target.parent.gid"(): number {
    return this["signal.target"].parent["gid"];
  }
  get "signal.target.parent.user"(): string {
    return this["signal.target"].parent["user"];
  }
  get "signal.target.parent.group"(): string {
    return this["signal.target"].parent["group"];
  }
  get "signal.target.parent.euid"(): number {
    return this["signal.target"].parent["euid"];
  }
  get "signal.target.parent.egid"(): number {
    return this["signal.target"].parent["egid"];
  }
  get "signal.target.parent.euser"(): string {
    return this["signal.target"].parent["euser"];
  }
  get "signal.target.parent.egroup"(): string {
    return this["signal.target"].parent["egroup"];
  }
  get "signal.target.parent.fsuid"(): number {
    return this["signal.target"].parent["fsuid"];
  }
  get "signal.target.parent.fsgid"(): number {
    return this["signal.target"].parent["fsgid"];
  }
  get "signal.target.parent.fsuser"(): string {
    return this["signal.target"].parent["fsuser"];
  }
  get "signal.target.parent.fsgroup"(): string {
    return this["signal.target"].parent["fsgroup"];
  }
  get "signal.target.parent.auid"(): number {
    return this["signal.target"].parent["auid"];
  }
  get "signal.target.parent.cap_effective"(): number {
    return this["signal.target"].parent["cap_effective"];
  }
  get "signal.target.parent.cap_permitted"(): number {
    return this["signal.target"].parent["cap_permitted"];
  }
  get "signal.target.parent.tty_name"(): string {
    return this["signal.target"].parent["tty_name"];
  }
  get "signal.target.parent.created_at"(): number {
    return this["signal.target"].parent["created_at"];
  }
  get "signal.target.parent.argv0"(): string {
    return this["signal.target"].parent["argv0"];
  }
  get "signal.target.parent.argv"(): readonly string[] {
    return this["signal.target"].parent["argv"];
  }
  get "signal.target.parent.args"(): string {
    return this["signal.target"].parent["args"];
  }
  get "signal.target.parent.args_flags"(): readonly string[] {
    return this["signal.target"].parent["args_flags"];
  }
  get "signal.target.parent.args_options"(): readonly string[] {
    return this["signal.target"].parent["args_options"];
  }
  get "signal.target.parent.args_truncated"(): boolean {
    return this["signal.target"].parent["args_truncated"];
  }
  get "signal.target.parent.envs"(): readonly string[] {
    return this["signal.target"].parent["envs"];
  }
  get "signal.target.parent.envp"(): readonly string[] {
    return this["signal.target"].parent["envp"];
  }
  get "signal.target.parent.envs_truncated"(): boolean {
    return this["signal.target"].parent["envs_truncated"];
  }
  get "signal.target.parent.is_exec"(): boolean {
    return this["signal.target"].parent["is_exec"];
  }
  get "signal.target.parent.is_thread"(): boolean {
    return this["signal.target"].parent["is_thread"];
  }
  get "signal.target.parent.is_kworker"(): boolean {
    return this["signal.target"].parent["is_kworker"];
  }
  get "signal.target.parent.container.id"(): string {
    return this["signal.target"].parent["container.id"];
  }
  get "signal.target.parent.container.created_at"(): number {
    return this["signal.target"].parent["container.created_at"];
  }
  get "signal.target.parent.container.tags"(): readonly string[] {
    return this["signal.target"].parent["container.tags"];
  }
  get "signal.target.parent.cgroup.id"(): string {
    return this["signal.target"].parent["cgroup.id"];
  }
  get "signal.target.parent.systemd.unit"(): string {
    return this["signal.target"].parent["systemd.unit"];
  }
  get "signal.target.parent.systemd.slice"(): string {
    return this["signal.target"].parent["systemd.slice"];
  }
  get "signal.target.parent.cgroup.file.inode"(): number {
    return this["signal.target"].parent["cgroup.file.inode"];
  }
  get "signal.target.parent.caps_attempted"(): number {
    return this["signal.target"].parent["caps_attempted"];
  }
  get "signal.target.parent.caps_used"(): number {
    return this["signal.target"].parent["caps_used"];
  }
  get "signal.target.parent.user_session.id"(): string {
    return this["signal.target"].parent["user_session.id"];
  }
  get "signal.target.parent.user_session.session_type"(): number {
    return this["signal.target"].parent["user_session.session_type"];
  }
  get "signal.target.parent.user_session.k8s_username"(): string {
    return this["signal.target"].parent["user_session.k8s_username"];
  }
  get "signal.target.parent.user_session.k8s_uid"(): string {
    return this["signal.target"].parent["user_session.k8s_uid"];
  }
  get "signal.target.parent.user_session.k8s_groups"(): readonly string[] {
    return this["signal.target"].parent["user_session.k8s_groups"];
  }
  get "signal.target.parent.user_session.ssh_username"(): string {
    return this["signal.target"].parent["user_session.ssh_username"];
  }
  get "signal.target.parent.user_session.ssh_auth_method"(): number {
    return this["signal.target"].parent["user_session.ssh_auth_method"];
  }
  get "signal.target.parent.user_session.ssh_public_key"(): string {
    return this["signal.target"].parent["user_session.ssh_public_key"];
  }
  get "signal.target.parent.user_session.ssh_client_ip"(): string {
    return this["signal.target"].parent["user_session.ssh_client_ip"];
  }
  get "signal.target.parent.user_session.ssh_client_port"(): number {
    return this["signal.target"].parent["user_session.ssh_client_port"];
  }
  get "signal.target.parent.file.path"(): string {
    return this["signal.target"].parent["file.path"];
  }
  get "signal.target.parent.file.path.alternatives"(): readonly string[] {
    return this["signal.target"].parent["file.path.alternatives"];
  }
  get "signal.target.parent.file.name"(): string {
    return this["signal.target"].parent["file.name"];
  }
  get "signal.target.parent.file.name.alternatives"(): readonly string[] {
    return this["signal.target"].parent["file.name.alternatives"];
  }
  get "signal.target.parent.file.extension"(): string {
    return this["signal.target"].parent["file.extension"];
  }
  get "signal.target.parent.file.inode"(): number {
    return this["signal.target"].parent["file.inode"];
  }
  get "signal.target.parent.file.mode"(): number {
    return this["signal.target"].parent["file.mode"];
  }
  get "signal.target.parent.file.rights"(): number {
    return this["signal.target"].parent["file.rights"];
  }
  get "signal.target.parent.file.uid"(): number {
    return this["signal.target"].parent["file.uid"];
  }
  get "signal.target.parent.file.gid"(): number {
    return this["signal.target"].parent["file.gid"];
  }
  get "signal.target.parent.file.user"(): string {
    return this["signal.target"].parent["file.user"];
  }
  get "signal.target.parent.file.group"(): string {
    return this["signal.target"].parent["file.group"];
  }
  get "signal.target.parent.file.mount_id"(): number {
    return this["signal.target"].parent["file.mount_id"];
  }
  get "signal.target.parent.file.filesystem"(): string {
    return this["signal.target"].parent["file.filesystem"];
  }
  get "signal.target.parent.file.in_upper_layer"(): boolean {
    return this["signal.target"].parent["file.in_upper_layer"];
  }
  get "signal.target.parent.file.modification_time"(): number {
    return this["signal.target"].parent["file.modification_time"];
  }
  get "signal.target.parent.file.change_time"(): number {
    return this["signal.target"].parent["file.change_time"];
  }
  get "signal.target.parent.file.links"(): number {
    return this["signal.target"].parent["file.links"];
  }
  get "signal.target.parent.file.hashes"(): readonly string[] {
    return this["signal.target"].parent["file.hashes"];
  }
  get "signal.target.parent.file.hash_state"(): string {
    return this["signal.target"].parent["file.hash_state"];
  }
  get "signal.target.parent.file.package.name"(): string {
    return this["signal.target"].parent["file.package.name"];
  }
  get "signal.target.parent.file.package.version"(): string {
    return this["signal.target"].parent["file.package.version"];
  }
  get "signal.target.parent.file.package.source_version"(): string {
    return this["signal.target"].parent["file.package.source_version"];
  }
  get "signal.target.parent.file.mount_detached"(): boolean {
    return this["signal.target"].parent["file.mount_detached"];
  }
  get "signal.target.parent.file.mount_visible"(): boolean {
    return this["signal.target"].parent["file.mount_visible"];
  }
  get "signal.target.parent.interpreter.file.path"(): string {
    return this["signal.target"].parent["interpreter.file.path"];
  }
  get "signal.target.parent.interpreter.file.path.alternatives"(): readonly string[] {
    return this["signal.target"].parent["interpreter.file.path.alternatives"];
  }
  get "signal.target.parent.interpreter.file.name"(): string {
    return this["signal.target"].parent["interpreter.file.name"];
  }
  get "signal.target.parent.interpreter.file.extension"(): string {
    return this["signal.target"].parent["interpreter.file.extension"];
  }
  get "signal.target.parent.interpreter.file.inode"(): number {
    return this["signal.target"].parent["interpreter.file.inode"];
  }
  get "signal.target.parent.interpreter.file.mode"(): number {
    return this["signal.target"].parent["interpreter.file.mode"];
  }
  get "signal.target.parent.interpreter.file.rights"(): number {
    return this["signal.target"].parent["interpreter.file.rights"];
  }
  get "signal.target.parent.interpreter.file.uid"(): number {
    return this["signal.target"].parent["interpreter.file.uid"];
  }
  get "signal.target.parent.interpreter.file.gid"(): number {
    return this["signal.target"].parent["interpreter.file.gid"];
  }
  get "signal.target.parent.interpreter.file.user"(): string {
    return this["signal.target"].parent["interpreter.file.user"];
  }
  get "signal.target.parent.interpreter.file.group"(): string {
    return this["signal.target"].parent["interpreter.file.group"];
  }
  get "signal.target.parent.interpreter.file.mount_id"(): number {
    return this["signal.target"].parent["interpreter.file.mount_id"];
  }
  get "signal.target.parent.interpreter.file.filesystem"(): string {
    return this["signal.target"].parent["interpreter.file.filesystem"];
  }
  get "signal.target.parent.interpreter.file.in_upper_layer"(): boolean {
    return this["signal.target"].parent["interpreter.file.in_upper_layer"];
  }
  get "signal.target.parent.interpreter.file.modification_time"(): number {
    return this["signal.target"].parent["interpreter.file.modification_time"];
  }
  get "signal.target.parent.interpreter.file.change_time"(): number {
    return this["signal.target"].parent["interpreter.file.change_time"];
  }
  get "signal.target.parent.interpreter.file.links"(): number {
    return this["signal.target"].parent["interpreter.file.links"];
  }
  get "signal.target.parent.interpreter.file.hashes"(): readonly string[] {
    return this["signal.target"].parent["interpreter.file.hashes"];
  }
  get "signal.target.parent.interpreter.file.hash_state"(): string {
    return this["signal.target"].parent["interpreter.file.hash_state"];
  }
  get "signal.target.parent.interpreter.file.package.name"(): string {
    return this["signal.target"].parent["interpreter.file.package.name"];
  }
  get "signal.target.parent.interpreter.file.package.version"(): string {
    return this["signal.target"].parent["interpreter.file.package.version"];
  }
  get "signal.target.parent.interpreter.file.package.source_version"(): string {
    return this["signal.target"].parent["interpreter.file.package.source_version"];
  }
  get "signal.target.parent.interpreter.file.mount_detached"(): boolean {
    return this["signal.target"].parent["interpreter.file.mount_detached"];
  }
  get "signal.target.parent.interpreter.file.mount_visible"(): boolean {
    return this["signal.target"].parent["interpreter.file.mount_visible"];
  }
}

/** An eBPF program or map was used. */
export class BpfView extends EventView {
  override readonly type = "bpf";
  get "record.cmd"(): number {
    return this.u32(128);
  }
  get "record.map_type"(): number {
    return this.u32(132);
  }
  get "record.prog_type"(): number {
    return this.u32(136);
  }
  get "record.attach_type"(): number {
    return this.u32(140);
  }
  get "record.map_name"(): string {
    return this.chars(144, 16);
  }
  get "record.prog_name"(): string {
    return this.chars(160, 16);
  }
  get "record.prog_tag"(): Uint8Array {
    return this.raw(176, 8);
  }
  get "record.helpers"(): Uint8Array {
    return this.raw(184, 32);
  }
  get "bpf.retval"(): number {
    return this.s64(48);
  }
  get "bpf.cmd"(): number {
    return this.u32(128);
  }
  get "bpf.map.name"(): string {
    return this.chars(144, 16);
  }
  get "bpf.map.type"(): number {
    return this.u32(132);
  }
  get "bpf.prog.name"(): string {
    return this.chars(160, 16);
  }
  get "bpf.prog.type"(): number {
    return this.u32(136);
  }
  get "bpf.prog.attach_type"(): number {
    return this.u32(140);
  }
  get "bpf.prog.helpers"(): readonly number[] {
    return derive.bitNumbers(this["record.helpers"]);
  }
  get "bpf.prog.tag"(): string {
    return derive.hexUnlessZero(this["record.prog_tag"]);
  }
}

/** A kernel module was loaded, or could not be. */
export class LoadModuleView extends EventView {
  override readonly type = "load_module";
  get "record.from_memory"(): number {
    return this.u32(128);
  }
  get "record.args_cut"(): number {
    return this.u32(132);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "record.name"(): string {
    return this.str(224);
  }
  get "record.args"(): string {
    return this.str(228);
  }
  get "load_module.retval"(): number {
    return this.s64(48);
  }
  get "load_module.name"(): string {
    return this.str(224);
  }
  get "load_module.args"(): string {
    return this.str(228);
  }
  get "load_module.argv"(): readonly string[] {
    return derive.moduleParameters(this["record.args"]);
  }
  get "load_module.args_truncated"(): boolean {
    return this.u32(132) !== 0;
  }
  get "load_module.loaded_from_memory"(): boolean {
    return this.u32(128) !== 0;
  }
  get "load_module.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "load_module.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "load_module.file.name"(): string {
    return derive.baseName(this["load_module.file.path"]);
  }
  get "load_module.file.extension"(): string {
    return derive.extension(this["load_module.file.path"]);
  }
  get "load_module.file.inode"(): number {
    return this.u64(136);
  }
  get "load_module.file.mode"(): number {
    return this.u32(168);
  }
  get "load_module.file.rights"(): number {
    return derive.rights(this["load_module.file.mode"]);
  }
  get "load_module.file.uid"(): number {
    return this.u32(172);
  }
  get "load_module.file.gid"(): number {
    return this.u32(176);
  }
  get "load_module.file.user"(): string {
    return this.resolvers.userName(this.process, this["load_module.file.uid"]);
  }
  get "load_module.file.group"(): string {
    return this.resolvers.groupName(this.process, this["load_module.file.gid"]);
  }
  get "load_module.file.mount_id"(): number {
    return this.u32(164);
  }
  get "load_module.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "load_module.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "load_module.file.modification_time"(): number {
    return this.u64(144);
  }
  get "load_module.file.change_time"(): number {
    return this.u64(152);
  }
  get "load_module.file.links"(): number {
    return this.u32(180);
  }
  get "load_module.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["load_module.file.path"], this["load_module.file.inode"], this["load_module.file.change_time"], this["load_module.file.mode"], this["load_module.file.filesystem"]);
  }
  get "load_module.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["load_module.file.path"], this["load_module.file.inode"], this["load_module.file.change_time"], this["load_module.file.mode"], this["load_module.file.filesystem"]);
  }
  get "load_module.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["load_module.file.path"]);
  }
  get "load_module.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["load_module.file.path"]);
  }
  get "load_module.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["load_module.file.path"]);
  }
  get "load_module.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "load_module.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A kernel module was removed, or could not be. */
export class UnloadModuleView extends EventView {
  override readonly type = "unload_module";
  get "record.name"(): string {
    return this.str(128);
  }
  get "unload_module.retval"(): number {
    return this.s64(48);
  }
  get "unload_module.name"(): string {
    return this.str(128);
  }
}

/** A process changed its user id. */
export class SetuidView extends EventView {
  override readonly type = "setuid";
  get "setuid.uid"(): number {
    return this.u32(68);
  }
  get "setuid.user"(): string {
    return this.resolvers.userName(this.process, this["setuid.uid"]);
  }
  get "setuid.euid"(): number {
    return this.u32(76);
  }
  get "setuid.euser"(): string {
    return this.resolvers.userName(this.process, this["setuid.euid"]);
  }
  get "setuid.fsuid"(): number {
    return this.u32(84);
  }
  get "setuid.fsuser"(): string {
    return this.resolvers.userName(this.process, this["setuid.fsuid"]);
  }
}

/** A process changed its group id. */
export class SetgidView extends EventView {
  override readonly type = "setgid";
  get "setgid.gid"(): number {
    return this.u32(72);
  }
  get "setgid.group"(): string {
    return this.resolvers.groupName(this.process, this["setgid.gid"]);
  }
  get "setgid.egid"(): number {
    return this.u32(80);
  }
  get "setgid.egroup"(): string {
    return this.resolvers.groupName(this.process, this["setgid.egid"]);
  }
  get "setgid.fsgid"(): number {
    return this.u32(88);
  }
  get "setgid.fsgroup"(): string {
    return this.resolvers.groupName(this.process, this["setgid.fsgid"]);
  }
}

/** A process changed its capabilities. */
export class CapsetView extends EventView {
  override readonly type = "capset";
  get "capset.cap_effective"(): number {
    return this.u64(32);
  }
  get "capset.cap_permitted"(): number {
    return this.u64(40);
  }
}

/** A process that ran before the sensor started; the agent treats it as an exec with event.source replay. */
export class SnapshotView extends EventView {
  override readonly type = "snapshot";
  get "record.process.exec_ts"(): number {
    return this.u64(128);
  }
  get "record.process.parent_start"(): number {
    return this.u64(136);
  }
  get "record.process.file.inode"(): number {
    return this.u64(144);
  }
  get "record.process.file.mtime"(): number {
    return this.u64(152);
  }
  get "record.process.file.ctime"(): number {
    return this.u64(160);
  }
  get "record.process.file.dev"(): number {
    return this.u32(168);
  }
  get "record.process.file.mount_id"(): number {
    return this.u32(172);
  }
  get "record.process.file.mode"(): number {
    return this.u32(176);
  }
  get "record.process.file.uid"(): number {
    return this.u32(180);
  }
  get "record.process.file.gid"(): number {
    return this.u32(184);
  }
  get "record.process.file.nlink"(): number {
    return this.u32(188);
  }
  get "record.process.file.magic"(): number {
    return this.u32(192);
  }
  get "record.process.file.upper"(): number {
    return this.u32(196);
  }
  get "record.process.file.mount_flags"(): number {
    return this.u32(200);
  }
  get "record.process.file.fs"(): string {
    return this.chars(204, 16);
  }
  get "record.process.file.path"(): string {
    return this.str(220);
  }
  get "record.process.file.base"(): string {
    return this.str(224);
  }
  get "record.process.file.below"(): string {
    return this.str(228);
  }
  get "record.process.sid"(): number {
    return this.u32(232);
  }
  get "record.process.argc"(): number {
    return this.u32(236);
  }
  get "record.process.envc"(): number {
    return this.u32(240);
  }
  get "record.process.secureexec"(): number {
    return this.u32(244);
  }
  get "record.process.is_script"(): number {
    return this.u32(248);
  }
  get "record.process.is_kworker"(): number {
    return this.u32(252);
  }
  get "record.process.tty"(): string {
    return this.chars(256, 64);
  }
  get "record.process.argv"(): string {
    return this.str(320);
  }
  get "record.process.envp"(): string {
    return this.str(324);
  }
  get "record.process.filename"(): string {
    return this.str(328);
  }
  get "record.process.cwd"(): string {
    return this.str(332);
  }
  get "record.process.cgroup"(): string {
    return this.str(336);
  }
}

/** Records lost since the last such record, by event. */
export class LostView extends EventView {
  override readonly type = "lost";
  get "record.total"(): number {
    return this.u64(128);
  }
  get "record.counts"(): number[] {
    return this.u64s(136, 64);
  }
  get "record.cpus"(): number[] {
    return this.u64s(648, 64);
  }
}

/** The snapshot is complete; every record from here on is live. */
export class ReadyView extends EventView {
  override readonly type = "ready";
  get "record.snapshot_count"(): number {
    return this.u32(128);
  }
}

/** Counters of the sensor, once a second. */
export class StatsView extends EventView {
  override readonly type = "stats";
  get "record.seen"(): number[] {
    return this.u64s(128, 64);
  }
  get "record.rejected"(): number[] {
    return this.u64s(640, 64);
  }
  get "record.lost"(): number[] {
    return this.u64s(1152, 64);
  }
  get "record.ring_bytes"(): number {
    return this.u64(1664);
  }
  get "record.ring_bytes_max"(): number {
    return this.u64(1672);
  }
  get "record.filter_generation"(): number {
    return this.u64(1680);
  }
  get "record.unresolved"(): number[] {
    return this.u64s(1688, 64);
  }
  get "record.skipped"(): number {
    return this.u64(2200);
  }
  get "record.throttled"(): number[] {
    return this.u64s(2208, 64);
  }
  get "record.lane_bytes"(): number[] {
    return this.u64s(2720, 3);
  }
  get "record.lane_bytes_max"(): number[] {
    return this.u64s(2744, 3);
  }
  get "record.lane_lost"(): number[] {
    return this.u64s(2768, 3);
  }
  get "record.overtakes"(): number {
    return this.u64(2792);
  }
  get "record.rate_max"(): number {
    return this.u64(2800);
  }
  get "record.canaries"(): number {
    return this.u64(2808);
  }
}

/** What a cgroup (header.cgroup_id) could not deliver since the last such record. */
export class ThrottleView extends EventView {
  override readonly type = "throttle";
  get "record.throttled"(): number[] {
    return this.u64s(128, 3);
  }
  get "record.lost"(): number[] {
    return this.u64s(152, 3);
  }
}

/** The answer to a harmless system call of the sensor, one a lane; when it stays out, the path from the kernel is broken. */
export class CanaryView extends EventView {
  override readonly type = "canary";
  get "record.sequence"(): number {
    return this.u64(128);
  }
  get "record.lane"(): number {
    return this.u32(136);
  }
}

/** A file in memory was made, or could not be. */
export class MemfdCreateView extends EventView {
  override readonly type = "memfd_create";
  get "record.flags"(): number {
    return this.u32(128);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "record.name"(): string {
    return this.str(224);
  }
  get "memfd_create.retval"(): number {
    return this.s64(48);
  }
  get "memfd_create.name"(): string {
    return this.str(224);
  }
  get "memfd_create.flags"(): number {
    return this.u32(128);
  }
  get "memfd_create.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "memfd_create.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "memfd_create.file.name"(): string {
    return derive.baseName(this["memfd_create.file.path"]);
  }
  get "memfd_create.file.extension"(): string {
    return derive.extension(this["memfd_create.file.path"]);
  }
  get "memfd_create.file.inode"(): number {
    return this.u64(136);
  }
  get "memfd_create.file.mode"(): number {
    return this.u32(168);
  }
  get "memfd_create.file.rights"(): number {
    return derive.rights(this["memfd_create.file.mode"]);
  }
  get "memfd_create.file.uid"(): number {
    return this.u32(172);
  }
  get "memfd_create.file.gid"(): number {
    return this.u32(176);
  }
  get "memfd_create.file.user"(): string {
    return this.resolvers.userName(this.process, this["memfd_create.file.uid"]);
  }
  get "memfd_create.file.group"(): string {
    return this.resolvers.groupName(this.process, this["memfd_create.file.gid"]);
  }
  get "memfd_create.file.mount_id"(): number {
    return this.u32(164);
  }
  get "memfd_create.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "memfd_create.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "memfd_create.file.modification_time"(): number {
    return this.u64(144);
  }
  get "memfd_create.file.change_time"(): number {
    return this.u64(152);
  }
  get "memfd_create.file.links"(): number {
    return this.u32(180);
  }
  get "memfd_create.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["memfd_create.file.path"], this["memfd_create.file.inode"], this["memfd_create.file.change_time"], this["memfd_create.file.mode"], this["memfd_create.file.filesystem"]);
  }
  get "memfd_create.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["memfd_create.file.path"], this["memfd_create.file.inode"], this["memfd_create.file.change_time"], this["memfd_create.file.mode"], this["memfd_create.file.filesystem"]);
  }
  get "memfd_create.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["memfd_create.file.path"]);
  }
  get "memfd_create.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["memfd_create.file.path"]);
  }
  get "memfd_create.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["memfd_create.file.path"]);
  }
  get "memfd_create.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "memfd_create.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A file in memory was sealed against changes. */
export class MemfdSealView extends EventView {
  override readonly type = "memfd_seal";
  get "record.seals"(): number {
    return this.u32(128);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "memfd_seal.retval"(): number {
    return this.s64(48);
  }
  get "memfd_seal.seals"(): number {
    return this.u32(128);
  }
  get "memfd_seal.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "memfd_seal.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "memfd_seal.file.name"(): string {
    return derive.baseName(this["memfd_seal.file.path"]);
  }
  get "memfd_seal.file.extension"(): string {
    return derive.extension(this["memfd_seal.file.path"]);
  }
  get "memfd_seal.file.inode"(): number {
    return this.u64(136);
  }
  get "memfd_seal.file.mode"(): number {
    return this.u32(168);
  }
  get "memfd_seal.file.rights"(): number {
    return derive.rights(this["memfd_seal.file.mode"]);
  }
  get "memfd_seal.file.uid"(): number {
    return this.u32(172);
  }
  get "memfd_seal.file.gid"(): number {
    return this.u32(176);
  }
  get "memfd_seal.file.user"(): string {
    return this.resolvers.userName(this.process, this["memfd_seal.file.uid"]);
  }
  get "memfd_seal.file.group"(): string {
    return this.resolvers.groupName(this.process, this["memfd_seal.file.gid"]);
  }
  get "memfd_seal.file.mount_id"(): number {
    return this.u32(164);
  }
  get "memfd_seal.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "memfd_seal.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "memfd_seal.file.modification_time"(): number {
    return this.u64(144);
  }
  get "memfd_seal.file.change_time"(): number {
    return this.u64(152);
  }
  get "memfd_seal.file.links"(): number {
    return this.u32(180);
  }
  get "memfd_seal.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["memfd_seal.file.path"], this["memfd_seal.file.inode"], this["memfd_seal.file.change_time"], this["memfd_seal.file.mode"], this["memfd_seal.file.filesystem"]);
  }
  get "memfd_seal.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["memfd_seal.file.path"], this["memfd_seal.file.inode"], this["memfd_seal.file.change_time"], this["memfd_seal.file.mode"], this["memfd_seal.file.filesystem"]);
  }
  get "memfd_seal.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["memfd_seal.file.path"]);
  }
  get "memfd_seal.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["memfd_seal.file.path"]);
  }
  get "memfd_seal.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["memfd_seal.file.path"]);
  }
  get "memfd_seal.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "memfd_seal.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** The root of a mount namespace was exchanged, or could not be. */
export class PivotRootView extends EventView {
  override readonly type = "pivot_root";
  get "record.mount_id"(): number {
    return this.u32(128);
  }
  get "record.fs"(): string {
    return this.chars(132, 16);
  }
  get "record.root"(): string {
    return this.str(148);
  }
  get "record.new_root"(): string {
    return this.str(152);
  }
  get "record.put_old"(): string {
    return this.str(156);
  }
  get "pivot_root.retval"(): number {
    return this.s64(48);
  }
  get "pivot_root.mount_id"(): number {
    return this.u32(128);
  }
  get "pivot_root.fs_type"(): string {
    return this.chars(132, 16);
  }
  get "pivot_root.root.path"(): string {
    return this.str(148);
  }
  get "pivot_root.syscall.new_root.path"(): string {
    return this.str(152);
  }
  get "pivot_root.syscall.put_old.path"(): string {
    return this.str(156);
  }
}

/** A performance counter or a tracing event was opened, or could not be. */
export class PerfEventOpenView extends EventView {
  override readonly type = "perf_event_open";
  get "record.config"(): number {
    return this.u64(128);
  }
  get "record.type"(): number {
    return this.u32(136);
  }
  get "record.pid"(): number {
    return this.s64(144);
  }
  get "record.cpu"(): number {
    return this.s64(152);
  }
  get "record.flags"(): number {
    return this.u32(160);
  }
  get "perf_event_open.retval"(): number {
    return this.s64(48);
  }
  get "perf_event_open.type"(): number {
    return this.u32(136);
  }
  get "perf_event_open.config"(): number {
    return this.u64(128);
  }
  get "perf_event_open.pid"(): number {
    return this.s64(144);
  }
  get "perf_event_open.cpu"(): number {
    return this.s64(152);
  }
  get "perf_event_open.flags"(): number {
    return this.u32(160);
  }
}

/** A socket was bound to an address. */
export class BindView extends EventView {
  override readonly type = "bind";
  get "record.addr.ip"(): Uint8Array {
    return this.raw(128, 16);
  }
  get "record.addr.family"(): number {
    return this.u16(144);
  }
  get "record.addr.port"(): number {
    return this.u16(146);
  }
  get "record.protocol"(): number {
    return this.u32(148);
  }
  get "bind.retval"(): number {
    return this.s64(48);
  }
  get "bind.addr.ip"(): string {
    return this.address(128, this.u16(144));
  }
  get "bind.addr.port"(): number {
    return this.u16(146);
  }
  get "bind.addr.family"(): number {
    return this.u16(144);
  }
  get "bind.addr.is_public"(): boolean {
    return derive.isPublic(this["bind.addr.ip"]);
  }
  get "bind.protocol"(): number {
    return this.u32(148);
  }
}

/** A connection from outside was accepted. */
export class AcceptView extends EventView {
  override readonly type = "accept";
  get "record.addr.ip"(): Uint8Array {
    return this.raw(128, 16);
  }
  get "record.addr.family"(): number {
    return this.u16(144);
  }
  get "record.addr.port"(): number {
    return this.u16(146);
  }
  get "accept.retval"(): number {
    return this.s64(48);
  }
  get "accept.addr.ip"(): string {
    return this.address(128, this.u16(144));
  }
  get "accept.addr.port"(): number {
    return this.u16(146);
  }
  get "accept.addr.family"(): number {
    return this.u16(144);
  }
  get "accept.addr.is_public"(): boolean {
    return derive.isPublic(this["accept.addr.ip"]);
  }
  get "accept.addr.hostname"(): readonly string[] {
    return this.resolvers.hostNames(this["accept.addr.ip"]);
  }
}

/** An option of a socket was set. */
export class SetsockoptView extends EventView {
  override readonly type = "setsockopt";
  get "record.level"(): number {
    return this.u32(128);
  }
  get "record.optname"(): number {
    return this.u32(132);
  }
  get "record.type"(): number {
    return this.u32(136);
  }
  get "record.family"(): number {
    return this.u32(140);
  }
  get "record.protocol"(): number {
    return this.u32(144);
  }
  get "record.filter_len"(): number {
    return this.u32(148);
  }
  get "record.filter_cut"(): number {
    return this.u32(152);
  }
  get "record.filter"(): Uint8Array {
    return this.bytes(156);
  }
  get "setsockopt.retval"(): number {
    return this.s64(48);
  }
  get "setsockopt.level"(): number {
    return this.u32(128);
  }
  get "setsockopt.optname"(): number {
    return this.u32(132);
  }
  get "setsockopt.socket_type"(): number {
    return this.u32(136);
  }
  get "setsockopt.socket_family"(): number {
    return this.u32(140);
  }
  get "setsockopt.socket_protocol"(): number {
    return this.u32(144);
  }
  get "setsockopt.filter_len"(): number {
    return this.u32(148);
  }
  get "setsockopt.filter_hash"(): string {
    return this.resolvers.filterHash(this["record.filter"]);
  }
  get "setsockopt.filter_instructions"(): string {
    return derive.filterText(this["record.filter"]);
  }
  get "setsockopt.is_filter_truncated"(): boolean {
    return this.u32(152) !== 0;
  }
  get "setsockopt.used_immediates"(): readonly number[] {
    return derive.filterImmediates(this["record.filter"]);
  }
  get "setsockopt.option"(): string {
    return derive.socketOption(this["setsockopt.level"], this["setsockopt.optname"]);
  }
}

/** A resource limit of a process was set. */
export class SetrlimitView extends EventView {
  override readonly type = "setrlimit";
  get "record.target.start"(): number {
    return this.u64(128);
  }
  get "record.target.pid"(): number {
    return this.u32(136);
  }
  get "record.cur"(): number {
    return this.s64(144);
  }
  get "record.max"(): number {
    return this.s64(152);
  }
  get "record.resource"(): number {
    return this.u32(160);
  }
  get "setrlimit.target"(): ProcessFields {
    return this.resolvers.processOf(this.u32(136), this.u64(128));
  }
  get "setrlimit.target.ancestors"(): readonly ProcessFields[] {
    return this["setrlimit.target"].ancestors;
  }
  get "setrlimit.retval"(): number {
    return this.s64(48);
  }
  get "setrlimit.resource"(): number {
    return this.u32(160);
  }
  get "setrlimit.rlim_cur"(): number {
    return this.s64(144);
  }
  get "setrlimit.rlim_max"(): number {
    return this.s64(152);
  }
  get "setrlimit.target.pid"(): number {
    return this["setrlimit.target"]["pid"];
  }
  get "setrlimit.target.ppid"(): number {
    return this["setrlimit.target"]["ppid"];
  }
  get "setrlimit.target.tid"(): number {
    return this["setrlimit.target"]["tid"];
  }
  get "setrlimit.target.comm"(): string {
    return this["setrlimit.target"]["comm"];
  }
  get "setrlimit.target.uid"(): number {
    return this["setrlimit.target"]["uid"];
  }
  get "setrlimit.target.gid"(): number {
    return this["setrlimit.target"]["gid"];
  }
  get "setrlimit.target.user"(): string {
    return this["setrlimit.target"]["user"];
  }
  get "setrlimit.target.group"(): string {
    return this["setrlimit.target"]["group"];
  }
  get "setrlimit.target.euid"(): number {
    return this["setrlimit.target"]["euid"];
  }
  get "setrlimit.target.egid"(): number {
    return this["setrlimit.target"]["egid"];
  }
  get "setrlimit.target.euser"(): string {
    return this["setrlimit.target"]["euser"];
  }
  get "setrlimit.target.egroup"(): string {
    return this["setrlimit.target"]["egroup"];
  }
  get "setrlimit.target.fsuid"(): number {
    return this["setrlimit.target"]["fsuid"];
  }
  get "setrlimit.target.fsgid"(): number {
    return this["setrlimit.target"]["fsgid"];
  }
  get "setrlimit.target.fsuser"(): string {
    return this["setrlimit.target"]["fsuser"];
  }
  get "setrlimit.target.fsgroup"(): string {
    return this["setrlimit.target"]["fsgroup"];
  }
  get "setrlimit.target.auid"(): number {
    return this["setrlimit.target"]["auid"];
  }
  get "setrlimit.target.cap_effective"(): number {
    return this["setrlimit.target"]["cap_effective"];
  }
  get "setrlimit.target.cap_permitted"(): number {
    return this["setrlimit.target"]["cap_permitted"];
  }
  get "setrlimit.target.tty_name"(): string {
    return this["setrlimit.target"]["tty_name"];
  }
  get "setrlimit.target.created_at"(): number {
    return this["setrlimit.target"]["created_at"];
  }
  get "setrlimit.target.argv0"(): string {
    return this["setrlimit.target"]["argv0"];
  }
  get "setrlimit.target.argv"(): readonly string[] {
    return this["setrlimit.target"]["argv"];
  }
  get "setrlimit.target.args"(): string {
    return this["setrlimit.target"]["args"];
  }
  get "setrlimit.target.args_flags"(): readonly string[] {
    return this["setrlimit.target"]["args_flags"];
  }
  get "setrlimit.target.args_options"(): readonly string[] {
    return this["setrlimit.target"]["args_options"];
  }
  get "setrlimit.target.args_truncated"(): boolean {
    return this["setrlimit.target"]["args_truncated"];
  }
  get "setrlimit.target.envs"(): readonly string[] {
    return this["setrlimit.target"]["envs"];
  }
  get "setrlimit.target.envp"(): readonly string[] {
    return this["setrlimit.target"]["envp"];
  }
  get "setrlimit.target.envs_truncated"(): boolean {
    return this["setrlimit.target"]["envs_truncated"];
  }
  get "setrlimit.target.is_exec"(): boolean {
    return this["setrlimit.target"]["is_exec"];
  }
  get "setrlimit.target.is_thread"(): boolean {
    return this["setrlimit.target"]["is_thread"];
  }
  get "setrlimit.target.is_kworker"(): boolean {
    return this["setrlimit.target"]["is_kworker"];
  }
  get "setrlimit.target.container.id"(): string {
    return this["setrlimit.target"]["container.id"];
  }
  get "setrlimit.target.container.created_at"(): number {
    return this["setrlimit.target"]["container.created_at"];
  }
  get "setrlimit.target.container.tags"(): readonly string[] {
    return this["setrlimit.target"]["container.tags"];
  }
  get "setrlimit.target.cgroup.id"(): string {
    return this["setrlimit.target"]["cgroup.id"];
  }
  get "setrlimit.target.systemd.unit"(): string {
    return this["setrlimit.target"]["systemd.unit"];
  }
  get "setrlimit.target.systemd.slice"(): string {
    return this["setrlimit.target"]["systemd.slice"];
  }
  get "setrlimit.target.cgroup.file.inode"(): number {
    return this["setrlimit.target"]["cgroup.file.inode"];
  }
  get "setrlimit.target.caps_attempted"(): number {
    return this["setrlimit.target"]["caps_attempted"];
  }
  get "setrlimit.target.caps_used"(): number {
    return this["setrlimit.target"]["caps_used"];
  }
  get "setrlimit.target.user_session.id"(): string {
    return this["setrlimit.target"]["user_session.id"];
  }
  get "setrlimit.target.user_session.session_type"(): number {
    return this["setrlimit.target"]["user_session.session_type"];
  }
  get "setrlimit.target.user_session.k8s_username"(): string {
    return this["setrlimit.target"]["user_session.k8s_username"];
  }
  get "setrlimit.target.user_session.k8s_uid"(): string {
    return this["setrlimit.target"]["user_session.k8s_uid"];
  }
  get "setrlimit.target.user_session.k8s_groups"(): readonly string[] {
    return this["setrlimit.target"]["user_session.k8s_groups"];
  }
  get "setrlimit.target.user_session.ssh_username"(): string {
    return this["setrlimit.target"]["user_session.ssh_username"];
  }
  get "setrlimit.target.user_session.ssh_auth_method"(): number {
    return this["setrlimit.target"]["user_session.ssh_auth_method"];
  }
  get "setrlimit.target.user_session.ssh_public_key"(): string {
    return this["setrlimit.target"]["user_session.ssh_public_key"];
  }
  get "setrlimit.target.user_session.ssh_client_ip"(): string {
    return this["setrlimit.target"]["user_session.ssh_client_ip"];
  }
  get "setrlimit.target.user_session.ssh_client_port"(): number {
    return this["setrlimit.target"]["user_session.ssh_client_port"];
  }
  get "setrlimit.target.file.path"(): string {
    return this["setrlimit.target"]["file.path"];
  }
  get "setrlimit.target.file.path.alternatives"(): readonly string[] {
    return this["setrlimit.target"]["file.path.alternatives"];
  }
  get "setrlimit.target.file.name"(): string {
    return this["setrlimit.target"]["file.name"];
  }
  get "setrlimit.target.file.name.alternatives"(): readonly string[] {
    return this["setrlimit.target"]["file.name.alternatives"];
  }
  get "setrlimit.target.file.extension"(): string {
    return this["setrlimit.target"]["file.extension"];
  }
  get "setrlimit.target.file.inode"(): number {
    return this["setrlimit.target"]["file.inode"];
  }
  get "setrlimit.target.file.mode"(): number {
    return this["setrlimit.target"]["file.mode"];
  }
  get "setrlimit.target.file.rights"(): number {
    return this["setrlimit.target"]["file.rights"];
  }
  get "setrlimit.target.file.uid"(): number {
    return this["setrlimit.target"]["file.uid"];
  }
  get "setrlimit.target.file.gid"(): number {
    return this["setrlimit.target"]["file.gid"];
  }
  get "setrlimit.target.file.user"(): string {
    return this["setrlimit.target"]["file.user"];
  }
  get "setrlimit.target.file.group"(): string {
    return this["setrlimit.target"]["file.group"];
  }
  get "setrlimit.target.file.mount_id"(): number {
    return this["setrlimit.target"]["file.mount_id"];
  }
  get "setrlimit.target.file.filesystem"(): string {
    return this["setrlimit.target"]["file.filesystem"];
  }
  get "setrlimit.target.file.in_upper_layer"(): boolean {
    return this["setrlimit.target"]["file.in_upper_layer"];
  }
  get "setrlimit.target.file.modification_time"(): number {
    return this["setrlimit.target"]["file.modification_time"];
  }
  get "setrlimit.target.file.change_time"(): number {
    return this["setrlimit.target"]["file.change_time"];
  }
  get "setrlimit.target.file.links"(): number {
    return this["setrlimit.target"]["file.links"];
  }
  get "setrlimit.target.file.hashes"(): readonly string[] {
    return this["setrlimit.target"]["file.hashes"];
  }
  get "setrlimit.target.file.hash_state"(): string {
    return this["setrlimit.target"]["file.hash_state"];
  }
  get "setrlimit.target.file.package.name"(): string {
    return this["setrlimit.target"]["file.package.name"];
  }
  get "setrlimit.target.file.package.version"(): string {
    return this["setrlimit.target"]["file.package.version"];
  }
  get "setrlimit.target.file.package.source_version"(): string {
    return this["setrlimit.target"]["file.package.source_version"];
  }
  get "setrlimit.target.file.mount_detached"(): boolean {
    return this["setrlimit.target"]["file.mount_detached"];
  }
  get "setrlimit.target.file.mount_visible"(): boolean {
    return this["setrlimit.target"]["file.mount_visible"];
  }
  get "setrlimit.target.interpreter.file.path"(): string {
    return this["setrlimit.target"]["interpreter.file.path"];
  }
  get "setrlimit.target.interpreter.file.path.alternatives"(): readonly string[] {
    return this["setrlimit.target"]["interpreter.file.path.alternatives"];
  }
  get "setrlimit.target.interpreter.file.name"(): string {
    return this["setrlimit.target"]["interpreter.file.name"];
  }
  get "setrlimit.target.interpreter.file.extension"(): string {
    return this["setrlimit.target"]["interpreter.file.extension"];
  }
  get "setrlimit.target.interpreter.file.inode"(): number {
    return this["setrlimit.target"]["interpreter.file.inode"];
  }
  get "setrlimit.target.interpreter.file.mode"(): number {
    return this["setrlimit.target"]["interpreter.file.mode"];
  }
  get "setrlimit.target.interpreter.file.rights"(): number {
    return this["setrlimit.target"]["interpreter.file.rights"];
  }
  get "setrlimit.target.interpreter.file.uid"(): number {
    return this["setrlimit.target"]["interpreter.file.uid"];
  }
  get "setrlimit.target.interpreter.file.gid"(): number {
    return this["setrlimit.target"]["interpreter.file.gid"];
  }
  get "setrlimit.target.interpreter.file.user"(): string {
    return this["setrlimit.target"]["interpreter.file.user"];
  }
  get "setrlimit.target.interpreter.file.group"(): string {
    return this["setrlimit.target"]["interpreter.file.group"];
  }
  get "setrlimit.target.interpreter.file.mount_id"(): number {
    return this["setrlimit.target"]["interpreter.file.mount_id"];
  }
  get "setrlimit.target.interpreter.file.filesystem"(): string {
    return this["setrlimit.target"]["interpreter.file.filesystem"];
  }
  get "setrlimit.target.interpreter.file.in_upper_layer"(): boolean {
    return this["setrlimit.target"]["interpreter.file.in_upper_layer"];
  }
  get "setrlimit.target.interpreter.file.modification_time"(): number {
    return this["setrlimit.target"]["interpreter.file.modification_time"];
  }
  get "setrlimit.target.interpreter.file.change_time"(): number {
    return this["setrlimit.target"]["interpreter.file.change_time"];
  }
  get "setrlimit.target.interpreter.file.links"(): number {
    return this["setrlimit.target"]["interpreter.file.links"];
  }
  get "setrlimit.target.interpreter.file.hashes"(): readonly string[] {
    return this["setrlimit.target"]["interpreter.file.hashes"];
  }
  get "setrlimit.target.interpreter.file.hash_state"(): string {
    return this["setrlimit.target"]["interpreter.file.hash_state"];
  }
  get "setrlimit.target.interpreter.file.package.name"(): string {
    return this["setrlimit.target"]["interpreter.file.package.name"];
  }
  get "setrlimit.target.interpreter.file.package.version"(): string {
    return this["setrlimit.target"]["interpreter.file.package.version"];
  }
  get "setrlimit.target.interpreter.file.package.source_version"(): string {
    return this["setrlimit.target"]["interpreter.file.package.source_version"];
  }
  get "setrlimit.target.interpreter.file.mount_detached"(): boolean {
    return this["setrlimit.target"]["interpreter.file.mount_detached"];
  }
  get "setrlimit.target.interpreter.file.mount_visible"(): boolean {
    return this["setrlimit.target"]["interpreter.file.mount_visible"];
  }
  get "setrlimit.target.parent.pid"(): number {
    return this["setrlimit.target"].parent["pid"];
  }
  get "setrlimit.target.parent.ppid"(): number {
    return this["setrlimit.target"].parent["ppid"];
  }
  get "setrlimit.target.parent.tid"(): number {
    return this["setrlimit.target"].parent["tid"];
  }
  get "setrlimit.target.parent.comm"(): string {
    return this["setrlimit.target"].parent["comm"];
  }
  get "setrlimit.target.parent.uid"(): number {
    return this["setrlimit.target"].parent["uid"];
  }
  get "setrlimit.target.parent.gid"(): number {
    return this["setrlimit.target"].parent["gid"];
  }
  get "setrlimit.target.parent.user"(): string {
    return this["setrlimit.target"].parent["user"];
  }
  get "setrlimit.target.parent.group"(): string {
    return this["setrlimit.target"].parent["group"];
  }
  get "setrlimit.target.parent.euid"(): number {
    return this["setrlimit.target"].parent["euid"];
  }
  get "setrlimit.target.parent.egid"(): number {
    return this["setrlimit.target"].parent["egid"];
  }
  get "setrlimit.target.parent.euser"(): string {
    return this["setrlimit.target"].parent["euser"];
  }
  get "setrlimit.target.parent.egroup"(): string {
    return this["setrlimit.target"].parent["egroup"];
  }
  get "setrlimit.target.parent.fsuid"(): number {
    return this["setrlimit.target"].parent["fsuid"];
  }
  get "setrlimit.target.parent.fsgid"(): number {
    return this["setrlimit.target"].parent["fsgid"];
  }
  get "setrlimit.target.parent.fsuser"(): string {
    return this["setrlimit.target"].parent["fsuser"];
  }
  get "setrlimit.target.parent.fsgroup"(): string {
    return this["setrlimit.target"].parent["fsgroup"];
  }
  get "setrlimit.target.parent.auid"(): number {
    return this["setrlimit.target"].parent["auid"];
  }
  get "setrlimit.target.parent.cap_effective"(): number {
    return this["setrlimit.target"].parent["cap_effective"];
  }
  get "setrlimit.target.parent.cap_permitted"(): number {
    return this["setrlimit.target"].parent["cap_permitted"];
  }
  get "setrlimit.target.parent.tty_name"(): string {
    return this["setrlimit.target"].parent["tty_name"];
  }
  get "setrlimit.target.parent.created_at"(): number {
    return this["setrlimit.target"].parent["created_at"];
  }
  get "setrlimit.target.parent.argv0"(): string {
    return this["setrlimit.target"].parent["argv0"];
  }
  get "setrlimit.target.parent.argv"(): readonly string[] {
    return this["setrlimit.target"].parent["argv"];
  }
  get "setrlimit.target.parent.args"(): string {
    return this["setrlimit.target"].parent["args"];
  }
  get "setrlimit.target.parent.args_flags"(): readonly string[] {
    return this["setrlimit.target"].parent["args_flags"];
  }
  get "setrlimit.target.parent.args_options"(): readonly string[] {
    return this["setrlimit.target"].parent["args_options"];
  }
  get "setrlimit.target.parent.args_truncated"(): boolean {
    return this["setrlimit.target"].parent["args_truncated"];
  }
  get "setrlimit.target.parent.envs"(): readonly string[] {
    return this["setrlimit.target"].parent["envs"];
  }
  get "setrlimit.target.parent.envp"(): readonly string[] {
    return this["setrlimit.target"].parent["envp"];
  }
  get "setrlimit.target.parent.envs_truncated"(): boolean {
    return this["setrlimit.target"].parent["envs_truncated"];
  }
  get "setrlimit.target.parent.is_exec"(): boolean {
    return this["setrlimit.target"].parent["is_exec"];
  }
  get "setrlimit.target.parent.is_thread"(): boolean {
    return this["setrlimit.target"].parent["is_thread"];
  }
  get "setrlimit.target.parent.is_kworker"(): boolean {
    return this["setrlimit.target"].parent["is_kworker"];
  }
  get "setrlimit.target.parent.container.id"(): string {
    return this["setrlimit.target"].parent["container.id"];
  }
  get "setrlimit.target.parent.container.created_at"(): number {
    return this["setrlimit.target"].parent["container.created_at"];
  }
  get "setrlimit.target.parent.container.tags"(): readonly string[] {
    return this["setrlimit.target"].parent["container.tags"];
  }
  get "setrlimit.target.parent.cgroup.id"(): string {
    return this["setrlimit.target"].parent["cgroup.id"];
  }
  get "setrlimit.target.parent.systemd.unit"(): string {
    return this["setrlimit.target"].parent["systemd.unit"];
  }
  get "setrlimit.target.parent.systemd.slice"(): string {
    return this["setrlimit.target"].parent["systemd.slice"];
  }
  get "setrlimit.target.parent.cgroup.file.inode"(): number {
    return this["setrlimit.target"].parent["cgroup.file.inode"];
  }
  get "setrlimit.target.parent.caps_attempted"(): number {
    return this["setrlimit.target"].parent["caps_attempted"];
  }
  get "setrlimit.target.parent.caps_used"(): number {
    return this["setrlimit.target"].parent["caps_used"];
  }
  get "setrlimit.target.parent.user_session.id"(): string {
    return this["setrlimit.target"].parent["user_session.id"];
  }
  get "setrlimit.target.parent.user_session.session_type"(): number {
    return this["setrlimit.target"].parent["user_session.session_type"];
  }
  get "setrlimit.target.parent.user_session.k8s_username"(): string {
    return this["setrlimit.target"].parent["user_session.k8s_username"];
  }
  get "setrlimit.target.parent.user_session.k8s_uid"(): string {
    return this["setrlimit.target"].parent["user_session.k8s_uid"];
  }
  get "setrlimit.target.parent.user_session.k8s_groups"(): readonly string[] {
    return this["setrlimit.target"].parent["user_session.k8s_groups"];
  }
  get "setrlimit.target.parent.user_session.ssh_username"(): string {
    return this["setrlimit.target"].parent["user_session.ssh_username"];
  }
  get "setrlimit.target.parent.user_session.ssh_auth_method"(): number {
    return this["setrlimit.target"].parent["user_session.ssh_auth_method"];
  }
  get "setrlimit.target.parent.user_session.ssh_public_key"(): string {
    return this["setrlimit.target"].parent["user_session.ssh_public_key"];
  }
  get "setrlimit.target.parent.user_session.ssh_client_ip"(): string {
    return this["setrlimit.target"].parent["user_session.ssh_client_ip"];
  }
  get "setrlimit.target.parent.user_session.ssh_client_port"(): number {
    return this["setrlimit.target"].parent["user_session.ssh_client_port"];
  }
  get "setrlimit.target.parent.file.path"(): string {
    return this["setrlimit.target"].parent["file.path"];
  }
  get "setrlimit.target.parent.file.path.alternatives"(): readonly string[] {
    return this["setrlimit.target"].parent["file.path.alternatives"];
  }
  get "setrlimit.target.parent.file.name"(): string {
    return this["setrlimit.target"].parent["file.name"];
  }
  get "setrlimit.target.parent.file.name.alternatives"(): readonly string[] {
    return this["setrlimit.target"].parent["file.name.alternatives"];
  }
  get "setrlimit.target.parent.file.extension"(): string {
    return this["setrlimit.target"].parent["file.extension"];
  }
  get "setrlimit.target.parent.file.inode"(): number {
    return this["setrlimit.target"].parent["file.inode"];
  }
  get "setrlimit.target.parent.file.mode"(): number {
    return this["setrlimit.target"].parent["file.mode"];
  }
  get "setrlimit.target.parent.file.rights"(): number {
    return this["setrlimit.target"].parent["file.rights"];
  }
  get "setrlimit.target.parent.file.uid"(): number {
    return this["setrlimit.target"].parent["file.uid"];
  }
  get "setrlimit.target.parent.file.gid"(): number {
    return this["setrlimit.target"].parent["file.gid"];
  }
  get "setrlimit.target.parent.file.user"(): string {
    return this["setrlimit.target"].parent["file.user"];
  }
  get "setrlimit.target.parent.file.group"(): string {
    return this["setrlimit.target"].parent["file.group"];
  }
  get "setrlimit.target.parent.file.mount_id"(): number {
    return this["setrlimit.target"].parent["file.mount_id"];
  }
  get "setrlimit.target.parent.file.filesystem"(): string {
    return this["setrlimit.target"].parent["file.filesystem"];
  }
  get "setrlimit.target.parent.file.in_upper_layer"(): boolean {
    return this["setrlimit.target"].parent["file.in_upper_layer"];
  }
  get "setrlimit.target.parent.file.modification_time"(): number {
    return this["setrlimit.target"].parent["file.modification_time"];
  }
  get "setrlimit.target.parent.file.change_time"(): number {
    return this["setrlimit.target"].parent["file.change_time"];
  }
  get "setrlimit.target.parent.file.links"(): number {
    return this["setrlimit.target"].parent["file.links"];
  }
  get "setrlimit.target.parent.file.hashes"(): readonly string[] {
    return this["setrlimit.target"].parent["file.hashes"];
  }
  get "setrlimit.target.parent.file.hash_state"(): string {
    return this["setrlimit.target"].parent["file.hash_state"];
  }
  get "setrlimit.target.parent.file.package.name"(): string {
    return this["setrlimit.target"].parent["file.package.name"];
  }
  get "setrlimit.target.parent.file.package.version"(): string {
    return this["setrlimit.target"].parent["file.package.version"];
  }
  get "setrlimit.target.parent.file.package.source_version"(): string {
    return this["setrlimit.target"].parent["file.package.source_version"];
  }
  get "setrlimit.target.parent.file.mount_detached"(): boolean {
    return this["setrlimit.target"].parent["file.mount_detached"];
  }
  get "setrlimit.target.parent.file.mount_visible"(): boolean {
    return this["setrlimit.target"].parent["file.mount_visible"];
  }
  get "setrlimit.target.parent.interpreter.file.path"(): string {
    return this["setrlimit.target"].parent["interpreter.file.path"];
  }
  get "setrlimit.target.parent.interpreter.file.path.alternatives"(): readonly string[] {
    return this["setrlimit.target"].parent["interpreter.file.path.alternatives"];
  }
  get "setrlimit.target.parent.interpreter.file.name"(): string {
    return this["setrlimit.target"].parent["interpreter.file.name"];
  }
  get "setrlimit.target.parent.interpreter.file.extension"(): string {
    return this["setrlimit.target"].parent["interpreter.file.extension"];
  }
  get "setrlimit.target.parent.interpreter.file.inode"(): number {
    return this["setrlimit.target"].parent["interpreter.file.inode"];
  }
  get "setrlimit.target.parent.interpreter.file.mode"(): number {
    return this["setrlimit.target"].parent["interpreter.file.mode"];
  }
  get "setrlimit.target.parent.interpreter.file.rights"(): number {
    return this["setrlimit.target"].parent["interpreter.file.rights"];
  }
  get "setrlimit.target.parent.interpreter.file.uid"(): number {
    return this["setrlimit.target"].parent["interpreter.file.uid"];
  }
  get "setrlimit.target.parent.interpreter.file.gid"(): number {
    return this["setrlimit.target"].parent["interpreter.file.gid"];
  }
  get "setrlimit.target.parent.interpreter.file.user"(): string {
    return this["setrlimit.target"].parent["interpreter.file.user"];
  }
  get "setrlimit.target.parent.interpreter.file.group"(): string {
    return this["setrlimit.target"].parent["interpreter.file.group"];
  }
  get "setrlimit.target.parent.interpreter.file.mount_id"(): number {
    return this["setrlimit.target"].parent["interpreter.file.mount_id"];
  }
  get "setrlimit.target.parent.interpreter.file.filesystem"(): string {
    return this["setrlimit.target"].parent["interpreter.file.filesystem"];
  }
  get "setrlimit.target.parent.interpreter.file.in_upper_layer"(): boolean {
    return this["setrlimit.target"].parent["interpreter.file.in_upper_layer"];
  }
  get "setrlimit.target.parent.interpreter.file.modification_time"(): number {
    return this["setrlimit.target"].parent["interpreter.file.modification_time"];
  }
  get "setrlimit.target.parent.interpreter.file.change_time"(): number {
    return this["setrlimit.target"].parent["interpreter.file.change_time"];
  }
  get "setrlimit.target.parent.interpreter.file.links"(): number {
    return this["setrlimit.target"].parent["interpreter.file.links"];
  }
  get "setrlimit.target.parent.interpreter.file.hashes"(): readonly string[] {
    return this["setrlimit.target"].parent["interpreter.file.hashes"];
  }
  get "setrlimit.target.parent.interpreter.file.hash_state"(): string {
    return this["setrlimit.target"].parent["interpreter.file.hash_state"];
  }
  get "setrlimit.target.parent.interpreter.file.package.name"(): string {
    return this["setrlimit.target"].parent["interpreter.file.package.name"];
  }
  get "setrlimit.target.parent.interpreter.file.package.version"(): string {
    return this["setrlimit.target"].parent["interpreter.file.package.version"];
  }
  get "setrlimit.target.parent.interpreter.file.package.source_version"(): string {
    return this["setrlimit.target"].parent["interpreter.file.package.source_version"];
  }
  get "setrlimit.target.parent.interpreter.file.mount_detached"(): boolean {
    return this["setrlimit.target"].parent["interpreter.file.mount_detached"];
  }
  get "setrlimit.target.parent.interpreter.file.mount_visible"(): boolean {
    return this["setrlimit.target"].parent["interpreter.file.mount_visible"];
  }
}

/** A process changed how the kernel treats it. */
export class PrctlView extends EventView {
  override readonly type = "prctl";
  get "record.option"(): number {
    return this.u32(128);
  }
  get "record.name_cut"(): number {
    return this.u32(132);
  }
  get "record.new_name"(): string {
    return this.str(136);
  }
  get "prctl.retval"(): number {
    return this.s64(48);
  }
  get "prctl.option"(): number {
    return this.u32(128);
  }
  get "prctl.new_name"(): string {
    return this.str(136);
  }
  get "prctl.is_name_truncated"(): boolean {
    return this.u32(132) !== 0;
  }
}

/** A kernel parameter was read or written. */
export class SysctlView extends EventView {
  override readonly type = "sysctl";
  get "record.action"(): number {
    return this.u32(128);
  }
  get "record.file_position"(): number {
    return this.u32(132);
  }
  get "record.name_cut"(): number {
    return this.u32(136);
  }
  get "record.value_cut"(): number {
    return this.u32(140);
  }
  get "record.old_value_cut"(): number {
    return this.u32(144);
  }
  get "record.name"(): string {
    return this.str(148);
  }
  get "record.value"(): string {
    return this.str(152);
  }
  get "record.old_value"(): string {
    return this.str(156);
  }
  get "sysctl.action"(): number {
    return this.u32(128);
  }
  get "sysctl.name"(): string {
    return this.str(148);
  }
  get "sysctl.name_truncated"(): boolean {
    return this.u32(136) !== 0;
  }
  get "sysctl.value"(): string {
    return derive.trimmed(this["record.value"]);
  }
  get "sysctl.value_truncated"(): boolean {
    return this.u32(140) !== 0;
  }
  get "sysctl.old_value"(): string {
    return derive.trimmed(this["record.old_value"]);
  }
  get "sysctl.old_value_truncated"(): boolean {
    return this.u32(144) !== 0;
  }
  get "sysctl.file_position"(): number {
    return this.u32(132);
  }
}

/** SELinux was reconfigured. */
export class SelinuxView extends EventView {
  override readonly type = "selinux";
  get "record.kind"(): number {
    return this.u32(128);
  }
  get "record.name"(): string {
    return this.str(132);
  }
  get "record.value"(): string {
    return this.str(136);
  }
  get "selinux.bool.name"(): string {
    return derive.selinuxBoolName(this["record.kind"], this["record.name"]);
  }
  get "selinux.bool.state"(): string {
    return derive.selinuxBoolState(this["record.kind"], this["record.value"]);
  }
  get "selinux.bool_commit.state"(): boolean {
    return derive.selinuxCommit(this["record.kind"], this["record.value"]);
  }
  get "selinux.enforce.status"(): string {
    return derive.selinuxStatus(this["record.kind"], this["record.value"]);
  }
}

/** A process was moved to another cgroup. */
export class CgroupWriteView extends EventView {
  override readonly type = "cgroup_write";
  get "record.pid"(): number {
    return this.u32(128);
  }
  get "record.file.inode"(): number {
    return this.u64(136);
  }
  get "record.file.mtime"(): number {
    return this.u64(144);
  }
  get "record.file.ctime"(): number {
    return this.u64(152);
  }
  get "record.file.dev"(): number {
    return this.u32(160);
  }
  get "record.file.mount_id"(): number {
    return this.u32(164);
  }
  get "record.file.mode"(): number {
    return this.u32(168);
  }
  get "record.file.uid"(): number {
    return this.u32(172);
  }
  get "record.file.gid"(): number {
    return this.u32(176);
  }
  get "record.file.nlink"(): number {
    return this.u32(180);
  }
  get "record.file.magic"(): number {
    return this.u32(184);
  }
  get "record.file.upper"(): number {
    return this.u32(188);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(192);
  }
  get "record.file.fs"(): string {
    return this.chars(196, 16);
  }
  get "record.file.path"(): string {
    return this.str(212);
  }
  get "record.file.base"(): string {
    return this.str(216);
  }
  get "record.file.below"(): string {
    return this.str(220);
  }
  get "record.cgroup"(): string {
    return this.str(224);
  }
  get "cgroup_write.pid"(): number {
    return this.u32(128);
  }
  get "cgroup_write.cgroup"(): string {
    return this.str(224);
  }
  get "cgroup_write.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "cgroup_write.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "cgroup_write.file.name"(): string {
    return derive.baseName(this["cgroup_write.file.path"]);
  }
  get "cgroup_write.file.extension"(): string {
    return derive.extension(this["cgroup_write.file.path"]);
  }
  get "cgroup_write.file.inode"(): number {
    return this.u64(136);
  }
  get "cgroup_write.file.mode"(): number {
    return this.u32(168);
  }
  get "cgroup_write.file.rights"(): number {
    return derive.rights(this["cgroup_write.file.mode"]);
  }
  get "cgroup_write.file.uid"(): number {
    return this.u32(172);
  }
  get "cgroup_write.file.gid"(): number {
    return this.u32(176);
  }
  get "cgroup_write.file.user"(): string {
    return this.resolvers.userName(this.process, this["cgroup_write.file.uid"]);
  }
  get "cgroup_write.file.group"(): string {
    return this.resolvers.groupName(this.process, this["cgroup_write.file.gid"]);
  }
  get "cgroup_write.file.mount_id"(): number {
    return this.u32(164);
  }
  get "cgroup_write.file.filesystem"(): string {
    return this.chars(196, 16);
  }
  get "cgroup_write.file.in_upper_layer"(): boolean {
    return this.u32(188) !== 0;
  }
  get "cgroup_write.file.modification_time"(): number {
    return this.u64(144);
  }
  get "cgroup_write.file.change_time"(): number {
    return this.u64(152);
  }
  get "cgroup_write.file.links"(): number {
    return this.u32(180);
  }
  get "cgroup_write.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["cgroup_write.file.path"], this["cgroup_write.file.inode"], this["cgroup_write.file.change_time"], this["cgroup_write.file.mode"], this["cgroup_write.file.filesystem"]);
  }
  get "cgroup_write.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["cgroup_write.file.path"], this["cgroup_write.file.inode"], this["cgroup_write.file.change_time"], this["cgroup_write.file.mode"], this["cgroup_write.file.filesystem"]);
  }
  get "cgroup_write.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["cgroup_write.file.path"]);
  }
  get "cgroup_write.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["cgroup_write.file.path"]);
  }
  get "cgroup_write.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["cgroup_write.file.path"]);
  }
  get "cgroup_write.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "cgroup_write.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A process tried to use capabilities, each told once while it runs a program. */
export class CapabilitiesView extends EventView {
  override readonly type = "capabilities";
  get "record.attempted"(): number {
    return this.u64(128);
  }
  get "record.used"(): number {
    return this.u64(136);
  }
  get "capabilities.attempted"(): number {
    return this.u64(128);
  }
  get "capabilities.used"(): number {
    return this.u64(136);
  }
}

/** The metadata service of a cloud instance was asked or answered. */
export class ImdsView extends EventView {
  override readonly type = "imds";
  get "record.network.source.ip"(): Uint8Array {
    return this.raw(128, 16);
  }
  get "record.network.source.family"(): number {
    return this.u16(144);
  }
  get "record.network.source.port"(): number {
    return this.u16(146);
  }
  get "record.network.destination.ip"(): Uint8Array {
    return this.raw(148, 16);
  }
  get "record.network.destination.family"(): number {
    return this.u16(164);
  }
  get "record.network.destination.port"(): number {
    return this.u16(166);
  }
  get "record.network.size"(): number {
    return this.u32(168);
  }
  get "record.network.l3"(): number {
    return this.u16(172);
  }
  get "record.network.l4"(): number {
    return this.u16(174);
  }
  get "record.network.direction"(): number {
    return this.u32(176);
  }
  get "record.network.icmp_type"(): number {
    return this.u32(180);
  }
  get "record.network.ifname"(): string {
    return this.chars(184, 16);
  }
  get "record.payload"(): Uint8Array {
    return this.bytes(200);
  }
  get "imds.type"(): string {
    return derive.imdsType(this["record.network.direction"]);
  }
  get "imds.cloud_provider"(): string {
    return derive.imdsProvider(this["record.payload"]);
  }
  get "imds.url"(): string {
    return derive.imdsUrl(this["record.payload"]);
  }
  get "imds.host"(): string {
    return derive.imdsHost(this["record.payload"]);
  }
  get "imds.user_agent"(): string {
    return derive.imdsUserAgent(this["record.payload"]);
  }
  get "imds.server"(): string {
    return derive.imdsServer(this["record.payload"]);
  }
  get "imds.aws.is_imds_v2"(): boolean {
    return derive.imdsIsV2(this["record.payload"]);
  }
  get "imds.aws.security_credentials.type"(): string {
    return derive.imdsCredentialsType(this["record.payload"]);
  }
  get "imds.aws.security_credentials.code"(): string {
    return derive.imdsCredentialsCode(this["record.payload"]);
  }
  get "imds.aws.security_credentials.access_key_id"(): string {
    return derive.imdsCredentialsKey(this["record.payload"]);
  }
  get "imds.aws.security_credentials.last_updated"(): string {
    return derive.imdsCredentialsUpdated(this["record.payload"]);
  }
  get "imds.aws.security_credentials.expiration"(): string {
    return derive.imdsCredentialsExpiration(this["record.payload"]);
  }
  get "imds.network.source.ip"(): string {
    return this.address(128, this.u16(144));
  }
  get "imds.network.source.port"(): number {
    return this.u16(146);
  }
  get "imds.network.source.is_public"(): boolean {
    return derive.isPublic(this["imds.network.source.ip"]);
  }
  get "imds.network.destination.ip"(): string {
    return this.address(148, this.u16(164));
  }
  get "imds.network.destination.port"(): number {
    return this.u16(166);
  }
  get "imds.network.destination.is_public"(): boolean {
    return derive.isPublic(this["imds.network.destination.ip"]);
  }
  get "imds.network.l3_protocol"(): number {
    return this.u16(172);
  }
  get "imds.network.l4_protocol"(): number {
    return this.u16(174);
  }
  get "imds.network.network_direction"(): number {
    return this.u32(176);
  }
  get "imds.network.size"(): number {
    return this.u32(168);
  }
  get "imds.network.type"(): number {
    return this.u32(180);
  }
  get "imds.network.device.ifname"(): string {
    return this.chars(184, 16);
  }
}

/** A packet matched a filter. */
export class PacketView extends EventView {
  override readonly type = "packet";
  get "record.network.source.ip"(): Uint8Array {
    return this.raw(128, 16);
  }
  get "record.network.source.family"(): number {
    return this.u16(144);
  }
  get "record.network.source.port"(): number {
    return this.u16(146);
  }
  get "record.network.destination.ip"(): Uint8Array {
    return this.raw(148, 16);
  }
  get "record.network.destination.family"(): number {
    return this.u16(164);
  }
  get "record.network.destination.port"(): number {
    return this.u16(166);
  }
  get "record.network.size"(): number {
    return this.u32(168);
  }
  get "record.network.l3"(): number {
    return this.u16(172);
  }
  get "record.network.l4"(): number {
    return this.u16(174);
  }
  get "record.network.direction"(): number {
    return this.u32(176);
  }
  get "record.network.icmp_type"(): number {
    return this.u32(180);
  }
  get "record.network.ifname"(): string {
    return this.chars(184, 16);
  }
  get "record.filter"(): string {
    return this.str(200);
  }
  get "record.payload"(): Uint8Array {
    return this.bytes(204);
  }
  get "packet.filter"(): string {
    return this.str(200);
  }
  get "packet.tls.version"(): number {
    return derive.tlsVersion(this["record.payload"]);
  }
  get "packet.source.ip"(): string {
    return this.address(128, this.u16(144));
  }
  get "packet.source.port"(): number {
    return this.u16(146);
  }
  get "packet.source.is_public"(): boolean {
    return derive.isPublic(this["packet.source.ip"]);
  }
  get "packet.destination.ip"(): string {
    return this.address(148, this.u16(164));
  }
  get "packet.destination.port"(): number {
    return this.u16(166);
  }
  get "packet.destination.is_public"(): boolean {
    return derive.isPublic(this["packet.destination.ip"]);
  }
  get "packet.l3_protocol"(): number {
    return this.u16(172);
  }
  get "packet.l4_protocol"(): number {
    return this.u16(174);
  }
  get "packet.network_direction"(): number {
    return this.u32(176);
  }
  get "packet.size"(): number {
    return this.u32(168);
  }
  get "packet.type"(): number {
    return this.u32(180);
  }
  get "packet.device.ifname"(): string {
    return this.chars(184, 16);
  }
  get "packet.network.source.ip"(): string {
    return this.address(128, this.u16(144));
  }
  get "packet.network.source.port"(): number {
    return this.u16(146);
  }
  get "packet.network.source.is_public"(): boolean {
    return derive.isPublic(this["packet.network.source.ip"]);
  }
  get "packet.network.destination.ip"(): string {
    return this.address(148, this.u16(164));
  }
  get "packet.network.destination.port"(): number {
    return this.u16(166);
  }
  get "packet.network.destination.is_public"(): boolean {
    return derive.isPublic(this["packet.network.destination.ip"]);
  }
  get "packet.network.l3_protocol"(): number {
    return this.u16(172);
  }
  get "packet.network.l4_protocol"(): number {
    return this.u16(174);
  }
  get "packet.network.network_direction"(): number {
    return this.u32(176);
  }
  get "packet.network.size"(): number {
    return this.u32(168);
  }
  get "packet.network.type"(): number {
    return this.u32(180);
  }
  get "packet.network.device.ifname"(): string {
    return this.chars(184, 16);
  }
}

/** Traffic of a process, summed up over time. */
export class NetworkFlowMonitorView extends EventView {
  override readonly type = "network_flow_monitor";
  get "record.ifname"(): string {
    return this.chars(128, 16);
  }
  get "record.flows"(): Uint8Array {
    return this.bytes(144);
  }
  get "network_flow_monitor.flows"(): readonly FlowItem[] {
    return this.items(144, 80, () => new FlowItem());
  }
  get "network_flow_monitor.device.ifname"(): string {
    return this.chars(128, 16);
  }
}

/** A socket was created. */
export class SocketView extends EventView {
  override readonly type = "socket";
  get "record.domain"(): number {
    return this.u32(128);
  }
  get "record.type"(): number {
    return this.u32(132);
  }
  get "record.protocol"(): number {
    return this.u32(136);
  }
  get "socket.retval"(): number {
    return this.s64(48);
  }
  get "socket.domain"(): number {
    return this.u32(128);
  }
  get "socket.type"(): number {
    return this.u32(132);
  }
  get "socket.protocol"(): number {
    return this.u32(136);
  }
}

/** A process left namespaces for new ones. */
export class UnshareView extends EventView {
  override readonly type = "unshare";
  get "record.flags"(): number {
    return this.u32(128);
  }
  get "unshare.retval"(): number {
    return this.s64(48);
  }
  get "unshare.flags"(): number {
    return this.u32(128);
  }
}

/** A DNS message could not be read. */
export class FailedDnsView extends EventView {
  override readonly type = "failed_dns";
  get "record.network.source.ip"(): Uint8Array {
    return this.raw(128, 16);
  }
  get "record.network.source.family"(): number {
    return this.u16(144);
  }
  get "record.network.source.port"(): number {
    return this.u16(146);
  }
  get "record.network.destination.ip"(): Uint8Array {
    return this.raw(148, 16);
  }
  get "record.network.destination.family"(): number {
    return this.u16(164);
  }
  get "record.network.destination.port"(): number {
    return this.u16(166);
  }
  get "record.network.size"(): number {
    return this.u32(168);
  }
  get "record.network.l3"(): number {
    return this.u16(172);
  }
  get "record.network.l4"(): number {
    return this.u16(174);
  }
  get "record.network.direction"(): number {
    return this.u32(176);
  }
  get "record.network.icmp_type"(): number {
    return this.u32(180);
  }
  get "record.network.ifname"(): string {
    return this.chars(184, 16);
  }
  get "record.payload"(): Uint8Array {
    return this.bytes(200);
  }
  get "failed_dns.payload"(): string {
    return derive.base64(this["record.payload"]);
  }
}

/** A process asked to handle page faults itself. */
export class UserfaultfdView extends EventView {
  override readonly type = "userfaultfd";
  get "record.flags"(): number {
    return this.u32(128);
  }
  get "userfaultfd.retval"(): number {
    return this.s64(48);
  }
  get "userfaultfd.flags"(): number {
    return this.u32(128);
  }
}

/** A kernel to be started in place of this one was loaded, or could not be. */
export class KexecView extends EventView {
  override readonly type = "kexec";
  get "record.flags"(): number {
    return this.u64(128);
  }
  get "record.from_memory"(): number {
    return this.u32(136);
  }
  get "record.file.inode"(): number {
    return this.u64(144);
  }
  get "record.file.mtime"(): number {
    return this.u64(152);
  }
  get "record.file.ctime"(): number {
    return this.u64(160);
  }
  get "record.file.dev"(): number {
    return this.u32(168);
  }
  get "record.file.mount_id"(): number {
    return this.u32(172);
  }
  get "record.file.mode"(): number {
    return this.u32(176);
  }
  get "record.file.uid"(): number {
    return this.u32(180);
  }
  get "record.file.gid"(): number {
    return this.u32(184);
  }
  get "record.file.nlink"(): number {
    return this.u32(188);
  }
  get "record.file.magic"(): number {
    return this.u32(192);
  }
  get "record.file.upper"(): number {
    return this.u32(196);
  }
  get "record.file.mount_flags"(): number {
    return this.u32(200);
  }
  get "record.file.fs"(): string {
    return this.chars(204, 16);
  }
  get "record.file.path"(): string {
    return this.str(220);
  }
  get "record.file.base"(): string {
    return this.str(224);
  }
  get "record.file.below"(): string {
    return this.str(228);
  }
  get "record.args"(): string {
    return this.str(232);
  }
  get "kexec.retval"(): number {
    return this.s64(48);
  }
  get "kexec.flags"(): number {
    return this.u64(128);
  }
  get "kexec.loaded_from_memory"(): boolean {
    return this.u32(136) !== 0;
  }
  get "kexec.args"(): string {
    return this.str(232);
  }
  get "kexec.file.path"(): string {
    return derive.filePath(this["record.file.path"], this["record.file.base"]);
  }
  get "kexec.file.path.alternatives"(): readonly string[] {
    return this["record.file.below"] === "" ? derive.NO_ALTERNATIVES : derive.overlayPaths(this["record.file.below"], this["record.file.path"], this["record.file.base"]);
  }
  get "kexec.file.name"(): string {
    return derive.baseName(this["kexec.file.path"]);
  }
  get "kexec.file.extension"(): string {
    return derive.extension(this["kexec.file.path"]);
  }
  get "kexec.file.inode"(): number {
    return this.u64(144);
  }
  get "kexec.file.mode"(): number {
    return this.u32(176);
  }
  get "kexec.file.rights"(): number {
    return derive.rights(this["kexec.file.mode"]);
  }
  get "kexec.file.uid"(): number {
    return this.u32(180);
  }
  get "kexec.file.gid"(): number {
    return this.u32(184);
  }
  get "kexec.file.user"(): string {
    return this.resolvers.userName(this.process, this["kexec.file.uid"]);
  }
  get "kexec.file.group"(): string {
    return this.resolvers.groupName(this.process, this["kexec.file.gid"]);
  }
  get "kexec.file.mount_id"(): number {
    return this.u32(172);
  }
  get "kexec.file.filesystem"(): string {
    return this.chars(204, 16);
  }
  get "kexec.file.in_upper_layer"(): boolean {
    return this.u32(196) !== 0;
  }
  get "kexec.file.modification_time"(): number {
    return this.u64(152);
  }
  get "kexec.file.change_time"(): number {
    return this.u64(160);
  }
  get "kexec.file.links"(): number {
    return this.u32(188);
  }
  get "kexec.file.hashes"(): readonly string[] {
    return this.resolvers.fileHashes(this.process, this["kexec.file.path"], this["kexec.file.inode"], this["kexec.file.change_time"], this["kexec.file.mode"], this["kexec.file.filesystem"]);
  }
  get "kexec.file.hash_state"(): string {
    return this.resolvers.fileHashState(this.process, this["kexec.file.path"], this["kexec.file.inode"], this["kexec.file.change_time"], this["kexec.file.mode"], this["kexec.file.filesystem"]);
  }
  get "kexec.file.package.name"(): string {
    return this.resolvers.packageName(this.process, this["kexec.file.path"]);
  }
  get "kexec.file.package.version"(): string {
    return this.resolvers.packageVersion(this.process, this["kexec.file.path"]);
  }
  get "kexec.file.package.source_version"(): string {
    return this.resolvers.packageSourceVersion(this.process, this["kexec.file.path"]);
  }
  get "kexec.file.mount_detached"(): boolean {
    return derive.isDetached(this["record.file.mount_flags"]);
  }
  get "kexec.file.mount_visible"(): boolean {
    return derive.isVisible(this["record.file.mount_flags"]);
  }
}

/** A queue for system calls without system calls was made, or could not be. */
export class IoUringSetupView extends EventView {
  override readonly type = "io_uring_setup";
  get "record.entries"(): number {
    return this.u32(128);
  }
  get "record.flags"(): number {
    return this.u32(132);
  }
  get "io_uring_setup.retval"(): number {
    return this.s64(48);
  }
  get "io_uring_setup.entries"(): number {
    return this.u32(128);
  }
  get "io_uring_setup.flags"(): number {
    return this.u32(132);
  }
}

/** What the kernel denied for a rule; sent when a number of it has changed, once a second at most. */
export class DenialView extends EventView {
  override readonly type = "denial";
  get "record.generation"(): number {
    return this.u32(128);
  }
  get "record.rule"(): number {
    return this.u32(132);
  }
  get "record.denied"(): number {
    return this.u64(136);
  }
  get "record.observed"(): number {
    return this.u64(144);
  }
  get "record.spared"(): number {
    return this.u64(152);
  }
  get "record.passed"(): number {
    return this.u64(160);
  }
  get "record.disarmed"(): number {
    return this.u32(168);
  }
  get "record.zero"(): number {
    return this.u32(172);
  }
}

/** A process joined namespaces of others. */
export class SetnsView extends EventView {
  override readonly type = "setns";
  get "record.flags"(): number {
    return this.u32(128);
  }
  get "setns.retval"(): number {
    return this.s64(48);
  }
  get "setns.flags"(): number {
    return this.u32(128);
  }
}

/** What the sensor did about a request for an action. */
export class ActionView extends EventView {
  override readonly type = "action";
  get "record.request"(): number {
    return this.u32(128);
  }
  get "record.status"(): number {
    return this.u32(132);
  }
  get "record.signalled"(): number {
    return this.u32(136);
  }
  get "record.failed"(): number {
    return this.u32(140);
  }
  get "record.blamed"(): number {
    return this.u32(144);
  }
  get "record.zero"(): number {
    return this.u32(148);
  }
  get "record.reason"(): string {
    return this.chars(152, 32);
  }
  get "record.name"(): string {
    return this.chars(184, 64);
  }
  get "record.packets"(): number {
    return this.u64(248);
  }
}

/** View class by event name. */
export const VIEWS = { exec: ExecView, fork: ForkView, exit: ExitView, open: OpenView, unlink: UnlinkView, rename: RenameView, chmod: ChmodView, chown: ChownView, link: LinkView, mkdir: MkdirView, connect: ConnectView, dns: DnsView, rmdir: RmdirView, utimes: UtimesView, setxattr: SetxattrView, removexattr: RemovexattrView, mount: MountView, chdir: ChdirView, mmap: MmapView, mprotect: MprotectView, splice: SpliceView, ptrace: PtraceView, signal: SignalView, bpf: BpfView, load_module: LoadModuleView, unload_module: UnloadModuleView, setuid: SetuidView, setgid: SetgidView, capset: CapsetView, snapshot: SnapshotView, lost: LostView, ready: ReadyView, stats: StatsView, throttle: ThrottleView, canary: CanaryView, memfd_create: MemfdCreateView, memfd_seal: MemfdSealView, pivot_root: PivotRootView, perf_event_open: PerfEventOpenView, bind: BindView, accept: AcceptView, setsockopt: SetsockoptView, setrlimit: SetrlimitView, prctl: PrctlView, sysctl: SysctlView, selinux: SelinuxView, cgroup_write: CgroupWriteView, capabilities: CapabilitiesView, imds: ImdsView, packet: PacketView, network_flow_monitor: NetworkFlowMonitorView, socket: SocketView, unshare: UnshareView, failed_dns: FailedDnsView, userfaultfd: UserfaultfdView, kexec: KexecView, io_uring_setup: IoUringSetupView, denial: DenialView, setns: SetnsView, action: ActionView };

/** Name of an event that the sensor delivers, also of those that rules cannot name. */
export type EventName = keyof typeof VIEWS;

/** Event name by the id in header.type. */
export const EVENT_NAMES: ReadonlyMap<number, EventName> = new Map([
  [1, "exec"],
  [2, "fork"],
  [3, "exit"],
  [4, "open"],
  [5, "unlink"],
  [6, "rename"],
  [7, "chmod"],
  [8, "chown"],
  [9, "link"],
  [10, "mkdir"],
  [11, "connect"],
  [12, "dns"],
  [13, "rmdir"],
  [14, "utimes"],
  [15, "setxattr"],
  [16, "removexattr"],
  [17, "mount"],
  [18, "chdir"],
  [19, "mmap"],
  [20, "mprotect"],
  [21, "splice"],
  [22, "ptrace"],
  [23, "signal"],
  [24, "bpf"],
  [25, "load_module"],
  [26, "unload_module"],
  [27, "setuid"],
  [28, "setgid"],
  [29, "capset"],
  [30, "snapshot"],
  [31, "lost"],
  [32, "ready"],
  [33, "stats"],
  [34, "throttle"],
  [35, "canary"],
  [36, "memfd_create"],
  [37, "memfd_seal"],
  [38, "pivot_root"],
  [39, "perf_event_open"],
  [40, "bind"],
  [41, "accept"],
  [42, "setsockopt"],
  [43, "setrlimit"],
  [44, "prctl"],
  [45, "sysctl"],
  [46, "selinux"],
  [47, "cgroup_write"],
  [48, "capabilities"],
  [49, "imds"],
  [50, "packet"],
  [51, "network_flow_monitor"],
  [52, "socket"],
  [53, "unshare"],
  [54, "failed_dns"],
  [56, "userfaultfd"],
  [57, "kexec"],
  [58, "io_uring_setup"],
  [59, "denial"],
  [60, "setns"],
  [61, "action"],
]);
