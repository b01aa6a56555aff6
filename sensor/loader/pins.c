// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "pins.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "fault.h"

/* Programs that run when their last link goes end within far less. */
#define SETTLE_NS 500000000ull
#define GENERATION_DIGITS 8

static uint64_t layout_id(void)
{
	uint64_t hash = 14695981039346656037ull; /* FNV-1a */

	for (const char *c = VIGIL_LAYOUT_JSON; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211ull;
	return hash;
}

static void join(char *path, const char *dir, const char *name)
{
	if (snprintf(path, PIN_PATH_BYTES, "%s/%s", dir, name) >= PIN_PATH_BYTES)
		fail(EXIT_BAD_USAGE, SENSOR_USAGE, "The path of the pins is too long.");
}

static int is_generation(const struct dirent *entry)
{
	return strlen(entry->d_name) == GENERATION_DIGITS &&
	       strspn(entry->d_name, "0123456789") == GENERATION_DIGITS;
}

static void remove_generation(const char *dir, const char *prefix)
{
	struct dirent **entries;
	int count = scandir(dir, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		char path[PIN_PATH_BYTES];

		join(path, dir, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.' &&
		    !strncmp(entries[i]->d_name, prefix, strlen(prefix)))
			unlink(path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	if (!prefix[0])
		rmdir(dir);
}

static void *map_memory(int fd, size_t bytes)
{
	void *memory =
		fd < 0 ? MAP_FAILED : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

static int open_pinned(const char *dir, const char *name)
{
	char path[PIN_PATH_BYTES];

	join(path, dir, name);
	return bpf_obj_get(path);
}

/* A sensor that runs holds its generation; a pid that another program has by now does not. */
static bool is_held(uint64_t pid)
{
	char path[64], target[64] = "";

	snprintf(path, sizeof(path), "/proc/%llu/comm", (unsigned long long)pid);
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	if (!fgets(target, sizeof(target), file))
		target[0] = 0;
	fclose(file);
	return !strncmp(target, "vigil-sensor", 12) && pid != (uint64_t)getpid();
}

int each_pinned(const char *base, void (*tell)(const char *dir, const struct pinned *, void *),
		void *context)
{
	struct dirent **entries;
	int count = scandir(base, &entries, is_generation, alphasort);

	for (int i = 0; i < count; i++) {
		struct pinned pinned = {};
		char dir[PIN_PATH_BYTES];
		struct pin_state *state;
		int fd;

		join(dir, base, entries[i]->d_name);
		snprintf(pinned.name, sizeof(pinned.name), "%.*s", GENERATION_DIGITS,
			 entries[i]->d_name);
		fd = open_pinned(dir, "state");
		state = map_memory(fd, sizeof(*state));
		if (fd >= 0)
			close(fd);
		if (state) {
			uint64_t pid = state->sensor_pid;

			pinned.readable = state->layout == layout_id();
			pinned.pid = pid == (uint64_t)getpid() || is_held(pid) ? pid : 0;
			memcpy(pinned.version, state->version, sizeof(pinned.version) - 1);
			munmap(state, sizeof(*state));
		}
		tell(dir, &pinned, context);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return count < 0 ? 0 : count;
}

static void refuse_held(const char *dir, const struct pinned *pinned, void *context)
{
	(void)context;
	if (pinned->pid)
		fail(EXIT_IO, SENSOR_PINS,
		     "A sensor (process %llu) runs on what is pinned in %s; stop it first.",
		     (unsigned long long)pinned->pid, dir);
}

int unpin_all(const char *base)
{
	struct dirent **entries;

	each_pinned(base, refuse_held, NULL);

	int count = scandir(base, &entries, is_generation, alphasort);

	for (int i = 0; i < count; i++) {
		char dir[PIN_PATH_BYTES];

		join(dir, base, entries[i]->d_name);
		remove_generation(dir, "");
		free(entries[i]);
	}
	if (count < 0)
		return 0;
	free(entries);
	rmdir(base);
	return count;
}

static const char *const ring_pins[LANE_MAX] = {
	[LANE_URGENT] = "map_urgent_ring",
	[LANE_FILE] = "map_file_ring",
	[LANE_NETWORK] = "map_network_ring",
};

static bool open_former_ring(struct former *former)
{
	int fds[LANE_MAX];
	struct bpf_map_info info = {};
	uint32_t size = sizeof(info);

	for (enum lane lane = 0; lane < LANE_MAX; lane++) {
		fds[lane] = open_pinned(former->dir, ring_pins[lane]);
		if (fds[lane] < 0)
			return false;
	}
	if (bpf_obj_get_info_by_fd(fds[LANE_FILE], &info, &size))
		return false;
	open_ring(&former->ring, fds, info.max_entries * 2); /* see lane_bytes() */
	return true;
}

/* False when it cannot be gone on with: torn while it was made, or of other records. */
static bool open_former(struct former *former)
{
	former->state = map_memory(open_pinned(former->dir, "state"), sizeof(*former->state));
	if (!former->state)
		return false;
	if (is_held(former->state->sensor_pid))
		fail(EXIT_IO, SENSOR_PINS, "Another sensor (process %llu) has its pins in %s.",
		     (unsigned long long)former->state->sensor_pid, former->dir);
	if (former->state->layout != layout_id())
		return false;
	former->shared =
		map_memory(open_pinned(former->dir, "map__data_shared"), sizeof(*former->shared));
	if (!former->shared || !open_former_ring(former))
		return false;
	former->ring.log = &former->state->log;
	former->shared->sensor_pid = getpid();
	return true;
}

void begin_generation(struct pins *pins, const char *base)
{
	struct dirent **entries;
	struct statfs fs;
	unsigned long last = 0;
	char name[32];
	int count;

	snprintf(pins->base, sizeof(pins->base), "%s", base);
	if ((mkdir(base, 0700) && errno != EEXIST) || statfs(base, &fs))
		fail(EXIT_IO, SENSOR_PINS, "The directory %s cannot be made: %s.", base,
		     strerror(errno));
	if (fs.f_type != BPF_FS_MAGIC) {
		rmdir(base);
		fail(EXIT_IO, SENSOR_PINS,
		     "%s is not in a BPF file system; mount one with `mount -t bpf bpf "
		     "/sys/fs/bpf`.",
		     base);
	}
	pins->formers = calloc(FORMERS_MAX, sizeof(struct former));
	if (!pins->formers)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "No memory for former rings.");
	count = scandir(base, &entries, is_generation, alphasort);
	for (int i = 0; i < count; i++) {
		struct former *former = &pins->formers[pins->former_count];

		join(former->dir, base, entries[i]->d_name);
		last = strtoul(entries[i]->d_name, NULL, 10);
		if (count - i <= FORMERS_MAX && open_former(former)) {
			pins->former_count++;
		} else {
			report(SENSOR_PINS,
			       "What was pinned in %s cannot be gone on with: its unsent records "
			       "are lost.",
			       former->dir);
			remove_generation(former->dir, "");
			memset(former, 0, sizeof(*former));
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	snprintf(name, sizeof(name), "%0*lu", GENERATION_DIGITS, last + 1);
	join(pins->dir, base, name);
	if (mkdir(pins->dir, 0700))
		fail(EXIT_IO, SENSOR_PINS, "The directory %s cannot be made: %s.", pins->dir,
		     strerror(errno));
}

void pin_link(const char *dir, const char *program, struct bpf_link *link)
{
	char name[64], path[PIN_PATH_BYTES];

	snprintf(name, sizeof(name), "link_%s", program);
	join(path, dir, name);
	if (bpf_link__pin(link, path))
		report(SENSOR_PINS, "The hook %s cannot be pinned: %s.", program, strerror(errno));
}

static void pin_maps(struct pins *pins, struct object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object->bpf)
	{
		char name[64] = "map_", path[PIN_PATH_BYTES];

		strncat(name, bpf_map__name(map), sizeof(name) - 5);
		for (char *c = name; *c; c++)
			if (*c == '.')
				*c = '_'; /* names with dots are refused */
		join(path, pins->dir, name);
		if (bpf_obj_pin(bpf_map__fd(map), path))
			fail(EXIT_IO, SENSOR_PINS, "The map %s cannot be pinned: %s.",
			     bpf_map__name(map), strerror(errno));
	}
}

static void pin_state(struct pins *pins)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_MMAPABLE);
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "pin_state", sizeof(uint32_t),
				sizeof(struct pin_state), 1, &options);
	char path[PIN_PATH_BYTES];

	join(path, pins->dir, "state");
	pins->state = map_memory(fd, sizeof(*pins->state));
	if (!pins->state)
		fail(EXIT_NO_ROOM, SENSOR_PINS, "No memory for the state of the pins.");
	pins->state->layout = layout_id();
	pins->state->sensor_pid = getpid();
	snprintf(pins->state->version, sizeof(pins->state->version), "%s", SENSOR_VERSION);
	pins->state->log.until = UINT64_MAX;
	if (bpf_obj_pin(fd, path))
		fail(EXIT_IO, SENSOR_PINS, "The state cannot be pinned: %s.", strerror(errno));
	close(fd);
}

void pin_generation(struct pins *pins, struct object *object, struct ring *ring, struct keep *keep)
{
	pin_maps(pins, object);
	pin_state(pins);
	for (int i = 0; i < pins->former_count; i++) {
		struct former *former = &pins->formers[i];
		uint64_t next = go_on(&former->ring);

		former->state->sensor_pid = getpid();
		former->ring.keep = keep;
		if (former->state->log.until != UINT64_MAX)
			former->settled_at = 1;
		keep->series = former->state->series;
		if (next > keep->next)
			keep->first = keep->acked = keep->next = next;
	}
	pins->state->series = keep->series;
	ring->log = &pins->state->log;
	ring->keep = keep;
	set_number(ring);
}

struct ring *ring_to_send(struct pins *pins, struct ring *own)
{
	return pins->former_count ? &pins->formers[0].ring : own;
}

void hand_over(struct pins *pins, struct ring *own, uint64_t now)
{
	struct former *last = &pins->formers[pins->former_count - 1];

	if (!pins->former_count || last->settled_at)
		return;
	own->log->since = now;
	last->state->log.until = now;
	remove_generation(last->dir, "link_");
	last->settled_at = now + SETTLE_NS;
}

void tend_formers(struct pins *pins, uint64_t now)
{
	struct former *former = &pins->formers[0];

	if (!pins->former_count || !former->settled_at || now < former->settled_at ||
	    former->ring.batch.count)
		return;
	for (enum lane lane = 0; lane < LANE_MAX; lane++)
		if (lane_waiting_bytes(&former->ring, lane))
			return;
	close_ring(&former->ring);
	munmap(former->shared, sizeof(*former->shared));
	munmap(former->state, sizeof(*former->state));
	remove_generation(former->dir, "");
	pins->former_count--;
	memmove(pins->formers, pins->formers + 1, pins->former_count * sizeof(struct former));
}
