/**
 * The recorded scene of file, mount and memory events, replayed without root: each of its lines is
 * found by a rule on what it did.
 */
import { test } from "node:test";
import { assertScene } from "./scene-capture.ts";

const RULES: Record<string, string> = {
  directory_made: 'mkdir.file.path == "/tmp/work"',
  directory_entered: 'chdir.file.path == "/tmp/work" && chdir.file.inode > 0',
  directory_removed: 'rmdir.file.path == "/tmp/work" && rmdir.retval == 0',
  times_set_back: 'utimes.file.name == "payload" && utimes.file.destination.access_time > 8760h',
  capability_given:
    'setxattr.file.path == "/tmp/payload" && setxattr.file.destination.name == "security.capability"',
  capability_taken:
    'removexattr.file.destination.namespace == "security" && removexattr.retval == 0',
  label_removed_by_descriptor:
    'removexattr.file.destination.name == "security.ima" && removexattr.file.filesystem == "tmpfs"',
  spliced_after_a_write:
    'splice.file.path == "/etc/passwd" && splice.pipe_entry_flag & PIPE_BUF_FLAG_CAN_MERGE > 0 && splice.pipe_exit_flag == 0',
  mounted: 'mount.mountpoint.path == "/mnt" && mount.fs_type == "tmpfs" && mount.visible',
  bound: 'mount.mountpoint.path == "/mnt" && mount.source.path == "/etc"',
  mounted_nowhere: "mount.detached && mount.origin == MOUNT_ORIGIN_FSMOUNT",
  mapped_to_run: 'mmap.file.path == "/tmp/payload" && mmap.protection & PROT_EXEC > 0',
  made_executable: "mprotect.vm_protection & VM_WRITE > 0 && mprotect.req_protection & VM_EXEC > 0",
  cut: 'open.file.path == "/tmp/payload" && open.flags & O_TRUNC > 0 && open.syscall.path == ""',
  removed_by_io_uring: 'unlink.file.path == "/tmp/payload" && event.async',
  moved_to_cgroup: 'cgroup_write.file.name == "cgroup.procs" && cgroup_write.pid == process.pid',
};

test("every deed of the scene is found by a rule on it", () => assertScene("files", RULES));
