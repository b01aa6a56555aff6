/* SPDX-License-Identifier: Apache-2.0 */
/* Records as the contract lays them out, built from what /proc says. */
#ifndef SENSOR_TRACE_RECORD_H
#define SENSOR_TRACE_RECORD_H

#include "../bpf/lib/shared.h"
#include "trace_proc.h"

/* A record being built. Members stay where they are while text is added behind. */
struct draft {
	_Alignas(8) unsigned char bytes[RECORD_BYTES_MAX];
	uint32_t length;
	uint16_t flags;
};

/* What a header says of the thread that acts. */
struct actor {
	pid_t tid;
	struct identity who;
	struct setting setting;
	uint64_t start;
	uint16_t flags; /* of the call it is in */
};

/* Begins a record of `size` bytes, all zero but for the time, which is now. */
void *begin_draft(struct draft *draft, size_t size);

/* Adds bytes and points `str` to them; cut where a string or the record ends, with `cut_flag`. */
void add_bytes(struct draft *draft, struct vigil_str *str, const char *bytes, size_t length,
	       uint16_t cut_flag);
void add_text(struct draft *draft, struct vigil_str *str, const char *text);

/* Fills the header and pads; the record is draft->bytes, draft->length long. */
void end_draft(struct draft *draft, uint32_t event, const struct actor *actor, int64_t retval);

/* Facts of what a path leads to, magic links of /proc included: truth, not what a caller said. */
void fill_file(struct draft *draft, struct vigil_file *file, const char *path);

/* The same without its path, of the file that an O_PATH descriptor stands for. */
void fill_inode(struct vigil_file *file, int fd);

/* The executable, arguments, environment and surroundings of a process. */
void fill_process(struct draft *draft, struct vigil_process *process, const struct identity *who,
		  uint64_t parent_start);

#endif
