/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this kernel lets a sensor do, found out by loading and attaching a tiny program of each
 * kind.
 */
#ifndef SENSOR_PROBE_H
#define SENSOR_PROBE_H

#include <stdbool.h>

/* Prints the findings as JSON or as lines for people. Changes nothing that outlives the call. */
void probe(bool json);

#endif
