/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Generated from schema/ by `npm run gen`. Do not edit. */
#ifndef VIGIL_RECORD_H
#define VIGIL_RECORD_H

/* The stream's preface carries this hash and the layout itself. */
#define VIGIL_LAYOUT_HASH "628c8f0162666492"
#define VIGIL_LAYOUT_JSON "{\"hash\":\"628c8f0162666492\",\"records\":{\"exec\":{\"id\":1,\"size\":344,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"process.exec_ts\":[128,8,\"u64\"],\"process.parent_start\":[136,8,\"u64\"],\"process.file.inode\":[144,8,\"u64\"],\"process.file.mtime\":[152,8,\"u64\"],\"process.file.ctime\":[160,8,\"u64\"],\"process.file.dev\":[168,4,\"u32\"],\"process.file.mount_id\":[172,4,\"u32\"],\"process.file.mode\":[176,4,\"u32\"],\"process.file.uid\":[180,4,\"u32\"],\"process.file.gid\":[184,4,\"u32\"],\"process.file.nlink\":[188,4,\"u32\"],\"process.file.magic\":[192,4,\"u32\"],\"process.file.upper\":[196,4,\"u32\"],\"process.file.mount_flags\":[200,4,\"u32\"],\"process.file.fs\":[204,16,\"char\"],\"process.file.path\":[220,4,\"str\"],\"process.file.base\":[224,4,\"str\"],\"process.file.below\":[228,4,\"str\"],\"process.sid\":[232,4,\"u32\"],\"process.argc\":[236,4,\"u32\"],\"process.envc\":[240,4,\"u32\"],\"process.secureexec\":[244,4,\"u32\"],\"process.is_script\":[248,4,\"u32\"],\"process.is_kworker\":[252,4,\"u32\"],\"process.tty\":[256,64,\"char\"],\"process.argv\":[320,4,\"str\"],\"process.envp\":[324,4,\"str\"],\"process.filename\":[328,4,\"str\"],\"process.cwd\":[332,4,\"str\"],\"process.cgroup\":[336,4,\"str\"]}},\"fork\":{\"id\":2,\"size\":152,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"child_start\":[128,8,\"u64\"],\"child_pid\":[136,4,\"u32\"],\"child_tid\":[140,4,\"u32\"],\"child_pidns_pid\":[144,4,\"u32\"]}},\"exit\":{\"id\":3,\"size\":136,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"code_raw\":[128,4,\"u32\"]}},\"open\":{\"id\":4,\"size\":232,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"flags\":[128,4,\"u32\"],\"mode\":[132,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"],\"syscall_path\":[224,4,\"str\"]}},\"unlink\":{\"id\":5,\"size\":240,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"dirfd\":[128,8,\"s64\"],\"flags\":[136,4,\"u32\"],\"file.inode\":[144,8,\"u64\"],\"file.mtime\":[152,8,\"u64\"],\"file.ctime\":[160,8,\"u64\"],\"file.dev\":[168,4,\"u32\"],\"file.mount_id\":[172,4,\"u32\"],\"file.mode\":[176,4,\"u32\"],\"file.uid\":[180,4,\"u32\"],\"file.gid\":[184,4,\"u32\"],\"file.nlink\":[188,4,\"u32\"],\"file.magic\":[192,4,\"u32\"],\"file.upper\":[196,4,\"u32\"],\"file.mount_flags\":[200,4,\"u32\"],\"file.fs\":[204,16,\"char\"],\"file.path\":[220,4,\"str\"],\"file.base\":[224,4,\"str\"],\"file.below\":[228,4,\"str\"],\"syscall_path\":[232,4,\"str\"]}},\"rename\":{\"id\":6,\"size\":336,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"file.inode\":[128,8,\"u64\"],\"file.mtime\":[136,8,\"u64\"],\"file.ctime\":[144,8,\"u64\"],\"file.dev\":[152,4,\"u32\"],\"file.mount_id\":[156,4,\"u32\"],\"file.mode\":[160,4,\"u32\"],\"file.uid\":[164,4,\"u32\"],\"file.gid\":[168,4,\"u32\"],\"file.nlink\":[172,4,\"u32\"],\"file.magic\":[176,4,\"u32\"],\"file.upper\":[180,4,\"u32\"],\"file.mount_flags\":[184,4,\"u32\"],\"file.fs\":[188,16,\"char\"],\"file.path\":[204,4,\"str\"],\"file.base\":[208,4,\"str\"],\"file.below\":[212,4,\"str\"],\"syscall_path\":[216,4,\"str\"],\"destination.inode\":[224,8,\"u64\"],\"destination.mtime\":[232,8,\"u64\"],\"destination.ctime\":[240,8,\"u64\"],\"destination.dev\":[248,4,\"u32\"],\"destination.mount_id\":[252,4,\"u32\"],\"destination.mode\":[256,4,\"u32\"],\"destination.uid\":[260,4,\"u32\"],\"destination.gid\":[264,4,\"u32\"],\"destination.nlink\":[268,4,\"u32\"],\"destination.magic\":[272,4,\"u32\"],\"destination.upper\":[276,4,\"u32\"],\"destination.mount_flags\":[280,4,\"u32\"],\"destination.fs\":[284,16,\"char\"],\"destination.path\":[300,4,\"str\"],\"destination.base\":[304,4,\"str\"],\"destination.below\":[308,4,\"str\"],\"syscall_destination_path\":[312,4,\"str\"],\"replaced_inode\":[320,8,\"u64\"],\"replaced_mode\":[328,4,\"u32\"],\"replaced_uid\":[332,4,\"u32\"]}},\"chmod\":{\"id\":7,\"size\":232,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"mode\":[128,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"],\"syscall_path\":[224,4,\"str\"]}},\"chown\":{\"id\":8,\"size\":232,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"uid\":[128,4,\"u32\"],\"gid\":[132,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"],\"syscall_path\":[224,4,\"str\"]}},\"link\":{\"id\":9,\"size\":328,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"symbolic\":[128,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"],\"syscall_path\":[224,4,\"str\"],\"destination.inode\":[232,8,\"u64\"],\"destination.mtime\":[240,8,\"u64\"],\"destination.ctime\":[248,8,\"u64\"],\"destination.dev\":[256,4,\"u32\"],\"destination.mount_id\":[260,4,\"u32\"],\"destination.mode\":[264,4,\"u32\"],\"destination.uid\":[268,4,\"u32\"],\"destination.gid\":[272,4,\"u32\"],\"destination.nlink\":[276,4,\"u32\"],\"destination.magic\":[280,4,\"u32\"],\"destination.upper\":[284,4,\"u32\"],\"destination.mount_flags\":[288,4,\"u32\"],\"destination.fs\":[292,16,\"char\"],\"destination.path\":[308,4,\"str\"],\"destination.base\":[312,4,\"str\"],\"destination.below\":[316,4,\"str\"],\"syscall_destination_path\":[320,4,\"str\"]}},\"mkdir\":{\"id\":10,\"size\":232,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"mode\":[128,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"],\"syscall_path\":[224,4,\"str\"]}},\"connect\":{\"id\":11,\"size\":152,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"addr.ip\":[128,16,\"u8\"],\"addr.family\":[144,2,\"u16\"],\"addr.port\":[146,2,\"u16\"],\"protocol\":[148,4,\"u32\"]}},\"dns\":{\"id\":12,\"size\":208,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"network.source.ip\":[128,16,\"u8\"],\"network.source.family\":[144,2,\"u16\"],\"network.source.port\":[146,2,\"u16\"],\"network.destination.ip\":[148,16,\"u8\"],\"network.destination.family\":[164,2,\"u16\"],\"network.destination.port\":[166,2,\"u16\"],\"network.size\":[168,4,\"u32\"],\"network.l3\":[172,2,\"u16\"],\"network.l4\":[174,2,\"u16\"],\"network.direction\":[176,4,\"u32\"],\"network.icmp_type\":[180,4,\"u32\"],\"network.ifname\":[184,16,\"char\"],\"payload\":[200,4,\"bytes\"]}},\"rmdir\":{\"id\":13,\"size\":224,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"file.inode\":[128,8,\"u64\"],\"file.mtime\":[136,8,\"u64\"],\"file.ctime\":[144,8,\"u64\"],\"file.dev\":[152,4,\"u32\"],\"file.mount_id\":[156,4,\"u32\"],\"file.mode\":[160,4,\"u32\"],\"file.uid\":[164,4,\"u32\"],\"file.gid\":[168,4,\"u32\"],\"file.nlink\":[172,4,\"u32\"],\"file.magic\":[176,4,\"u32\"],\"file.upper\":[180,4,\"u32\"],\"file.mount_flags\":[184,4,\"u32\"],\"file.fs\":[188,16,\"char\"],\"file.path\":[204,4,\"str\"],\"file.base\":[208,4,\"str\"],\"file.below\":[212,4,\"str\"],\"syscall_path\":[216,4,\"str\"]}},\"utimes\":{\"id\":14,\"size\":248,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"atime\":[128,8,\"u64\"],\"mtime\":[136,8,\"u64\"],\"set_now\":[144,4,\"u32\"],\"file.inode\":[152,8,\"u64\"],\"file.mtime\":[160,8,\"u64\"],\"file.ctime\":[168,8,\"u64\"],\"file.dev\":[176,4,\"u32\"],\"file.mount_id\":[180,4,\"u32\"],\"file.mode\":[184,4,\"u32\"],\"file.uid\":[188,4,\"u32\"],\"file.gid\":[192,4,\"u32\"],\"file.nlink\":[196,4,\"u32\"],\"file.magic\":[200,4,\"u32\"],\"file.upper\":[204,4,\"u32\"],\"file.mount_flags\":[208,4,\"u32\"],\"file.fs\":[212,16,\"char\"],\"file.path\":[228,4,\"str\"],\"file.base\":[232,4,\"str\"],\"file.below\":[236,4,\"str\"],\"syscall_path\":[240,4,\"str\"]}},\"setxattr\":{\"id\":15,\"size\":224,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"file.inode\":[128,8,\"u64\"],\"file.mtime\":[136,8,\"u64\"],\"file.ctime\":[144,8,\"u64\"],\"file.dev\":[152,4,\"u32\"],\"file.mount_id\":[156,4,\"u32\"],\"file.mode\":[160,4,\"u32\"],\"file.uid\":[164,4,\"u32\"],\"file.gid\":[168,4,\"u32\"],\"file.nlink\":[172,4,\"u32\"],\"file.magic\":[176,4,\"u32\"],\"file.upper\":[180,4,\"u32\"],\"file.mount_flags\":[184,4,\"u32\"],\"file.fs\":[188,16,\"char\"],\"file.path\":[204,4,\"str\"],\"file.base\":[208,4,\"str\"],\"file.below\":[212,4,\"str\"],\"syscall_path\":[216,4,\"str\"],\"name\":[220,4,\"str\"]}},\"removexattr\":{\"id\":16,\"size\":224,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"file.inode\":[128,8,\"u64\"],\"file.mtime\":[136,8,\"u64\"],\"file.ctime\":[144,8,\"u64\"],\"file.dev\":[152,4,\"u32\"],\"file.mount_id\":[156,4,\"u32\"],\"file.mode\":[160,4,\"u32\"],\"file.uid\":[164,4,\"u32\"],\"file.gid\":[168,4,\"u32\"],\"file.nlink\":[172,4,\"u32\"],\"file.magic\":[176,4,\"u32\"],\"file.upper\":[180,4,\"u32\"],\"file.mount_flags\":[184,4,\"u32\"],\"file.fs\":[188,16,\"char\"],\"file.path\":[204,4,\"str\"],\"file.base\":[208,4,\"str\"],\"file.below\":[212,4,\"str\"],\"syscall_path\":[216,4,\"str\"],\"name\":[220,4,\"str\"]}},\"mount\":{\"id\":17,\"size\":192,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"mount_id\":[128,4,\"u32\"],\"mount_flags\":[132,4,\"u32\"],\"origin\":[136,4,\"u32\"],\"dev\":[140,4,\"u32\"],\"fs\":[144,16,\"char\"],\"mountpoint\":[160,4,\"str\"],\"mountpoint_base\":[164,4,\"str\"],\"source\":[168,4,\"str\"],\"source_base\":[172,4,\"str\"],\"root\":[176,4,\"str\"],\"syscall_source\":[180,4,\"str\"],\"syscall_mountpoint\":[184,4,\"str\"],\"syscall_fs_type\":[188,4,\"str\"]}},\"chdir\":{\"id\":18,\"size\":224,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"file.inode\":[128,8,\"u64\"],\"file.mtime\":[136,8,\"u64\"],\"file.ctime\":[144,8,\"u64\"],\"file.dev\":[152,4,\"u32\"],\"file.mount_id\":[156,4,\"u32\"],\"file.mode\":[160,4,\"u32\"],\"file.uid\":[164,4,\"u32\"],\"file.gid\":[168,4,\"u32\"],\"file.nlink\":[172,4,\"u32\"],\"file.magic\":[176,4,\"u32\"],\"file.upper\":[180,4,\"u32\"],\"file.mount_flags\":[184,4,\"u32\"],\"file.fs\":[188,16,\"char\"],\"file.path\":[204,4,\"str\"],\"file.base\":[208,4,\"str\"],\"file.below\":[212,4,\"str\"],\"syscall_path\":[216,4,\"str\"]}},\"mmap\":{\"id\":19,\"size\":240,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"length\":[128,8,\"u64\"],\"offset\":[136,8,\"u64\"],\"protection\":[144,4,\"u32\"],\"flags\":[148,4,\"u32\"],\"file.inode\":[152,8,\"u64\"],\"file.mtime\":[160,8,\"u64\"],\"file.ctime\":[168,8,\"u64\"],\"file.dev\":[176,4,\"u32\"],\"file.mount_id\":[180,4,\"u32\"],\"file.mode\":[184,4,\"u32\"],\"file.uid\":[188,4,\"u32\"],\"file.gid\":[192,4,\"u32\"],\"file.nlink\":[196,4,\"u32\"],\"file.magic\":[200,4,\"u32\"],\"file.upper\":[204,4,\"u32\"],\"file.mount_flags\":[208,4,\"u32\"],\"file.fs\":[212,16,\"char\"],\"file.path\":[228,4,\"str\"],\"file.base\":[232,4,\"str\"],\"file.below\":[236,4,\"str\"]}},\"mprotect\":{\"id\":20,\"size\":160,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"start\":[128,8,\"u64\"],\"length\":[136,8,\"u64\"],\"vm_protection\":[144,8,\"u64\"],\"req_protection\":[152,4,\"u32\"]}},\"splice\":{\"id\":21,\"size\":224,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"pipe_entry_flag\":[128,4,\"u32\"],\"pipe_exit_flag\":[132,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"]}},\"ptrace\":{\"id\":22,\"size\":152,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"tracee.start\":[128,8,\"u64\"],\"tracee.pid\":[136,4,\"u32\"],\"request\":[144,4,\"u32\"]}},\"signal\":{\"id\":23,\"size\":160,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"pid\":[128,8,\"s64\"],\"target.start\":[136,8,\"u64\"],\"target.pid\":[144,4,\"u32\"],\"number\":[152,4,\"u32\"]}},\"bpf\":{\"id\":24,\"size\":216,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"cmd\":[128,4,\"u32\"],\"map_type\":[132,4,\"u32\"],\"prog_type\":[136,4,\"u32\"],\"attach_type\":[140,4,\"u32\"],\"map_name\":[144,16,\"char\"],\"prog_name\":[160,16,\"char\"],\"prog_tag\":[176,8,\"u8\"],\"helpers\":[184,32,\"u8\"]}},\"load_module\":{\"id\":25,\"size\":232,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"from_memory\":[128,4,\"u32\"],\"args_cut\":[132,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"],\"name\":[224,4,\"str\"],\"args\":[228,4,\"str\"]}},\"unload_module\":{\"id\":26,\"size\":136,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"name\":[128,4,\"str\"]}},\"setuid\":{\"id\":27,\"size\":128,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"]}},\"setgid\":{\"id\":28,\"size\":128,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"]}},\"capset\":{\"id\":29,\"size\":128,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"]}},\"snapshot\":{\"id\":30,\"size\":344,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"process.exec_ts\":[128,8,\"u64\"],\"process.parent_start\":[136,8,\"u64\"],\"process.file.inode\":[144,8,\"u64\"],\"process.file.mtime\":[152,8,\"u64\"],\"process.file.ctime\":[160,8,\"u64\"],\"process.file.dev\":[168,4,\"u32\"],\"process.file.mount_id\":[172,4,\"u32\"],\"process.file.mode\":[176,4,\"u32\"],\"process.file.uid\":[180,4,\"u32\"],\"process.file.gid\":[184,4,\"u32\"],\"process.file.nlink\":[188,4,\"u32\"],\"process.file.magic\":[192,4,\"u32\"],\"process.file.upper\":[196,4,\"u32\"],\"process.file.mount_flags\":[200,4,\"u32\"],\"process.file.fs\":[204,16,\"char\"],\"process.file.path\":[220,4,\"str\"],\"process.file.base\":[224,4,\"str\"],\"process.file.below\":[228,4,\"str\"],\"process.sid\":[232,4,\"u32\"],\"process.argc\":[236,4,\"u32\"],\"process.envc\":[240,4,\"u32\"],\"process.secureexec\":[244,4,\"u32\"],\"process.is_script\":[248,4,\"u32\"],\"process.is_kworker\":[252,4,\"u32\"],\"process.tty\":[256,64,\"char\"],\"process.argv\":[320,4,\"str\"],\"process.envp\":[324,4,\"str\"],\"process.filename\":[328,4,\"str\"],\"process.cwd\":[332,4,\"str\"],\"process.cgroup\":[336,4,\"str\"]}},\"lost\":{\"id\":31,\"size\":1160,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"total\":[128,8,\"u64\"],\"counts\":[136,512,\"u64\"],\"cpus\":[648,512,\"u64\"]}},\"ready\":{\"id\":32,\"size\":136,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"snapshot_count\":[128,4,\"u32\"]}},\"stats\":{\"id\":33,\"size\":2816,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"seen\":[128,512,\"u64\"],\"rejected\":[640,512,\"u64\"],\"lost\":[1152,512,\"u64\"],\"ring_bytes\":[1664,8,\"u64\"],\"ring_bytes_max\":[1672,8,\"u64\"],\"filter_generation\":[1680,8,\"u64\"],\"unresolved\":[1688,512,\"u64\"],\"skipped\":[2200,8,\"u64\"],\"throttled\":[2208,512,\"u64\"],\"lane_bytes\":[2720,24,\"u64\"],\"lane_bytes_max\":[2744,24,\"u64\"],\"lane_lost\":[2768,24,\"u64\"],\"overtakes\":[2792,8,\"u64\"],\"rate_max\":[2800,8,\"u64\"],\"canaries\":[2808,8,\"u64\"]}},\"throttle\":{\"id\":34,\"size\":176,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"throttled\":[128,24,\"u64\"],\"lost\":[152,24,\"u64\"]}},\"canary\":{\"id\":35,\"size\":144,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"sequence\":[128,8,\"u64\"],\"lane\":[136,4,\"u32\"]}},\"memfd_create\":{\"id\":36,\"size\":232,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"flags\":[128,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"],\"name\":[224,4,\"str\"]}},\"memfd_seal\":{\"id\":37,\"size\":224,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"seals\":[128,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"]}},\"pivot_root\":{\"id\":38,\"size\":160,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"mount_id\":[128,4,\"u32\"],\"fs\":[132,16,\"char\"],\"root\":[148,4,\"str\"],\"new_root\":[152,4,\"str\"],\"put_old\":[156,4,\"str\"]}},\"perf_event_open\":{\"id\":39,\"size\":168,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"config\":[128,8,\"u64\"],\"type\":[136,4,\"u32\"],\"pid\":[144,8,\"s64\"],\"cpu\":[152,8,\"s64\"],\"flags\":[160,4,\"u32\"]}},\"bind\":{\"id\":40,\"size\":152,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"addr.ip\":[128,16,\"u8\"],\"addr.family\":[144,2,\"u16\"],\"addr.port\":[146,2,\"u16\"],\"protocol\":[148,4,\"u32\"]}},\"accept\":{\"id\":41,\"size\":152,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"addr.ip\":[128,16,\"u8\"],\"addr.family\":[144,2,\"u16\"],\"addr.port\":[146,2,\"u16\"]}},\"setsockopt\":{\"id\":42,\"size\":160,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"level\":[128,4,\"u32\"],\"optname\":[132,4,\"u32\"],\"type\":[136,4,\"u32\"],\"family\":[140,4,\"u32\"],\"protocol\":[144,4,\"u32\"],\"filter_len\":[148,4,\"u32\"],\"filter_cut\":[152,4,\"u32\"],\"filter\":[156,4,\"bytes\"]}},\"setrlimit\":{\"id\":43,\"size\":168,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"target.start\":[128,8,\"u64\"],\"target.pid\":[136,4,\"u32\"],\"cur\":[144,8,\"s64\"],\"max\":[152,8,\"s64\"],\"resource\":[160,4,\"u32\"]}},\"prctl\":{\"id\":44,\"size\":144,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"option\":[128,4,\"u32\"],\"name_cut\":[132,4,\"u32\"],\"new_name\":[136,4,\"str\"]}},\"sysctl\":{\"id\":45,\"size\":160,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"action\":[128,4,\"u32\"],\"file_position\":[132,4,\"u32\"],\"name_cut\":[136,4,\"u32\"],\"value_cut\":[140,4,\"u32\"],\"old_value_cut\":[144,4,\"u32\"],\"name\":[148,4,\"str\"],\"value\":[152,4,\"str\"],\"old_value\":[156,4,\"str\"]}},\"selinux\":{\"id\":46,\"size\":144,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"kind\":[128,4,\"u32\"],\"name\":[132,4,\"str\"],\"value\":[136,4,\"str\"]}},\"cgroup_write\":{\"id\":47,\"size\":232,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"pid\":[128,4,\"u32\"],\"file.inode\":[136,8,\"u64\"],\"file.mtime\":[144,8,\"u64\"],\"file.ctime\":[152,8,\"u64\"],\"file.dev\":[160,4,\"u32\"],\"file.mount_id\":[164,4,\"u32\"],\"file.mode\":[168,4,\"u32\"],\"file.uid\":[172,4,\"u32\"],\"file.gid\":[176,4,\"u32\"],\"file.nlink\":[180,4,\"u32\"],\"file.magic\":[184,4,\"u32\"],\"file.upper\":[188,4,\"u32\"],\"file.mount_flags\":[192,4,\"u32\"],\"file.fs\":[196,16,\"char\"],\"file.path\":[212,4,\"str\"],\"file.base\":[216,4,\"str\"],\"file.below\":[220,4,\"str\"],\"cgroup\":[224,4,\"str\"]}},\"capabilities\":{\"id\":48,\"size\":144,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"attempted\":[128,8,\"u64\"],\"used\":[136,8,\"u64\"]}},\"imds\":{\"id\":49,\"size\":208,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"network.source.ip\":[128,16,\"u8\"],\"network.source.family\":[144,2,\"u16\"],\"network.source.port\":[146,2,\"u16\"],\"network.destination.ip\":[148,16,\"u8\"],\"network.destination.family\":[164,2,\"u16\"],\"network.destination.port\":[166,2,\"u16\"],\"network.size\":[168,4,\"u32\"],\"network.l3\":[172,2,\"u16\"],\"network.l4\":[174,2,\"u16\"],\"network.direction\":[176,4,\"u32\"],\"network.icmp_type\":[180,4,\"u32\"],\"network.ifname\":[184,16,\"char\"],\"payload\":[200,4,\"bytes\"]}},\"packet\":{\"id\":50,\"size\":208,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"network.source.ip\":[128,16,\"u8\"],\"network.source.family\":[144,2,\"u16\"],\"network.source.port\":[146,2,\"u16\"],\"network.destination.ip\":[148,16,\"u8\"],\"network.destination.family\":[164,2,\"u16\"],\"network.destination.port\":[166,2,\"u16\"],\"network.size\":[168,4,\"u32\"],\"network.l3\":[172,2,\"u16\"],\"network.l4\":[174,2,\"u16\"],\"network.direction\":[176,4,\"u32\"],\"network.icmp_type\":[180,4,\"u32\"],\"network.ifname\":[184,16,\"char\"],\"filter\":[200,4,\"str\"],\"payload\":[204,4,\"bytes\"]}},\"network_flow_monitor\":{\"id\":51,\"size\":152,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"ifname\":[128,16,\"char\"],\"flows\":[144,4,\"bytes\"]}},\"socket\":{\"id\":52,\"size\":144,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"domain\":[128,4,\"u32\"],\"type\":[132,4,\"u32\"],\"protocol\":[136,4,\"u32\"]}},\"unshare\":{\"id\":53,\"size\":136,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"flags\":[128,4,\"u32\"]}},\"failed_dns\":{\"id\":54,\"size\":208,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"network.source.ip\":[128,16,\"u8\"],\"network.source.family\":[144,2,\"u16\"],\"network.source.port\":[146,2,\"u16\"],\"network.destination.ip\":[148,16,\"u8\"],\"network.destination.family\":[164,2,\"u16\"],\"network.destination.port\":[166,2,\"u16\"],\"network.size\":[168,4,\"u32\"],\"network.l3\":[172,2,\"u16\"],\"network.l4\":[174,2,\"u16\"],\"network.direction\":[176,4,\"u32\"],\"network.icmp_type\":[180,4,\"u32\"],\"network.ifname\":[184,16,\"char\"],\"payload\":[200,4,\"bytes\"]}},\"userfaultfd\":{\"id\":56,\"size\":136,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"flags\":[128,4,\"u32\"]}},\"kexec\":{\"id\":57,\"size\":240,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"flags\":[128,8,\"u64\"],\"from_memory\":[136,4,\"u32\"],\"file.inode\":[144,8,\"u64\"],\"file.mtime\":[152,8,\"u64\"],\"file.ctime\":[160,8,\"u64\"],\"file.dev\":[168,4,\"u32\"],\"file.mount_id\":[172,4,\"u32\"],\"file.mode\":[176,4,\"u32\"],\"file.uid\":[180,4,\"u32\"],\"file.gid\":[184,4,\"u32\"],\"file.nlink\":[188,4,\"u32\"],\"file.magic\":[192,4,\"u32\"],\"file.upper\":[196,4,\"u32\"],\"file.mount_flags\":[200,4,\"u32\"],\"file.fs\":[204,16,\"char\"],\"file.path\":[220,4,\"str\"],\"file.base\":[224,4,\"str\"],\"file.below\":[228,4,\"str\"],\"args\":[232,4,\"str\"]}},\"io_uring_setup\":{\"id\":58,\"size\":136,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"entries\":[128,4,\"u32\"],\"flags\":[132,4,\"u32\"]}},\"denial\":{\"id\":59,\"size\":176,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"generation\":[128,4,\"u32\"],\"rule\":[132,4,\"u32\"],\"denied\":[136,8,\"u64\"],\"observed\":[144,8,\"u64\"],\"spared\":[152,8,\"u64\"],\"passed\":[160,8,\"u64\"],\"disarmed\":[168,4,\"u32\"],\"zero\":[172,4,\"u32\"]}},\"setns\":{\"id\":60,\"size\":136,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"flags\":[128,4,\"u32\"]}},\"action\":{\"id\":61,\"size\":256,\"members\":{\"header.len\":[0,4,\"u32\"],\"header.type\":[4,2,\"u16\"],\"header.flags\":[6,2,\"u16\"],\"header.ts\":[8,8,\"u64\"],\"header.start\":[16,8,\"u64\"],\"header.cgroup_id\":[24,8,\"u64\"],\"header.cap_effective\":[32,8,\"u64\"],\"header.cap_permitted\":[40,8,\"u64\"],\"header.retval\":[48,8,\"s64\"],\"header.pid\":[56,4,\"u32\"],\"header.tid\":[60,4,\"u32\"],\"header.ppid\":[64,4,\"u32\"],\"header.uid\":[68,4,\"u32\"],\"header.gid\":[72,4,\"u32\"],\"header.euid\":[76,4,\"u32\"],\"header.egid\":[80,4,\"u32\"],\"header.fsuid\":[84,4,\"u32\"],\"header.fsgid\":[88,4,\"u32\"],\"header.auid\":[92,4,\"u32\"],\"header.mntns\":[96,4,\"u32\"],\"header.pidns\":[100,4,\"u32\"],\"header.netns\":[104,4,\"u32\"],\"header.cpu\":[108,4,\"u32\"],\"header.comm\":[112,16,\"char\"],\"request\":[128,4,\"u32\"],\"status\":[132,4,\"u32\"],\"signalled\":[136,4,\"u32\"],\"failed\":[140,4,\"u32\"],\"blamed\":[144,4,\"u32\"],\"zero\":[148,4,\"u32\"],\"reason\":[152,32,\"char\"],\"name\":[184,64,\"char\"],\"packets\":[248,8,\"u64\"]}}}}"

