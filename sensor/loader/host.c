// SPDX-License-Identifier: Apache-2.0
#include "host.h"

#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>


void read_line(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "re");

	line[0] = 0;
	if (!file)
		return;
	if (!fgets(line, (int)size, file))
		line[0] = 0;
	line[strcspn(line, "\n")] = 0;
	fclose(file);
}

void read_security(const char *file, char *text, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/kernel/security/%s", file);
	read_line(path, text, size);
	if (!text[0])
		snprintf(text, size, "unknown");
}

bool kernel_is_since(int major, int minor)
{
	struct utsname name;
	int has_major = 0, has_minor = 0;

	uname(&name);
	sscanf(name.release, "%d.%d", &has_major, &has_minor);
	return has_major > major || (has_major == major && has_minor >= minor);
}

bool may_load_programs(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[256];
	unsigned long long caps = 0;

	if (!file)
		return false;
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, "CapEff:", 7))
			caps = strtoull(line + 7, NULL, 16);
	fclose(file);
	return caps >> CAP_SYS_ADMIN & 1 || (caps >> CAP_BPF & 1 && caps >> CAP_PERFMON & 1);
}

/*
 * A line of mountinfo: id parent dev root MOUNT options [fields] - TYPE source options (man 5
 * proc).
 */
bool cgroup2_mount(char *path, size_t size)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[4096];
	char mount[4096];
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file)) {
		if (!strstr(line, " - cgroup2 ") ||
		    sscanf(line, "%*s %*s %*s %*s %4095s", mount) != 1)
			continue;
		snprintf(path, size, "%s", mount);
		found = true;
	}
	fclose(file);
	return found;
}

/* A line of /proc/filesystems: `nodev` or nothing, a tab, and the name of the type. */
bool has_file_system(const char *type)
{
	FILE *file = fopen("/proc/filesystems", "re");
	char line[128];
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file)) {
		const char *tab = strchr(line, '\t');

		line[strcspn(line, "\n")] = 0;
		found = tab && !strcmp(tab + 1, type);
	}
	fclose(file);
	return found;
}

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * NANOSECONDS_PER_SECOND + time.tv_nsec;
}

uint64_t boot_clock_ns(void)
{
	return clock_ns(CLOCK_BOOTTIME);
}

uint64_t boot_time_ns(void)
{
	return clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);
}

void json_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if (*c < ' ')
			fprintf(out, "\\u%04x", *c);
		else
			fputc(*c, out);
	}
	fputc('"', out);
}
