/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The table of flows, which programs fill and the loader empties, and who uses a socket, which it
 * reads of the programs' table.
 */
#ifndef VIGIL_FLOW_H
#define VIGIL_FLOW_H

#include <linux/types.h>

#include "../../generated/record.h"

#define FLOWS_MAX 16384 /* of both slots; 5 MB when full */

/* Programs fill the slot in use; the loader empties the other, which no program touches then. */
struct flow_key {
	__u32 slot;
	__u32 ifindex;
	__u64 cookie; /* of the socket */
	struct vigil_addr local;
	struct vigil_addr remote;
	__u16 l3;
	__u16 l4;
	__u32 pad;
};

/* Which end of a connection began it. */
enum began { BEGAN_UNKNOWN, BEGAN_HERE, BEGAN_THERE };

struct owner {
	struct vigil_header header;
	__u32 began; /* enum began */
	__u32 pad;
};

struct flow_totals {
	__u64 ingress_bytes;
	__u64 ingress_packets;
	__u64 egress_bytes;
	__u64 egress_packets;
	__u32 began; /* enum began */
	__u32 pad;
	char ifname[16];
	struct vigil_header owner; /* pid 0 when not known as the flow began */
};

#endif