enum vigil_event {
	VIGIL_EVENT_EXEC = 1,
	VIGIL_EVENT_FORK = 2,
	VIGIL_EVENT_EXIT = 3,
	VIGIL_EVENT_OPEN = 4,
	VIGIL_EVENT_UNLINK = 5,
	VIGIL_EVENT_RENAME = 6,
	VIGIL_EVENT_CHMOD = 7,
	VIGIL_EVENT_CHOWN = 8,
	VIGIL_EVENT_LINK = 9,
	VIGIL_EVENT_MKDIR = 10,
	VIGIL_EVENT_CONNECT = 11,
	VIGIL_EVENT_DNS = 12,
	VIGIL_EVENT_RMDIR = 13,
	VIGIL_EVENT_UTIMES = 14,
	VIGIL_EVENT_SETXATTR = 15,
	VIGIL_EVENT_REMOVEXATTR = 16,
	VIGIL_EVENT_MOUNT = 17,
	VIGIL_EVENT_CHDIR = 18,
	VIGIL_EVENT_MMAP = 19,
	VIGIL_EVENT_MPROTECT = 20,
	VIGIL_EVENT_SPLICE = 21,
	VIGIL_EVENT_PTRACE = 22,
	VIGIL_EVENT_SIGNAL = 23,
	VIGIL_EVENT_BPF = 24,
	VIGIL_EVENT_LOAD_MODULE = 25,
	VIGIL_EVENT_UNLOAD_MODULE = 26,
	VIGIL_EVENT_SETUID = 27,
	VIGIL_EVENT_SETGID = 28,
	VIGIL_EVENT_CAPSET = 29,
	VIGIL_EVENT_SNAPSHOT = 30,
	VIGIL_EVENT_LOST = 31,
	VIGIL_EVENT_READY = 32,
	VIGIL_EVENT_STATS = 33,
	VIGIL_EVENT_THROTTLE = 34,
	VIGIL_EVENT_CANARY = 35,
	VIGIL_EVENT_MEMFD_CREATE = 36,
	VIGIL_EVENT_MEMFD_SEAL = 37,
	VIGIL_EVENT_PIVOT_ROOT = 38,
	VIGIL_EVENT_PERF_EVENT_OPEN = 39,
	VIGIL_EVENT_BIND = 40,
	VIGIL_EVENT_ACCEPT = 41,
	VIGIL_EVENT_SETSOCKOPT = 42,
	VIGIL_EVENT_SETRLIMIT = 43,
	VIGIL_EVENT_PRCTL = 44,
	VIGIL_EVENT_SYSCTL = 45,
	VIGIL_EVENT_SELINUX = 46,
	VIGIL_EVENT_CGROUP_WRITE = 47,
	VIGIL_EVENT_CAPABILITIES = 48,
	VIGIL_EVENT_IMDS = 49,
	VIGIL_EVENT_PACKET = 50,
	VIGIL_EVENT_NETWORK_FLOW_MONITOR = 51,
	VIGIL_EVENT_SOCKET = 52,
	VIGIL_EVENT_UNSHARE = 53,
	VIGIL_EVENT_FAILED_DNS = 54,
	VIGIL_EVENT_USERFAULTFD = 56,
	VIGIL_EVENT_KEXEC = 57,
	VIGIL_EVENT_IO_URING_SETUP = 58,
	VIGIL_EVENT_DENIAL = 59,
	VIGIL_EVENT_SETNS = 60,
	VIGIL_EVENT_ACTION = 61,
	VIGIL_EVENT_MAX = 64, /* ids stay below this: filters are 64-bit masks */
};

