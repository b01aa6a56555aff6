/* SPDX-License-Identifier: Apache-2.0 */
/* What the sensor asks the machine it runs on, and how it writes that as JSON. */
#ifndef SENSOR_HOST_H
#define SENSOR_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define NANOSECONDS_PER_SECOND 1000000000ull

/* First line of a small file, without its newline; "" when it cannot be read. */
void read_line(const char *path, char *line, size_t size);

/* A file of securityfs; "unknown" where that is not mounted, which is often. */
void read_security(const char *file, char *text, size_t size);

/* Whether the running kernel is of this version or newer. */
bool kernel_is_since(int major, int minor);

/* Whether the process may load tracing programs (CAP_SYS_ADMIN, or CAP_BPF with CAP_PERFMON). */
bool may_load_programs(void);

/* Where the cgroup version 2 hierarchy is mounted; false when it is not. */
bool cgroup2_mount(char *path, size_t size);

/* Whether the kernel has a type of file system, such as selinuxfs. */
bool has_file_system(const char *type);

uint64_t boot_clock_ns(void);

/* CLOCK_REALTIME minus CLOCK_BOOTTIME: the wall-clock time of boot. */
uint64_t boot_time_ns(void);

/* Writes a JSON string with its quotes. */
void json_string(FILE *out, const char *text);

#endif
