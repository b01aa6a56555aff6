// SPDX-License-Identifier: Apache-2.0
#include "kernel_types.h"

#include <fcntl.h>
#include <linux/btf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define KERNEL_BTF "/sys/kernel/btf/vmlinux"
#define KERNEL_BTF_BYTES_MAX (256u << 20) /* kernels have 3 to 10 MB */

static const unsigned char *read_all(int fd, size_t size)
{
	unsigned char *bytes = malloc(size);
	size_t length = 0;
	ssize_t got;

	while (bytes && length < size && (got = read(fd, bytes + length, size - length)) > 0)
		length += got;
	if (bytes && length == size)
		return bytes;
	free(bytes);
	return NULL;
}

/* Kernels map it since 6.16; before, it has to be read. */
static const unsigned char *take_bytes(int fd, size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

	return memory == MAP_FAILED ? read_all(fd, size) : memory;
}

/* Whether a part of the file, whose place counts from the end of its header, lies within it. */
static bool is_within(const struct btf_header *head, size_t size, uint32_t off, uint32_t length)
{
	return (uint64_t)head->hdr_len + off + length <= size;
}

static bool is_sound(const struct kernel_types *types)
{
	const struct btf_header *head = (const void *)types->bytes;

	return types->size >= sizeof(*head) && head->magic == BTF_MAGIC && head->str_len &&
	       is_within(head, types->size, head->type_off, head->type_len) &&
	       is_within(head, types->size, head->str_off, head->str_len) &&
	       !types->bytes[head->hdr_len + head->str_off + head->str_len - 1];
}

const struct kernel_types *kernel_types(void)
{
	static struct kernel_types types;
	struct stat found;
	int fd;

	if (types.bytes)
		return &types;
	fd = open(KERNEL_BTF, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (!fstat(fd, &found) && found.st_size > 0 && found.st_size <= KERNEL_BTF_BYTES_MAX) {
		types.size = found.st_size;
		types.bytes = take_bytes(fd, types.size);
	}
	close(fd);
	if (types.bytes && is_sound(&types))
		return &types;
	types.bytes = NULL;
	return NULL;
}

/* Bytes behind a type's first three numbers; -1 of a kind that is not known. */
static int64_t bytes_behind(const struct btf_type *type)
{
	uint32_t members = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPE_TAG:
		return 0;
	case BTF_KIND_INT:
		return sizeof(uint32_t);
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return members * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return members * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return members * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return members * sizeof(struct btf_param);
	case BTF_KIND_VAR:
		return sizeof(struct btf_var);
	case BTF_KIND_DATASEC:
		return members * sizeof(struct btf_var_secinfo);
	case BTF_KIND_DECL_TAG:
		return sizeof(struct btf_decl_tag);
	default:
		return -1;
	}
}

uint32_t find_kernel_type(const struct kernel_types *types, const char *name, uint32_t kind)
{
	const struct btf_header *head = (const void *)types->bytes;
	const unsigned char *at = types->bytes + head->hdr_len + head->type_off;
	const char *names = (const char *)types->bytes + head->hdr_len + head->str_off;
	size_t left = head->type_len;

	for (uint32_t id = 1; left >= sizeof(struct btf_type); id++) {
		const struct btf_type *type = (const void *)at;
		int64_t behind = bytes_behind(type);
		size_t bytes = sizeof(*type) + behind;

		if (behind < 0 || bytes > left)
			break;
		if (BTF_INFO_KIND(type->info) == kind && type->name_off < head->str_len &&
		    !strcmp(names + type->name_off, name))
			return id;
		at += bytes;
		left -= bytes;
	}
	return 0;
}
