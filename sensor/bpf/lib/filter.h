/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whether an event is wanted, by the filter in force. Each answer errs to one side only: what a
 * rule could match passes. Rules compare the path of the record, so a file's names are those of
 * that path: a file or directory that is mounted somewhere has the name of the mount point.
 */
#ifndef VIGIL_FILTER_H
#define VIGIL_FILTER_H

#include "file.h"

#define CROSSINGS_MAX 4 /* mounts on top of each other at one place */
#define FOLDER_STEPS_MAX (2 * FOLDERS_MAX) /* directories, and mounts crossed between them */
#define FOLDER_STEPS 8 /* of them in one function */

static __always_inline bool accepts_all(u32 event)
{
	return filter_in_force()->accept_all >> event & 1;
}

static __always_inline bool any_wanted(u64 events)
{
	return (filter_in_force()->wanted & events) != 0;
}

/* Whether the event has approvers of any of these kinds. */
static __always_inline bool has_approvers(u32 event, u32 kinds)
{
	return filter_in_force()->events[event & (VIGIL_EVENT_MAX - 1)].has & kinds;
}

static __always_inline bool is_sensor(u32 tgid)
{
	return tgid == shared.sensor_pid;
}

/* Whether the current process is the sensor or the reader of its stream. */
static __always_inline bool is_own_process(u32 tgid)
{
	return is_sensor(tgid) || (shared.client_pid && tgid == shared.client_pid);
}

static __always_inline void key_from_kernel(struct scratch *s, const void *name, u32 length)
{
	__builtin_memset(s->key.name, 0, sizeof(s->key.name));
	if (length > NAME_BYTES_MAX)
		length = NAME_BYTES_MAX;
	bpf_probe_read_kernel(s->key.name, length & NAME_BYTES_MAX, name);
}

/* Whether the name in s->key (NUL-filled) approves the event at this place of a path. */
static __always_inline bool key_approved(struct scratch *s, u32 event, u32 place)
{
	s->key.slot = *(volatile u32 *)&shared.active & 1;
	s->key.event = name_group(event, place);
	return bpf_map_lookup_elem(&names, &s->key) != NULL;
}

/*
 * The cheap half of a name check: false when no approved name of the group has this length and
 * these first bytes. Reading 8 bytes is safe for shorter names too: a dentry keeps 32 and more
 * bytes for every name.
 */
static __always_inline bool name_possible(struct vigil_filter *filter, u32 group,
					  struct dentry *dentry)
{
	u32 length = get(dentry, d_name.len);
	u64 head = load_word(get(dentry, d_name.name));
	u32 bit;

	if (length < sizeof(head))
		head &= (1ull << ((length & 7) * 8)) - 1;
	bit = name_bit(group, head, length) & ((1 << NAME_BITS_LOG2) - 1);
	return filter->name_bits[bit / 64] >> (bit & 63) & 1;
}

/* The dentry whose name is the last segment of the path: that of the mount point for a root. */
static __always_inline struct dentry *named_dentry(struct vfsmount *mnt, struct dentry *dentry)
{
	struct mount *mount = mount_of(mnt);

	for (int i = 0; i < CROSSINGS_MAX; i++) {
		if (dentry != get(mount, mnt.mnt_root))
			break;
		dentry = get(mount, mnt_mountpoint);
		mount = get(mount, mnt_parent);
	}
	return dentry;
}

static __always_inline bool folder_named(struct scratch *s, u32 event, u32 place,
					 struct dentry *dentry)
{
	if (!name_possible(filter_in_force(), name_group(event, place), dentry))
		return false;
	key_from_kernel(s, get(dentry, d_name.name), get(dentry, d_name.len));
	return key_approved(s, event, place);
}

#define WALK_ON 0x100 /* beside the depth that a walk has come to */

/*
 * Takes FOLDER_STEPS of the steps of walk_folders() and returns what that does, or WALK_ON and the
 * depth of where s->walk_from then says. Global: verified once, and not for each of its turns.
 */
