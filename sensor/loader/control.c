// SPDX-License-Identifier: Apache-2.0
#include "control.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"

/* Every control starts with its length (low half) and its id (high half). */
struct control_head {
	uint32_t length;
	uint32_t id;
};

static size_t expected_length(uint32_t id)
{
	switch (id) {
	case VIGIL_CONTROL_FILTER_BEGIN:
		return sizeof(struct vigil_control_filter_begin);
	case VIGIL_CONTROL_FILTER_EVENT:
		return sizeof(struct vigil_control_filter_event);
	case VIGIL_CONTROL_FILTER_NAME:
		return sizeof(struct vigil_control_filter_name);
	case VIGIL_CONTROL_FILTER_RANGE:
		return sizeof(struct vigil_control_filter_range);
	case VIGIL_CONTROL_FILTER_BITS:
		return sizeof(struct vigil_control_filter_bits);
	case VIGIL_CONTROL_PACKET_FILTER:
		return sizeof(struct vigil_control_packet_filter);
	case VIGIL_CONTROL_DENY:
		return sizeof(struct vigil_control_deny);
	case VIGIL_CONTROL_FILTER_COMMIT:
		return sizeof(struct vigil_control_filter_commit);
	case VIGIL_CONTROL_ACKNOWLEDGE:
		return sizeof(struct vigil_control_acknowledge);
	case VIGIL_CONTROL_KILL:
		return sizeof(struct vigil_control_kill);
	case VIGIL_CONTROL_NETWORK_FILTER:
		return sizeof(struct vigil_control_network_filter);
	default:
		return 0;
	}
}

static const char *answer_kill(struct control *control, const void *bytes)
{
	struct vigil_action *answer = &control->answers[control->answer_count];
	struct vigil_control_kill kill;

	memcpy(&kill, bytes, sizeof(kill));
	memset(answer, 0, sizeof(*answer));
	act_kill(&control->act, &kill, answer);
	control->answer_count++;
	return NULL;
}

static const char *answer_network_filter(struct control *control, const void *bytes)
{
	struct vigil_action *answer = &control->answers[control->answer_count];
	static struct vigil_control_network_filter asked;

	memcpy(&asked, bytes, sizeof(asked));
	memset(answer, 0, sizeof(*answer));
	act_network_filter(&control->act, &control->drops, &asked, answer);
	control->answer_count++;
	return NULL;
}

static const char *obey(struct control *control, struct filter *filter, uint32_t id,
			const void *bytes)
{
	switch (id) {
	case VIGIL_CONTROL_KILL:
		return answer_kill(control, bytes);
	case VIGIL_CONTROL_NETWORK_FILTER:
		return answer_network_filter(control, bytes);
	case VIGIL_CONTROL_ACKNOWLEDGE: {
		struct vigil_control_acknowledge ack;

		memcpy(&ack, bytes, sizeof(ack));
		return acknowledge(control->keep, ack.series, ack.next);
	}
	case VIGIL_CONTROL_FILTER_BEGIN: {
		const struct vigil_control_filter_begin *begin = bytes;

		return filter_begin(filter, begin->generation);
	}
	case VIGIL_CONTROL_FILTER_EVENT: {
		const struct vigil_control_filter_event *event = bytes;

		return filter_event(filter, event->event, event->accept_all);
	}
	case VIGIL_CONTROL_FILTER_NAME: {
		const struct vigil_control_filter_name *name = bytes;

		return filter_name(filter, name->event, name->place, name->name);
	}
	case VIGIL_CONTROL_FILTER_RANGE:
		return filter_range(filter, bytes);
	case VIGIL_CONTROL_FILTER_BITS:
		return filter_bits(filter, bytes);
	case VIGIL_CONTROL_PACKET_FILTER:
		return filter_packet(filter, bytes);
	case VIGIL_CONTROL_DENY:
		return filter_deny(filter, bytes);
	default: {
		const struct vigil_control_filter_commit *commit = bytes;

		denials_spare(&filter->denials, &control->act.guard);
		return filter_commit(filter, commit->generation);
	}
	}
}

/* Takes whole controls off the buffer; NULL, or what is wrong with the first bad one. */
static const char *take_controls(struct control *control, struct filter *filter, bool *committed)
{
	size_t at = 0;

	while (control->length - at >= sizeof(struct control_head)) {
		struct control_head head;
		const char *why;

		memcpy(&head, control->bytes + at, sizeof(head));
		if (!expected_length(head.id))
			return "its id is unknown";
		if (head.length != expected_length(head.id))
			return "its length does not fit its id";
		if (control->length - at < head.length)
			break;
		why = obey(control, filter, head.id, control->bytes + at);
		if (why)
			return why;
		*committed |= head.id == VIGIL_CONTROL_FILTER_COMMIT;
		at += head.length;
	}
	control->length -= at;
	memmove(control->bytes, control->bytes + at, control->length);
	return NULL;
}

void reset_control(struct control *control, struct filter *filter)
{
	control->length = 0;
	control->answer_count = 0;
	filter_abandon(filter);
	drops_forget_client(&control->drops);
}

enum control_result read_controls(struct control *control, struct filter *filter, int fd)
{
	bool committed = false;

	for (;;) {
		ssize_t got = read(fd, control->bytes + control->length,
				   CONTROL_BYTES_MAX - control->length);
		const char *why;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return committed ? CONTROL_COMMITTED : CONTROL_OK;
		if (got <= 0)
			return CONTROL_CLOSED;
		control->length += got;
		why = take_controls(control, filter, &committed);
		if (!why && control->answer_count)
			return CONTROL_ANSWERS;
		if (!why)
			continue;
		report(SENSOR_CONTROL_MALFORMED,
		       "A control was refused: %s. The connection is closed.", why);
		return CONTROL_MALFORMED;
	}
}
