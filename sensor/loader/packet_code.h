/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Classic packet filters (linux/filter.h) into one program of the kernel's own instructions, which
 * runs them one after the other and jumps on when any selects the packet.
 */
#ifndef SENSOR_PACKET_CODE_H
#define SENSOR_PACKET_CODE_H

#include <linux/bpf.h>
#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACKET_CODE_MAX 256 /* instructions of one filter */
#define PACKET_PROGRAM_MAX 30000 /* of the program; jumps reach 32767 */

/* Refuses all but forward jumps, known instructions and an end; NULL, or what is wrong. */
const char *check_packet_code(const struct sock_filter *code, uint32_t count);

struct packet_program {
	struct bpf_insn insns[PACKET_PROGRAM_MAX];
	uint32_t count;
	bool overflow;
};

void begin_packet_program(struct packet_program *program);

/* Appends a filter that passed check_packet_code(); it sets bit `number` when it holds. */
void add_packet_filter(struct packet_program *program, const struct sock_filter *code,
		       uint32_t count, uint32_t number);

/* Appends the end: to entry 0 of `chain_fd` when a bit is set, with `slot` in cb[1]. */
bool end_packet_program(struct packet_program *program, int chain_fd, uint32_t slot);

#endif
