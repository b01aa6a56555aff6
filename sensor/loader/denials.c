// SPDX-License-Identifier: Apache-2.0
#include "denials.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fault.h"
#include "object.h"
#include "stream.h"

#define DENIABLE_EVENTS                                                                       \
	(EVENT_BIT(EXEC) | EVENT_BIT(OPEN) | EVENT_BIT(UNLINK) | EVENT_BIT(RENAME) |          \
	 EVENT_BIT(LINK) | EVENT_BIT(MKDIR) | EVENT_BIT(RMDIR) | EVENT_BIT(CHMOD) |           \
	 EVENT_BIT(CHOWN) | EVENT_BIT(LOAD_MODULE) | EVENT_BIT(PTRACE))
#define TWO_SIDED_EVENTS (EVENT_BIT(RENAME) | EVENT_BIT(LINK))
#define TERM_WORDS 4

_Static_assert(sizeof(((struct vigil_control_deny *)0)->terms) ==
		       DENIAL_TERMS_MAX * TERM_WORDS * sizeof(uint64_t),
	       "the control has the terms of a way");

static int map_fd(const struct object *object, const char *name)
{
	return bpf_object__find_map_fd_by_name(object->bpf, name);
}

void open_denials(struct denials *denials, const struct object *object, bool observe)
{
	void *memory;

	memset(denials, 0, sizeof(*denials));
	if (!object->denies)
		return;
	memory = mmap(NULL, sizeof(struct vigil_denials), PROT_READ | PROT_WRITE, MAP_SHARED,
		      map_fd(object, ".data.denials"), 0);
	if (memory == MAP_FAILED)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "The memory of denials cannot be mapped: %s.",
		     strerror(errno));
	denials->memory = memory;
	denials->memory->mode = observe ? DENIAL_OBSERVE : DENIAL_ON;
	denials->steps_fd = map_fd(object, "denial_steps");
	denials->ends_fd = map_fd(object, "denial_ends");
	denials->spared_fd = map_fd(object, "denial_spared");
	for (int slot = 0; slot < 2; slot++) {
		denials->steps[slot] = calloc(DENIAL_SLOT_STEPS_MAX, sizeof(**denials->steps));
		denials->ends[slot] = calloc(DENIAL_SLOT_ENDS_MAX, sizeof(**denials->ends));
		if (!denials->steps[slot] || !denials->ends[slot])
			fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "No memory for denials.");
	}
}

void denials_begin(struct denials *denials, uint32_t slot)
{
	if (!denials->memory)
		return;
	for (uint32_t i = 0; i < denials->step_counts[slot]; i++)
		bpf_map_delete_elem(denials->steps_fd, &denials->steps[slot][i]);
	for (uint32_t i = 0; i < denials->end_counts[slot]; i++)
		bpf_map_delete_elem(denials->ends_fd, &denials->ends[slot][i]);
	denials->step_counts[slot] = 0;
	denials->end_counts[slot] = 0;
	denials->rule_counts[slot] = 0;
	memset(&denials->draft, 0, sizeof(denials->draft));
	memset(denials->told[slot], 0, sizeof(denials->told[slot]));
	denials->draft.root = denials->last_node + 1;
	denials->last_node += DENIAL_ROOTS;
}

static const char *check_segment(const char *segment, size_t length)
{
	if (!length || length > NAME_BYTES_MAX)
		return "deny has a path segment that is empty or longer than 63 bytes";
	if (segment[0] == '.' && (length == 1 || (length == 2 && segment[1] == '.')))
		return "deny has a path segment that is no name";
	return NULL;
}

static const char *check_path(const struct vigil_control_deny *deny)
{
	const char *path = deny->path;

	if (strnlen(path, sizeof(deny->path)) == sizeof(deny->path))
		return "deny has a path without an end";
	if (deny->place == DENY_ANY)
		return path[0] || !deny->count ? "deny is about everything, or has a path too many"
					       : NULL;
	if (deny->place == DENY_NAME)
		return strchr(path, '/') ? "deny has a name that is no path segment"
					 : check_segment(path, strlen(path));
	if (path[0] != '/')
		return "deny has a path that is not absolute";
	while (*path) {
		size_t length = strcspn(path + 1, "/");
		const char *why = check_segment(path + 1, length);

		if (why)
			return why;
		path += length + 1;
	}
	return NULL;
}

static const char *read_terms(const struct vigil_control_deny *deny, struct vigil_denial_way *way)
{
	const __u64 *word = deny->terms;

	if (deny->count > DENIAL_TERMS_MAX)
		return "deny has too many terms";
	*way = (struct vigil_denial_way){ .rule = deny->rule, .term_count = deny->count };
	for (uint32_t i = 0; i < deny->count; i++, word += TERM_WORDS) {
		if (word[0] >= DENY_NUMBERS || word[1] >= DENY_TESTS)
			return "deny has an unknown term";
		if (word[1] == DENY_RANGE && word[2] > word[3])
			return "deny has a range that ends before it begins";
		way->terms[i] = (struct vigil_denial_term){
			.number = word[0], .test = word[1], .from = word[2], .to = word[3]
		};
	}
	return NULL;
}