/* Ids that have a record, a bit each. */
#define VIGIL_EVENTS 0x3f7ffffffffffffeull
#define VIGIL_CATEGORY_FILE 0x700027e7f0ull
#define VIGIL_CATEGORY_KERNEL 0x700e08007580000ull
#define VIGIL_CATEGORY_NETWORK 0x5e070000001800ull
#define VIGIL_CATEGORY_PROCESS 0x102118007880000eull
#define VIGIL_CATEGORY_SENSOR 0x2800000f80000000ull

enum vigil_control {
	VIGIL_CONTROL_FILTER_BEGIN = 1,
	VIGIL_CONTROL_FILTER_EVENT = 2,
	VIGIL_CONTROL_FILTER_NAME = 3,
	VIGIL_CONTROL_FILTER_COMMIT = 4,
	VIGIL_CONTROL_FILTER_RANGE = 5,
	VIGIL_CONTROL_FILTER_BITS = 6,
	VIGIL_CONTROL_PACKET_FILTER = 7,
	VIGIL_CONTROL_DENY = 8,
	VIGIL_CONTROL_ACKNOWLEDGE = 9,
	VIGIL_CONTROL_KILL = 32,
	VIGIL_CONTROL_NETWORK_FILTER = 33,
};

enum vigil_approver {
	VIGIL_APPROVER_AUID = 0,
	VIGIL_APPROVER_OPEN_FLAGS = 1,
	VIGIL_APPROVER_OPEN_UPPER = 2,
	VIGIL_APPROVER_CHMOD_MODE = 1,
	VIGIL_APPROVER_CONNECT_FAMILY = 1,
	VIGIL_APPROVER_CONNECT_PORT = 2,
	VIGIL_APPROVER_CONNECT_PUBLIC = 3,
	VIGIL_APPROVER_MMAP_PROTECTION = 1,
	VIGIL_APPROVER_MMAP_FLAGS = 2,
	VIGIL_APPROVER_MPROTECT_VM = 1,
	VIGIL_APPROVER_MPROTECT_REQ = 2,
	VIGIL_APPROVER_SPLICE_ENTRY = 1,
	VIGIL_APPROVER_SPLICE_EXIT = 2,
	VIGIL_APPROVER_SIGNAL_NUMBER = 1,
	VIGIL_APPROVER_BIND_FAMILY = 1,
	VIGIL_APPROVER_SETSOCKOPT_OPTNAME = 1,
	VIGIL_APPROVER_PRCTL_OPTION = 1,
	VIGIL_APPROVER_MAX = 4,
};

enum vigil_flag {
	VIGIL_FLAG_PATH_TRUNCATED = 1 << 0, /* A path has more components or bytes than the record holds */
	VIGIL_FLAG_ARGS_TRUNCATED = 1 << 1, /* argv was cut */
	VIGIL_FLAG_ENVS_TRUNCATED = 1 << 2, /* envp was cut */
	VIGIL_FLAG_PATH_CLAIMED = 1 << 3, /* A path was read from user memory after the call and joined to its base directory; symbolic links in it are not resolved and the caller could have changed it */
	VIGIL_FLAG_FROM_SNAPSHOT = 1 << 4, /* The process ran before the sensor started */
	VIGIL_FLAG_COMPAT_SYSCALL = 1 << 5, /* A 32-bit system call */
	VIGIL_FLAG_IO_URING = 1 << 6, /* Requested through io_uring */
	VIGIL_FLAG_DENIED = 1 << 7, /* A rule's deny action made the kernel refuse the call */
	VIGIL_FLAG_DENIAL_OBSERVED = 1 << 8, /* It would have been refused, but enforcement is observe */
	VIGIL_FLAG_DENIAL_SPARED = 1 << 9, /* It would have been refused, but the process is one that is never denied anything */
	VIGIL_FLAG_DENIAL_DISARMED = 1 << 10, /* It would have been refused, but the rule had denied too many programs */
};

/* Bytes elsewhere in the same record: offset from the record's first byte, and length. */
struct vigil_str {
	__u16 off;
	__u16 len;
};

/* What every record starts with. */
struct vigil_header {
	__u32 len; /* Length of the whole record in bytes, a multiple of 8 */
	__u16 type; /* Event id, as in schema/events */
	__u16 flags; /* Bits of schema/records/flags.yaml */
	__u64 ts; /* CLOCK_BOOTTIME in nanoseconds */
	__u64 start; /* Boot-time start of the thread group leader in nanoseconds; with pid it names a process for ever */
	__u64 cgroup_id; /* Id of the task's cgroup in the default (v2) hierarchy, or of its pids cgroup where that is the root */
	__u64 cap_effective; /* Effective capability mask */
	__u64 cap_permitted; /* Permitted capability mask */
	__s64 retval; /* Result of the system call; 0 where there is none */
	__u32 pid; /* Thread group id in the initial pid namespace */
	__u32 tid; /* Thread id in the initial pid namespace */
	__u32 ppid; /* Thread group id of the real parent */
	__u32 uid;
	__u32 gid;
	__u32 euid;
	__u32 egid;
	__u32 fsuid;
	__u32 fsgid;
	__u32 auid; /* Login uid; 4294967295 when unset */
	__u32 mntns; /* Inode of the mount namespace */
	__u32 pidns; /* Inode of the pid namespace */
	__u32 netns; /* Inode of the network namespace */
	__u32 cpu;
	char comm[16]; /* Task name, NUL-terminated */
};
_Static_assert(__builtin_offsetof(struct vigil_header, len) == 0, "vigil_header.len");
_Static_assert(__builtin_offsetof(struct vigil_header, type) == 4, "vigil_header.type");
_Static_assert(__builtin_offsetof(struct vigil_header, flags) == 6, "vigil_header.flags");
_Static_assert(__builtin_offsetof(struct vigil_header, ts) == 8, "vigil_header.ts");
_Static_assert(__builtin_offsetof(struct vigil_header, start) == 16, "vigil_header.start");
_Static_assert(__builtin_offsetof(struct vigil_header, cgroup_id) == 24, "vigil_header.cgroup_id");
_Static_assert(__builtin_offsetof(struct vigil_header, cap_effective) == 32, "vigil_header.cap_effective");
_Static_assert(__builtin_offsetof(struct vigil_header, cap_permitted) == 40, "vigil_header.cap_permitted");
_Static_assert(__builtin_offsetof(struct vigil_header, retval) == 48, "vigil_header.retval");
_Static_assert(__builtin_offsetof(struct vigil_header, pid) == 56, "vigil_header.pid");
_Static_assert(__builtin_offsetof(struct vigil_header, tid) == 60, "vigil_header.tid");
_Static_assert(__builtin_offsetof(struct vigil_header, ppid) == 64, "vigil_header.ppid");
_Static_assert(__builtin_offsetof(struct vigil_header, uid) == 68, "vigil_header.uid");
_Static_assert(__builtin_offsetof(struct vigil_header, gid) == 72, "vigil_header.gid");
_Static_assert(__builtin_offsetof(struct vigil_header, euid) == 76, "vigil_header.euid");
_Static_assert(__builtin_offsetof(struct vigil_header, egid) == 80, "vigil_header.egid");
_Static_assert(__builtin_offsetof(struct vigil_header, fsuid) == 84, "vigil_header.fsuid");
_Static_assert(__builtin_offsetof(struct vigil_header, fsgid) == 88, "vigil_header.fsgid");
_Static_assert(__builtin_offsetof(struct vigil_header, auid) == 92, "vigil_header.auid");
_Static_assert(__builtin_offsetof(struct vigil_header, mntns) == 96, "vigil_header.mntns");
_Static_assert(__builtin_offsetof(struct vigil_header, pidns) == 100, "vigil_header.pidns");
_Static_assert(__builtin_offsetof(struct vigil_header, netns) == 104, "vigil_header.netns");
_Static_assert(__builtin_offsetof(struct vigil_header, cpu) == 108, "vigil_header.cpu");
_Static_assert(__builtin_offsetof(struct vigil_header, comm) == 112, "vigil_header.comm");
_Static_assert(sizeof(struct vigil_header) == 128, "vigil_header");

/* Address family, IP address and port. */
struct vigil_addr {
	__u8 ip[16];
	__u16 family; /* AF_INET, AF_INET6, AF_UNIX or another AF_ constant */
	__u16 port; /* In host byte order */
};
_Static_assert(__builtin_offsetof(struct vigil_addr, ip) == 0, "vigil_addr.ip");
_Static_assert(__builtin_offsetof(struct vigil_addr, family) == 16, "vigil_addr.family");
_Static_assert(__builtin_offsetof(struct vigil_addr, port) == 18, "vigil_addr.port");
_Static_assert(sizeof(struct vigil_addr) == 20, "vigil_addr");

/* Addresses and protocols of a packet. */
struct vigil_network {
	struct vigil_addr source;
	struct vigil_addr destination;
	__u32 size;
	__u16 l3;
	__u16 l4;
	__u32 direction; /* 1 in, 2 out */
	__u32 icmp_type; /* Type of an ICMP or ICMPv6 message; 0 for the rest */
	char ifname[16]; /* Name of the network device; empty when it was not known */
};
_Static_assert(__builtin_offsetof(struct vigil_network, source) == 0, "vigil_network.source");
_Static_assert(__builtin_offsetof(struct vigil_network, destination) == 20, "vigil_network.destination");
_Static_assert(__builtin_offsetof(struct vigil_network, size) == 40, "vigil_network.size");
_Static_assert(__builtin_offsetof(struct vigil_network, l3) == 44, "vigil_network.l3");
_Static_assert(__builtin_offsetof(struct vigil_network, l4) == 46, "vigil_network.l4");
_Static_assert(__builtin_offsetof(struct vigil_network, direction) == 48, "vigil_network.direction");
_Static_assert(__builtin_offsetof(struct vigil_network, icmp_type) == 52, "vigil_network.icmp_type");
_Static_assert(__builtin_offsetof(struct vigil_network, ifname) == 56, "vigil_network.ifname");
_Static_assert(sizeof(struct vigil_network) == 72, "vigil_network");

