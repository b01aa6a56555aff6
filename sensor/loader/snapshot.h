/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The processes that run already: records from the kernel's task iterator, completed with
 * arguments from /proc.
 */
#ifndef SENSOR_SNAPSHOT_H
#define SENSOR_SNAPSHOT_H

#include "object.h"
#include "sink.h"

/* Sends one record a process and counts them. False when the reader went. */
bool send_snapshot(struct object *object, struct sink *sink, uint32_t *count);

#endif
