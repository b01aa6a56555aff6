/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sensor without BPF: runs a command under a seccomp filter that makes chosen system calls stop
 * for a tracer (ptrace(2)), and writes what they did to the stream. See decision 016.
 *
 * The command keeps the process that started the sensor: its pid, parent, terminal, descriptors and
 * exit status are its own. The tracer is a child of it that no wait() sees.
 */
#ifndef SENSOR_TRACE_H
#define SENSOR_TRACE_H

#include "server.h"

struct trace_options {
	char **command; /* ended by NULL */
	uint32_t ring_bytes;
	bool reads; /* also opens that only read */
	bool or_untraced; /* run the command even when it cannot be traced */
};

/* Becomes the command; returns never. */
__attribute__((noreturn)) void run_traced(const struct trace_options *options,
					  const struct server_options *server);

/* Whether this machine lets a process be traced this way; if not, says why. */
bool may_trace(char *why, size_t size);

/* Writes what is seen and what is not, as print_hooks() does; what needs a running trace is left
 * out. */
void print_trace_hooks(FILE *out);

#endif