/* Both ends of a flow and what passed since it was told of last. */
struct vigil_flow {
	struct vigil_addr source; /* The side that began it */
	struct vigil_addr destination;
	__u16 l3;
	__u16 l4;
	__u8 pad4[4];
	__u64 ingress_bytes; /* From the network header on, before they are cut into segments */
	__u64 ingress_packets;
	__u64 egress_bytes;
	__u64 egress_packets;
};
_Static_assert(__builtin_offsetof(struct vigil_flow, source) == 0, "vigil_flow.source");
_Static_assert(__builtin_offsetof(struct vigil_flow, destination) == 20, "vigil_flow.destination");
_Static_assert(__builtin_offsetof(struct vigil_flow, l3) == 40, "vigil_flow.l3");
_Static_assert(__builtin_offsetof(struct vigil_flow, l4) == 42, "vigil_flow.l4");
_Static_assert(__builtin_offsetof(struct vigil_flow, ingress_bytes) == 48, "vigil_flow.ingress_bytes");
_Static_assert(__builtin_offsetof(struct vigil_flow, ingress_packets) == 56, "vigil_flow.ingress_packets");
_Static_assert(__builtin_offsetof(struct vigil_flow, egress_bytes) == 64, "vigil_flow.egress_bytes");
_Static_assert(__builtin_offsetof(struct vigil_flow, egress_packets) == 72, "vigil_flow.egress_packets");
_Static_assert(sizeof(struct vigil_flow) == 80, "vigil_flow");

/* Inode, mount and path of a file. */
struct vigil_file {
	__u64 inode;
	__u64 mtime; /* Last data change, nanoseconds since 1970; 0 when not read */
	__u64 ctime; /* Last inode change, nanoseconds since 1970; 0 when not read */
	__u32 dev; /* Device number as the kernel encodes it (major << 20 | minor) */
	__u32 mount_id;
	__u32 mode; /* Type and permission bits; 0 when the inode was not read */
	__u32 uid;
	__u32 gid;
	__u32 nlink;
	__u32 magic; /* Magic number of the file system (statfs f_type) */
	__u32 upper; /* 1 when an overlay file lives in the upper layer */
	__u32 mount_flags; /* 1: the mount is in no mount namespace that a process can be in; 2: it cannot be reached by a path */
	char fs[16]; /* Name of the file system type */
	struct vigil_str path; /* Absolute path as seen from the root of the mount namespace; base directory and user string joined when the record is flagged path_claimed */
	struct vigil_str base; /* Base directory of a relative claimed path; empty otherwise */
	struct vigil_str below; /* On an overlay mount, path (when claimed: base) as from the root of that mount; these are the last bytes of path or base. Empty where that is the same, and elsewhere */
};
_Static_assert(__builtin_offsetof(struct vigil_file, inode) == 0, "vigil_file.inode");
_Static_assert(__builtin_offsetof(struct vigil_file, mtime) == 8, "vigil_file.mtime");
_Static_assert(__builtin_offsetof(struct vigil_file, ctime) == 16, "vigil_file.ctime");
_Static_assert(__builtin_offsetof(struct vigil_file, dev) == 24, "vigil_file.dev");
_Static_assert(__builtin_offsetof(struct vigil_file, mount_id) == 28, "vigil_file.mount_id");
_Static_assert(__builtin_offsetof(struct vigil_file, mode) == 32, "vigil_file.mode");
_Static_assert(__builtin_offsetof(struct vigil_file, uid) == 36, "vigil_file.uid");
_Static_assert(__builtin_offsetof(struct vigil_file, gid) == 40, "vigil_file.gid");
_Static_assert(__builtin_offsetof(struct vigil_file, nlink) == 44, "vigil_file.nlink");
_Static_assert(__builtin_offsetof(struct vigil_file, magic) == 48, "vigil_file.magic");
_Static_assert(__builtin_offsetof(struct vigil_file, upper) == 52, "vigil_file.upper");
_Static_assert(__builtin_offsetof(struct vigil_file, mount_flags) == 56, "vigil_file.mount_flags");
_Static_assert(__builtin_offsetof(struct vigil_file, fs) == 60, "vigil_file.fs");
_Static_assert(__builtin_offsetof(struct vigil_file, path) == 76, "vigil_file.path");
_Static_assert(__builtin_offsetof(struct vigil_file, base) == 80, "vigil_file.base");
_Static_assert(__builtin_offsetof(struct vigil_file, below) == 84, "vigil_file.below");
_Static_assert(sizeof(struct vigil_file) == 88, "vigil_file");

/* Executable, arguments, environment and surroundings of a process. */
struct vigil_process {
	__u64 exec_ts; /* CLOCK_BOOTTIME of the last exec; 0 when unknown */
	__u64 parent_start; /* header.start of the real parent */
	struct vigil_file file; /* The executable that runs: for a script its interpreter */
	__u32 sid; /* Session id in the initial pid namespace */
	__u32 argc; /* Arguments given, also those cut */
	__u32 envc; /* Environment entries given, also those cut */
	__u32 secureexec; /* 1 for a set-id or capability-raising exec */
	__u32 is_script; /* 1 when file is the interpreter of the script named by filename */
	__u32 is_kworker; /* 1 for a kernel thread */
	char tty[64];
	struct vigil_str argv; /* Arguments, each ended by NUL */
	struct vigil_str envp; /* Environment entries, each ended by NUL */
	struct vigil_str filename; /* Path given to execve, as given */
	struct vigil_str cwd; /* Working directory */
	struct vigil_str cgroup; /* Path of the cgroup named by header.cgroup_id */
	__u8 pad15[4];
};
_Static_assert(__builtin_offsetof(struct vigil_process, exec_ts) == 0, "vigil_process.exec_ts");
_Static_assert(__builtin_offsetof(struct vigil_process, parent_start) == 8, "vigil_process.parent_start");
_Static_assert(__builtin_offsetof(struct vigil_process, file) == 16, "vigil_process.file");
_Static_assert(__builtin_offsetof(struct vigil_process, sid) == 104, "vigil_process.sid");
_Static_assert(__builtin_offsetof(struct vigil_process, argc) == 108, "vigil_process.argc");
_Static_assert(__builtin_offsetof(struct vigil_process, envc) == 112, "vigil_process.envc");
_Static_assert(__builtin_offsetof(struct vigil_process, secureexec) == 116, "vigil_process.secureexec");
_Static_assert(__builtin_offsetof(struct vigil_process, is_script) == 120, "vigil_process.is_script");
_Static_assert(__builtin_offsetof(struct vigil_process, is_kworker) == 124, "vigil_process.is_kworker");
_Static_assert(__builtin_offsetof(struct vigil_process, tty) == 128, "vigil_process.tty");
_Static_assert(__builtin_offsetof(struct vigil_process, argv) == 192, "vigil_process.argv");
_Static_assert(__builtin_offsetof(struct vigil_process, envp) == 196, "vigil_process.envp");
_Static_assert(__builtin_offsetof(struct vigil_process, filename) == 200, "vigil_process.filename");
_Static_assert(__builtin_offsetof(struct vigil_process, cwd) == 204, "vigil_process.cwd");
_Static_assert(__builtin_offsetof(struct vigil_process, cgroup) == 208, "vigil_process.cgroup");
_Static_assert(sizeof(struct vigil_process) == 216, "vigil_process");

/* Which process. */
struct vigil_task {
	__u64 start; /* header.start of the process; 0 when it is only known by number */
	__u32 pid; /* Thread group id in the initial pid namespace; 0 for none */
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_task, start) == 0, "vigil_task.start");
_Static_assert(__builtin_offsetof(struct vigil_task, pid) == 8, "vigil_task.pid");
_Static_assert(sizeof(struct vigil_task) == 16, "vigil_task");

/* A program was executed. */
struct vigil_exec {
	struct vigil_header header;
	struct vigil_process process;
};
_Static_assert(__builtin_offsetof(struct vigil_exec, header) == 0, "vigil_exec.header");
_Static_assert(__builtin_offsetof(struct vigil_exec, process) == 128, "vigil_exec.process");
_Static_assert(sizeof(struct vigil_exec) == 344, "vigil_exec");

/* A process was created; feeds the process tree and is not a rule event. */
struct vigil_fork {
	struct vigil_header header;
	__u64 child_start; /* header.start of the new process */
	__u32 child_pid;
	__u32 child_tid;
	__u32 child_pidns_pid; /* Its pid in its own namespace */
	__u8 pad5[4];
};
_Static_assert(__builtin_offsetof(struct vigil_fork, header) == 0, "vigil_fork.header");
_Static_assert(__builtin_offsetof(struct vigil_fork, child_start) == 128, "vigil_fork.child_start");
_Static_assert(__builtin_offsetof(struct vigil_fork, child_pid) == 136, "vigil_fork.child_pid");
_Static_assert(__builtin_offsetof(struct vigil_fork, child_tid) == 140, "vigil_fork.child_tid");
_Static_assert(__builtin_offsetof(struct vigil_fork, child_pidns_pid) == 144, "vigil_fork.child_pidns_pid");
_Static_assert(sizeof(struct vigil_fork) == 152, "vigil_fork");

/* A process ended. */
struct vigil_exit {
	struct vigil_header header;
	__u32 code_raw; /* task->exit_code: status << 8, or a signal number with bit 7 for a core dump */
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_exit, header) == 0, "vigil_exit.header");
_Static_assert(__builtin_offsetof(struct vigil_exit, code_raw) == 128, "vigil_exit.code_raw");
_Static_assert(sizeof(struct vigil_exit) == 136, "vigil_exit");

/* A file was opened, created or truncated. */
struct vigil_open {
	struct vigil_header header;
	__u32 flags;
	__u32 mode;
	struct vigil_file file;
	struct vigil_str syscall_path; /* The path argument as the caller gave it; empty when not read */
	__u8 pad5[4];
};
_Static_assert(__builtin_offsetof(struct vigil_open, header) == 0, "vigil_open.header");
_Static_assert(__builtin_offsetof(struct vigil_open, flags) == 128, "vigil_open.flags");
_Static_assert(__builtin_offsetof(struct vigil_open, mode) == 132, "vigil_open.mode");
_Static_assert(__builtin_offsetof(struct vigil_open, file) == 136, "vigil_open.file");
_Static_assert(__builtin_offsetof(struct vigil_open, syscall_path) == 224, "vigil_open.syscall_path");
_Static_assert(sizeof(struct vigil_open) == 232, "vigil_open");

/* A name of a file was removed. */
struct vigil_unlink {
	struct vigil_header header;
	__s64 dirfd; /* -100 (AT_FDCWD) for a call without one */
	__u32 flags;
	__u8 pad3[4];
	struct vigil_file file;
	struct vigil_str syscall_path;
	__u8 pad6[4];
};
_Static_assert(__builtin_offsetof(struct vigil_unlink, header) == 0, "vigil_unlink.header");
_Static_assert(__builtin_offsetof(struct vigil_unlink, dirfd) == 128, "vigil_unlink.dirfd");
_Static_assert(__builtin_offsetof(struct vigil_unlink, flags) == 136, "vigil_unlink.flags");
_Static_assert(__builtin_offsetof(struct vigil_unlink, file) == 144, "vigil_unlink.file");
_Static_assert(__builtin_offsetof(struct vigil_unlink, syscall_path) == 232, "vigil_unlink.syscall_path");
_Static_assert(sizeof(struct vigil_unlink) == 240, "vigil_unlink");

/* A file was renamed. */
struct vigil_rename {
	struct vigil_header header;
	struct vigil_file file;
	struct vigil_str syscall_path;
	__u8 pad3[4];
	struct vigil_file destination;
	struct vigil_str syscall_destination_path;
	__u8 pad6[4];
	__u64 replaced_inode; /* Inode that had the new name before; 0 when none had or it is not known */
	__u32 replaced_mode; /* Its type and permission bits */
	__u32 replaced_uid; /* Its owner */
};
_Static_assert(__builtin_offsetof(struct vigil_rename, header) == 0, "vigil_rename.header");
_Static_assert(__builtin_offsetof(struct vigil_rename, file) == 128, "vigil_rename.file");
_Static_assert(__builtin_offsetof(struct vigil_rename, syscall_path) == 216, "vigil_rename.syscall_path");
_Static_assert(__builtin_offsetof(struct vigil_rename, destination) == 224, "vigil_rename.destination");
_Static_assert(__builtin_offsetof(struct vigil_rename, syscall_destination_path) == 312, "vigil_rename.syscall_destination_path");
_Static_assert(__builtin_offsetof(struct vigil_rename, replaced_inode) == 320, "vigil_rename.replaced_inode");
_Static_assert(__builtin_offsetof(struct vigil_rename, replaced_mode) == 328, "vigil_rename.replaced_mode");
_Static_assert(__builtin_offsetof(struct vigil_rename, replaced_uid) == 332, "vigil_rename.replaced_uid");
_Static_assert(sizeof(struct vigil_rename) == 336, "vigil_rename");

/* Permissions of a file were changed. */
struct vigil_chmod {
	struct vigil_header header;
	__u32 mode;
	__u8 pad2[4];
	struct vigil_file file;
	struct vigil_str syscall_path;
	__u8 pad5[4];
};
_Static_assert(__builtin_offsetof(struct vigil_chmod, header) == 0, "vigil_chmod.header");
_Static_assert(__builtin_offsetof(struct vigil_chmod, mode) == 128, "vigil_chmod.mode");
_Static_assert(__builtin_offsetof(struct vigil_chmod, file) == 136, "vigil_chmod.file");
_Static_assert(__builtin_offsetof(struct vigil_chmod, syscall_path) == 224, "vigil_chmod.syscall_path");
_Static_assert(sizeof(struct vigil_chmod) == 232, "vigil_chmod");

/* The owner of a file was changed. */
struct vigil_chown {
	struct vigil_header header;
	__u32 uid;
	__u32 gid;
	struct vigil_file file;
	struct vigil_str syscall_path;
	__u8 pad5[4];
};
_Static_assert(__builtin_offsetof(struct vigil_chown, header) == 0, "vigil_chown.header");
_Static_assert(__builtin_offsetof(struct vigil_chown, uid) == 128, "vigil_chown.uid");
_Static_assert(__builtin_offsetof(struct vigil_chown, gid) == 132, "vigil_chown.gid");
_Static_assert(__builtin_offsetof(struct vigil_chown, file) == 136, "vigil_chown.file");
_Static_assert(__builtin_offsetof(struct vigil_chown, syscall_path) == 224, "vigil_chown.syscall_path");
_Static_assert(sizeof(struct vigil_chown) == 232, "vigil_chown");

