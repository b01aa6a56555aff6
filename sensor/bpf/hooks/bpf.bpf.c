/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bpf(2). Where the call names or returns the descriptor of a map or program, what is told of it
 * is the kernel's own; of an object that was refused, what the caller asked for. The helpers are
 * those of the instructions given, for the kernel replaces their numbers by addresses.
 */
#include "../lib/syscall.h"

#define HELPER_BITS 256
#define INSN_BATCH 32
#define INSN_BATCHES_MAX 128
#define CALL_HELPER 0x85 /* BPF_JMP | BPF_CALL with src_reg 0 (linux/bpf.h) */
#define WORD_BPF_MAP 0x0070616d2d667062ull /* "bpf-map" and its NUL as a little-endian number */
#define WORD_BPF_PROG 0x676f72702d667062ull /* "bpf-prog" */

/* Parts of union bpf_attr that are read (linux/bpf.h). */
struct map_create_attr {
	u32 map_type;
	u32 others[6];
	char name[16];
};

struct prog_load_attr {
	u32 prog_type;
	u32 insn_count;
	u64 insns;
	u64 others[4];
	char name[16];
	u32 ifindex;
	u32 expected_attach_type;
};

struct insn {
	u8 code;
	u8 registers; /* source in the upper half */
	u16 offset;
	s32 imm;
};

/* Where in the attributes a command has the descriptor of its object; -1: it returns it. */
static __always_inline s32 place_of_fd(u32 cmd)
{
	switch (cmd) {
	case BPF_MAP_CREATE:
	case BPF_PROG_LOAD:
	case BPF_OBJ_GET:
	case BPF_PROG_GET_FD_BY_ID:
	case BPF_MAP_GET_FD_BY_ID:
		return -1;
	case BPF_PROG_ATTACH:
	case BPF_PROG_DETACH:
	case BPF_LINK_UPDATE:
		return 4;
	case BPF_OBJ_PIN:
	case BPF_RAW_TRACEPOINT_OPEN:
		return 8;
	case BPF_MAP_LOOKUP_BATCH:
	case BPF_MAP_LOOKUP_AND_DELETE_BATCH:
	case BPF_MAP_UPDATE_BATCH:
	case BPF_MAP_DELETE_BATCH:
		return 36;
	default:
		return 0;
	}
}

/* Whether the first word of the attributes is a descriptor, for commands not listed above. */
static __always_inline bool begins_with_fd(u32 cmd)
{
	switch (cmd) {
	case BPF_PROG_GET_NEXT_ID:
	case BPF_MAP_GET_NEXT_ID:
	case BPF_BTF_GET_NEXT_ID:
	case BPF_LINK_GET_NEXT_ID:
	case BPF_BTF_LOAD:
	case BPF_BTF_GET_FD_BY_ID:
	case BPF_LINK_GET_FD_BY_ID:
	case BPF_ENABLE_STATS:
	case BPF_PROG_QUERY:
		return false;
	default:
		return true;
	}
}

static __always_inline s32 fd_of_command(struct site *site, u32 cmd, u64 attributes)
{
	s32 place = place_of_fd(cmd);
	s32 fd = -1;

	if (place < 0)
		return site->ret < 0 ? -1 : site->ret;
	if (place == 0 && !begins_with_fd(cmd))
		return -1;
	bpf_probe_read_user(&fd, sizeof(fd), (void *)attributes + place);
	return fd;
}

static __always_inline void fill_bpf_object(struct vigil_bpf *r, struct file *file)
{
	u64 kind = load_word(get(get(file, f_path.dentry), d_name.name));
	void *object = get(file, private_data);

	if (kind == WORD_BPF_MAP) {
		struct bpf_map *map = as(bpf_map, object);

		r->map_type = get(map, map_type);
		bpf_core_read(r->map_name, sizeof(r->map_name), &map->name);
	} else if (kind == WORD_BPF_PROG) {
		struct bpf_prog *prog = as(bpf_prog, object);
		struct bpf_prog_aux *aux = get(prog, aux);

		r->prog_type = get(prog, type);
		r->attach_type = get(prog, expected_attach_type);
		bpf_core_read(r->prog_tag, sizeof(r->prog_tag), &prog->tag);
		bpf_core_read(r->prog_name, sizeof(r->prog_name), &aux->name);
	}
}

