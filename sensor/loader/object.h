/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The BPF object: opened from the bytes inside this program, loaded, attached, and gone when the
 * process ends.
 */
#ifndef SENSOR_OBJECT_H
#define SENSOR_OBJECT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "../bpf/lib/shared.h"

struct source;

struct object {
	const char *pin_dir; /* where links outlive the process; NULL: nowhere */
	const struct source *source; /* makes the records; NULL: the BPF programs do */
	struct bpf_object *bpf;
	struct vigil_shared *shared;
	int ring_fds[LANE_MAX];
	int cgroups_fd;
	int counters_fd;
	int names_fd;
	int protect_fd; /* program at the entry of mprotect(2) */
	int cgroup_fd; /* root of the version 2 hierarchy; -1 without one */
	int flows_fd;
	uint64_t lost_flows; /* taken from the table and not told of */
	int owners_fd;
	int selected_fds[2]; /* programs that send a selected packet: out, in */
	bool denies; /* has the programs that deny */
	int cpu_count;
	struct vigil_counters *cpu_counters; /* of each CPU, as last read */
	struct bpf_link *snapshot; /* iterator */
};

/*
 * Loads and attaches every hook, with `base_tier` only those of the base, and those that deny only
 * with `denies`; ends the program when a hook that everything depends on cannot be had.
 */
void open_object(struct object *object, uint32_t ring_bytes, bool base_tier, bool denies);

/*
 * Attaches the hooks that a wanted event, or one that is denied, needs and has not got, and reports
 * those that fail; those of no such event go.
 */
void attach_wanted(struct object *object, uint64_t wanted, uint64_t denied);
void detach_unwanted(uint64_t wanted, uint64_t denied);

/* Sums the counters of all CPUs; those of each are in cpu_counters then. */
void read_counters(struct object *object, struct vigil_counters *sum);

/* Writes [{"name", "attached", "why"}] for all hooks. */
void print_hooks(FILE *out);

#endif
