/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VIGIL_PINS_LIST_H
#define VIGIL_PINS_LIST_H

#include <stdbool.h>
#include <stdio.h>

/* Tells what is pinned in a directory, by which build, and whether a sensor runs on it. */
void list_pins(const char *base, bool json);

/* The same as JSON, for a preface. */
void print_pins(const char *base, FILE *out);

#endif
