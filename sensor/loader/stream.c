// SPDX-License-Identifier: Apache-2.0
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "fault.h"
#include "host.h"
#include "pins_list.h"
#include "pressure.h"
#include "programs.h"
#include "snapshot.h"
#include "source.h"

#define STREAM_VERSION 1

void fill_header(struct vigil_header *header, uint32_t event, uint32_t bytes)
{
	header->len = bytes;
	header->type = event;
	header->ts = boot_clock_ns();
	header->pid = header->tid = getpid();
	header->auid = UINT32_MAX;
	strcpy(header->comm, "vigil-sensor");
}

static void print_resume(const struct keep *keep, FILE *out)
{
	const char *separator = "";

	fprintf(out, ",\"resume\":{\"series\":%llu,\"first\":%llu,\"acked\":%llu,\"unnumbered\":[",
		(unsigned long long)keep->series, (unsigned long long)keep->first,
		(unsigned long long)keep->acked);
	for (int event = 0; event < VIGIL_EVENT_MAX; event++) {
		if (!(UNNUMBERED_EVENTS >> event & 1))
			continue;
		fprintf(out, "%s%d", separator, event);
		separator = ",";
	}
	fputs("]}", out);
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
	if (stream->sink->keep)
		print_resume(stream->sink->keep, out);
	if (stream->pin_base) {
		fputs(",\"pins\":", out);
		print_pins(stream->pin_base, out);
	}
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
	return send_all(stream->sink, &ready, sizeof(ready)) &&
	       (!stream->sink->keep || send_kept(stream->sink->keep, stream->sink));
}

/* Any call would do that changes nothing and succeeds: only calls that do are looked at. */
void sing(struct stream *stream)
{
	prctl(PR_GET_DUMPABLE, CANARY_MARK, ++stream->canaries, 0, 0);
}

static void sum_by_cpu(const struct object *object, uint64_t by_cpu[VIGIL_EVENT_MAX])
{
	for (int cpu = 0; cpu < object->cpu_count; cpu++) {
		int last = cpu < VIGIL_EVENT_MAX ? cpu : VIGIL_EVENT_MAX - 1;

		for (int event = 0; event < VIGIL_EVENT_MAX; event++)
			by_cpu[last] += object->cpu_counters[cpu].lost[event];
	}
}

static void send_lost(struct stream *stream)
{
	struct vigil_lost lost = {};
	uint64_t by_cpu[VIGIL_EVENT_MAX] = {};
	uint64_t fresh = 0;

	sum_by_cpu(stream->object, by_cpu);
	for (int cpu = 0; cpu < VIGIL_EVENT_MAX; cpu++)
		lost.cpus[cpu] = by_cpu[cpu] - stream->cpus_told[cpu];
	for (int event = 0; event < VIGIL_EVENT_MAX; event++) {
		lost.total += stream->counters.lost[event];
		lost.counts[event] = stream->counters.lost[event] - stream->lost_told[event];
		fresh += lost.counts[event];
	}
	if (!fresh)
		return;
	fill_header(&lost.header, VIGIL_EVENT_LOST, sizeof(lost));
	if (!send_record(stream->sink, &lost, sizeof(lost)))
		return;
	memcpy(stream->lost_told, stream->counters.lost, sizeof(stream->lost_told));
	memcpy(stream->cpus_told, by_cpu, sizeof(by_cpu));
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
	if (!source)
		send_pressure(stream->object, stream->sink, &stream->counters);
	send_denials(&stream->filter->denials, stream->sink);
	send_drops(stream->drops, stream->sink);
	fill_header(&stats.header, VIGIL_EVENT_STATS, sizeof(stats));
	memcpy(stats.seen, stream->counters.seen, sizeof(stats.seen));
	memcpy(stats.rejected, stream->counters.rejected, sizeof(stats.rejected));
	memcpy(stats.lost, stream->counters.lost, sizeof(stats.lost));
	memcpy(stats.unresolved, stream->counters.unresolved, sizeof(stats.unresolved));
	stats.skipped = source ? 0 : skipped_runs(stream->object->bpf);
	memcpy(stats.throttled, stream->counters.throttled, sizeof(stats.throttled));
	for (enum lane lane = 0; lane < LANE_MAX; lane++) {
		stats.lane_bytes[lane] = lane_waiting_bytes(stream->ring, lane);
		stats.lane_bytes_max[lane] = stream->ring->lanes[lane].size;
		stats.ring_bytes += stats.lane_bytes[lane];
	}
	for (int event = 0; event < VIGIL_EVENT_MAX; event++)
		stats.lane_lost[lane_of(event)] += stream->counters.lost[event];
	stats.overtakes = stream->ring->overtakes;
	stats.rate_max = rate_limit(stream->object->shared);
	stats.canaries = stream->canaries;
	stats.ring_bytes_max = stream->ring->size;
	stats.filter_generation = stream->filter->generation;
	send_record(stream->sink, &stats, sizeof(stats));
}
