/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Network filters in force: whose packets are dropped, which of them, and for how long. They are
 * held by this process alone: when it ends, by whatever, nothing is dropped.
 */
#ifndef SENSOR_DROPS_H
#define SENSOR_DROPS_H

#include "object.h"
#include "packet_code.h"
#include "packet_link.h"

struct sink;

/* One request; `scope`, `id` and `start` as in struct vigil_drop. */
struct drop_request {
	uint32_t number; /* 0: nobody is told of it */
	enum drop_scope scope;
	uint64_t id;
	uint64_t start;
	uint32_t level; /* of a cgroup of the default hierarchy, below DROP_LEVELS_MAX */
	uint64_t ends;
	bool observe;
};

struct drop {
	struct drop_request request;
	struct vigil_drop_key key;
	uint64_t packets; /* as last read, and as last told */
	uint64_t told;
	const char *ended; /* why it has; NULL while it is in force */
	bool used;
};

struct drop_filter {
	struct sock_filter code[PACKET_CODE_MAX];
	uint32_t count; /* of instructions; 0: free */
	uint32_t users;
};

struct drops {
	struct object *object;
	struct drop entries[DROPS_MAX];
	struct drop_filter filters[DROP_FILTERS_MAX];
	uint32_t count; /* of entries in force */
	int map_fd;
	int chains[PACKET_DIRECTIONS];
	int links[PACKET_DIRECTIONS]; /* -1: not attached */
	bool stale; /* the program has a filter without users */
	uint64_t tended; /* when last */
};

void open_drops(struct drops *drops, struct object *object);

/*
 * Puts a filter in force; one that is in force already stays as it is and goes by the new request.
 * NULL, or in a word why it cannot be.
 */
const char *drops_add(struct drops *drops, const struct drop_request *request,
		      const struct sock_filter *code, uint32_t count);

/* Ends all; `why` in a word, for what is told. */
void drops_end_all(struct drops *drops, const char *why);

/* Ends what has had its time, and what is of a process that has gone; once a second. */
void tend_drops(struct drops *drops, uint64_t now);

/* Tells the client of counts that have changed and of ends, in records `action`. */
void send_drops(struct drops *drops, struct sink *sink);

/* The client has gone: what is in force stays, and its numbers mean nothing any more. */
void drops_forget_client(struct drops *drops);

#endif
