/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sensor at work: one reader at a time on a socket, or one capture file, until a signal or
 * the time is up.
 */
#ifndef SENSOR_SERVER_H
#define SENSOR_SERVER_H

#include "act.h"
#include "filter.h"
#include "object.h"
#include "pins.h"
#include "ring.h"

struct server_options {
	const char *socket_path; /* NULL: write to capture_path */
	const char *capture_path;
	uint32_t duration_s; /* 0: until a signal */
	bool ignore_client;
	enum enforcement enforcement;
	struct guard guard;
	int stop_fd; /* readable when it is time to stop; 0: at SIGINT and SIGTERM */
	struct pins *pins; /* what is to outlive the process; NULL: nothing */
	void (*started)(void); /* called when there is a socket or a file; may be NULL */
};

void serve(const struct server_options *options, struct object *object, struct ring *ring,
	   struct filter *filter);

#endif
