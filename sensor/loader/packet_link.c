// SPDX-License-Identifier: Apache-2.0
#include "packet_link.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

static const enum bpf_attach_type attach_types[PACKET_DIRECTIONS] = { BPF_CGROUP_INET_EGRESS,
								      BPF_CGROUP_INET_INGRESS };

int open_packet_chain(int program)
{
	uint32_t zero = 0;
	int chain;

	if (program < 0)
		return -1;
	chain = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "packet_chain", 4, 4, 1, NULL);
	bpf_map_update_elem(chain, &zero, &program, BPF_ANY);
	return chain;
}

int load_packet_program(const struct packet_program *program, int direction)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options,
		    .expected_attach_type = attach_types[direction]);

	return bpf_prog_load(BPF_PROG_TYPE_CGROUP_SKB, "packet_filters", "Dual BSD/GPL",
			     program->insns, program->count, &options);
}

bool put_packet_program(int *link, int program, int direction, int cgroup)
{
	bool done = true;

	if (program >= 0 && *link >= 0) {
		done = !bpf_link_update(*link, program, NULL);
	} else if (program >= 0) {
		*link = bpf_link_create(program, cgroup, attach_types[direction], NULL);
		done = *link >= 0;
	} else if (*link >= 0) {
		close(*link);
		*link = -1;
	}
	if (program >= 0)
		close(program);
	return done;
}