/* A hard or symbolic link to a file was made. */
struct vigil_link {
	struct vigil_header header;
	__u32 symbolic; /* 1 for a symbolic link */
	__u8 pad2[4];
	struct vigil_file file;
	struct vigil_str syscall_path;
	__u8 pad5[4];
	struct vigil_file destination;
	struct vigil_str syscall_destination_path;
	__u8 pad8[4];
};
_Static_assert(__builtin_offsetof(struct vigil_link, header) == 0, "vigil_link.header");
_Static_assert(__builtin_offsetof(struct vigil_link, symbolic) == 128, "vigil_link.symbolic");
_Static_assert(__builtin_offsetof(struct vigil_link, file) == 136, "vigil_link.file");
_Static_assert(__builtin_offsetof(struct vigil_link, syscall_path) == 224, "vigil_link.syscall_path");
_Static_assert(__builtin_offsetof(struct vigil_link, destination) == 232, "vigil_link.destination");
_Static_assert(__builtin_offsetof(struct vigil_link, syscall_destination_path) == 320, "vigil_link.syscall_destination_path");
_Static_assert(sizeof(struct vigil_link) == 328, "vigil_link");

/* A directory was made. */
struct vigil_mkdir {
	struct vigil_header header;
	__u32 mode;
	__u8 pad2[4];
	struct vigil_file file;
	struct vigil_str syscall_path;
	__u8 pad5[4];
};
_Static_assert(__builtin_offsetof(struct vigil_mkdir, header) == 0, "vigil_mkdir.header");
_Static_assert(__builtin_offsetof(struct vigil_mkdir, mode) == 128, "vigil_mkdir.mode");
_Static_assert(__builtin_offsetof(struct vigil_mkdir, file) == 136, "vigil_mkdir.file");
_Static_assert(__builtin_offsetof(struct vigil_mkdir, syscall_path) == 224, "vigil_mkdir.syscall_path");
_Static_assert(sizeof(struct vigil_mkdir) == 232, "vigil_mkdir");

/* A socket was connected. */
struct vigil_connect {
	struct vigil_header header;
	struct vigil_addr addr;
	__u32 protocol; /* sk_protocol: 6 for TCP, 17 for UDP */
};
_Static_assert(__builtin_offsetof(struct vigil_connect, header) == 0, "vigil_connect.header");
_Static_assert(__builtin_offsetof(struct vigil_connect, addr) == 128, "vigil_connect.addr");
_Static_assert(__builtin_offsetof(struct vigil_connect, protocol) == 148, "vigil_connect.protocol");
_Static_assert(sizeof(struct vigil_connect) == 152, "vigil_connect");

/* A DNS question was asked or answered. */
struct vigil_dns {
	struct vigil_header header;
	struct vigil_network network;
	struct vigil_str payload; /* The DNS message, at most 511 bytes */
	__u8 pad3[4];
};
_Static_assert(__builtin_offsetof(struct vigil_dns, header) == 0, "vigil_dns.header");
_Static_assert(__builtin_offsetof(struct vigil_dns, network) == 128, "vigil_dns.network");
_Static_assert(__builtin_offsetof(struct vigil_dns, payload) == 200, "vigil_dns.payload");
_Static_assert(sizeof(struct vigil_dns) == 208, "vigil_dns");

/* A directory was removed. */
struct vigil_rmdir {
	struct vigil_header header;
	struct vigil_file file;
	struct vigil_str syscall_path;
	__u8 pad3[4];
};
_Static_assert(__builtin_offsetof(struct vigil_rmdir, header) == 0, "vigil_rmdir.header");
_Static_assert(__builtin_offsetof(struct vigil_rmdir, file) == 128, "vigil_rmdir.file");
_Static_assert(__builtin_offsetof(struct vigil_rmdir, syscall_path) == 216, "vigil_rmdir.syscall_path");
_Static_assert(sizeof(struct vigil_rmdir) == 224, "vigil_rmdir");

/* The times of a file were set. */
struct vigil_utimes {
	struct vigil_header header;
	__u64 atime; /* Access time asked for, nanoseconds since 1970; 0 when left alone or set to the present */
	__u64 mtime; /* Modification time asked for, as atime */
	__u32 set_now; /* What is set to the present: 1 the access time, 2 the modification time */
	__u8 pad4[4];
	struct vigil_file file;
	struct vigil_str syscall_path;
	__u8 pad7[4];
};
_Static_assert(__builtin_offsetof(struct vigil_utimes, header) == 0, "vigil_utimes.header");
_Static_assert(__builtin_offsetof(struct vigil_utimes, atime) == 128, "vigil_utimes.atime");
_Static_assert(__builtin_offsetof(struct vigil_utimes, mtime) == 136, "vigil_utimes.mtime");
_Static_assert(__builtin_offsetof(struct vigil_utimes, set_now) == 144, "vigil_utimes.set_now");
_Static_assert(__builtin_offsetof(struct vigil_utimes, file) == 152, "vigil_utimes.file");
_Static_assert(__builtin_offsetof(struct vigil_utimes, syscall_path) == 240, "vigil_utimes.syscall_path");
_Static_assert(sizeof(struct vigil_utimes) == 248, "vigil_utimes");

/* An extended attribute of a file was set. */
struct vigil_setxattr {
	struct vigil_header header;
	struct vigil_file file;
	struct vigil_str syscall_path;
	struct vigil_str name;
};
_Static_assert(__builtin_offsetof(struct vigil_setxattr, header) == 0, "vigil_setxattr.header");
_Static_assert(__builtin_offsetof(struct vigil_setxattr, file) == 128, "vigil_setxattr.file");
_Static_assert(__builtin_offsetof(struct vigil_setxattr, syscall_path) == 216, "vigil_setxattr.syscall_path");
_Static_assert(__builtin_offsetof(struct vigil_setxattr, name) == 220, "vigil_setxattr.name");
_Static_assert(sizeof(struct vigil_setxattr) == 224, "vigil_setxattr");

/* An extended attribute of a file was removed. */
struct vigil_removexattr {
	struct vigil_header header;
	struct vigil_file file;
	struct vigil_str syscall_path;
	struct vigil_str name;
};
_Static_assert(__builtin_offsetof(struct vigil_removexattr, header) == 0, "vigil_removexattr.header");
_Static_assert(__builtin_offsetof(struct vigil_removexattr, file) == 128, "vigil_removexattr.file");
_Static_assert(__builtin_offsetof(struct vigil_removexattr, syscall_path) == 216, "vigil_removexattr.syscall_path");
_Static_assert(__builtin_offsetof(struct vigil_removexattr, name) == 220, "vigil_removexattr.name");
_Static_assert(sizeof(struct vigil_removexattr) == 224, "vigil_removexattr");

/* A file system was mounted, or a mount copied or moved. */
struct vigil_mount {
	struct vigil_header header;
	__u32 mount_id; /* 0 when the mount was not found */
	__u32 mount_flags; /* As in file */
	__u32 origin; /* Constant of the group mount_origin */
	__u32 dev; /* Device number as the kernel encodes it */
	char fs[16]; /* Name of the file system type */
	struct vigil_str mountpoint; /* The kernel's path; the one claimed when the mount was not found */
	struct vigil_str mountpoint_base; /* Base directory of a claimed path */
	struct vigil_str source; /* Of a bind mount or a copy: the path claimed */
	struct vigil_str source_base;
	struct vigil_str root;
	struct vigil_str syscall_source;
	struct vigil_str syscall_mountpoint;
	struct vigil_str syscall_fs_type;
};
_Static_assert(__builtin_offsetof(struct vigil_mount, header) == 0, "vigil_mount.header");
_Static_assert(__builtin_offsetof(struct vigil_mount, mount_id) == 128, "vigil_mount.mount_id");
_Static_assert(__builtin_offsetof(struct vigil_mount, mount_flags) == 132, "vigil_mount.mount_flags");
_Static_assert(__builtin_offsetof(struct vigil_mount, origin) == 136, "vigil_mount.origin");
_Static_assert(__builtin_offsetof(struct vigil_mount, dev) == 140, "vigil_mount.dev");
_Static_assert(__builtin_offsetof(struct vigil_mount, fs) == 144, "vigil_mount.fs");
_Static_assert(__builtin_offsetof(struct vigil_mount, mountpoint) == 160, "vigil_mount.mountpoint");
_Static_assert(__builtin_offsetof(struct vigil_mount, mountpoint_base) == 164, "vigil_mount.mountpoint_base");
_Static_assert(__builtin_offsetof(struct vigil_mount, source) == 168, "vigil_mount.source");
_Static_assert(__builtin_offsetof(struct vigil_mount, source_base) == 172, "vigil_mount.source_base");
_Static_assert(__builtin_offsetof(struct vigil_mount, root) == 176, "vigil_mount.root");
_Static_assert(__builtin_offsetof(struct vigil_mount, syscall_source) == 180, "vigil_mount.syscall_source");
_Static_assert(__builtin_offsetof(struct vigil_mount, syscall_mountpoint) == 184, "vigil_mount.syscall_mountpoint");
_Static_assert(__builtin_offsetof(struct vigil_mount, syscall_fs_type) == 188, "vigil_mount.syscall_fs_type");
_Static_assert(sizeof(struct vigil_mount) == 192, "vigil_mount");

/* A process changed its working directory. */
struct vigil_chdir {
	struct vigil_header header;
	struct vigil_file file;
	struct vigil_str syscall_path;
	__u8 pad3[4];
};
_Static_assert(__builtin_offsetof(struct vigil_chdir, header) == 0, "vigil_chdir.header");
_Static_assert(__builtin_offsetof(struct vigil_chdir, file) == 128, "vigil_chdir.file");
_Static_assert(__builtin_offsetof(struct vigil_chdir, syscall_path) == 216, "vigil_chdir.syscall_path");
_Static_assert(sizeof(struct vigil_chdir) == 224, "vigil_chdir");

/* Memory was mapped, with or without a file. */
struct vigil_mmap {
	struct vigil_header header;
	__u64 length; /* Bytes asked for */
	__u64 offset; /* Bytes into the file */
	__u32 protection;
	__u32 flags;
	struct vigil_file file; /* All zero for memory without a file */
};
_Static_assert(__builtin_offsetof(struct vigil_mmap, header) == 0, "vigil_mmap.header");
_Static_assert(__builtin_offsetof(struct vigil_mmap, length) == 128, "vigil_mmap.length");
_Static_assert(__builtin_offsetof(struct vigil_mmap, offset) == 136, "vigil_mmap.offset");
_Static_assert(__builtin_offsetof(struct vigil_mmap, protection) == 144, "vigil_mmap.protection");
_Static_assert(__builtin_offsetof(struct vigil_mmap, flags) == 148, "vigil_mmap.flags");
_Static_assert(__builtin_offsetof(struct vigil_mmap, file) == 152, "vigil_mmap.file");
_Static_assert(sizeof(struct vigil_mmap) == 240, "vigil_mmap");

/* The protection of memory was changed. */
struct vigil_mprotect {
	struct vigil_header header;
	__u64 start; /* First address */
	__u64 length; /* Bytes */
	__u64 vm_protection; /* vm_flags of the area at the first address before the call; 0 when it was not read */
	__u32 req_protection;
	__u8 pad5[4];
};
_Static_assert(__builtin_offsetof(struct vigil_mprotect, header) == 0, "vigil_mprotect.header");
_Static_assert(__builtin_offsetof(struct vigil_mprotect, start) == 128, "vigil_mprotect.start");
_Static_assert(__builtin_offsetof(struct vigil_mprotect, length) == 136, "vigil_mprotect.length");
_Static_assert(__builtin_offsetof(struct vigil_mprotect, vm_protection) == 144, "vigil_mprotect.vm_protection");
_Static_assert(__builtin_offsetof(struct vigil_mprotect, req_protection) == 152, "vigil_mprotect.req_protection");
_Static_assert(sizeof(struct vigil_mprotect) == 160, "vigil_mprotect");

/* Data was moved between a file and a pipe inside the kernel. */
struct vigil_splice {
	struct vigil_header header;
	__u32 pipe_entry_flag;
	__u32 pipe_exit_flag;
	struct vigil_file file;
};
_Static_assert(__builtin_offsetof(struct vigil_splice, header) == 0, "vigil_splice.header");
_Static_assert(__builtin_offsetof(struct vigil_splice, pipe_entry_flag) == 128, "vigil_splice.pipe_entry_flag");
_Static_assert(__builtin_offsetof(struct vigil_splice, pipe_exit_flag) == 132, "vigil_splice.pipe_exit_flag");
_Static_assert(__builtin_offsetof(struct vigil_splice, file) == 136, "vigil_splice.file");
_Static_assert(sizeof(struct vigil_splice) == 224, "vigil_splice");

/* A process was traced by another. */
struct vigil_ptrace {
	struct vigil_header header;
	struct vigil_task tracee; /* For PTRACE_TRACEME the caller itself; pid 0 when there is none */
	__u32 request;
	__u8 pad3[4];
};
_Static_assert(__builtin_offsetof(struct vigil_ptrace, header) == 0, "vigil_ptrace.header");
_Static_assert(__builtin_offsetof(struct vigil_ptrace, tracee) == 128, "vigil_ptrace.tracee");
_Static_assert(__builtin_offsetof(struct vigil_ptrace, request) == 144, "vigil_ptrace.request");
_Static_assert(sizeof(struct vigil_ptrace) == 152, "vigil_ptrace");

/* A signal was sent to a process. */
struct vigil_signal {
	struct vigil_header header;
	__s64 pid; /* As given to the call, in the pid namespace of the caller: 0 and below name process groups */
	struct vigil_task target; /* The process it names; for a group its leader; pid 0 when there is none */
	__u32 number;
	__u8 pad4[4];
};
_Static_assert(__builtin_offsetof(struct vigil_signal, header) == 0, "vigil_signal.header");
_Static_assert(__builtin_offsetof(struct vigil_signal, pid) == 128, "vigil_signal.pid");
_Static_assert(__builtin_offsetof(struct vigil_signal, target) == 136, "vigil_signal.target");
_Static_assert(__builtin_offsetof(struct vigil_signal, number) == 152, "vigil_signal.number");
_Static_assert(sizeof(struct vigil_signal) == 160, "vigil_signal");

