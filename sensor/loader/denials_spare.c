// SPDX-License-Identifier: Apache-2.0
/*
 * Which programs are denied nothing, as the kernel numbers their files: by inode and by the device
 * of their file system, which stat() does not always tell.
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "denials.h"
#include "fault.h"

#define FOLDER_DEPTH_MAX 2 /* below a system folder: /usr/lib/openssh/sshd-session */
#define LINE_BYTES_MAX 4096
#define KERNEL_MINOR_BITS 20 /* include/linux/kdev_t.h */
#define PARENTS_MAX 16

struct found {
	struct vigil_denial_spared files[DENIAL_SPARED_MAX];
	uint32_t count;
	bool is_full;
};

/* The device of a mount's file system, as mountinfo has it. */
static bool device_of_mount(uint64_t id, __u64 *device)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[LINE_BYTES_MAX];
	bool is_found = false;

	while (file && !is_found && fgets(line, sizeof(line), file)) {
		unsigned long long mount;
		unsigned int major_number, minor_number;

		if (sscanf(line, "%llu %*u %u:%u", &mount, &major_number, &minor_number) != 3 ||
		    mount != id)
			continue;
		*device = (__u64)major_number << KERNEL_MINOR_BITS | minor_number;
		is_found = true;
	}
	if (file)
		fclose(file);
	return is_found;
}

/* Spares a regular file, of any owner or only one that nobody but root can change. */
static void add_file(struct found *found, const char *path, bool is_any)
{
	struct vigil_denial_spared one = {};
	int follow = is_any ? 0 : AT_SYMLINK_NOFOLLOW;
	struct statx facts;

	if (statx(AT_FDCWD, path, follow, STATX_BASIC_STATS | STATX_MNT_ID, &facts) ||
	    !S_ISREG(facts.stx_mode))
		return;
	if (!is_any && (facts.stx_uid || facts.stx_mode & (S_IWGRP | S_IWOTH)))
		return;
	one.inode = facts.stx_ino;
	if (!(facts.stx_mask & STATX_MNT_ID) || !device_of_mount(facts.stx_mnt_id, &one.dev))
		one.dev = (__u64)facts.stx_dev_major << KERNEL_MINOR_BITS | facts.stx_dev_minor;
	if (found->count == DENIAL_SPARED_MAX)
		found->is_full = true;
	else
		found->files[found->count++] = one;
}

static void add_folder(struct found *found, const char *folder, int depth)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;
	char path[LINE_BYTES_MAX];

	while (directory && (entry = readdir(directory))) {
		bool is_folder = entry->d_type == DT_DIR && entry->d_name[0] != '.' &&
				 depth < FOLDER_DEPTH_MAX;

		if (!is_folder && !is_vital_name(entry->d_name))
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >=
		    (int)sizeof(path))
			continue;
		if (is_folder)
			add_folder(found, path, depth + 1);
		else
			add_file(found, path, false);
	}
	if (directory)
		closedir(directory);
}

static void add_excluded(struct found *found, const char *pattern)
{
	glob_t files = {};

	if (!glob(pattern, GLOB_NOSORT, NULL, &files))
		for (size_t i = 0; i < files.gl_pathc; i++)
			add_file(found, files.gl_pathv[i], true);
	globfree(&files);
}

static bool has_file(const struct found *found, const struct vigil_denial_spared *file)
{
	for (uint32_t i = 0; i < found->count; i++)
		if (!memcmp(&found->files[i], file, sizeof(*file)))
			return true;
	return false;
}

/* What is still spared never stops being so in between. */
static void put_in_force(struct denials *denials, const struct found *found)
{
	uint8_t present = 1;

	for (uint32_t i = 0; i < found->count; i++)
		bpf_map_update_elem(denials->spared_fd, &found->files[i], &present, BPF_ANY);
	for (uint32_t i = 0; i < denials->spared_count; i++)
		if (!has_file(found, &denials->spared[i]))
			bpf_map_delete_elem(denials->spared_fd, &denials->spared[i]);
	memcpy(denials->spared, found->files, sizeof(found->files));
	denials->spared_count = found->count;
}

static void add_own(struct vigil_denials *memory, uint32_t count, pid_t pid)
{
	if (count < DENIAL_OWN_MAX)
		memory->own[count] = pid;
}

/* A process, and its ancestors that run the same program: what starts it again when it ends. */
static uint32_t add_line(struct vigil_denials *memory, uint32_t count, pid_t pid)
{
	static struct process_facts own, above;

	add_own(memory, count++, pid);
	if (!read_process(pid, &own))
		return count;
	above = own;
	for (int i = 0; i < PARENTS_MAX && above.parent > 1; i++) {
		pid_t parent = above.parent;

		if (!read_process(parent, &above))
			break;
		if (own.executable[0] && !strcmp(above.executable, own.executable))
			add_own(memory, count++, parent);
	}
	return count;
}

void denials_spare(struct denials *denials, const struct guard *guard)
{
	static struct found found;
	uint32_t count;

	if (!denials->memory || !denials->draft.events)
		return;
	found = (struct found){ 0 };
	for (size_t i = 0; system_folder(i); i++)
		add_folder(&found, system_folder(i), 0);
	for (uint32_t i = 0; i < guard->exclude_count; i++)
		add_excluded(&found, guard->excludes[i]);
	if (found.is_full)
		report(SENSOR_ACTION, "More than %d programs are to be denied nothing; the others "
				      "are not spared.",
		       DENIAL_SPARED_MAX);
	put_in_force(denials, &found);
	count = add_line(denials->memory, 0, getpid());
	if (guard->client)
		count = add_line(denials->memory, count, guard->client);
	denials->memory->own_count = count < DENIAL_OWN_MAX ? count : DENIAL_OWN_MAX;
}
