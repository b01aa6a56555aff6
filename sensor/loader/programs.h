/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel does with BPF programs once they are loaded. */
#ifndef SENSOR_PROGRAMS_H
#define SENSOR_PROGRAMS_H

#include <stdbool.h>
#include <stdint.h>

struct bpf_object;
struct kernel_types;

/* Runs of all programs that the kernel left out because one was under way already. */
uint64_t skipped_runs(const struct bpf_object *bpf);

/*
 * Whether a program of the BPF security module can be attached again after it was detached. Before
 * 5.13 the kernel has forgotten by then what it is for, and says ENOENT.
 */
bool reattaches(const struct kernel_types *kernel);

#endif
