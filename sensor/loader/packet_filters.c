// SPDX-License-Identifier: Apache-2.0
#include "packet_filters.h"

#include <string.h>
#include <unistd.h>

void open_packet_filters(struct packet_filters *filters, struct object *object)
{
	memset(filters, 0, sizeof(*filters));
	filters->object = object;
	for (int i = 0; i < PACKET_DIRECTIONS; i++) {
		filters->links[i] = -1;
		filters->chains[i] = open_packet_chain(object->selected_fds[i]);
	}
}

void packet_filters_begin(struct packet_filters *filters)
{
	filters->count = 0;
}

const char *packet_filters_add(struct packet_filters *filters,
			       const struct vigil_control_packet_filter *control)
{
	struct packet_filter *filter = &filters->staged[filters->count];
	size_t length = strnlen(control->text, PACKET_FILTER_TEXT_MAX);
	const char *why;

	_Static_assert(sizeof(control->text) == PACKET_FILTER_TEXT_MAX, "room for its text");
	_Static_assert(sizeof(control->code) == sizeof(filter->code), "room for its code");
	if (filters->count == PACKET_FILTERS_MAX)
		return "packet_filter came too often";
	if (length == PACKET_FILTER_TEXT_MAX)
		return "packet_filter has a text without an end";
	if (control->count > PACKET_CODE_MAX)
		return "packet_filter has too many instructions";
	filter->count = control->count;
	memcpy(filter->code, control->code, sizeof(filter->code));
	why = check_packet_code(filter->code, filter->count);
	if (why)
		return why;
	memcpy(filter->text.bytes, control->text, PACKET_FILTER_TEXT_MAX);
	filter->text.length = length;
	filters->count++;
	return NULL;
}

static int load_program(struct packet_filters *filters, int direction, uint32_t slot)
{
	static struct packet_program program;

	begin_packet_program(&program);
	for (uint32_t i = 0; i < filters->count; i++)
		add_packet_filter(&program, filters->staged[i].code, filters->staged[i].count, i);
	if (!end_packet_program(&program, filters->chains[direction], slot))
		return -1;
	return load_packet_program(&program, direction);
}

const char *packet_filters_load(struct packet_filters *filters, uint32_t slot,
				int fds[PACKET_DIRECTIONS])
{
	struct vigil_packet_filter_text *texts = filters->object->shared->packet_filters[slot];

	fds[0] = fds[1] = -1;
	for (uint32_t i = 0; i < filters->count; i++)
		texts[i] = filters->staged[i].text;
	for (int i = 0; i < PACKET_DIRECTIONS && filters->count; i++) {
		if (filters->chains[i] < 0)
			continue; /* said at start: this kernel refused the programs */
		fds[i] = load_program(filters, i, slot);
		if (fds[i] >= 0)
			continue;
		if (i)
			close(fds[0]);
		return "the kernel refused the packet filters, or they are too long together";
	}
	return NULL;
}

void packet_filters_attach(struct packet_filters *filters, int fds[PACKET_DIRECTIONS])
{
	for (int i = 0; i < PACKET_DIRECTIONS; i++)
		put_packet_program(&filters->links[i], fds[i], i, filters->object->cgroup_fd);
}
