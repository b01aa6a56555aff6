/* SPDX-License-Identifier: Apache-2.0 */
/* Which system calls of the tables make a process stop, and the seccomp filter that says so. */
#ifndef SENSOR_TRACE_CALL_H
#define SENSOR_TRACE_CALL_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>

#undef AT_FDCWD /* calls.h has the same value in other words */
#include "../bpf/lib/calls.h"

/* The row of a call that is traced; NULL for any other. `arch` is an AUDIT_ARCH_ value. */
const struct call *traced_call(uint32_t arch, uint64_t number);

/*
 * Puts the filter on the calling process and all that come from it; with `reads` opens that only
 * read stop too. 0, or an errno value.
 */
int install_filter(bool reads);

/* Whether the filter needs no_new_privs to be set first. */
bool needs_no_new_privs(void);

#endif
