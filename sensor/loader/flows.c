// SPDX-License-Identifier: Apache-2.0
#include "flows.h"

#include <bpf/bpf.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "../bpf/lib/flow.h"
#include "host.h"

#define SETTLE_NS 100000000ull /* far longer than a program runs */
#define LAST_WAITS_MAX 50 /* of LAST_WAIT_MS each, for a reader that is behind at the end */
#define LAST_WAIT_MS 100

struct told_flow {
	struct flow_key key;
	struct flow_totals totals;
};

struct flow_record {
	struct vigil_network_flow_monitor head;
	struct vigil_flow flows[FLOWS_PER_RECORD_MAX];
};

void open_flows(struct flows *flows, struct object *object)
{
	*flows = (struct flows){ .object = object };
}

/* Takes the flows of a slot out of the table; NULL when there are none, or no memory for them. */
static struct told_flow *take_slot(struct flows *flows, uint32_t slot, size_t *count)
{
	struct told_flow *taken = NULL;
	struct flow_key key, next;
	bool more = !bpf_map_get_next_key(flows->object->flows_fd, NULL, &next);
	size_t room = 0;

	*count = 0;
	while (more && *count < FLOWS_MAX) {
		key = next;
		more = !bpf_map_get_next_key(flows->object->flows_fd, &key, &next);
		if (key.slot != slot)
			continue;
		if (*count == room) {
			size_t larger = room ? room * 2 : 64;
			void *moved = realloc(taken, larger * sizeof(*taken));

			if (!moved)
				break;
			taken = moved;
			room = larger;
		}
		taken[*count].key = key;
		if (bpf_map_lookup_elem(flows->object->flows_fd, &key, &taken[*count].totals))
			continue;
		bpf_map_delete_elem(flows->object->flows_fd, &key);
		(*count)++;
	}
	return taken;
}

/* A connection may have been accepted after its first packet. */
static void find_owner(struct flows *flows, struct told_flow *flow)
{
	struct owner owner;

	if (flow->totals.owner.pid ||
	    bpf_map_lookup_elem(flows->object->owners_fd, &flow->key.cookie, &owner))
		return;
	flow->totals.owner = owner.header;
	if (owner.began)
		flow->totals.began = owner.began;
}

static int by_process(const void *left, const void *right)
{
	const struct told_flow *a = left, *b = right;

	if (a->totals.owner.start != b->totals.owner.start)
		return a->totals.owner.start < b->totals.owner.start ? -1 : 1;
	if (a->totals.owner.pid != b->totals.owner.pid)
		return a->totals.owner.pid < b->totals.owner.pid ? -1 : 1;
	return memcmp(a->totals.ifname, b->totals.ifname, sizeof(a->totals.ifname));
}

static void fill_flow(struct vigil_flow *to, const struct told_flow *from)
{
	bool there = from->totals.began == BEGAN_THERE;

	memset(to, 0, sizeof(*to));
	to->source = there ? from->key.remote : from->key.local;
	to->destination = there ? from->key.local : from->key.remote;
	to->l3 = from->key.l3;
	to->l4 = from->key.l4;
	to->ingress_bytes = from->totals.ingress_bytes;
	to->ingress_packets = from->totals.ingress_packets;
	to->egress_bytes = from->totals.egress_bytes;
	to->egress_packets = from->totals.egress_packets;
}

/* Sends one record of flows of one process and device; they stand together. */
static bool tell(struct sink *sink, const struct told_flow *flows, size_t count)
{
	static struct flow_record record;
	struct vigil_network_flow_monitor *head = &record.head;

	memset(head, 0, sizeof(*head));
	head->header = flows[0].totals.owner;
	head->header.type = VIGIL_EVENT_NETWORK_FLOW_MONITOR;
	head->header.ts = boot_clock_ns();
	head->header.len = sizeof(*head) + count * sizeof(*record.flows);
	if (!head->header.pid)
		head->header.auid = UINT32_MAX;
	memcpy(head->ifname, flows[0].totals.ifname, sizeof(head->ifname));
	head->flows.off = sizeof(*head);
	head->flows.len = count * sizeof(*record.flows);
	for (size_t i = 0; i < count; i++)
		fill_flow(&record.flows[i], &flows[i]);
	return send_record(sink, &record, head->header.len);
}

static bool is_own(const struct flows *flows, const struct told_flow *flow)
{
	uint32_t pid = flow->totals.owner.pid;

	return pid && (pid == flows->object->shared->sensor_pid ||
		       pid == flows->object->shared->client_pid);
}

static void tell_slot(struct flows *flows, struct sink *sink, uint32_t slot)
{
	size_t count = 0, from = 0;
	struct told_flow *taken = take_slot(flows, slot, &count);

	for (size_t i = 0; i < count; i++)
		find_owner(flows, &taken[i]);
	if (count)
		qsort(taken, count, sizeof(*taken), by_process);
	for (size_t i = 1; i <= count; i++) {
		if (i < count && i - from < FLOWS_PER_RECORD_MAX &&
		    !by_process(&taken[from], &taken[i]))
			continue;
		if (sink && !is_own(flows, &taken[from]) &&
		    !tell(sink, &taken[from], i - from))
			flows->object->lost_flows += i - from;
		from = i;
	}
	free(taken);
}

void tend_flows(struct flows *flows, struct sink *sink, bool wanted, uint64_t now)
{
	struct vigil_shared *shared = flows->object->shared;

	if (flows->object->flows_fd < 0)
		return;
	if (!wanted) {
		if (flows->wanted) {
			tell_slot(flows, NULL, 0);
			tell_slot(flows, NULL, 1);
		}
		flows->wanted = false;
		return;
	}
	if (!flows->wanted) {
		flows->wanted = true;
		flows->turn_due = now + FLOW_PERIOD_NS;
		flows->read_due = 0;
	}
	if (flows->read_due && now >= flows->read_due) {
		flows->read_due = 0;
		tell_slot(flows, sink, !shared->flow_slot);
	}
	if (now < flows->turn_due)
		return;
	__atomic_store_n(&shared->flow_slot, !shared->flow_slot, __ATOMIC_RELEASE);
	flows->turn_due = now + FLOW_PERIOD_NS;
	flows->read_due = now + SETTLE_NS;
}

static void wait_for_reader(struct sink *sink)
{
	for (int wait = 0; wait < LAST_WAITS_MAX && sink->fd >= 0 && !flush_sink(sink); wait++) {
		struct pollfd room = { .fd = sink->fd, .events = POLLOUT };

		poll(&room, 1, LAST_WAIT_MS);
	}
}

void tell_last_flows(struct flows *flows, struct sink *sink)
{
	if (!flows->wanted)
		return;
	wait_for_reader(sink);
	tell_slot(flows, sink, !flows->object->shared->flow_slot);
	tell_slot(flows, sink, flows->object->shared->flow_slot);
	wait_for_reader(sink);
}
