/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whether the kernel is to refuse a call: by the file that it has looked up, compared segment by
 * segment from the last one up to the root of the mount namespace, and by numbers of the call and
 * of who makes it. An answer is exact, but for what the guard and the disarmer let through.
 */
#ifndef VIGIL_DENIAL_H
#define VIGIL_DENIAL_H

#include "denials.h"
#include "file.h"
#include "filter.h"
#include "task.h"

/* Whether the sensor may deny at all; else the verifier removes what follows from it. */
const volatile bool may_deny = 0;

struct vigil_denials denials SEC(".data.denials");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, DENIAL_STEPS_MAX);
	__type(key, struct vigil_denial_step);
	__type(value, u32);
} denial_steps SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, DENIAL_ENDS_MAX);
	__type(key, struct vigil_denial_end);
	__type(value, struct vigil_denial_ways);
} denial_ends SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DENIAL_SPARED_MAX);
	__type(key, struct vigil_denial_spared);
	__type(value, u8);
} denial_spared SEC(".maps");

/* What was decided about the call that a thread is in: event, and verdict above it. 60 kB. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, u32);
} denial_marks SEC(".maps");

enum verdict { VERDICT_NONE, VERDICT_DENIED, VERDICT_OBSERVED, VERDICT_SPARED, VERDICT_DISARMED };

#define VERDICT_SHIFT 8

/* How a place of a path is looked for. WITHIN: up to the root of the overlay mount it lies on. */
enum search { SEARCH_NAME, SEARCH_PATH, SEARCH_WITHIN };

/* A pointer as a number, which functions that are verified once take in place of it. */
static __always_inline u64 number_of(const void *pointer)
{
	u64 number = 0;

	bpf_probe_read_kernel(&number, sizeof(number), &pointer);
	return number;
}

static __always_inline struct vigil_denial_slot *denials_in_force(void)
{
	return &denials.slots[*(volatile u32 *)&shared.active & 1];
}

static __always_inline u64 denial_number(struct cred *cred, u32 which, u64 own)
{
	switch (which) {
	case DENY_UID:
		return get(cred, uid.val);
	case DENY_GID:
		return get(cred, gid.val);
	case DENY_AUID:
		return login_uid_of(current_task());
	case DENY_EUID:
		return get(cred, euid.val);
	case DENY_EGID:
		return get(cred, egid.val);
	default:
		return own;
	}
}

static __always_inline bool term_holds(const struct vigil_denial_term *term, u64 value)
{
	if (term->test == DENY_RANGE)
		return value >= term->from && value <= term->to;
	return !(value & term->from) == (term->test == DENY_NO_BITS);
}

/* The rule, counted from 1, that denies what ends at a node; 0: none. Global: verified once. */
__noinline int rule_at(u32 node, u32 place, u64 own)
{
	struct vigil_denial_end key = { .node = node, .place = place };
	struct vigil_denial_ways *end = bpf_map_lookup_elem(&denial_ends, &key);
	struct task_struct *task = current_task();
	struct cred *cred = get(task, real_cred);

	if (!end)
		return 0;
	for (u32 i = 0; i < DENIAL_WAYS_MAX; i++) {
		struct vigil_denial_way *way = &end->ways[i];
		bool holds = true;

		if (i >= end->count)
			break;
		for (u32 j = 0; j < DENIAL_TERMS_MAX; j++) {
			struct vigil_denial_term *term = &way->terms[j];

			if (j < way->term_count &&
			    !term_holds(term, denial_number(cred, term->number, own)))
				holds = false;
		}
		if (holds)
			return (way->rule & (DENIAL_RULES_MAX - 1)) + 1;
	}
	return 0;
}

/*
 * The node at which a file's path ends, from a root of the tree on; 0 when it is not there. A path
 * is the one that records have: see walk_path(). Global: verified once.
 */
