/* SPDX-License-Identifier: Apache-2.0 */
/* What the stream holds besides the kernel's records: preface, snapshot, ready, stats, lost. */
#ifndef SENSOR_STREAM_H
#define SENSOR_STREAM_H

#include "drops.h"
#include "filter.h"
#include "object.h"
#include "ring.h"
#include "sink.h"

struct stream {
	struct object *object;
	struct ring *ring;
	struct filter *filter;
	struct sink *sink;
	const char *enforcement; /* word for the preface */
	const char *pin_base; /* NULL: nothing is pinned */
	struct drops *drops; /* network filters to tell of */
	struct vigil_counters counters; /* as last read */
	uint64_t lost_told[VIGIL_EVENT_MAX]; /* losses the stream has told of */
	uint64_t cpus_told[VIGIL_EVENT_MAX]; /* the same by CPU */
	uint64_t canaries; /* calls made */
};

/* Of a record that the sensor itself makes. */
void fill_header(struct vigil_header *header, uint32_t event, uint32_t bytes);

/*
 * Starts the stream for a new reader: preface, one snapshot record a process, ready, and what no
 * reader has acknowledged. False when the reader went.
 */
bool start_stream(struct stream *stream);

/* Sends answers to requests for actions; one that a full socket does not take is lost. */
void send_answers(struct stream *stream, struct vigil_action *answers, size_t count);

/* Makes the system call that comes back as canary records. */
void sing(struct stream *stream);

/* Reads the counters and sends stats, and lost when there are new losses. */
void send_counters(struct stream *stream);

#endif
