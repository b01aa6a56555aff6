/* SPDX-License-Identifier: Apache-2.0 */
/* Programs made of packet filters: loaded, and attached at the root of the cgroups. */
#ifndef SENSOR_PACKET_LINK_H
#define SENSOR_PACKET_LINK_H

#include "packet_code.h"

#define PACKET_DIRECTIONS 2 /* out, in */

/* A map whose entry 0 is the program to jump to; -1 when `program` is, or there is no room. */
int open_packet_chain(int program);

/* The descriptor of the program, or -1. */
int load_packet_program(const struct packet_program *program, int direction);

/*
 * Attaches a loaded program in place of what `link` holds, without a gap, and closes it; -1 for the
 * program takes away what is there. False when it cannot be attached.
 */
bool put_packet_program(int *link, int program, int direction, int cgroup);

#endif
