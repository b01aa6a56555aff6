/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The sensor's one BPF object: every hook in one unit, so that they share maps without a linking
 * step.
 */
#include "hooks/exec.bpf.c"
#include "hooks/exit.bpf.c"
#include "hooks/fork.bpf.c"

#include "hooks/bpf.bpf.c"
#include "hooks/cgroup.bpf.c"
#include "hooks/chdir.bpf.c"
#include "hooks/chmod.bpf.c"
#include "hooks/chown.bpf.c"
#include "hooks/connect.bpf.c"
#include "hooks/credentials.bpf.c"
#include "hooks/link.bpf.c"
#include "hooks/mkdir.bpf.c"
#include "hooks/namespace.bpf.c"
#include "hooks/memfd.bpf.c"
#include "hooks/mmap.bpf.c"
#include "hooks/module.bpf.c"
#include "hooks/mount.bpf.c"
#include "hooks/pivot_root.bpf.c"
#include "hooks/deep.bpf.c"
#include "hooks/mprotect.bpf.c"
#include "hooks/open.bpf.c"
#include "hooks/prctl.bpf.c"
#include "hooks/ptrace.bpf.c"
#include "hooks/rename.bpf.c"
#include "hooks/selinux.bpf.c"
#include "hooks/setrlimit.bpf.c"
#include "hooks/setsockopt.bpf.c"
#include "hooks/signal.bpf.c"
#include "hooks/socket.bpf.c"
#include "hooks/rmdir.bpf.c"
#include "hooks/splice.bpf.c"
#include "hooks/unlink.bpf.c"
#include "hooks/utimes.bpf.c"
#include "hooks/xattr.bpf.c"

#include "hooks/syscall.bpf.c"
#include "hooks/truth.bpf.c"

#include "hooks/denial.bpf.c"

#include "hooks/capabilities.bpf.c"
#include "hooks/dns.bpf.c"
#include "hooks/drop.bpf.c"
#include "hooks/flow.bpf.c"
#include "hooks/imds.bpf.c"
#include "hooks/owner.bpf.c"
#include "hooks/packet.bpf.c"
#include "hooks/uring.bpf.c"
#include "hooks/snapshot.bpf.c"
#include "hooks/sysctl.bpf.c"

/*
 * The kernel's word: helpers that read its memory are for programs under a GPL-compatible
 * licence.
 */
char _license[] SEC("license") = "Dual BSD/GPL";