static const char *check(const struct vigil_control_deny *deny)
{
	uint64_t bit = deny->event < VIGIL_EVENT_MAX ? 1ull << deny->event : 0;

	if (!(bit & DENIABLE_EVENTS))
		return "deny names an event that cannot be denied";
	if (deny->rule >= DENIAL_RULES_MAX)
		return "deny names a rule too many";
	if (deny->side >= SIDE_MAX || (deny->side && !(bit & TWO_SIDED_EVENTS)))
		return "deny names a side that the event has not";
	if (deny->place >= DENY_PLACES)
		return "deny names an unknown place";
	return check_path(deny);
}

/* The node below another, made if it is not there; 0 when there is no room. */
static uint32_t step_down(struct denials *denials, uint32_t slot, uint32_t node, const char *name,
			  size_t length)
{
	struct vigil_denial_step step = { .node = node };
	uint32_t next;

	memcpy(step.name, name, length);
	if (!bpf_map_lookup_elem(denials->steps_fd, &step, &next))
		return next;
	if (denials->step_counts[slot] == DENIAL_SLOT_STEPS_MAX)
		return 0;
	next = ++denials->last_node;
	if (bpf_map_update_elem(denials->steps_fd, &step, &next, BPF_NOEXIST))
		return 0;
	denials->steps[slot][denials->step_counts[slot]++] = step;
	return next;
}

/* The node at which the path ends that is read from its last segment on; 0: no room. */
static uint32_t walk_back(struct denials *denials, uint32_t slot, uint32_t node, const char *path)
{
	const char *end = path + strlen(path);

	while (node && end > path) {
		const char *start = end;

		while (start > path && start[-1] != '/')
			start--;
		node = step_down(denials, slot, node, start, end - start);
		end = start > path ? start - 1 : start;
	}
	return node;
}

static const char *add_way(struct denials *denials, uint32_t slot,
			   const struct vigil_denial_end *end, const struct vigil_denial_way *way)
{
	struct vigil_denial_ways ways = {};
	bool is_new = bpf_map_lookup_elem(denials->ends_fd, end, &ways) != 0;

	if (ways.count == DENIAL_WAYS_MAX)
		return "deny came too often for one file";
	if (is_new && denials->end_counts[slot] == DENIAL_SLOT_ENDS_MAX)
		return "deny came for too many files";
	ways.ways[ways.count++] = *way;
	if (bpf_map_update_elem(denials->ends_fd, end, &ways, BPF_ANY))
		return "deny found the kernel's map full";
	if (is_new)
		denials->ends[slot][denials->end_counts[slot]++] = *end;
	return NULL;
}

static void set_bit(struct vigil_denial_slot *draft, uint32_t event, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char head[sizeof(uint64_t)] = {};
	uint64_t number;
	uint32_t bit;

	memcpy(head, name, strnlen(name, sizeof(head)));
	memcpy(&number, head, sizeof(number));
	bit = denial_bit(event, number, strlen(name));
	draft->bits[bit / 64] |= 1ull << (bit % 64);
}

const char *denials_add(struct denials *denials, uint32_t slot,
			const struct vigil_control_deny *deny)
{
	struct vigil_denial_slot *draft = &denials->draft;
	struct vigil_denial_end end = { .place = deny->place };
	struct vigil_denial_way way;
	const char *why = check(deny);

	if (!why)
		why = read_terms(deny, &way);
	if (why || !denials->memory)
		return why;
	end.node = walk_back(denials, slot, denial_root(draft->root, deny->event, deny->side),
			     deny->path);
	if (!end.node)
		return "deny found no room for its path";
	why = add_way(denials, slot, &end, &way);
	if (why)
		return why;
	draft->events |= 1ull << deny->event;
	if (deny->place == DENY_ANY)
		draft->any_events |= 1ull << deny->event;
	else
		set_bit(draft, deny->event, deny->path);
	if (deny->rule >= denials->rule_counts[slot])
		denials->rule_counts[slot] = deny->rule + 1;
	return NULL;
}

void denials_commit(struct denials *denials, uint32_t slot, uint32_t generation)
{
	if (!denials->memory)
		return;
	denials->memory->slots[slot] = denials->draft;
	denials->generations[slot] = generation;
}

static bool is_same(const struct vigil_denial_tally *one, const struct vigil_denial_tally *other)
{
	return one->denied == other->denied && one->observed == other->observed &&
	       one->spared == other->spared && one->passed == other->passed &&
	       one->disarmed == other->disarmed;
}

void send_denials(struct denials *denials, struct sink *sink)
{
	for (int slot = 0; denials->memory && slot < 2; slot++) {
		for (uint32_t rule = 0; rule < denials->rule_counts[slot]; rule++) {
			struct vigil_denial_tally now = denials->memory->slots[slot].tallies[rule];
			struct vigil_denial record = { .generation = denials->generations[slot],
						       .rule = rule,
						       .denied = now.denied,
						       .observed = now.observed,
						       .spared = now.spared,
						       .passed = now.passed,
						       .disarmed = now.disarmed };

			if (is_same(&now, &denials->told[slot][rule]))
				continue;
			fill_header(&record.header, VIGIL_EVENT_DENIAL, sizeof(record));
			if (!send_record(sink, &record, sizeof(record)))
				return;
			denials->told[slot][rule] = now;
		}
	}
}
