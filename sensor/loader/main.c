// SPDX-License-Identifier: Apache-2.0
/*
 * vigil-sensor: loads the BPF programs and serves their records as a stream. This file only reads
 * the options.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "filter.h"
#include "object.h"
#include "pins.h"
#include "pins_list.h"
#include "pressure.h"
#include "probe.h"
#include "ring.h"
#include "server.h"
#include "trace.h"

#define RING_MB_DEFAULT 32
#define TRACE_RING_MB_DEFAULT 8
#define RING_MB_MIN 1
#define RING_MB_MAX \
	1024 /* the ring is mapped twice, and positions of a record in it are 30 bits wide */
#define CGROUP_RATE_DEFAULT 100000
#define CGROUP_RATE_MAX 10000000
#define CGROUP_BURST_S 1
#define DURATION_S_MAX (366 * 24 * 3600)

static const char help[] =
	"Usage: vigil-sensor --socket PATH | --capture FILE [options]\n"
	"       vigil-sensor --trace --socket PATH | --capture FILE [options] -- COMMAND [ARGUMENT]...\n"
	"       vigil-sensor --probe [--json]\n"
	"       vigil-sensor --pins DIR [--json]\n"
	"\n"
	"Watches this machine through eBPF and writes what it sees as a stream of records.\n"
	"\n"
	"  --socket PATH      serve the stream to one client at a time on a Unix socket (mode 0600)\n"
	"  --capture FILE     write the stream to a file\n"
	"  --duration S       end after S seconds instead of at SIGINT or SIGTERM\n"
	"  --ring-mb N        size of the rings between kernel and sensor: a power of two from 1 to 1024 (32; 8 with --trace);\n"
	"                     half of it is for file events, a quarter each for network and all other events\n"
	"  --cgroup-rate N    events a second that a cgroup may send on each ring, execs, forks and exits\n"
	"                     aside; 0 for any number (100000)\n"
	"  --accept-all       deliver every event; without it only exec, fork and exit until the client sends a filter\n"
	"  --ignore-client    do not report file and network events of the client's own process\n"
	"  --tier base|full   base leaves out the hooks that see what the kernel looks up (full)\n"
	"  --enforcement off|observe|on   whether processes are killed and calls denied when the client asks for it;\n"
	"                     observe only tells what would have been done (off)\n"
	"  --exclude-binary GLOB   never kill processes of executables whose path is like this, nor deny what a file of\n"
	"                     such a path does; may be repeated\n"
	"  --pin DIR          keep programs, rings and filter in a directory of a BPF file system, so that the next\n"
	"                     sensor goes on where this one ends, however it ends\n"
	"  --pins DIR         tell what is kept there: programs, maps, which version's, and whether a sensor runs on it\n"
	"  --unpin DIR        remove what is kept there, unless a sensor runs on it, and end\n"
	"  --trace            run a command and watch it and what it starts, without eBPF and without rights;\n"
	"                     sees less than the other tiers\n"
	"  --trace-reads      with --trace: also files opened to be read\n"
	"  --or-untraced      with --trace: run the command even if it cannot be watched\n"
	"  --probe            tell what this kernel allows and what will not be seen\n"
	"  --json             with --probe and --pins: as JSON\n"
	"  --version, --help\n"
	"\n"
	"Failures are one line on stderr, `vigil-sensor: CODE: sentence`. Exit codes: 0 done, 2 wrong usage,\n"
	"3 not permitted, 4 the kernel lacks something, 5 the kernel refused a program, 6 no memory, 7 socket or file.\n";

enum option_id {
	OPT_SOCKET = 1,
	OPT_CAPTURE,
	OPT_DURATION,
	OPT_RING,
	OPT_RATE,
	OPT_ACCEPT,
	OPT_IGNORE,
	OPT_TIER,
	OPT_ENFORCEMENT,
	OPT_EXCLUDE,
	OPT_PIN,
	OPT_PINS,
	OPT_UNPIN,
	OPT_TRACE,
	OPT_TRACE_READS,
	OPT_OR_UNTRACED,
	OPT_PROBE,
	OPT_JSON,
	OPT_VERSION,
	OPT_HELP
};

