/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * utime, utimes, futimesat, utimensat. By descriptor the file is the kernel's; by path it is the
 * one claimed. The times are those asked for, brought to nanoseconds: each of these calls, and each
 * width of a number, has a form of its own.
 */
#include "../lib/syscall.h"

#define UTIME_NOW 0x3fffffff /* linux/stat.h */
#define UTIME_OMIT 0x3ffffffe
#define SET_ACCESS 1
#define SET_MODIFICATION 2

/* Two times, each with its fraction. */
struct given_times {
	s64 access, access_part;
	s64 modification, modification_part;
};

struct narrow_times {
	s32 access, access_part;
	s32 modification, modification_part;
};

static __always_inline void read_pairs(struct given_times *given, u64 from, bool wide)
{
	struct narrow_times narrow = {};

	if (wide) {
		bpf_probe_read_user(given, sizeof(*given), (void *)from);
		return;
	}
	bpf_probe_read_user(&narrow, sizeof(narrow), (void *)from);
	given->access = narrow.access;
	given->access_part = narrow.access_part;
	given->modification = narrow.modification;
	given->modification_part = narrow.modification_part;
}

/* utime() gives two numbers and no fractions: they are where the first pair would be. */
static __always_inline void read_seconds(struct given_times *given, u64 from, bool wide)
{
	s64 whole[2] = {};
	s32 narrow[2] = {};

	if (wide) {
		bpf_probe_read_user(whole, sizeof(whole), (void *)from);
	} else {
		bpf_probe_read_user(narrow, sizeof(narrow), (void *)from);
		whole[0] = narrow[0];
		whole[1] = narrow[1];
	}
	given->access = whole[0];
	given->modification = whole[1];
}

static __always_inline u64 time_asked(struct vigil_utimes *r, u32 which, s64 seconds, s64 part,
				      bool nanoseconds)
{
	if (nanoseconds && part == UTIME_OMIT)
		return 0;
	if (nanoseconds && part == UTIME_NOW) {
		r->set_now |= which;
		return 0;
	}
	return seconds * NANOSECONDS_PER_SECOND + part * (nanoseconds ? 1 : 1000);
}

static __always_inline void fill_asked(struct site *site, struct vigil_utimes *r)
{
	u32 kind = site->call->kind;
	bool nanoseconds = kind == CALL_NANOSECONDS || kind == CALL_NANOSECONDS_64;
	bool wide = !site->compat || kind == CALL_NANOSECONDS_64;
	u64 from = arg(site->s, site->call->value);
	struct given_times given = {};

	if (!from) {
		r->set_now = SET_ACCESS | SET_MODIFICATION;
		return;
	}
	if (kind == CALL_SECONDS)
		read_seconds(&given, from, wide);
	else
		read_pairs(&given, from, wide);
	r->atime = time_asked(r, SET_ACCESS, given.access, given.access_part, nanoseconds);
	r->mtime = time_asked(r, SET_MODIFICATION, given.modification, given.modification_part,
			      nanoseconds);
}

TRACED("tp_btf/sys_exit", utimes_exit)
{
	struct site site;
	struct vigil_utimes *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_utimes);
	fill_asked(&site, r);
	if (fill_target(&site, VIGIL_EVENT_UTIMES, &r->file, &r->syscall_path))
		leave(&site, VIGIL_EVENT_UTIMES);
	return 0;
}
