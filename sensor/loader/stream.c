// SPDX-License-Identifier: Apache-2.0
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "fault.h"
#include "host.h"
#include "snapshot.h"
#include "source.h"

#define STREAM_VERSION 1

static void fill_header(struct vigil_header *header, uint32_t event, uint32_t bytes)
{
	header->len = bytes;
	header->type = event;
	header->ts = boot_clock_ns();
	header->pid = header->tid = getpid();
	header->auid = UINT32_MAX;
	strcpy(header->comm, "vigil-sensor");
}

static void print_preface(const struct stream *stream, FILE *out)
{
	const struct source *source = stream->object->source;
	char boot_id[64];
	struct utsname name;

	read_line("/proc/sys/kernel/random/boot_id", boot_id, sizeof(boot_id));
	uname(&name);
	fprintf(out, "{\"layout\":%s,\"boot_id\":", VIGIL_LAYOUT_JSON);
	json_string(out, boot_id);
	fprintf(out,
		",\"boot_time_ns\":\"%llu\",\"hostname\":", (unsigned long long)boot_time_ns());
	json_string(out, name.nodename);
	fputs(",\"kernel\":", out);
	json_string(out, name.release);
	fputs(",\"arch\":", out);
	json_string(out, name.machine);
	fprintf(out, ",\"sensor_version\":\"%s\",\"pid\":%d,\"enforcement\":\"%s\",\"hooks\":",
		SENSOR_VERSION, getpid(), stream->enforcement);
	(source ? source->print_hooks : print_hooks)(out);
	fputc('}', out);
}

static bool send_preface(const struct stream *stream)
{
	struct sink *sink = stream->sink;
	struct {
		char magic[8];
		uint32_t version;
		uint32_t bytes;
	} head = { { 'V', 'I', 'G', 'I', 'L', 'R', 'E', 'C' }, STREAM_VERSION, 0 };
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	bool sent;

	if (!out)
		return false;
	print_preface(stream, out);
	/*
	 * Records are read in place by readers that need them aligned to 8: spaces after the JSON
	 * see to it.
	 */
	while (ftell(out) % 8)
		fputc(' ', out);
	fclose(out);
	head.bytes = length;
	sent = send_all(sink, &head, sizeof(head)) && send_all(sink, text, length);
	free(text);
	return sent;
}

bool start_stream(struct stream *stream)
{
	struct vigil_ready ready = {};
	const struct source *source = stream->object->source;
	uint32_t *count = &ready.snapshot_count;

	if (!send_preface(stream))
		return false;
	if (!(source ? source->send_snapshot(stream->sink, count)
		     : send_snapshot(stream->object, stream->sink, count)))
		return false;
	fill_header(&ready.header, VIGIL_EVENT_READY, sizeof(ready));
	return send_all(stream->sink, &ready, sizeof(ready));
}

static void send_lost(struct stream *stream)
{
	struct vigil_lost lost = {};
	uint64_t fresh = 0;

	for (int event = 0; event < VIGIL_EVENT_MAX; event++) {
		lost.total += stream->counters.lost[event];
		lost.counts[event] = stream->counters.lost[event] - stream->lost_told[event];
		fresh += lost.counts[event];
	}
	if (!fresh)
		return;
	fill_header(&lost.header, VIGIL_EVENT_LOST, sizeof(lost));
	if (send_record(stream->sink, &lost, sizeof(lost)))
		memcpy(stream->lost_told, stream->counters.lost, sizeof(stream->lost_told));
}

void send_answers(struct stream *stream, struct vigil_action *answers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fill_header(&answers[i].header, VIGIL_EVENT_ACTION, sizeof(*answers));
		send_record(stream->sink, &answers[i], sizeof(*answers));
	}
}

void send_counters(struct stream *stream)
{
	struct vigil_stats stats = {};
	const struct source *source = stream->object->source;

	if (!flush_sink(stream->sink))
		return;
	if (source)
		source->read_counters(&stream->counters);
	else
		read_counters(stream->object, &stream->counters);
	send_lost(stream);
	fill_header(&stats.header, VIGIL_EVENT_STATS, sizeof(stats));
	memcpy(stats.seen, stream->counters.seen, sizeof(stats.seen));
	memcpy(stats.rejected, stream->counters.rejected, sizeof(stats.rejected));
	memcpy(stats.lost, stream->counters.lost, sizeof(stats.lost));
	memcpy(stats.unresolved, stream->counters.unresolved, sizeof(stats.unresolved));
	stats.skipped = source ? 0 : skipped_runs(stream->object);
	stats.ring_bytes = ring_waiting_bytes(stream->ring);
	stats.ring_bytes_max = stream->ring->size;
	stats.filter_generation = stream->filter->generation;
	send_record(stream->sink, &stats, sizeof(stats));
}
