/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What outlives the sensor in a BPF file system, so that a new one goes on where the last ended.
 *
 *	DIR/00000001/map_NAME    every map, rings and filter among them
 *	DIR/00000001/link_NAME   every attached hook: the programs run on
 *	DIR/00000001/state       how far the rings were sent, and under which numbers
 *
 * Each sensor loads programs and maps of its own as the next generation. Until its client has sent
 * the filter, it sends what the former generation's programs deliver. Then there is a moment at
 * which both generations' programs run with the same filter: records before it are taken from the
 * former rings, records from it on from the new ones, and the former links go.
 */
#ifndef SENSOR_PINS_H
#define SENSOR_PINS_H

#include <stdbool.h>
#include <stdint.h>

#include "keep.h"
#include "object.h"
#include "ring.h"

#define FORMERS_MAX 4 /* generations that are not sent yet; the oldest beyond are given up */
#define PIN_PATH_BYTES 512
#define PIN_VERSION_BYTES 32

/* In memory that outlives the process: written so that a kill at any time leaves it sound. */
struct pin_state {
	uint64_t layout; /* of the records */
	uint64_t series;
	uint64_t sensor_pid;
	struct flight_log log;
	char version[PIN_VERSION_BYTES]; /* of the sensor; builds before it had none: "" */
};

struct former {
	char dir[PIN_PATH_BYTES];
	struct pin_state *state;
	struct vigil_shared *shared;
	struct ring ring;
	uint64_t settled_at; /* when no program of it writes any more; 0: they still run */
};

struct pins {
	char base[PIN_PATH_BYTES];
	char dir[PIN_PATH_BYTES]; /* of the own generation */
	struct pin_state *state; /* NULL: nothing is pinned */
	struct former *formers; /* oldest first */
	int former_count;
};

/* A hook that cannot be pinned is reported: it works all the same, but ends with the process. */
void pin_link(const char *dir, const char *program, struct bpf_link *link);

/* Finds the former generations and makes the directory of the next. Before the object is opened. */
void begin_generation(struct pins *pins, const char *base);

/* Pins the maps, and goes on with the numbers of the former generations. */
void pin_generation(struct pins *pins, struct object *object, struct ring *ring, struct keep *keep);

/* The ring whose records are next: the oldest former's, then the own. */
struct ring *ring_to_send(struct pins *pins, struct ring *own);

/* The filter is in force: from now on the own rings count. */
void hand_over(struct pins *pins, struct ring *own, uint64_t now);

/* Lets go of the oldest former when all of it was sent. */
void tend_formers(struct pins *pins, uint64_t now);

/* Removes all that is pinned, unless a sensor runs on it; how many generations there were. */
int unpin_all(const char *base);

/* What is told of a generation in a directory. */
struct pinned {
	char name[16];
	char version[PIN_VERSION_BYTES];
	uint64_t pid; /* of the sensor that goes on with it; 0: none runs */
	bool readable; /* a sensor of this build can go on with it */
};

/* Calls `tell` for each generation, oldest first; how many there are. */
int each_pinned(const char *base, void (*tell)(const char *dir, const struct pinned *, void *),
		void *context);

#endif