/* An eBPF program or map was used. */
struct vigil_bpf {
	struct vigil_header header;
	__u32 cmd;
	__u32 map_type;
	__u32 prog_type;
	__u32 attach_type;
	char map_name[16];
	char prog_name[16];
	__u8 prog_tag[8]; /* All 0 when the kernel has made no program of it */
	__u8 helpers[32]; /* Bit per helper that the instructions given to BPF_PROG_LOAD call, the first 4096 of them; claimed */
};
_Static_assert(__builtin_offsetof(struct vigil_bpf, header) == 0, "vigil_bpf.header");
_Static_assert(__builtin_offsetof(struct vigil_bpf, cmd) == 128, "vigil_bpf.cmd");
_Static_assert(__builtin_offsetof(struct vigil_bpf, map_type) == 132, "vigil_bpf.map_type");
_Static_assert(__builtin_offsetof(struct vigil_bpf, prog_type) == 136, "vigil_bpf.prog_type");
_Static_assert(__builtin_offsetof(struct vigil_bpf, attach_type) == 140, "vigil_bpf.attach_type");
_Static_assert(__builtin_offsetof(struct vigil_bpf, map_name) == 144, "vigil_bpf.map_name");
_Static_assert(__builtin_offsetof(struct vigil_bpf, prog_name) == 160, "vigil_bpf.prog_name");
_Static_assert(__builtin_offsetof(struct vigil_bpf, prog_tag) == 176, "vigil_bpf.prog_tag");
_Static_assert(__builtin_offsetof(struct vigil_bpf, helpers) == 184, "vigil_bpf.helpers");
_Static_assert(sizeof(struct vigil_bpf) == 216, "vigil_bpf");

/* A kernel module was loaded, or could not be. */
struct vigil_load_module {
	struct vigil_header header;
	__u32 from_memory;
	__u32 args_cut;
	struct vigil_file file; /* All zero for a module without a file */
	struct vigil_str name; /* The kernel's; empty when it refused the module before reading it */
	struct vigil_str args; /* At most 4094 bytes; claimed */
};
_Static_assert(__builtin_offsetof(struct vigil_load_module, header) == 0, "vigil_load_module.header");
_Static_assert(__builtin_offsetof(struct vigil_load_module, from_memory) == 128, "vigil_load_module.from_memory");
_Static_assert(__builtin_offsetof(struct vigil_load_module, args_cut) == 132, "vigil_load_module.args_cut");
_Static_assert(__builtin_offsetof(struct vigil_load_module, file) == 136, "vigil_load_module.file");
_Static_assert(__builtin_offsetof(struct vigil_load_module, name) == 224, "vigil_load_module.name");
_Static_assert(__builtin_offsetof(struct vigil_load_module, args) == 228, "vigil_load_module.args");
_Static_assert(sizeof(struct vigil_load_module) == 232, "vigil_load_module");

/* A kernel module was removed, or could not be. */
struct vigil_unload_module {
	struct vigil_header header;
	struct vigil_str name; /* The kernel's; claimed when it did not free the module */
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_unload_module, header) == 0, "vigil_unload_module.header");
_Static_assert(__builtin_offsetof(struct vigil_unload_module, name) == 128, "vigil_unload_module.name");
_Static_assert(sizeof(struct vigil_unload_module) == 136, "vigil_unload_module");

/* A process changed its user id. */
struct vigil_setuid {
	struct vigil_header header;
};
_Static_assert(__builtin_offsetof(struct vigil_setuid, header) == 0, "vigil_setuid.header");
_Static_assert(sizeof(struct vigil_setuid) == 128, "vigil_setuid");

/* A process changed its group id. */
struct vigil_setgid {
	struct vigil_header header;
};
_Static_assert(__builtin_offsetof(struct vigil_setgid, header) == 0, "vigil_setgid.header");
_Static_assert(sizeof(struct vigil_setgid) == 128, "vigil_setgid");

/* A process changed its capabilities. */
struct vigil_capset {
	struct vigil_header header;
};
_Static_assert(__builtin_offsetof(struct vigil_capset, header) == 0, "vigil_capset.header");
_Static_assert(sizeof(struct vigil_capset) == 128, "vigil_capset");

/* A process that ran before the sensor started; the agent treats it as an exec with event.source replay. */
struct vigil_snapshot {
	struct vigil_header header;
	struct vigil_process process;
};
_Static_assert(__builtin_offsetof(struct vigil_snapshot, header) == 0, "vigil_snapshot.header");
_Static_assert(__builtin_offsetof(struct vigil_snapshot, process) == 128, "vigil_snapshot.process");
_Static_assert(sizeof(struct vigil_snapshot) == 344, "vigil_snapshot");

/* Records lost since the last such record, by event. */
struct vigil_lost {
	struct vigil_header header;
	__u64 total; /* All records lost since the sensor started */
	__u64 counts[64]; /* Records lost since the last lost record, indexed by event id */
	__u64 cpus[64]; /* Records lost since the last lost record, indexed by CPU; the last counts all further CPUs, too */
};
_Static_assert(__builtin_offsetof(struct vigil_lost, header) == 0, "vigil_lost.header");
_Static_assert(__builtin_offsetof(struct vigil_lost, total) == 128, "vigil_lost.total");
_Static_assert(__builtin_offsetof(struct vigil_lost, counts) == 136, "vigil_lost.counts");
_Static_assert(__builtin_offsetof(struct vigil_lost, cpus) == 648, "vigil_lost.cpus");
_Static_assert(sizeof(struct vigil_lost) == 1160, "vigil_lost");

/* The snapshot is complete; every record from here on is live. */
struct vigil_ready {
	struct vigil_header header;
	__u32 snapshot_count;
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_ready, header) == 0, "vigil_ready.header");
_Static_assert(__builtin_offsetof(struct vigil_ready, snapshot_count) == 128, "vigil_ready.snapshot_count");
_Static_assert(sizeof(struct vigil_ready) == 136, "vigil_ready");

/* Counters of the sensor, once a second. */
struct vigil_stats {
	struct vigil_header header;
	__u64 seen[64]; /* Records written to the ring since start, indexed by event id */
	__u64 rejected[64]; /* Events rejected in the kernel since start, indexed by event id */
	__u64 lost[64]; /* Records lost since start, indexed by event id */
	__u64 ring_bytes; /* Bytes waiting in the ring */
	__u64 ring_bytes_max; /* Size of the ring */
	__u64 filter_generation; /* Generation of the filter in force; 0 before the first */
	__u64 unresolved[64]; /* Records since start whose path had to stay the one claimed although hooks that see the true one are attached, indexed by event id */
	__u64 skipped; /* Runs since start that the kernel left out because the same program was under way on the CPU: since Linux 6.19 a program can be preempted at its ends */
	__u64 throttled[64]; /* Events since start that were left out because their cgroup sent more than it may, indexed by event id */
	__u64 lane_bytes[3]; /* Bytes waiting in the ring of each lane: urgent, files, network */
	__u64 lane_bytes_max[3]; /* Size of the ring of each lane */
	__u64 lane_lost[3]; /* Records lost since start, by lane */
	__u64 overtakes; /* Times since start that urgent records went before older ones, for their ring was half full */
	__u64 rate_max; /* Events a second that a cgroup may send on a lane; 0: any number */
	__u64 canaries; /* Canary calls made since start */
};
_Static_assert(__builtin_offsetof(struct vigil_stats, header) == 0, "vigil_stats.header");
_Static_assert(__builtin_offsetof(struct vigil_stats, seen) == 128, "vigil_stats.seen");
_Static_assert(__builtin_offsetof(struct vigil_stats, rejected) == 640, "vigil_stats.rejected");
_Static_assert(__builtin_offsetof(struct vigil_stats, lost) == 1152, "vigil_stats.lost");
_Static_assert(__builtin_offsetof(struct vigil_stats, ring_bytes) == 1664, "vigil_stats.ring_bytes");
_Static_assert(__builtin_offsetof(struct vigil_stats, ring_bytes_max) == 1672, "vigil_stats.ring_bytes_max");
_Static_assert(__builtin_offsetof(struct vigil_stats, filter_generation) == 1680, "vigil_stats.filter_generation");
_Static_assert(__builtin_offsetof(struct vigil_stats, unresolved) == 1688, "vigil_stats.unresolved");
_Static_assert(__builtin_offsetof(struct vigil_stats, skipped) == 2200, "vigil_stats.skipped");
_Static_assert(__builtin_offsetof(struct vigil_stats, throttled) == 2208, "vigil_stats.throttled");
_Static_assert(__builtin_offsetof(struct vigil_stats, lane_bytes) == 2720, "vigil_stats.lane_bytes");
_Static_assert(__builtin_offsetof(struct vigil_stats, lane_bytes_max) == 2744, "vigil_stats.lane_bytes_max");
_Static_assert(__builtin_offsetof(struct vigil_stats, lane_lost) == 2768, "vigil_stats.lane_lost");
_Static_assert(__builtin_offsetof(struct vigil_stats, overtakes) == 2792, "vigil_stats.overtakes");
_Static_assert(__builtin_offsetof(struct vigil_stats, rate_max) == 2800, "vigil_stats.rate_max");
_Static_assert(__builtin_offsetof(struct vigil_stats, canaries) == 2808, "vigil_stats.canaries");
_Static_assert(sizeof(struct vigil_stats) == 2816, "vigil_stats");

/* What a cgroup (header.cgroup_id) could not deliver since the last such record. */
struct vigil_throttle {
	struct vigil_header header;
	__u64 throttled[3]; /* Events left out because the cgroup sent more than it may, by lane: urgent, files, network */
	__u64 lost[3]; /* Records of the cgroup for which there was no room, by lane */
};
_Static_assert(__builtin_offsetof(struct vigil_throttle, header) == 0, "vigil_throttle.header");
_Static_assert(__builtin_offsetof(struct vigil_throttle, throttled) == 128, "vigil_throttle.throttled");
_Static_assert(__builtin_offsetof(struct vigil_throttle, lost) == 152, "vigil_throttle.lost");
_Static_assert(sizeof(struct vigil_throttle) == 176, "vigil_throttle");

/* The answer to a harmless system call of the sensor, one a lane; when it stays out, the path from the kernel is broken. */
struct vigil_canary {
	struct vigil_header header;
	__u64 sequence; /* Number of the call, from 1 */
	__u32 lane; /* 0 urgent, 1 files, 2 network */
	__u8 pad3[4];
};
_Static_assert(__builtin_offsetof(struct vigil_canary, header) == 0, "vigil_canary.header");
_Static_assert(__builtin_offsetof(struct vigil_canary, sequence) == 128, "vigil_canary.sequence");
_Static_assert(__builtin_offsetof(struct vigil_canary, lane) == 136, "vigil_canary.lane");
_Static_assert(sizeof(struct vigil_canary) == 144, "vigil_canary");

/* A file in memory was made, or could not be. */
struct vigil_memfd_create {
	struct vigil_header header;
	__u32 flags;
	__u8 pad2[4];
	struct vigil_file file; /* All zero when the call failed */
	struct vigil_str name; /* The kernel's, after memfd:; the one claimed when the call failed */
	__u8 pad5[4];
};
_Static_assert(__builtin_offsetof(struct vigil_memfd_create, header) == 0, "vigil_memfd_create.header");
_Static_assert(__builtin_offsetof(struct vigil_memfd_create, flags) == 128, "vigil_memfd_create.flags");
_Static_assert(__builtin_offsetof(struct vigil_memfd_create, file) == 136, "vigil_memfd_create.file");
_Static_assert(__builtin_offsetof(struct vigil_memfd_create, name) == 224, "vigil_memfd_create.name");
_Static_assert(sizeof(struct vigil_memfd_create) == 232, "vigil_memfd_create");

/* A file in memory was sealed against changes. */
struct vigil_memfd_seal {
	struct vigil_header header;
	__u32 seals;
	__u8 pad2[4];
	struct vigil_file file;
};
_Static_assert(__builtin_offsetof(struct vigil_memfd_seal, header) == 0, "vigil_memfd_seal.header");
_Static_assert(__builtin_offsetof(struct vigil_memfd_seal, seals) == 128, "vigil_memfd_seal.seals");
_Static_assert(__builtin_offsetof(struct vigil_memfd_seal, file) == 136, "vigil_memfd_seal.file");
_Static_assert(sizeof(struct vigil_memfd_seal) == 224, "vigil_memfd_seal");

/* The root of a mount namespace was exchanged, or could not be. */
struct vigil_pivot_root {
	struct vigil_header header;
	__u32 mount_id; /* 0 when the call failed */
	char fs[16]; /* Name of the file system type */
	struct vigil_str root;
	struct vigil_str new_root; /* Claimed, as given */
	struct vigil_str put_old; /* Claimed, as given */
};
_Static_assert(__builtin_offsetof(struct vigil_pivot_root, header) == 0, "vigil_pivot_root.header");
_Static_assert(__builtin_offsetof(struct vigil_pivot_root, mount_id) == 128, "vigil_pivot_root.mount_id");
_Static_assert(__builtin_offsetof(struct vigil_pivot_root, fs) == 132, "vigil_pivot_root.fs");
_Static_assert(__builtin_offsetof(struct vigil_pivot_root, root) == 148, "vigil_pivot_root.root");
_Static_assert(__builtin_offsetof(struct vigil_pivot_root, new_root) == 152, "vigil_pivot_root.new_root");
_Static_assert(__builtin_offsetof(struct vigil_pivot_root, put_old) == 156, "vigil_pivot_root.put_old");
_Static_assert(sizeof(struct vigil_pivot_root) == 160, "vigil_pivot_root");

/* A performance counter or a tracing event was opened, or could not be. */
struct vigil_perf_event_open {
	struct vigil_header header;
	__u64 config;
	__u32 type;
	__u8 pad3[4];
	__s64 pid;
	__s64 cpu;
	__u32 flags;
	__u8 pad7[4];
};
_Static_assert(__builtin_offsetof(struct vigil_perf_event_open, header) == 0, "vigil_perf_event_open.header");
_Static_assert(__builtin_offsetof(struct vigil_perf_event_open, config) == 128, "vigil_perf_event_open.config");
_Static_assert(__builtin_offsetof(struct vigil_perf_event_open, type) == 136, "vigil_perf_event_open.type");
_Static_assert(__builtin_offsetof(struct vigil_perf_event_open, pid) == 144, "vigil_perf_event_open.pid");
_Static_assert(__builtin_offsetof(struct vigil_perf_event_open, cpu) == 152, "vigil_perf_event_open.cpu");
_Static_assert(__builtin_offsetof(struct vigil_perf_event_open, flags) == 160, "vigil_perf_event_open.flags");
_Static_assert(sizeof(struct vigil_perf_event_open) == 168, "vigil_perf_event_open");

/* A socket was bound to an address. */
struct vigil_bind {
	struct vigil_header header;
	struct vigil_addr addr;
	__u32 protocol; /* sk_protocol: 6 for TCP, 17 for UDP */
};
_Static_assert(__builtin_offsetof(struct vigil_bind, header) == 0, "vigil_bind.header");
_Static_assert(__builtin_offsetof(struct vigil_bind, addr) == 128, "vigil_bind.addr");
_Static_assert(__builtin_offsetof(struct vigil_bind, protocol) == 148, "vigil_bind.protocol");
_Static_assert(sizeof(struct vigil_bind) == 152, "vigil_bind");

