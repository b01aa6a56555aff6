/* SPDX-License-Identifier: Apache-2.0 */
/* Who makes the records of a stream when BPF programs do not. */
#ifndef SENSOR_SOURCE_H
#define SENSOR_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "../bpf/lib/shared.h"

struct sink;

struct source {
	/* Writes [{"name", "attached", "why"}]: what is seen, and what is not and why. */
	void (*print_hooks)(FILE *out);
	/* Sends one snapshot record a process and counts them. False when the reader went. */
	bool (*send_snapshot)(struct sink *sink, uint32_t *count);
	void (*read_counters)(struct vigil_counters *sum);
};

#endif
