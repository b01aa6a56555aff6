// SPDX-License-Identifier: Apache-2.0
#include "drops.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "act.h"
#include "host.h"
#include "stream.h"

#define TEND_PERIOD_NS NANOSECONDS_PER_SECOND

/* Programs to jump to. */
static const char *const dropping[PACKET_DIRECTIONS] = { "drop_selected_out", "drop_selected_in" };

static int program_fd(const struct object *object, const char *name)
{
	return bpf_program__fd(bpf_object__find_program_by_name(object->bpf, name));
}

void open_drops(struct drops *drops, struct object *object)
{
	bool possible = !object->source; /* without BPF nothing is dropped */

	memset(drops, 0, sizeof(*drops));
	drops->object = object;
	drops->map_fd = possible ? bpf_object__find_map_fd_by_name(object->bpf, "drops") : -1;
	for (int i = 0; i < PACKET_DIRECTIONS; i++) {
		drops->links[i] = -1;
		drops->chains[i] =
			possible ? open_packet_chain(program_fd(object, dropping[i])) : -1;
	}
}

/* Makes one program of the filters in use and attaches it, or takes it away when there is none. */
static bool attach_filters(struct drops *drops)
{
	static struct packet_program program;
	int loaded[PACKET_DIRECTIONS];
	bool done = true;

	for (int i = 0; i < PACKET_DIRECTIONS; i++) {
		bool any = false;

		begin_packet_program(&program);
		for (uint32_t at = 0; at < DROP_FILTERS_MAX; at++) {
			const struct drop_filter *filter = &drops->filters[at];

			if (!filter->users)
				continue;
			any = true;
			add_packet_filter(&program, filter->code, filter->count, at);
		}
		loaded[i] = -1;
		if (any && end_packet_program(&program, drops->chains[i], 0))
			loaded[i] = load_packet_program(&program, i);
		if (any && loaded[i] < 0) {
			if (i)
				close(loaded[0]);
			return false;
		}
	}
	for (int i = 0; i < PACKET_DIRECTIONS; i++)
		done &= put_packet_program(&drops->links[i], loaded[i], i,
					   drops->object->cgroup_fd);
	return done;
}

/* The filter with this code, or a free place for it; NULL when there is none. */
static struct drop_filter *find_filter(struct drops *drops, const struct sock_filter *code,
				       uint32_t count)
{
	struct drop_filter *vacant = NULL;

	for (uint32_t i = 0; i < DROP_FILTERS_MAX; i++) {
		struct drop_filter *filter = &drops->filters[i];

		if (!filter->users)
			vacant = vacant ? vacant : filter;
		else if (filter->count == count &&
			 !memcmp(filter->code, code, count * sizeof(*code)))
			return filter;
	}
	return vacant;
}

static const char *take_filter(struct drops *drops, struct drop_filter *filter,
			       const struct sock_filter *code, uint32_t count)
{
	if (filter->users++)
		return NULL;
	memcpy(filter->code, code, count * sizeof(*code));
	filter->count = count;
	if (attach_filters(drops))
		return NULL;
	filter->users--;
	return "refused";
}

static void set_levels(struct drops *drops)
{
	uint32_t levels = 0;

	for (uint32_t i = 0; i < DROPS_MAX; i++) {
		const struct drop *drop = &drops->entries[i];

		if (drop->used && !drop->ended && drop->request.scope == DROP_CGROUP)
			levels |= 1u << drop->request.level;
	}
	drops->object->shared->drop_levels = levels;
}

static struct drop *find_entry(struct drops *drops, const struct vigil_drop_key *key)
{
	struct drop *vacant = NULL;

	for (uint32_t i = 0; i < DROPS_MAX; i++) {
		struct drop *drop = &drops->entries[i];

		if (!drop->used)
			vacant = vacant ? vacant : drop;
		else if (!drop->ended && !memcmp(&drop->key, key, sizeof(*key)))
			return drop;
	}
	return vacant;
}

static const char *add_entry(struct drops *drops, struct drop *drop,
			     const struct vigil_drop_key *key, const struct drop_request *request)
{
	struct vigil_drop value = { .ends = request->ends,
				    .start = request->start,
				    .observe = request->observe };

	if (bpf_map_update_elem(drops->map_fd, key, &value, BPF_ANY))
		return "room";
	*drop = (struct drop){ .request = *request, .key = *key, .used = true };
	drops->count++;
	set_levels(drops);
	return NULL;
}