/* A connection from outside was accepted. */
struct vigil_accept {
	struct vigil_header header;
	struct vigil_addr addr;
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_accept, header) == 0, "vigil_accept.header");
_Static_assert(__builtin_offsetof(struct vigil_accept, addr) == 128, "vigil_accept.addr");
_Static_assert(sizeof(struct vigil_accept) == 152, "vigil_accept");

/* An option of a socket was set. */
struct vigil_setsockopt {
	struct vigil_header header;
	__u32 level;
	__u32 optname;
	__u32 type;
	__u32 family;
	__u32 protocol;
	__u32 filter_len;
	__u32 filter_cut;
	struct vigil_str filter; /* Instructions of 8 bytes, at most 511 */
};
_Static_assert(__builtin_offsetof(struct vigil_setsockopt, header) == 0, "vigil_setsockopt.header");
_Static_assert(__builtin_offsetof(struct vigil_setsockopt, level) == 128, "vigil_setsockopt.level");
_Static_assert(__builtin_offsetof(struct vigil_setsockopt, optname) == 132, "vigil_setsockopt.optname");
_Static_assert(__builtin_offsetof(struct vigil_setsockopt, type) == 136, "vigil_setsockopt.type");
_Static_assert(__builtin_offsetof(struct vigil_setsockopt, family) == 140, "vigil_setsockopt.family");
_Static_assert(__builtin_offsetof(struct vigil_setsockopt, protocol) == 144, "vigil_setsockopt.protocol");
_Static_assert(__builtin_offsetof(struct vigil_setsockopt, filter_len) == 148, "vigil_setsockopt.filter_len");
_Static_assert(__builtin_offsetof(struct vigil_setsockopt, filter_cut) == 152, "vigil_setsockopt.filter_cut");
_Static_assert(__builtin_offsetof(struct vigil_setsockopt, filter) == 156, "vigil_setsockopt.filter");
_Static_assert(sizeof(struct vigil_setsockopt) == 160, "vigil_setsockopt");

/* A resource limit of a process was set. */
struct vigil_setrlimit {
	struct vigil_header header;
	struct vigil_task target; /* The process whose limit it is */
	__s64 cur; /* -1 for no limit */
	__s64 max; /* -1 for no limit */
	__u32 resource;
	__u8 pad5[4];
};
_Static_assert(__builtin_offsetof(struct vigil_setrlimit, header) == 0, "vigil_setrlimit.header");
_Static_assert(__builtin_offsetof(struct vigil_setrlimit, target) == 128, "vigil_setrlimit.target");
_Static_assert(__builtin_offsetof(struct vigil_setrlimit, cur) == 144, "vigil_setrlimit.cur");
_Static_assert(__builtin_offsetof(struct vigil_setrlimit, max) == 152, "vigil_setrlimit.max");
_Static_assert(__builtin_offsetof(struct vigil_setrlimit, resource) == 160, "vigil_setrlimit.resource");
_Static_assert(sizeof(struct vigil_setrlimit) == 168, "vigil_setrlimit");

/* A process changed how the kernel treats it. */
struct vigil_prctl {
	struct vigil_header header;
	__u32 option;
	__u32 name_cut; /* 1 when new_name was longer than 255 bytes */
	struct vigil_str new_name; /* For PR_SET_NAME the name as given; the kernel keeps 15 bytes of it */
	__u8 pad4[4];
};
_Static_assert(__builtin_offsetof(struct vigil_prctl, header) == 0, "vigil_prctl.header");
_Static_assert(__builtin_offsetof(struct vigil_prctl, option) == 128, "vigil_prctl.option");
_Static_assert(__builtin_offsetof(struct vigil_prctl, name_cut) == 132, "vigil_prctl.name_cut");
_Static_assert(__builtin_offsetof(struct vigil_prctl, new_name) == 136, "vigil_prctl.new_name");
_Static_assert(sizeof(struct vigil_prctl) == 144, "vigil_prctl");

/* A kernel parameter was read or written. */
struct vigil_sysctl {
	struct vigil_header header;
	__u32 action;
	__u32 file_position;
	__u32 name_cut;
	__u32 value_cut;
	__u32 old_value_cut;
	struct vigil_str name; /* At most 255 bytes */
	struct vigil_str value; /* What a write writes, else the value; at most 1023 bytes */
	struct vigil_str old_value; /* At most 1023 bytes */
};
_Static_assert(__builtin_offsetof(struct vigil_sysctl, header) == 0, "vigil_sysctl.header");
_Static_assert(__builtin_offsetof(struct vigil_sysctl, action) == 128, "vigil_sysctl.action");
_Static_assert(__builtin_offsetof(struct vigil_sysctl, file_position) == 132, "vigil_sysctl.file_position");
_Static_assert(__builtin_offsetof(struct vigil_sysctl, name_cut) == 136, "vigil_sysctl.name_cut");
_Static_assert(__builtin_offsetof(struct vigil_sysctl, value_cut) == 140, "vigil_sysctl.value_cut");
_Static_assert(__builtin_offsetof(struct vigil_sysctl, old_value_cut) == 144, "vigil_sysctl.old_value_cut");
_Static_assert(__builtin_offsetof(struct vigil_sysctl, name) == 148, "vigil_sysctl.name");
_Static_assert(__builtin_offsetof(struct vigil_sysctl, value) == 152, "vigil_sysctl.value");
_Static_assert(__builtin_offsetof(struct vigil_sysctl, old_value) == 156, "vigil_sysctl.old_value");
_Static_assert(sizeof(struct vigil_sysctl) == 160, "vigil_sysctl");

/* SELinux was reconfigured. */
struct vigil_selinux {
	struct vigil_header header;
	__u32 kind; /* 1: a boolean was set, 2: booleans were put in force, 3: enforcing, 4: SELinux was turned off until the next boot */
	struct vigil_str name; /* Name of the file written */
	struct vigil_str value; /* What was written; claimed */
	__u8 pad4[4];
};
_Static_assert(__builtin_offsetof(struct vigil_selinux, header) == 0, "vigil_selinux.header");
_Static_assert(__builtin_offsetof(struct vigil_selinux, kind) == 128, "vigil_selinux.kind");
_Static_assert(__builtin_offsetof(struct vigil_selinux, name) == 132, "vigil_selinux.name");
_Static_assert(__builtin_offsetof(struct vigil_selinux, value) == 136, "vigil_selinux.value");
_Static_assert(sizeof(struct vigil_selinux) == 144, "vigil_selinux");

/* A process was moved to another cgroup. */
struct vigil_cgroup_write {
	struct vigil_header header;
	__u32 pid; /* The process or thread that moved, in the initial pid namespace */
	__u8 pad2[4];
	struct vigil_file file;
	struct vigil_str cgroup; /* Path of the cgroup it moved to, within its hierarchy */
	__u8 pad5[4];
};
_Static_assert(__builtin_offsetof(struct vigil_cgroup_write, header) == 0, "vigil_cgroup_write.header");
_Static_assert(__builtin_offsetof(struct vigil_cgroup_write, pid) == 128, "vigil_cgroup_write.pid");
_Static_assert(__builtin_offsetof(struct vigil_cgroup_write, file) == 136, "vigil_cgroup_write.file");
_Static_assert(__builtin_offsetof(struct vigil_cgroup_write, cgroup) == 224, "vigil_cgroup_write.cgroup");
_Static_assert(sizeof(struct vigil_cgroup_write) == 232, "vigil_cgroup_write");

/* A process tried to use capabilities, each told once while it runs a program. */
struct vigil_capabilities {
	struct vigil_header header;
	__u64 attempted; /* Bits that no earlier event of the same image of the process had */
	__u64 used; /* Likewise, of those granted */
};
_Static_assert(__builtin_offsetof(struct vigil_capabilities, header) == 0, "vigil_capabilities.header");
_Static_assert(__builtin_offsetof(struct vigil_capabilities, attempted) == 128, "vigil_capabilities.attempted");
_Static_assert(__builtin_offsetof(struct vigil_capabilities, used) == 136, "vigil_capabilities.used");
_Static_assert(sizeof(struct vigil_capabilities) == 144, "vigil_capabilities");

/* The metadata service of a cloud instance was asked or answered. */
struct vigil_imds {
	struct vigil_header header;
	struct vigil_network network;
	struct vigil_str payload; /* What one segment holds of the request or response, at most 2047 bytes */
	__u8 pad3[4];
};
_Static_assert(__builtin_offsetof(struct vigil_imds, header) == 0, "vigil_imds.header");
_Static_assert(__builtin_offsetof(struct vigil_imds, network) == 128, "vigil_imds.network");
_Static_assert(__builtin_offsetof(struct vigil_imds, payload) == 200, "vigil_imds.payload");
_Static_assert(sizeof(struct vigil_imds) == 208, "vigil_imds");

/* A packet matched a filter. */
struct vigil_packet {
	struct vigil_header header;
	struct vigil_network network;
	struct vigil_str filter;
	struct vigil_str payload; /* What follows the header of TCP or UDP, at most 511 bytes */
};
_Static_assert(__builtin_offsetof(struct vigil_packet, header) == 0, "vigil_packet.header");
_Static_assert(__builtin_offsetof(struct vigil_packet, network) == 128, "vigil_packet.network");
_Static_assert(__builtin_offsetof(struct vigil_packet, filter) == 200, "vigil_packet.filter");
_Static_assert(__builtin_offsetof(struct vigil_packet, payload) == 204, "vigil_packet.payload");
_Static_assert(sizeof(struct vigil_packet) == 208, "vigil_packet");

/* Traffic of a process, summed up over time. */
struct vigil_network_flow_monitor {
	struct vigil_header header;
	char ifname[16];
	struct vigil_str flows; /* Structs flow, at most 128 */
	__u8 pad3[4];
};
_Static_assert(__builtin_offsetof(struct vigil_network_flow_monitor, header) == 0, "vigil_network_flow_monitor.header");
_Static_assert(__builtin_offsetof(struct vigil_network_flow_monitor, ifname) == 128, "vigil_network_flow_monitor.ifname");
_Static_assert(__builtin_offsetof(struct vigil_network_flow_monitor, flows) == 144, "vigil_network_flow_monitor.flows");
_Static_assert(sizeof(struct vigil_network_flow_monitor) == 152, "vigil_network_flow_monitor");

/* A socket was created. */
struct vigil_socket {
	struct vigil_header header;
	__u32 domain;
	__u32 type; /* Without its flags */
	__u32 protocol; /* As given to the call */
	__u8 pad4[4];
};
_Static_assert(__builtin_offsetof(struct vigil_socket, header) == 0, "vigil_socket.header");
_Static_assert(__builtin_offsetof(struct vigil_socket, domain) == 128, "vigil_socket.domain");
_Static_assert(__builtin_offsetof(struct vigil_socket, type) == 132, "vigil_socket.type");
_Static_assert(__builtin_offsetof(struct vigil_socket, protocol) == 136, "vigil_socket.protocol");
_Static_assert(sizeof(struct vigil_socket) == 144, "vigil_socket");

/* A process left namespaces for new ones. */
struct vigil_unshare {
	struct vigil_header header;
	__u32 flags;
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_unshare, header) == 0, "vigil_unshare.header");
_Static_assert(__builtin_offsetof(struct vigil_unshare, flags) == 128, "vigil_unshare.flags");
_Static_assert(sizeof(struct vigil_unshare) == 136, "vigil_unshare");

/* A DNS message could not be read. */
struct vigil_failed_dns {
	struct vigil_header header;
	struct vigil_network network;
	struct vigil_str payload; /* The message, at most 511 bytes; members are those of dns */
	__u8 pad3[4];
};
_Static_assert(__builtin_offsetof(struct vigil_failed_dns, header) == 0, "vigil_failed_dns.header");
_Static_assert(__builtin_offsetof(struct vigil_failed_dns, network) == 128, "vigil_failed_dns.network");
_Static_assert(__builtin_offsetof(struct vigil_failed_dns, payload) == 200, "vigil_failed_dns.payload");
_Static_assert(sizeof(struct vigil_failed_dns) == 208, "vigil_failed_dns");

/* A process asked to handle page faults itself. */
struct vigil_userfaultfd {
	struct vigil_header header;
	__u32 flags;
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_userfaultfd, header) == 0, "vigil_userfaultfd.header");
_Static_assert(__builtin_offsetof(struct vigil_userfaultfd, flags) == 128, "vigil_userfaultfd.flags");
_Static_assert(sizeof(struct vigil_userfaultfd) == 136, "vigil_userfaultfd");

/* A kernel to be started in place of this one was loaded, or could not be. */
struct vigil_kexec {
	struct vigil_header header;
	__u64 flags;
	__u32 from_memory;
	__u8 pad3[4];
	struct vigil_file file; /* All zero for kexec_load */
	struct vigil_str args; /* At most 4094 bytes; claimed */
	__u8 pad6[4];
};
_Static_assert(__builtin_offsetof(struct vigil_kexec, header) == 0, "vigil_kexec.header");
_Static_assert(__builtin_offsetof(struct vigil_kexec, flags) == 128, "vigil_kexec.flags");
_Static_assert(__builtin_offsetof(struct vigil_kexec, from_memory) == 136, "vigil_kexec.from_memory");
_Static_assert(__builtin_offsetof(struct vigil_kexec, file) == 144, "vigil_kexec.file");
_Static_assert(__builtin_offsetof(struct vigil_kexec, args) == 232, "vigil_kexec.args");
_Static_assert(sizeof(struct vigil_kexec) == 240, "vigil_kexec");

/* A queue for system calls without system calls was made, or could not be. */
struct vigil_io_uring_setup {
	struct vigil_header header;
	__u32 entries;
	__u32 flags;
};
_Static_assert(__builtin_offsetof(struct vigil_io_uring_setup, header) == 0, "vigil_io_uring_setup.header");
_Static_assert(__builtin_offsetof(struct vigil_io_uring_setup, entries) == 128, "vigil_io_uring_setup.entries");
_Static_assert(__builtin_offsetof(struct vigil_io_uring_setup, flags) == 132, "vigil_io_uring_setup.flags");
_Static_assert(sizeof(struct vigil_io_uring_setup) == 136, "vigil_io_uring_setup");

