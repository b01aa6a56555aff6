/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Every map of the sensor, and the memory it shares with the loader. */
#ifndef VIGIL_MAPS_H
#define VIGIL_MAPS_H

#include "lib/kernel.h"
#include "lib/shared.h"

/*
 * Where a record is put together. Verifier bounds: an append starts at `length &
 * (RECORD_BYTES_MAX - 1)` and is at most STRING_BYTES_MAX long, so the record needs that much
 * padding behind it; the same holds for the path, which is built backwards from its middle.
 *
 *	record  0 ........... length .... RECORD_BYTES_MAX ........ + STRING_BYTES_MAX + 1
 *	path    0 ... path_start ......... PATH_BYTES_MAX ......... 2 * PATH_BYTES_MAX
 */
#define PATH_BYTES_MAX 4096
#define NAME_SCRATCH_BYTES 256

enum scratch_place { OF_CPU, OF_SNAPSHOT, OF_TASK };

struct scratch {
	u8 record[RECORD_BYTES_MAX + STRING_BYTES_MAX + 1];
	u8 path[2 * PATH_BYTES_MAX];
	u8 name[NAME_SCRATCH_BYTES];
	u64 args[8]; /* system call arguments, from 1; [0] and [7] stay 0 */
	struct vigil_name_key key;
	/* Volatile: held in registers, the verifier would follow every value they may have. */
	volatile u32 length;
	volatile u32 path_start;
	volatile u32 overlay_start; /* where in path the part below an overlay mount is; 0: none */
	volatile u32 name_start;
	volatile u32 name_end;
	u32 flags; /* of the header */
	u32 place; /* enum scratch_place: which one this is */
	u64 walk_from[2]; /* arguments of the walks: where to start, and for files the mount */
};

/* Records on their way to the loader, a ring a lane; sizes are set at load (--ring-mb). */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} urgent_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
} file_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} network_ring SEC(".maps");

/* How much each cgroup has sent of late, by its id: 0.6 MB. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, CGROUPS_MAX);
	__type(key, u64);
	__type(value, struct vigil_cgroup);
} cgroups SEC(".maps");

/* 28.8 kB a CPU of the 32 kB allowed. Only for tracepoints: see TRACED. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

/*
 * The snapshot's own: an iterator can be preempted by a tracepoint on its CPU. One reader at a
 * time.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct scratch);
} snapshot_scratch SEC(".maps");

/*
 * For hooks that can be preempted and write a record all the same: the task's own while it does.
 * 0.9 MB.
 */
#define TASK_SCRATCHES_MAX 32

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, TASK_SCRATCHES_MAX);
	__type(key, u64);
	__type(value, struct scratch);
} task_scratches SEC(".maps");

/* All zero: what a task's scratch starts as. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct scratch);
} blank_scratch SEC(".maps");

/* 2.6 kB a CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct vigil_counters);
} counters SEC(".maps");

/* Names of files and directories that let an event through: 1.2 MB when full. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, NAMES_MAX);
	__type(key, struct vigil_name_key);
	__type(value, u8);
} names SEC(".maps");

/* What processes have done with capabilities, by process id: 0.4 MB. */
struct capability_use {
	u64 start; /* of the process */
	u64 image; /* how many programs it has executed */
	u64 attempted;
	u64 used;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, u32);
	__type(value, struct capability_use);
} capability_uses SEC(".maps");

struct vigil_shared shared SEC(".data.shared");

/*
 * Whether members are read by plain loads (bpf_rdonly_cast, since 6.2) and not by
 * bpf_probe_read_kernel.
 */
const volatile bool direct_reads = 0;

#endif
