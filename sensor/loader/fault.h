/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Failures: one line on stderr, `vigil-sensor: CODE: sentence`, and an exit code that tells their
 * kind.
 */
#ifndef SENSOR_FAULT_H
#define SENSOR_FAULT_H

enum exit_code {
	EXIT_DONE = 0,
	EXIT_BAD_USAGE = 2,
	EXIT_NOT_PERMITTED = 3,
	EXIT_KERNEL_LACKS = 4,
	EXIT_REFUSED = 5,
	EXIT_NO_ROOM = 6,
	EXIT_IO = 7,
};

#define SENSOR_USAGE "SENSOR_USAGE"
#define SENSOR_NOT_PERMITTED "SENSOR_NOT_PERMITTED"
#define SENSOR_NO_BTF "SENSOR_NO_BTF"
#define SENSOR_HOOK_MISSING "SENSOR_HOOK_MISSING"
#define SENSOR_PROGRAM_REFUSED "SENSOR_PROGRAM_REFUSED"
#define SENSOR_RING_SIZE "SENSOR_RING_SIZE"
#define SENSOR_SOCKET "SENSOR_SOCKET"
#define SENSOR_PINS "SENSOR_PINS"
#define SENSOR_FILE "SENSOR_FILE"
#define SENSOR_CONTROL_MALFORMED "SENSOR_CONTROL_MALFORMED"
#define SENSOR_ACTION "SENSOR_ACTION" /* no failure: what was done about a request */
#define SENSOR_CLIENT_STALLED "SENSOR_CLIENT_STALLED"

/* Reports and ends the program. */
__attribute__((noreturn, format(printf, 3, 4))) void
fail(enum exit_code exit_code, const char *code, const char *format, ...);

/* Reports and goes on. */
__attribute__((format(printf, 2, 3))) void report(const char *code, const char *format, ...);

#endif