/* What the kernel denied for a rule; sent when a number of it has changed, once a second at most. */
struct vigil_denial {
	struct vigil_header header;
	__u32 generation; /* Generation of the filter that the rule is of */
	__u32 rule; /* Number of the rule in that filter */
	__u64 denied; /* Calls refused since the filter came in force */
	__u64 observed; /* Calls that would have been, but enforcement is observe */
	__u64 spared; /* Calls let through because of the process that made them */
	__u64 passed; /* Calls let through because the rule is disarmed */
	__u32 disarmed; /* 1 when the rule has denied too many programs and denies no more */
	__u32 zero;
};
_Static_assert(__builtin_offsetof(struct vigil_denial, header) == 0, "vigil_denial.header");
_Static_assert(__builtin_offsetof(struct vigil_denial, generation) == 128, "vigil_denial.generation");
_Static_assert(__builtin_offsetof(struct vigil_denial, rule) == 132, "vigil_denial.rule");
_Static_assert(__builtin_offsetof(struct vigil_denial, denied) == 136, "vigil_denial.denied");
_Static_assert(__builtin_offsetof(struct vigil_denial, observed) == 144, "vigil_denial.observed");
_Static_assert(__builtin_offsetof(struct vigil_denial, spared) == 152, "vigil_denial.spared");
_Static_assert(__builtin_offsetof(struct vigil_denial, passed) == 160, "vigil_denial.passed");
_Static_assert(__builtin_offsetof(struct vigil_denial, disarmed) == 168, "vigil_denial.disarmed");
_Static_assert(__builtin_offsetof(struct vigil_denial, zero) == 172, "vigil_denial.zero");
_Static_assert(sizeof(struct vigil_denial) == 176, "vigil_denial");

/* A process joined namespaces of others. */
struct vigil_setns {
	struct vigil_header header;
	__u32 flags;
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_setns, header) == 0, "vigil_setns.header");
_Static_assert(__builtin_offsetof(struct vigil_setns, flags) == 128, "vigil_setns.flags");
_Static_assert(sizeof(struct vigil_setns) == 136, "vigil_setns");

/* What the sensor did about a request for an action. */
struct vigil_action {
	struct vigil_header header;
	__u32 request; /* Number of the request */
	__u32 status; /* 0 performed, 1 partially performed, 2 not performed, 3 would have been performed (enforcement is observe), 4 a network filter is in force, 5 it has ended */
	__u32 signalled; /* Processes that got the signal */
	__u32 failed; /* Processes that did not */
	__u32 blamed; /* Process id that stood against it; 0: none */
	__u32 zero;
	char reason[32]; /* Why it was not performed, a word; empty when it was */
	char name[64]; /* Name of the executable that stood against it */
	__u64 packets; /* Packets that a network filter has dropped or, under observe, would have; told when it changes, once a second at most, and at the end */
};
_Static_assert(__builtin_offsetof(struct vigil_action, header) == 0, "vigil_action.header");
_Static_assert(__builtin_offsetof(struct vigil_action, request) == 128, "vigil_action.request");
_Static_assert(__builtin_offsetof(struct vigil_action, status) == 132, "vigil_action.status");
_Static_assert(__builtin_offsetof(struct vigil_action, signalled) == 136, "vigil_action.signalled");
_Static_assert(__builtin_offsetof(struct vigil_action, failed) == 140, "vigil_action.failed");
_Static_assert(__builtin_offsetof(struct vigil_action, blamed) == 144, "vigil_action.blamed");
_Static_assert(__builtin_offsetof(struct vigil_action, zero) == 148, "vigil_action.zero");
_Static_assert(__builtin_offsetof(struct vigil_action, reason) == 152, "vigil_action.reason");
_Static_assert(__builtin_offsetof(struct vigil_action, name) == 184, "vigil_action.name");
_Static_assert(__builtin_offsetof(struct vigil_action, packets) == 248, "vigil_action.packets");
_Static_assert(sizeof(struct vigil_action) == 256, "vigil_action");

/* Starts a new filter; nothing is delivered by it yet. */
struct vigil_control_filter_begin {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u32 generation; /* Number that the sensor reports back in stats */
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_control_filter_begin, length_and_id) == 0, "vigil_control_filter_begin.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_begin, generation) == 8, "vigil_control_filter_begin.generation");
_Static_assert(sizeof(struct vigil_control_filter_begin) == 16, "vigil_control_filter_begin");

/* Wants an event type. */
struct vigil_control_filter_event {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u32 event; /* Event id */
	__u32 accept_all; /* 1 delivers every event of the type; 0 only those an approver lets through */
};
_Static_assert(__builtin_offsetof(struct vigil_control_filter_event, length_and_id) == 0, "vigil_control_filter_event.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_event, event) == 8, "vigil_control_filter_event.event");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_event, accept_all) == 12, "vigil_control_filter_event.accept_all");
_Static_assert(sizeof(struct vigil_control_filter_event) == 16, "vigil_control_filter_event");

/* Approves events by a segment of the path of their file (source or destination). */
struct vigil_control_filter_name {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u32 event; /* Event id */
	__u32 place; /* 0: the last segment; 1: the directory that holds the file; 2: that directory or one above it */
	char name[64]; /* Segment, NUL-terminated; longer segments are approved by their first 63 bytes */
};
_Static_assert(__builtin_offsetof(struct vigil_control_filter_name, length_and_id) == 0, "vigil_control_filter_name.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_name, event) == 8, "vigil_control_filter_name.event");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_name, place) == 12, "vigil_control_filter_name.place");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_name, name) == 16, "vigil_control_filter_name.name");
_Static_assert(sizeof(struct vigil_control_filter_name) == 80, "vigil_control_filter_name");

/* Makes the staged filter the one in force. */
struct vigil_control_filter_commit {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u32 generation;
	__u8 pad2[4];
};
_Static_assert(__builtin_offsetof(struct vigil_control_filter_commit, length_and_id) == 0, "vigil_control_filter_commit.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_commit, generation) == 8, "vigil_control_filter_commit.generation");
_Static_assert(sizeof(struct vigil_control_filter_commit) == 16, "vigil_control_filter_commit");

/* Approves events in which a number lies in a range, both ends included. */
struct vigil_control_filter_range {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u32 event; /* Event id */
	__u32 approver; /* Which number: 0 for process.auid, else as the event's approvers are numbered */
	__u64 from;
	__u64 to;
};
_Static_assert(__builtin_offsetof(struct vigil_control_filter_range, length_and_id) == 0, "vigil_control_filter_range.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_range, event) == 8, "vigil_control_filter_range.event");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_range, approver) == 12, "vigil_control_filter_range.approver");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_range, from) == 16, "vigil_control_filter_range.from");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_range, to) == 24, "vigil_control_filter_range.to");
_Static_assert(sizeof(struct vigil_control_filter_range) == 32, "vigil_control_filter_range");

/* Approves events in which a number has any of these bits. */
struct vigil_control_filter_bits {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u32 event; /* Event id */
	__u32 approver; /* Which number, as in filter_range */
	__u64 bits;
};
_Static_assert(__builtin_offsetof(struct vigil_control_filter_bits, length_and_id) == 0, "vigil_control_filter_bits.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_bits, event) == 8, "vigil_control_filter_bits.event");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_bits, approver) == 12, "vigil_control_filter_bits.approver");
_Static_assert(__builtin_offsetof(struct vigil_control_filter_bits, bits) == 16, "vigil_control_filter_bits.bits");
_Static_assert(sizeof(struct vigil_control_filter_bits) == 24, "vigil_control_filter_bits");

/* Wants packets that a filter selects; every one it selects is an event of type packet. */
struct vigil_control_packet_filter {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	char text[512]; /* The filter as written, NUL-terminated; packet events repeat it */
	__u32 count; /* Instructions in use */
	__u8 pad3[4];
	__u64 code[256]; /* Classic BPF (linux/filter.h), 8 bytes an instruction, on packets from the network header on */
};
_Static_assert(__builtin_offsetof(struct vigil_control_packet_filter, length_and_id) == 0, "vigil_control_packet_filter.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_packet_filter, text) == 8, "vigil_control_packet_filter.text");
_Static_assert(__builtin_offsetof(struct vigil_control_packet_filter, count) == 520, "vigil_control_packet_filter.count");
_Static_assert(__builtin_offsetof(struct vigil_control_packet_filter, code) == 528, "vigil_control_packet_filter.code");
_Static_assert(sizeof(struct vigil_control_packet_filter) == 2576, "vigil_control_packet_filter");

/* Denies calls of an event type in the kernel, from the next filter_commit on; one of the ways in which a rule can hold. */
struct vigil_control_deny {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u32 rule; /* Number of the rule in this filter, below 128; a record `denial` carries it */
	__u32 event; /* Event id */
	__u32 side; /* Which file: 0 the event's, 1 the destination of a rename or link */
	__u32 place; /* 0: any file; 1: the file at this path; 2: any file of this name */
	char path[512]; /* Path or name, NUL-terminated; segments of at most 63 bytes */
	__u32 count; /* Terms in use, at most 4; all must hold */
	__u32 zero;
	__u64 terms[16]; /* Four numbers a term: which (0 uid, 1 gid, 2 auid, 3 euid, 4 egid, 5 the event's own), how (0: from..to, 1: any of the bits in from, 2: none of them), from, to */
};
_Static_assert(__builtin_offsetof(struct vigil_control_deny, length_and_id) == 0, "vigil_control_deny.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_deny, rule) == 8, "vigil_control_deny.rule");
_Static_assert(__builtin_offsetof(struct vigil_control_deny, event) == 12, "vigil_control_deny.event");
_Static_assert(__builtin_offsetof(struct vigil_control_deny, side) == 16, "vigil_control_deny.side");
_Static_assert(__builtin_offsetof(struct vigil_control_deny, place) == 20, "vigil_control_deny.place");
_Static_assert(__builtin_offsetof(struct vigil_control_deny, path) == 24, "vigil_control_deny.path");
_Static_assert(__builtin_offsetof(struct vigil_control_deny, count) == 536, "vigil_control_deny.count");
_Static_assert(__builtin_offsetof(struct vigil_control_deny, zero) == 540, "vigil_control_deny.zero");
_Static_assert(__builtin_offsetof(struct vigil_control_deny, terms) == 544, "vigil_control_deny.terms");
_Static_assert(sizeof(struct vigil_control_deny) == 672, "vigil_control_deny");

/* What came of the records before one is on disk; they are not sent again to the next client. */
struct vigil_control_acknowledge {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u64 series; /* Series of the numbers, as the preface gives it */
	__u64 next; /* Number of the first record that is not covered */
};
_Static_assert(__builtin_offsetof(struct vigil_control_acknowledge, length_and_id) == 0, "vigil_control_acknowledge.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_acknowledge, series) == 8, "vigil_control_acknowledge.series");
_Static_assert(__builtin_offsetof(struct vigil_control_acknowledge, next) == 16, "vigil_control_acknowledge.next");
_Static_assert(sizeof(struct vigil_control_acknowledge) == 24, "vigil_control_acknowledge");

/* Asks for a signal to a process, or to all of a cgroup; answered by a record `action`. */
struct vigil_control_kill {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u32 request; /* Number that the answer carries */
	__u32 pid; /* Process id in the initial pid namespace */
	__u64 start; /* Its boot-time start in nanoseconds: a process that took over the id does not have it */
	__u64 cgroup_id; /* Its cgroup, as in the header of its records */
	__u32 signal; /* Number of the signal */
	__u32 scope; /* 0: the process; 1: the container, which is the cgroup whose name has `group` in it; 2: the cgroup itself */
	char group[128]; /* Container id, or the last segment of the cgroup's path; the cgroup found must bear it */
};
_Static_assert(__builtin_offsetof(struct vigil_control_kill, length_and_id) == 0, "vigil_control_kill.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_kill, request) == 8, "vigil_control_kill.request");
_Static_assert(__builtin_offsetof(struct vigil_control_kill, pid) == 12, "vigil_control_kill.pid");
_Static_assert(__builtin_offsetof(struct vigil_control_kill, start) == 16, "vigil_control_kill.start");
_Static_assert(__builtin_offsetof(struct vigil_control_kill, cgroup_id) == 24, "vigil_control_kill.cgroup_id");
_Static_assert(__builtin_offsetof(struct vigil_control_kill, signal) == 32, "vigil_control_kill.signal");
_Static_assert(__builtin_offsetof(struct vigil_control_kill, scope) == 36, "vigil_control_kill.scope");
_Static_assert(__builtin_offsetof(struct vigil_control_kill, group) == 40, "vigil_control_kill.group");
_Static_assert(sizeof(struct vigil_control_kill) == 168, "vigil_control_kill");

/* Asks that packets of a process or cgroup be dropped for a time; answered by a record `action`. */
struct vigil_control_network_filter {
	__u64 length_and_id; /* Low 32 bits: bytes of this control; high 32 bits: its id */
	__u32 request; /* Number that the answer carries, and what is told later */
	__u32 pid; /* Process id in the initial pid namespace */
	__u64 start; /* Its boot-time start in nanoseconds */
	__u64 cgroup_id; /* Its cgroup, as in the header of its records */
	__u32 seconds; /* For how long, at most 86400; 0 ends all that are in force, and the rest says nothing */
	__u32 scope; /* 0: the process; 2: the cgroup, with those below it */
	char group[128]; /* The last segment of the cgroup's path; the cgroup found must bear it */
	__u32 count; /* Instructions in use */
	__u32 zero;
	__u64 code[256]; /* Classic BPF that selects the packets, as in packet_filter */
};
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, length_and_id) == 0, "vigil_control_network_filter.length_and_id");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, request) == 8, "vigil_control_network_filter.request");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, pid) == 12, "vigil_control_network_filter.pid");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, start) == 16, "vigil_control_network_filter.start");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, cgroup_id) == 24, "vigil_control_network_filter.cgroup_id");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, seconds) == 32, "vigil_control_network_filter.seconds");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, scope) == 36, "vigil_control_network_filter.scope");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, group) == 40, "vigil_control_network_filter.group");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, count) == 168, "vigil_control_network_filter.count");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, zero) == 172, "vigil_control_network_filter.zero");
_Static_assert(__builtin_offsetof(struct vigil_control_network_filter, code) == 176, "vigil_control_network_filter.code");
_Static_assert(sizeof(struct vigil_control_network_filter) == 2224, "vigil_control_network_filter");

#endif