__noinline int walk_some_folders(u32 event, u32 depth)
{
	struct scratch *s = cpu_scratch();
	struct dentry *dentry;
	struct mount *mount;

	if (!s)
		return 1;
	dentry = as(dentry, s->walk_from[0]);
	mount = mount_of((void *)s->walk_from[1]);
	for (int i = 0; i < FOLDER_STEPS; i++) {
		struct dentry *parent = get(dentry, d_parent);

		if (dentry == get(mount, mnt.mnt_root)) {
			struct mount *above = get(mount, mnt_parent);

			if (mount == above)
				return 0;
			dentry = get(mount, mnt_mountpoint);
			mount = above;
			continue;
		}
		if (dentry == parent)
			return 0;
		if (depth == 1 && has_approvers(event, HAS_FOLDERS) &&
		    folder_named(s, event, PLACE_FOLDER, dentry))
			return 1;
		if (depth && !has_approvers(event, HAS_ABOVE))
			return 0;
		if (depth && folder_named(s, event, PLACE_ABOVE, dentry))
			return 1;
		depth++;
		dentry = parent;
	}
	s->walk_from[0] = (u64)dentry;
	s->walk_from[1] = (u64)mount + bpf_core_field_offset(struct mount, mnt);
	return WALK_ON | (depth & (WALK_ON - 1));
}

/*
 * Whether a directory of a path is approved, from where s->walk_from says up to the root of the
 * mount namespace. `depth` is what that place itself is: 0 the file, 1 the directory that holds it,
 * and so on. What lies deeper than is looked at is approved. Global: verified once.
 */
__noinline int walk_folders(u32 event, u32 depth)
{
	for (int i = 0; i < FOLDER_STEPS_MAX / FOLDER_STEPS; i++) {
		int found = walk_some_folders(event, depth);

		if (!(found & WALK_ON))
			return found;
		depth = found & (WALK_ON - 1);
	}
	return 1;
}

static __always_inline bool folders_approved(struct scratch *s, struct vfsmount *mnt,
					     struct dentry *dentry, u32 event, u32 depth)
{
	s->walk_from[0] = (u64)dentry;
	s->walk_from[1] = (u64)mnt;
	return walk_folders(event, depth);
}

/* Whether the number lies in a range that approves the event. Global: verified once. */
__noinline int range_approved(u32 event, u32 approver, u64 value)
{
	struct vigil_event_filter *own = &filter_in_force()->events[event & (VIGIL_EVENT_MAX - 1)];

	for (u32 i = 0; i < RANGES_MAX; i++) {
		struct vigil_range *range = &own->ranges[i];

		if (i >= own->range_count)
			break;
		if (range->approver == approver && value >= range->from && value <= range->to)
			return 1;
	}
	return 0;
}

/*
 * Whether a number of the event approves it, VIGIL_APPROVER_<EVENT>_<NAME> of the contract: by one
 * of its bits or by a range it lies in. An event without such approvers pays one load.
 */
static __always_inline bool number_approved(u32 event, u32 approver, u64 value)
{
	if (!has_approvers(event, HAS_NUMBERS))
		return false;
	if (filter_in_force()
		    ->events[event & (VIGIL_EVENT_MAX - 1)]
		    .bits[approver % VIGIL_APPROVER_MAX] &
	    value)
		return true;
	return range_approved(event, approver, value);
}

/* Whether the login uid of the current task approves the event. */
static __always_inline bool auid_approved(u32 event)
{
	if (!has_approvers(event, HAS_AUID))
		return false;
	return range_approved(event, VIGIL_APPROVER_AUID, login_uid_of(current_task()));
}

/* Whether an event that has no name is wanted: all of its type are, or this number approves. */
static __always_inline bool number_wanted(u32 event, u32 approver, u64 value)
{
	return accepts_all(event) || auid_approved(event) ||
	       number_approved(event, approver, value);
}

/*
 * Whether the name in s->key, or the task, lets the event through. For what has no file to ask:
 * when directories approve the event, they are not looked at and it passes.
 */
static __always_inline bool name_approved(struct scratch *s, u32 event)
{
	return key_approved(s, event, PLACE_LAST) || auid_approved(event) ||
	       has_approvers(event, HAS_FOLDERS | HAS_ABOVE);
}

/* Whether a path lets the event through: by its name, by a directory above it, or by the task. */
static __always_inline bool path_approved(struct scratch *s, struct vfsmount *mnt,
					  struct dentry *dentry, u32 event)
{
	struct dentry *named = named_dentry(mnt, dentry);

	key_from_kernel(s, get(named, d_name.name), get(named, d_name.len));
	if (key_approved(s, event, PLACE_LAST) || auid_approved(event))
		return true;
	if (!has_approvers(event, HAS_FOLDERS | HAS_ABOVE))
		return false;
	return folders_approved(s, mnt, dentry, event, 0);
}

static __always_inline bool file_approved(struct scratch *s, struct file *file, u32 event)
{
	return path_approved(s, get(file, f_path.mnt), get(file, f_path.dentry), event);
}

#endif
