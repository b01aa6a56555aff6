// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "pins_list.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "pins.h"

#define LINK_PREFIX "link_"

struct listing {
	FILE *out;
	const char *separator;
};

static int is_link(const struct dirent *entry)
{
	return !strncmp(entry->d_name, LINK_PREFIX, strlen(LINK_PREFIX));
}

static int is_map(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "map_", 4);
}

static void free_entries(struct dirent **entries, int count)
{
	for (int i = 0; i < count; i++)
		free(entries[i]);
	if (count >= 0)
		free(entries);
}

static int count_entries(const char *dir, int (*select)(const struct dirent *))
{
	struct dirent **entries;
	int count = scandir(dir, &entries, select, alphasort);

	free_entries(entries, count);
	return count < 0 ? 0 : count;
}

static void tell_line(const char *dir, const struct pinned *pinned, void *context)
{
	struct listing *listing = context;

	fprintf(listing->out, "%s  %d programs, %d maps, version %s, ", dir,
		count_entries(dir, is_link), count_entries(dir, is_map),
		pinned->version[0] ? pinned->version : "unknown");
	if (pinned->pid)
		fprintf(listing->out, "held by process %llu\n", (unsigned long long)pinned->pid);
	else
		fprintf(listing->out, "left%s\n",
			pinned->readable ? "" : ", a sensor of this build cannot go on with it");
}

static void tell_json(const char *dir, const struct pinned *pinned, void *context)
{
	struct listing *listing = context;
	struct dirent **entries;
	int count = scandir(dir, &entries, is_link, alphasort);

	fprintf(listing->out, "%s{\"name\":", listing->separator);
	json_string(listing->out, pinned->name);
	fputs(",\"version\":", listing->out);
	json_string(listing->out, pinned->version);
	fprintf(listing->out, ",\"pid\":%llu,\"readable\":%s,\"maps\":%d,\"programs\":[",
		(unsigned long long)pinned->pid, pinned->readable ? "true" : "false",
		count_entries(dir, is_map));
	for (int i = 0; i < count; i++) {
		if (i)
			fputc(',', listing->out);
		json_string(listing->out, entries[i]->d_name + strlen(LINK_PREFIX));
	}
	free_entries(entries, count);
	fputs("]}", listing->out);
	listing->separator = ",";
}

void print_pins(const char *base, FILE *out)
{
	struct listing listing = { out, "" };

	fputs("{\"dir\":", out);
	json_string(out, base);
	fputs(",\"generations\":[", out);
	each_pinned(base, tell_json, &listing);
	fputs("]}", out);
}

void list_pins(const char *base, bool json)
{
	struct listing listing = { stdout, "" };

	if (!json) {
		each_pinned(base, tell_line, &listing);
		return;
	}
	print_pins(base, stdout);
	putchar('\n');
}
