/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names in the kernel's type information (BTF), which tell what this kernel has. libbpf reads
 * all of it for the object that it loads; to have it read once more only to look for names cost
 * 70 ms.
 */
#ifndef SENSOR_KERNEL_TYPES_H
#define SENSOR_KERNEL_TYPES_H

#include <stddef.h>
#include <stdint.h>

struct kernel_types {
	const unsigned char *bytes;
	size_t size;
};

/* Maps or reads it, once for the life of the process; NULL when this kernel has none. */
const struct kernel_types *kernel_types(void);

/* Id of the type with a name and kind (BTF_KIND_*); 0 when there is none. */
uint32_t find_kernel_type(const struct kernel_types *types, const char *name, uint32_t kind);

#endif