static const struct option option_table[] = {
	{ "socket", required_argument, NULL, OPT_SOCKET },
	{ "capture", required_argument, NULL, OPT_CAPTURE },
	{ "duration", required_argument, NULL, OPT_DURATION },
	{ "ring-mb", required_argument, NULL, OPT_RING },
	{ "cgroup-rate", required_argument, NULL, OPT_RATE },
	{ "accept-all", no_argument, NULL, OPT_ACCEPT },
	{ "ignore-client", no_argument, NULL, OPT_IGNORE },
	{ "tier", required_argument, NULL, OPT_TIER },
	{ "enforcement", required_argument, NULL, OPT_ENFORCEMENT },
	{ "exclude-binary", required_argument, NULL, OPT_EXCLUDE },
	{ "pin", required_argument, NULL, OPT_PIN },
	{ "pins", required_argument, NULL, OPT_PINS },
	{ "unpin", required_argument, NULL, OPT_UNPIN },
	{ "trace", no_argument, NULL, OPT_TRACE },
	{ "trace-reads", no_argument, NULL, OPT_TRACE_READS },
	{ "or-untraced", no_argument, NULL, OPT_OR_UNTRACED },
	{ "probe", no_argument, NULL, OPT_PROBE },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

struct options {
	struct server_options server;
	unsigned long ring_mb;
	unsigned long cgroup_rate;
	bool accept_all;
	bool base_tier;
	bool trace;
	struct trace_options traced;
	bool probe;
	bool json;
	const char *pin_dir;
	const char *pins_dir;
	const char *unpin_dir;
};

static unsigned long read_number(const char *option, const char *text, unsigned long min,
				 unsigned long max)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (!text[0] || *end || text[0] == '-' || number < min || number > max)
		fail(EXIT_BAD_USAGE, SENSOR_USAGE, "--%s takes a number from %lu to %lu.", option,
		     min, max);
	return number;
}

static void print_and_end(const char *text)
{
	fputs(text, stdout);
	exit(EXIT_DONE);
}

static void add_exclude(struct guard *guard, const char *pattern)
{
	if (guard->exclude_count == EXCLUDES_MAX)
		fail(EXIT_BAD_USAGE, SENSOR_USAGE, "--exclude-binary may be given %d times.",
		     EXCLUDES_MAX);
	guard->excludes[guard->exclude_count++] = pattern;
}

static void take_option(struct options *options, int id)
{
	switch (id) {
	case OPT_SOCKET:
		options->server.socket_path = optarg;
		break;
	case OPT_CAPTURE:
		options->server.capture_path = optarg;
		break;
	case OPT_DURATION:
		options->server.duration_s = read_number("duration", optarg, 1, DURATION_S_MAX);
		break;
	case OPT_RING:
		options->ring_mb = read_number("ring-mb", optarg, RING_MB_MIN, RING_MB_MAX);
		break;
	case OPT_RATE:
		options->cgroup_rate = read_number("cgroup-rate", optarg, 0, CGROUP_RATE_MAX);
		break;
	case OPT_ACCEPT:
		options->accept_all = true;
		break;
	case OPT_IGNORE:
		options->server.ignore_client = true;
		break;
	case OPT_TIER:
		options->base_tier = !strcmp(optarg, "base");
		if (!options->base_tier && strcmp(optarg, "full") != 0)
			fail(EXIT_BAD_USAGE, SENSOR_USAGE, "--tier takes base or full.");
		break;
	case OPT_ENFORCEMENT:
		if (!read_enforcement(optarg, &options->server.enforcement))
			fail(EXIT_BAD_USAGE, SENSOR_USAGE,
			     "--enforcement takes off, observe or on.");
		break;
	case OPT_EXCLUDE:
		add_exclude(&options->server.guard, optarg);
		break;
	case OPT_PIN:
		options->pin_dir = optarg;
		break;
	case OPT_PINS:
		options->pins_dir = optarg;
		break;
	case OPT_UNPIN:
		options->unpin_dir = optarg;
		break;
	case OPT_TRACE:
		options->trace = true;
		break;
	case OPT_TRACE_READS:
		options->traced.reads = true;
		break;
	case OPT_OR_UNTRACED:
		options->traced.or_untraced = true;
		break;
	case OPT_PROBE:
		options->probe = true;
		break;
	case OPT_JSON:
		options->json = true;
		break;
	case OPT_VERSION:
		print_and_end("vigil-sensor " SENSOR_VERSION "\n");
		break;
	case OPT_HELP:
		print_and_end(help);
		break;
	default:
		fail(EXIT_BAD_USAGE, SENSOR_USAGE,
		     "Unknown option or missing value; see vigil-sensor --help.");
	}
}