__noinline int find_node(u64 at, u64 on, u32 node, u32 search)
{
	struct dentry *dentry = as(dentry, at);
	struct mount *mount = mount_of((void *)on);
	struct dentry *root = get(mount, mnt.mnt_root);
	bool began = false;

	for (int i = 0; i < PATH_STEPS_MAX; i++) {
		struct dentry *parent = get(dentry, d_parent);
		struct vigil_denial_step step = {};
		u32 length, *next;

		if (dentry == root || dentry == parent) {
			struct mount *above = get(mount, mnt_parent);

			if (mount == above || dentry != root)
				return began && search == SEARCH_PATH ? node : 0;
			if (began && search == SEARCH_WITHIN && is_overlay(mount))
				return node;
			dentry = get(mount, mnt_mountpoint);
			mount = above;
			root = get(mount, mnt.mnt_root);
			continue;
		}
		length = get(dentry, d_name.len);
		if (length > NAME_BYTES_MAX)
			return 0;
		step.node = node;
		bpf_probe_read_kernel(step.name, length & NAME_BYTES_MAX, get(dentry, d_name.name));
		next = bpf_map_lookup_elem(&denial_steps, &step);
		if (!next)
			return 0;
		node = *next;
		if (search == SEARCH_NAME)
			return node;
		began = true;
		dentry = parent;
	}
	return 0;
}

/* The rule, counted from 1, that denies the event of this file; 0: none. */
static __always_inline u32 denying_rule(u32 event, u32 side, u64 dentry, u64 mnt, u64 own)
{
	struct vigil_denial_slot *slot = denials_in_force();
	u32 root = denial_root(slot->root, event, side);
	u32 rule = 0, node;

	if (slot->any_events >> (event & (VIGIL_EVENT_MAX - 1)) & 1)
		rule = rule_at(root, DENY_ANY, own);
	if (rule || !dentry)
		return rule;
	node = find_node(dentry, mnt, root, SEARCH_NAME);
	if (!node)
		return 0;
	rule = rule_at(node, DENY_NAME, own);
	if (rule)
		return rule;
	node = find_node(dentry, mnt, root, SEARCH_PATH);
	rule = node ? rule_at(node, DENY_PATH, own) : 0;
	if (rule)
		return rule;
	node = find_node(dentry, mnt, root, SEARCH_WITHIN);
	return node ? rule_at(node, DENY_PATH, own) : 0;
}

static __always_inline struct inode *program_of(struct task_struct *task)
{
	struct mm_struct *mm = get(task, mm);
	struct file *file = mm ? get(mm, exe_file) : NULL;

	return file ? get(file, f_inode) : NULL;
}

static __always_inline bool is_own_pid(u32 tgid)
{
	for (u32 i = 0; i < DENIAL_OWN_MAX; i++)
		if (i < denials.own_count && denials.own[i] == tgid)
			return true;
	return false;
}

/* Whether the current process is denied nothing: without it the host could become unreachable. */
static __always_inline bool is_spared(struct task_struct *task, u32 event)
{
	struct vigil_denial_spared key = {};
	u32 tgid = get(task, tgid);
	struct inode *program;

	if (tgid <= 1 || is_own_pid(tgid))
		return true;
	/* What they start; a helper that the kernel starts is a kernel thread until its exec. */
	if (event == VIGIL_EVENT_EXEC ? is_own_pid(get(get(task, real_parent), tgid)) :
					!!(get(task, flags) & PF_KTHREAD))
		return true;
	program = program_of(task);
	if (!program)
		return false;
	key.inode = get(program, i_ino);
	key.dev = get(get(program, i_sb), s_dev);
	return bpf_map_lookup_elem(&denial_spared, &key) != NULL;
}

/* Whether the rule may deny this program too; it is remembered for a period. */
static __always_inline bool is_within_limit(struct vigil_denial_tally *tally, u64 program)
{
	u64 now = bpf_ktime_get_boot_ns();
	u32 empty = DENIED_PROGRAMS_MAX;

	for (u32 i = 0; i < DENIED_PROGRAMS_MAX; i++) {
		if (tally->programs[i] == program && tally->seen[i]) {
			tally->seen[i] = now;
			return true;
		}
		if (!tally->seen[i] || now - tally->seen[i] >= DENIED_PERIOD_NS)
			empty = i;
	}
	if (empty >= DENIED_PROGRAMS_MAX)
		return false;
	tally->programs[empty] = program;
	tally->seen[empty] = now;
	return true;
}

