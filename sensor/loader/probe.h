/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this kernel lets a sensor do, found out by loading and attaching a tiny program of each
 * kind.
 */
#ifndef SENSOR_PROBE_H
#define SENSOR_PROBE_H

#include <stdbool.h>
#include <stddef.h>

struct kernel_types;

/* Prints the findings as JSON or as lines for people. Changes nothing that outlives the call. */
void probe(bool json);

/* Whether a program can be called at the start of a kernel function; if not, says why. */
bool may_hook_functions(const struct kernel_types *kernel, char *why, size_t size);

/* Whether the kernel asks programs before it does what a hook is about; if not, says why. */
bool may_deny_calls(const struct kernel_types *kernel, char *why, size_t size);

#endif
