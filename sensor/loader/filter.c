// SPDX-License-Identifier: Apache-2.0
#include "filter.h"

#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../bpf/lib/calls.h"
#include "fault.h"
#include "host.h"

#define OWN_EVENTS VIGIL_CATEGORY_SENSOR

static bool is_among(uint32_t event, uint64_t events)
{
	return event < VIGIL_EVENT_MAX && events >> event & 1;
}

static bool is_known(uint32_t event)
{
	return is_among(event, VIGIL_EVENTS & ~OWN_EVENTS & ~EVENT_BIT(SNAPSHOT));
}

static bool is_filtered(uint32_t event)
{
	return is_known(event) && !is_among(event, UNFILTERED_EVENTS);
}

/* The sensor's canary is a prctl, whatever is wanted. */
static void watch_canary(struct vigil_filter *draft)
{
	draft->syscalls[SYS_prctl / 64] |= 1ull << (SYS_prctl % 64);
}

void open_filter(struct filter *filter, struct object *object, bool observe)
{
	memset(filter, 0, sizeof(*filter));
	filter->object = object;
	filter->shared = object->shared;
	filter->names_fd = object->names_fd;
	filter->protect_fd = object->protect_fd;
	open_packet_filters(&filter->packets, object);
	open_denials(&filter->denials, object, observe);
	filter->protect_link = -1;
	for (int slot = 0; slot < 2; slot++) {
		watch_canary(&filter->shared->filters[slot]);
		filter->keys[slot] = calloc(FILTER_NAMES_MAX, sizeof(struct vigil_name_key));
		if (!filter->keys[slot])
			fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "No memory for the filter.");
	}
}

static uint32_t staged_slot(const struct filter *filter)
{
	return !filter->shared->active;
}

static void clear_slot(struct filter *filter, uint32_t slot)
{
	for (uint32_t i = 0; i < filter->key_counts[slot]; i++)
		bpf_map_delete_elem(filter->names_fd, &filter->keys[slot][i]);
	filter->key_counts[slot] = 0;
}

const char *filter_begin(struct filter *filter, uint32_t generation)
{
	clear_slot(filter, staged_slot(filter));
	memset(&filter->draft, 0, sizeof(filter->draft));
	packet_filters_begin(&filter->packets);
	denials_begin(&filter->denials, staged_slot(filter));
	filter->staging = true;
	filter->staged_generation = generation;
	return NULL;
}

const char *filter_event(struct filter *filter, uint32_t event, bool accept_all)
{
	if (!filter->staging)
		return "filter_event came before filter_begin";
	if (!is_known(event))
		return "filter_event names an unknown event";
	if (!is_filtered(event)) {
		if (!accept_all)
			filter->draft.unhurried |= 1ull << event;
		return NULL;
	}
	filter->draft.wanted |= 1ull << event;
	if (accept_all)
		filter->draft.accept_all |= 1ull << event;
	return NULL;
}

static void set_name_bit(struct vigil_filter *draft, uint32_t group, const char *name)
{
	char head[sizeof(uint64_t)] = {};
	uint64_t number;
	uint32_t bit;

	memcpy(head, name, strnlen(name, sizeof(head)));
	memcpy(&number, head, sizeof(number));
	bit = name_bit(group, number, strlen(name));
	draft->name_bits[bit / 64] |= 1ull << (bit % 64);
}

const char *filter_name(struct filter *filter, uint32_t event, uint32_t place, const char *name)
{
	uint32_t slot = staged_slot(filter);
	struct vigil_name_key *key = &filter->keys[slot][filter->key_counts[slot]];
	uint8_t present = 1;

	if (!filter->staging)
		return "filter_name came before filter_begin";
	if (!is_known(event))
		return "filter_name names an unknown event";
	if (place >= PLACE_MAX)
		return "filter_name names an unknown place";
	if (strnlen(name, NAME_BYTES_MAX + 1) > NAME_BYTES_MAX)
		return "filter_name has a name without an end";
	if (!name[0] || strchr(name, '/'))
		return "filter_name has a name that is no path segment";
	if (filter->key_counts[slot] == FILTER_NAMES_MAX)
		return "filter_name came too often";
	*key = (struct vigil_name_key){ .slot = slot, .event = name_group(event, place) };
	memcpy(key->name, name, strlen(name));
	if (filter->names_fd >= 0 && bpf_map_update_elem(filter->names_fd, key, &present, BPF_ANY))
		return "filter_name found the kernel's map full";
	filter->key_counts[slot]++;
	filter->draft.events[event].has |= 1u << place;
	set_name_bit(&filter->draft, name_group(event, place), name);
	return NULL;
}

/* What filter_range and filter_bits have in common. */
static const char *check_number(const struct filter *filter, uint32_t event, uint32_t approver)
{
	if (!filter->staging)
		return "a number came before filter_begin";
	if (!is_known(event))
		return "a number of an unknown event";
	if (approver >= VIGIL_APPROVER_MAX)
		return "an unknown number of an event";
	return NULL;
}

const char *filter_range(struct filter *filter, const struct vigil_control_filter_range *range)
{
	const char *why = check_number(filter, range->event, range->approver);
	struct vigil_event_filter *own = &filter->draft.events[range->event % VIGIL_EVENT_MAX];

	if (why)
		return why;
	if (range->from > range->to)
		return "filter_range ends before it begins";
	if (own->range_count == RANGES_MAX)
		return "filter_range came too often";
	own->ranges[own->range_count++] = (struct vigil_range){ .from = range->from,
								.to = range->to,
								.approver = range->approver };
	own->has |= range->approver == VIGIL_APPROVER_AUID ? HAS_AUID : HAS_NUMBERS;
	return NULL;
}