static __always_inline u64 program_key(struct inode *inode)
{
	return inode ? get(inode, i_ino) ^ (u64)get(get(inode, i_sb), s_dev) << 32 : 0;
}

/*
 * What becomes of a call (enum verdict), which is counted. `dentry` and `mnt`: its file, or 0; for
 * an exec the file is also the program that counts. Global: verified once.
 */
__noinline int judge(u32 event, u32 side, u64 dentry, u64 mnt, u64 own)
{
	struct vigil_denial_slot *slot = denials_in_force();
	struct task_struct *task = current_task();
	u32 rule = denying_rule(event, side, dentry, mnt, own);
	struct vigil_denial_tally *tally;
	struct inode *program;

	if (!rule)
		return VERDICT_NONE;
	tally = &slot->tallies[(rule - 1) & (DENIAL_RULES_MAX - 1)];
	if (is_spared(task, event)) {
		__sync_fetch_and_add(&tally->spared, 1);
		return VERDICT_SPARED;
	}
	program = event == VIGIL_EVENT_EXEC ? get(as(dentry, dentry), d_inode) : program_of(task);
	if (tally->disarmed || !is_within_limit(tally, program_key(program))) {
		tally->disarmed = 1;
		__sync_fetch_and_add(&tally->passed, 1);
		return VERDICT_DISARMED;
	}
	if (denials.mode != DENIAL_ON) {
		__sync_fetch_and_add(&tally->observed, 1);
		return VERDICT_OBSERVED;
	}
	__sync_fetch_and_add(&tally->denied, 1);
	return VERDICT_DENIED;
}

/*
 * Whether a rule can deny the event of this file, of which only the name is looked at. Must let
 * through whatever judge() denies.
 */
static __always_inline bool denial_possible(u32 event, struct vfsmount *mnt, struct dentry *dentry)
{
	struct vigil_denial_slot *slot = denials_in_force();
	u32 length, bit;
	u64 head;

	if (!(slot->events >> event & 1))
		return false;
	if (slot->any_events >> event & 1)
		return true;
	dentry = named_dentry(mnt, dentry);
	length = get(dentry, d_name.len);
	head = load_word(get(dentry, d_name.name));
	if (length < sizeof(head))
		head &= (1ull << ((length & 7) * 8)) - 1;
	bit = denial_bit(event, head, length);
	return slot->bits[bit / 64] >> (bit & 63) & 1;
}

/* Keeps the verdict for the record that the call makes when it returns. */
static __always_inline void keep_verdict(u32 event, u32 verdict)
{
	u64 thread = bpf_get_current_pid_tgid();
	u32 mark = event | verdict << VERDICT_SHIFT;

	bpf_map_update_elem(&denial_marks, &thread, &mark, BPF_ANY);
}

static __always_inline void forget_verdict(void)
{
	u64 thread = bpf_get_current_pid_tgid();

	if (may_deny)
		bpf_map_delete_elem(&denial_marks, &thread);
}

/*
 * Takes over what was decided about the call into its record. False when the call was refused:
 * the hook has sent the record then.
 */
static __always_inline bool take_verdict(struct scratch *s, u32 event)
{
	u64 thread = bpf_get_current_pid_tgid();
	u32 *mark, verdict;

	if (!may_deny)
		return true;
	mark = bpf_map_lookup_elem(&denial_marks, &thread);
	if (!mark)
		return true;
	verdict = (*mark & 0xff) == event ? *mark >> VERDICT_SHIFT : VERDICT_NONE;
	bpf_map_delete_elem(&denial_marks, &thread);
	if (verdict == VERDICT_OBSERVED)
		s->flags |= VIGIL_FLAG_DENIAL_OBSERVED;
	if (verdict == VERDICT_SPARED)
		s->flags |= VIGIL_FLAG_DENIAL_SPARED;
	if (verdict == VERDICT_DISARMED)
		s->flags |= VIGIL_FLAG_DENIAL_DISARMED;
	return verdict != VERDICT_DENIED;
}

#endif
