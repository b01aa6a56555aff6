/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ring between the tracing thread and the serving one: laid out as the kernel lays out a BPF
 * ring buffer, so that ring.c reads it, with the kernel's side written here. One thread writes.
 */
#ifndef SENSOR_TRACE_RING_H
#define SENSOR_TRACE_RING_H

#include <stdbool.h>

#include "ring.h"

/* Makes a ring of a power of two of bytes; ends the program when there is no memory. */
void create_ring(struct ring *ring, uint32_t bytes);

/* Copies a record in; false when the ring is full, and nothing is kept then. Never waits. */
bool put_record(struct ring *ring, const void *record, uint32_t bytes);

#endif