const char *filter_bits(struct filter *filter, const struct vigil_control_filter_bits *bits)
{
	const char *why = check_number(filter, bits->event, bits->approver);

	if (why)
		return why;
	if (bits->approver == VIGIL_APPROVER_AUID)
		return "filter_bits is about the login uid";
	filter->draft.events[bits->event].bits[bits->approver] |= bits->bits;
	filter->draft.events[bits->event].has |= HAS_NUMBERS;
	return NULL;
}

const char *filter_packet(struct filter *filter, const struct vigil_control_packet_filter *packet)
{
	if (!filter->staging)
		return "packet_filter came before filter_begin";
	return packet_filters_add(&filter->packets, packet);
}

const char *filter_deny(struct filter *filter, const struct vigil_control_deny *deny)
{
	if (!filter->staging)
		return "deny came before filter_begin";
	return denials_add(&filter->denials, staged_slot(filter), deny);
}

static bool wants_sockets(const struct vigil_filter *draft)
{
	bool wanted = false;

	for (uint32_t operation = 0; operation < SOCKET_OPERATIONS; operation++)
		wanted = wanted || is_among(event_of_socket_call(operation), draft->handled);
	return wanted;
}

/*
 * Events whose calls can happen here: looking at every write of the machine would cost something,
 * and only a kernel that runs SELinux has files of it.
 */
static uint64_t possible_events(uint64_t handled)
{
	return has_file_system("selinuxfs") ? handled : handled & ~EVENT_BIT(SELINUX);
}

/*
 * The dispatcher looks at a number once for both tables: they overlap, and a bit too many costs
 * only time.
 */
static void watch_calls(struct vigil_filter *draft, const struct call *calls, uint64_t handled)
{
	for (uint32_t number = 0; number < SYSCALLS_MAX; number++) {
		const struct call *call = &calls[number];

		if (is_among(event_of(call, 0), handled) ||
		    is_among(event_of(call, ~0ull), handled) ||
		    (call->kind == CALL_SOCKET && wants_sockets(draft)))
			draft->syscalls[number / 64] |= 1ull << (number % 64);
	}
}

static const char *entry_pin(const struct filter *filter)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/link_protect_entered", filter->object->pin_dir);
	return path;
}

/*
 * The hook at the entry of every system call costs each of them a little, so it is there only
 * while a rule wants mprotect. Where it cannot be attached, the event goes without what was before.
 */
static void attach_entry_hook(struct filter *filter)
{
	bool wanted = is_among(VIGIL_EVENT_MPROTECT, filter->draft.wanted);

	if (wanted && filter->protect_link < 0) {
		filter->protect_link = bpf_raw_tracepoint_open(NULL, filter->protect_fd);
		if (filter->protect_link >= 0 && filter->object->pin_dir)
			bpf_obj_pin(filter->protect_link, entry_pin(filter));
	} else if (!wanted && filter->protect_link >= 0) {
		close(filter->protect_link);
		if (filter->object->pin_dir)
			unlink(entry_pin(filter));
		filter->protect_link = -1;
	}
}

const char *filter_commit(struct filter *filter, uint32_t generation)
{
	uint32_t slot = staged_slot(filter);
	int packets[PACKET_DIRECTIONS];
	uint64_t possible;
	const char *why;

	if (!filter->staging)
		return "filter_commit came before filter_begin";
	if (generation != filter->staged_generation)
		return "filter_commit is of another generation than filter_begin";
	filter->draft.handled = filter->draft.wanted;
	if (filter->draft.wanted & SOCKET_EVENTS)
		filter->draft.handled |= EVENT_BIT(ACCEPT); /* which says whose a connection is */
	if (filter->draft.wanted & EVENT_BIT(MOUNT))
		filter->draft.handled |= EVENT_BIT(PIVOT_ROOT); /* which is told as a mount, too */
	why = packet_filters_load(&filter->packets, slot, packets);
	if (why)
		return why;
	possible = possible_events(filter->draft.handled);
	watch_calls(&filter->draft, native_calls, possible);
	watch_calls(&filter->draft, compat_calls, possible);
	watch_canary(&filter->draft);
	attach_entry_hook(filter);
	attach_wanted(filter->object, filter->draft.wanted, filter->denials.draft.events);
	filter->shared->filters[slot] = filter->draft;
	denials_commit(&filter->denials, slot, generation);
	__atomic_store_n(&filter->shared->active, slot, __ATOMIC_RELEASE);
	packet_filters_attach(&filter->packets, packets);
	detach_unwanted(filter->draft.wanted, filter->denials.draft.events);
	filter->generation = generation;
	filter->staging = false;
	return NULL;
}

bool is_wanted(const struct filter *filter, uint32_t event)
{
	return is_among(event, filter->shared->filters[filter->shared->active].wanted);
}

void filter_abandon(struct filter *filter)
{
	filter->staging = false;
}

void filter_accept_everything(struct filter *filter)
{
	filter_begin(filter, 0);
	for (uint32_t event = 0; event < VIGIL_EVENT_MAX; event++)
		if (is_filtered(event))
			filter_event(filter, event, true);
	filter_commit(filter, 0);
}
