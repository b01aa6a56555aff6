/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Network filters: packets that the loader's program of filters selected are dropped when their
 * socket is that of a process or cgroup for which such a filter is in force. The program is
 * attached while there is any, and says in cb[0] which filters hold.
 */
#include "../lib/packet.h"

#define DROP 0

/* 12 kB. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DROPS_MAX);
	__type(key, struct vigil_drop_key);
	__type(value, struct vigil_drop);
} drops SEC(".maps");

/*
 * Whether any of the filters that hold is in force for what the socket is of. Not inlined: the
 * verifier would walk all filters anew for each level of the hierarchy, which took it a second.
 */
__noinline int is_dropped(u32 selected, u32 scope, u64 id, u64 start)
{
	u64 now = bpf_ktime_get_boot_ns();
	bool dropped = false;

	for (u32 i = 0; i < DROP_FILTERS_MAX; i++) {
		struct vigil_drop_key key = { .id = id, .scope = scope, .filter = i };
		struct vigil_drop *drop;

		if (!(selected >> i & 1))
			continue;
		drop = bpf_map_lookup_elem(&drops, &key);
		if (!drop || drop->ends <= now)
			continue;
		/* A process that took over the id has another start. */
		if (start - drop->start + DROP_START_NS > 2 * DROP_START_NS)
			continue;
		__sync_fetch_and_add(&drop->packets, 1);
		dropped |= !drop->observe;
	}
	return dropped;
}

static __always_inline bool is_of_dropped_cgroup(struct __sk_buff *skb, u32 selected)
{
	u32 levels = shared.drop_levels;
	bool dropped = false;

	for (u32 level = 1; level < DROP_LEVELS_MAX; level++)
		if (levels >> level & 1)
			dropped |= is_dropped(selected, DROP_CGROUP,
					      bpf_skb_ancestor_cgroup_id(skb, level), 0);
	return dropped;
}

static __always_inline int judge_packet(struct __sk_buff *skb)
{
	u64 cookie = bpf_get_socket_cookie(skb);
	struct owner *owner = bpf_map_lookup_elem(&owners, &cookie);
	u32 selected = skb->cb[0];
	bool dropped;

	if (owner && is_own_process(owner->header.pid))
		return PASS;
	dropped = is_of_dropped_cgroup(skb, selected);
	if (!owner)
		return dropped ? DROP : PASS;
	dropped |= is_dropped(selected, DROP_PROCESS, owner->header.pid, owner->header.start);
	if (!bpf_skb_ancestor_cgroup_id(skb, 1))
		dropped |= is_dropped(selected, DROP_PIDS_CGROUP, owner->header.cgroup_id, 0);
	return dropped ? DROP : PASS;
}

SEC("cgroup_skb/egress")
int drop_selected_out(struct __sk_buff *skb)
{
	return judge_packet(skb);
}

SEC("cgroup_skb/ingress")
int drop_selected_in(struct __sk_buff *skb)
{
	return judge_packet(skb);
}
