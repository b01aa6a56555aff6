// SPDX-License-Identifier: Apache-2.0
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void say(const char *code, const char *format, va_list args)
{
	fprintf(stderr, "vigil-sensor: %s: ", code);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void report(const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(code, format, args);
	va_end(args);
}

void fail(enum exit_code exit_code, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(code, format, args);
	va_end(args);
	exit(exit_code);
}