const char *drops_add(struct drops *drops, const struct drop_request *request,
		      const struct sock_filter *code, uint32_t count)
{
	struct vigil_drop_key key = { .id = request->id, .scope = request->scope };
	struct drop_filter *filter;
	struct drop *drop;
	const char *why;

	if (drops->chains[0] < 0 || drops->chains[1] < 0)
		return "unsupported";
	if (check_packet_code(code, count))
		return "invalid";
	filter = find_filter(drops, code, count);
	if (!filter)
		return "room";
	key.filter = filter - drops->filters;
	drop = find_entry(drops, &key);
	if (!drop)
		return "room";
	if (drop->used) {
		drop->request.number = request->number;
		return NULL;
	}
	why = take_filter(drops, filter, code, count);
	if (why)
		return why;
	why = add_entry(drops, drop, &key, request);
	if (why)
		drops->stale |= !--filter->users;
	return why;
}

static void read_count(struct drops *drops, struct drop *drop)
{
	struct vigil_drop value;

	if (!drop->ended && !bpf_map_lookup_elem(drops->map_fd, &drop->key, &value))
		drop->packets = value.packets;
}

static void end_drop(struct drops *drops, struct drop *drop, const char *why)
{
	read_count(drops, drop);
	bpf_map_delete_elem(drops->map_fd, &drop->key);
	drop->ended = why;
	drops->count--;
	drops->stale |= !--drops->filters[drop->key.filter].users;
	drop->used = drop->request.number; /* else nobody is told */
}

/* A filter without users drops nothing, but costs: the program is made anew without it. */
static void settle(struct drops *drops)
{
	set_levels(drops);
	if (drops->stale)
		attach_filters(drops);
	drops->stale = false;
}

void drops_end_all(struct drops *drops, const char *why)
{
	for (uint32_t i = 0; i < DROPS_MAX && drops->count; i++)
		if (drops->entries[i].used && !drops->entries[i].ended)
			end_drop(drops, &drops->entries[i], why);
	settle(drops);
}

static bool has_gone(const struct drop_request *request)
{
	static struct process_facts facts;

	return request->scope == DROP_PROCESS &&
	       (!read_process(request->id, &facts) || facts.state == 'Z' ||
		!is_same_start(facts.start_ticks, request->start));
}

void tend_drops(struct drops *drops, uint64_t now)
{
	if (!drops->count || now - drops->tended < TEND_PERIOD_NS)
		return;
	drops->tended = now;
	for (uint32_t i = 0; i < DROPS_MAX; i++) {
		struct drop *drop = &drops->entries[i];

		if (!drop->used || drop->ended)
			continue;
		if (drop->request.ends <= now)
			end_drop(drops, drop, "time");
		else if (has_gone(&drop->request))
			end_drop(drops, drop, "gone");
	}
	settle(drops);
}

void send_drops(struct drops *drops, struct sink *sink)
{
	for (uint32_t i = 0; i < DROPS_MAX; i++) {
		struct drop *drop = &drops->entries[i];
		struct vigil_action told = { .request = drop->request.number };

		if (!drop->used || !drop->request.number)
			continue;
		read_count(drops, drop);
		if (drop->packets == drop->told && !drop->ended)
			continue;
		fill_header(&told.header, VIGIL_EVENT_ACTION, sizeof(told));
		told.status = drop->ended ? ACTION_ENDED : ACTION_IN_FORCE;
		told.packets = drop->packets;
		if (drop->ended)
			snprintf(told.reason, sizeof(told.reason), "%s", drop->ended);
		if (!send_record(sink, &told, sizeof(told)))
			return; /* the next round tells it */
		drop->told = drop->packets;
		drop->used = !drop->ended;
	}
}

void drops_forget_client(struct drops *drops)
{
	for (uint32_t i = 0; i < DROPS_MAX; i++) {
		struct drop *drop = &drops->entries[i];

		drop->request.number = 0;
		drop->used = drop->used && !drop->ended;
	}
}
