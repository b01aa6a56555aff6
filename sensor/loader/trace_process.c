// SPDX-License-Identifier: Apache-2.0
/* The process part of exec and snapshot records. */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trace_record.h"

#define LIST_BYTES_MAX (2 << 20) /* of arguments or environment that are counted */
#define AUXV_BYTES_MAX 1024
#define ELF_IDENT 4

/* majors of Documentation/admin-guide/devices.txt */
#define TTY_MAJOR 4
#define CONSOLE_MAJOR 5
#define PTS_MAJOR_FIRST 136
#define PTS_MAJOR_LAST 143
#define SERIAL_MINOR_FIRST 64

static void name_tty(char *name, size_t size, uint32_t device)
{
	uint32_t major = device >> 8 & 0xfff;
	uint32_t minor = (device & 0xff) | (device >> 12 & 0xfff00);

	if (major >= PTS_MAJOR_FIRST && major <= PTS_MAJOR_LAST)
		snprintf(name, size, "pts%u", (major - PTS_MAJOR_FIRST) * 256 + minor);
	else if (major == TTY_MAJOR && minor < SERIAL_MINOR_FIRST)
		snprintf(name, size, "tty%u", minor);
	else if (major == TTY_MAJOR)
		snprintf(name, size, "ttyS%u", minor - SERIAL_MINOR_FIRST);
	else if (major == CONSOLE_MAJOR && minor == 1)
		snprintf(name, size, "console");
}

/* Adds a list of NUL-ended strings; how many there are, also beyond those kept. */
static uint32_t add_list(struct draft *draft, struct vigil_str *str, pid_t pid, const char *name,
			 uint16_t cut_flag)
{
	static _Thread_local char list[LIST_BYTES_MAX];
	size_t length = read_proc(pid, name, list, sizeof(list));
	uint32_t count = 0;

	if (length > sizeof(list))
		length = sizeof(list);
	add_bytes(draft, str, list, length, cut_flag);
	for (size_t i = 0; i < length; i++)
		count += list[i] == 0;
	return count;
}

/* The words that the kernel gave the program beside its arguments (man 3 getauxval). */
static void read_aux(pid_t pid, uint64_t *name, uint32_t *secure)
{
	_Alignas(8) char bytes[AUXV_BYTES_MAX];
	size_t length = read_proc(pid, "auxv", bytes, sizeof(bytes));
	char ident[EI_NIDENT] = {};
	size_t word;

	read_proc(pid, "exe", ident, ELF_IDENT + 1);
	word = ident[EI_CLASS] == ELFCLASS32 ? sizeof(uint32_t) : sizeof(uint64_t);
	for (size_t at = 0; at + 2 * word <= length && at + 2 * word <= sizeof(bytes);
	     at += 2 * word) {
		uint64_t key = 0, value = 0;

		memcpy(&key, bytes + at, word);
		memcpy(&value, bytes + at + word, word);
		if (key == AT_EXECFN)
			*name = value;
		if (key == AT_SECURE)
			*secure = value != 0;
	}
}

/*
 * A script is named by one file and run by another. Its first bytes are looked at, for a symbolic
 * link names one file and runs another, too.
 */
static bool is_script(pid_t pid, const char *given, const struct vigil_file *program)
{
	char path[PATH_MAX + 64];
	char head[2] = {};
	struct stat found;
	bool script = false;
	int named, fd = -1;

	if (!strncmp(given, "/dev/fd/", 8))
		return false;
	snprintf(path, sizeof(path), "/proc/%d/%s/%s", pid, given[0] == '/' ? "root" : "cwd",
		 given);
	named = open(path, O_PATH | O_CLOEXEC); /* opens no device and no pipe */
	if (named < 0)
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", named);
	if (!fstat(named, &found) && S_ISREG(found.st_mode) && found.st_ino != program->inode)
		fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	close(named);
	if (fd < 0)
		return false;
	script = read(fd, head, 2) == 2 && head[0] == '#' && head[1] == '!';
	close(fd);
	return script;
}

static void add_names(struct draft *draft, struct vigil_process *p, pid_t pid)
{
	char text[PATH_MAX];
	char path[64];
	uint64_t name = 0;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	fill_file(draft, &p->file, path);
	read_aux(pid, &name, &p->secureexec);
	if (!name || !read_text(pid, name, text, sizeof(text)))
		return;
	add_text(draft, &p->filename, text);
	if (!p->file.inode) { /* the sensor may not look: what the caller said is all there is */
		p->file.path = p->filename;
		draft->flags |= VIGIL_FLAG_PATH_CLAIMED;
	}
	p->is_script = is_script(pid, text, &p->file);
}

void fill_process(struct draft *draft, struct vigil_process *p, const struct identity *who,
		  uint64_t parent_start)
{
	pid_t pid = who->tgid;
	struct birth birth;
	struct setting setting;
	char cwd[PATH_MAX];

	read_birth(pid, &birth);
	read_setting(pid, &setting);
	p->parent_start = parent_start;
	p->sid = birth.sid;
	name_tty(p->tty, sizeof(p->tty), birth.tty);
	add_names(draft, p, pid);
	p->argc = add_list(draft, &p->argv, pid, "cmdline", VIGIL_FLAG_ARGS_TRUNCATED);
	p->envc = add_list(draft, &p->envp, pid, "environ", VIGIL_FLAG_ENVS_TRUNCATED);
	read_proc_link(pid, "cwd", cwd, sizeof(cwd));
	add_text(draft, &p->cwd, cwd);
	add_text(draft, &p->cgroup, setting.cgroup);
}