static struct options read_options(int argc, char **argv)
{
	struct options options = { .cgroup_rate = CGROUP_RATE_DEFAULT };
	int id;

	opterr = 0;
	while ((id = getopt_long(argc, argv, "+", option_table, NULL)) != -1)
		take_option(&options, id);
	if (!options.ring_mb)
		options.ring_mb = options.trace ? TRACE_RING_MB_DEFAULT : RING_MB_DEFAULT;
	options.traced.command = argv + optind;
	if (!options.trace && optind < argc)
		fail(EXIT_BAD_USAGE, SENSOR_USAGE,
		     "Unexpected argument %s; see vigil-sensor --help.", argv[optind]);
	if (options.trace && optind == argc)
		fail(EXIT_BAD_USAGE, SENSOR_USAGE, "--trace needs a command behind --.");
	if (!options.trace && (options.traced.reads || options.traced.or_untraced))
		fail(EXIT_BAD_USAGE, SENSOR_USAGE,
		     "--trace-reads and --or-untraced go with --trace.");
	if (options.unpin_dir || options.pins_dir)
		return options;
	if (options.pin_dir && (options.trace || !options.server.socket_path))
		fail(EXIT_BAD_USAGE, SENSOR_USAGE, "--pin goes with --socket, without --trace.");
	if (!options.probe && !options.server.socket_path == !options.server.capture_path)
		fail(EXIT_BAD_USAGE, SENSOR_USAGE,
		     "Exactly one of --socket, --capture and --probe is needed.");
	if (options.ring_mb & (options.ring_mb - 1))
		fail(EXIT_BAD_USAGE, SENSOR_RING_SIZE, "--ring-mb takes a power of two, not %lu.",
		     options.ring_mb);
	return options;
}

int main(int argc, char **argv)
{
	struct options options = read_options(argc, argv);
	uint32_t ring_bytes = options.ring_mb << 20;
	static struct object object;
	static struct ring ring;
	static struct filter filter;
	static struct pins pins;

	if (options.unpin_dir) {
		printf("%d\n", unpin_all(options.unpin_dir));
		return EXIT_DONE;
	}
	if (options.pins_dir) {
		list_pins(options.pins_dir, options.json);
		return EXIT_DONE;
	}
	if (options.probe) {
		probe(options.json);
		return EXIT_DONE;
	}
	if (options.trace) {
		options.traced.ring_bytes = ring_bytes;
		run_traced(&options.traced, &options.server);
	}
	if (options.pin_dir) {
		begin_generation(&pins, options.pin_dir);
		object.pin_dir = pins.dir;
		options.server.pins = &pins;
	}
	open_object(&object, ring_bytes, options.base_tier,
		    options.server.enforcement != ENFORCEMENT_OFF);
	limit_rate(object.shared, options.cgroup_rate, CGROUP_BURST_S);
	open_ring(&ring, object.ring_fds, ring_bytes);
	open_filter(&filter, &object,
		    options.server.enforcement == ENFORCEMENT_OBSERVE);
	if (options.accept_all)
		filter_accept_everything(&filter);
	serve(&options.server, &object, &ring, &filter);
	return EXIT_DONE;
}