static __always_inline void claim_map(struct vigil_bpf *r, u64 attributes)
{
	struct map_create_attr attr = {};

	bpf_probe_read_user(&attr, sizeof(attr), (void *)attributes);
	r->map_type = attr.map_type;
	__builtin_memcpy(r->map_name, attr.name, sizeof(attr.name));
}

static __always_inline void claim_program(struct vigil_bpf *r, struct prog_load_attr *attr)
{
	r->prog_type = attr->prog_type;
	r->attach_type = attr->expected_attach_type;
	__builtin_memcpy(r->prog_name, attr->name, sizeof(attr->name));
}

/* Sets the bits of the helpers that a batch of instructions in s->name calls. */
static __always_inline void note_batch(struct scratch *s, struct vigil_bpf *r)
{
	struct insn *insn = (void *)s->name;

	/* Unrolled and without a branch, for the verifier follows both ways of each. */
#pragma unroll
	for (u32 i = 0; i < INSN_BATCH; i++) {
		u32 helper = insn[i].imm;
		u64 other = (insn[i].code ^ CALL_HELPER) | insn[i].registers >> 4 |
			    helper / HELPER_BITS;

		r->helpers[helper / 8 & 31] |= (other - 1) >> 63 << (helper & 7);
	}
}

/*
 * Reads the instructions in batches; the last one overlaps the one before, so that nothing behind
 * them is read. The count lies in memory, or the verifier would tell states apart by what it knows
 * of it. Global: verified once.
 */
__noinline int note_helpers(u64 insns, u32 count)
{
	struct scratch *s = cpu_scratch();

	if (!s)
		return 0;
	s->name_end = count;
	for (u32 batch = 0; batch < INSN_BATCHES_MAX; batch++) {
		u32 all = s->name_end, at = batch * INSN_BATCH, size = sizeof(s->name);

		if (at >= all)
			break;
		__builtin_memset(s->name, 0, sizeof(s->name));
		if (all < INSN_BATCH) {
			size = all * sizeof(struct insn);
			at = 0;
		} else if (at + INSN_BATCH > all) {
			at = all - INSN_BATCH;
		}
		/* Says to the verifier what holds already. */
		asm volatile("%0 &= 511\nif %0 <= 256 goto +1\n%0 = 256" : "+r"(size));
		if (bpf_probe_read_user(s->name, size, (void *)insns + at * sizeof(struct insn)))
			return 0;
		note_batch(s, (void *)s->record);
	}
	return 0;
}

TRACED("tp_btf/sys_exit", bpf_exit)
{
	struct site site;
	struct vigil_bpf *r;
	struct file *file;
	struct prog_load_attr attr = {};
	u64 attributes;

	if (!enter(ctx, &site))
		return 0;
	attributes = arg(site.s, site.call->path);
	r = begin(site.s, vigil_bpf);
	r->cmd = arg(site.s, site.call->value);
	file = file_of_fd(site.task, fd_of_command(&site, r->cmd, attributes));
	if (file)
		fill_bpf_object(r, file);
	if (r->cmd == BPF_MAP_CREATE && !file)
		claim_map(r, attributes);
	if (r->cmd == BPF_PROG_LOAD) {
		bpf_probe_read_user(&attr, sizeof(attr), (void *)attributes);
		if (!file)
			claim_program(r, &attr);
		note_helpers(attr.insns, attr.insn_count);
	}
	leave(&site, VIGIL_EVENT_BPF);
	return 0;
}
