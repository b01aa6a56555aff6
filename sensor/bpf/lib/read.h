/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reading kernel objects. A pointer is given its type by as(); then get() reads one member. On
 * kernels with bpf_rdonly_cast that is a plain load (a bad address reads as 0), which costs half
 * of a bpf_probe_read_kernel call; on older ones it is that call. The branch not taken is removed
 * when the program loads.
 */
#ifndef VIGIL_READ_H
#define VIGIL_READ_H

#include "../maps.h"

extern void *bpf_rdonly_cast(const void *object, u32 type) __ksym __weak;

#define as(type, pointer)                                                                         \
	({                                                                                        \
		struct type *__typed = (void *)(pointer);                                         \
		if (direct_reads)                                                                 \
			__typed = bpf_rdonly_cast(__typed, bpf_core_type_id_kernel(struct type)); \
		__typed;                                                                          \
	})

#define get(pointer, member)                                                     \
	({                                                                       \
		typeof(pointer) __from = (pointer);                              \
		typeof(__from->member) __got;                                    \
		if (direct_reads) {                                              \
			__got = __from->member;                                  \
		} else {                                                         \
			typeof(__from->member) __copy;                           \
			bpf_core_read(&__copy, sizeof(__copy), &__from->member); \
			__got = __copy;                                          \
		}                                                                \
		__got;                                                           \
	})

/*
 * A pointer at an address of no typed object, read as the one member of some type that begins
 * with a pointer.
 */
static __always_inline void *load_pointer(const void *address)
{
	void *pointer = NULL;

	if (direct_reads)
		return as(hlist_head, address)->first;
	bpf_probe_read_kernel(&pointer, sizeof(pointer), address);
	return pointer;
}

/* Eight bytes at an address, read as the first member of some type that begins with a number. */
static __always_inline u64 load_word(const void *address)
{
	u64 word = 0;

	if (direct_reads)
		return as(timespec64, address)->tv_sec;
	bpf_probe_read_kernel(&word, sizeof(word), address);
	return word;
}

static __always_inline struct task_struct *current_task(void)
{
	return as(task_struct, bpf_get_current_task());
}

#define LOGIN_UID_UNSET 0xffffffffu

/* Login uid of a task; unset on kernels without audit. */
static __always_inline u32 login_uid_of(struct task_struct *task)
{
	if (!bpf_core_field_exists(task->loginuid))
		return LOGIN_UID_UNSET;
	return get(task, loginuid.val);
}

/* The file behind a descriptor of the current process; NULL when there is none. */
static __always_inline struct file *file_of_fd(struct task_struct *task, s32 fd)
{
	struct files_struct *files = get(task, files);
	struct fdtable *table = get(files, fdt);

	if ((u32)fd >= get(table, max_fds))
		return NULL;
	return as(file, load_pointer(get(table, fd) + fd));
}

#endif
