// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "control.h"
#include "fault.h"
#include "flows.h"
#include "host.h"
#include "pins.h"
#include "stream.h"

/*
 * Programs wake the reader for WAKING_EVENTS and for the first record after it found the rings
 * empty. While there is traffic it looks into them on its own: soon when the traffic has just
 * begun, later while it goes on, for to wake reader and client costs a host more than the records
 * do; seldom while what is there may not be sent.
 */
#define SLEEP_MS_MIN 1
#define SLEEP_MS_BUSY 5
#define SLEEP_MS_MAX 10
#define CALM_NS (10 * NANOSECONDS_PER_MILLISECOND) /* without a record: traffic has ended */
#define NANOSECONDS_PER_MILLISECOND (NANOSECONDS_PER_SECOND / 1000)
#define NEW_SUFFIX ".new"
#define STATS_PERIOD_NS NANOSECONDS_PER_SECOND
#define CANARY_PERIOD_NS (10 * NANOSECONDS_PER_SECOND)
#define DRAIN_RECORDS_MIN 64 /* fewer at a time are what arrives while it drains */
#define DRAIN_BATCHES_MAX                                                       \
	100000 /* at the end: what the ring held, and not what goes on arriving \
		*/

struct server {
	const struct server_options *options;
	struct stream stream;
	struct sink sink;
	struct keep keep;
	struct pins *pins; /* NULL: nothing outlives the process */
	struct control control;
	struct flows flows;
	int listener;
	int signals;
	uint64_t stats_due;
	uint64_t end; /* 0: none */
	uint64_t canary_due;
	int sleep_ms; /* until the next look while there is traffic; 0: it has just begun */
	bool stuck; /* the last look into the rings found nothing that may be sent */
	bool stopping;
};

static int open_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* A socket that no one listens on is left from a sensor that was killed: it may be replaced. */
static void remove_stale(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat found;

	if (!lstat(address->sun_path, &found) && !S_ISSOCK(found.st_mode))
		fail(EXIT_IO, SENSOR_SOCKET, "%s exists and is no socket.", address->sun_path);
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0)
		fail(EXIT_IO, SENSOR_SOCKET, "Another sensor listens on %s.", address->sun_path);
	if (errno == ECONNREFUSED)
		unlink(address->sun_path);
	close(fd);
}

/* The socket gets its name when it listens already: whoever sees it can connect. */
static int listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t mask;
	bool made;

	if (strlen(path) + strlen(NEW_SUFFIX) >= sizeof(address.sun_path))
		fail(EXIT_BAD_USAGE, SENSOR_USAGE, "The socket's path is longer than %zu bytes.",
		     sizeof(address.sun_path) - sizeof(NEW_SUFFIX));
	strcpy(address.sun_path, path);
	remove_stale(&address);
	strcat(address.sun_path, NEW_SUFFIX);
	unlink(address.sun_path);
	mask = umask(0177); /* the socket is made with mode 0600, not changed to it afterwards */
	made = fd >= 0 && !bind(fd, (struct sockaddr *)&address, sizeof(address)) &&
	       !listen(fd, 1) && !rename(address.sun_path, path);
	umask(mask);
	if (!made)
		fail(EXIT_IO, SENSOR_SOCKET, "The socket %s cannot be made: %s.", path,
		     strerror(errno));
	return fd;
}

static void reader_gone(struct server *server)
{
	close_sink(&server->sink);
	reset_control(&server->control, server->stream.filter);
	server->stream.object->shared->client_pid = 0;
	server->control.act.guard.client = 0;
	denials_spare(&server->stream.filter->denials, &server->control.act.guard);
}

static void greet(struct server *server)
{
	if (!start_stream(&server->stream)) {
		reader_gone(server);
		return;
	}
	send_counters(&server->stream);
	server->stats_due = boot_clock_ns() + STATS_PERIOD_NS;
	server->sleep_ms = SLEEP_MS_MIN;
}

static void accept_reader(struct server *server)
{
	int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct ucred peer;
	socklen_t length = sizeof(peer);

	if (fd < 0)
		return;
	open_sink(&server->sink, fd);
	if (!getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length)) {
		server->control.act.guard.client = peer.pid;
		if (server->options->ignore_client)
			server->stream.object->shared->client_pid = peer.pid;
	}
	greet(server);
}

static struct ring *ring_of(const struct server *server)
{
	return server->pins ? ring_to_send(server->pins, server->stream.ring) : server->stream.ring;
}

static void filter_committed(struct server *server)
{
	if (server->pins)
		hand_over(server->pins, server->stream.ring, boot_clock_ns());
}

static void hear_reader(struct server *server)
{
	uint32_t generation = server->stream.filter->generation;

	switch (read_controls(&server->control, server->stream.filter, server->sink.fd)) {
	case CONTROL_COMMITTED:
		send_counters(&server->stream); /* tells the reader which filter is in force */
		break;
	case CONTROL_ANSWERS:
		send_answers(&server->stream, server->control.answers,
			     server->control.answer_count);
		server->control.answer_count = 0;
		send_counters(&server->stream); /* a filter may have been put in force with them */
		break;
	case CONTROL_CLOSED:
	case CONTROL_MALFORMED:
		reader_gone(server);
		break;
	case CONTROL_OK:
		break;
	}
	if (server->stream.filter->generation != generation)
		filter_committed(server);
}

static int at_most(int value, int limit)
{
	return value < limit ? value : limit;
}

/* Moves what the ring holds, but returns to poll() now and then. */
static void move_records(struct server *server)
{
	int moved = 0;

	for (int batch = 0; batch < 8; batch++) {
		int sent = send_ring(&server->sink, ring_of(server));

		moved += sent;
		if (!sent)
			break;
	}
	server->stuck = !moved;
	if (!server->sleep_ms)
		server->sleep_ms = SLEEP_MS_MIN;
	else if (moved)
		server->sleep_ms = at_most(2 * server->sleep_ms, SLEEP_MS_BUSY);
	else
		server->sleep_ms = at_most(server->sleep_ms + 1, SLEEP_MS_MAX);
}

/* Only programs in the kernel hear the canary, and wake who sleeps. */
static bool hears_programs(const struct server *server)
{
	return server->sink.fd >= 0 && !server->stream.object->source;
}

/*
 * Whether the rings are empty and the programs have been told to wake the reader. A record that
 * comes between is seen by one of both: see wake_sleeper().
 */
static bool falls_asleep(const struct server *server)
{
	uint32_t *sleeps = &server->stream.object->shared->reader_sleeps;

	if (!hears_programs(server) || server->sink.blocked || !server->stuck ||
	    ring_of(server) != server->stream.ring)
		return false;
	__atomic_store_n(sleeps, 1, __ATOMIC_SEQ_CST);
	for (enum lane lane = 0; lane < LANE_MAX; lane++) {
		if (!lane_waiting_bytes(server->stream.ring, lane))
			continue;
		__atomic_store_n(sleeps, 0, __ATOMIC_RELAXED);
		return false;
	}
	return true;
}

static void wakes_up(struct server *server, uint64_t asleep_since)
{
	__atomic_store_n(&server->stream.object->shared->reader_sleeps, 0, __ATOMIC_RELAXED);
	if (boot_clock_ns() - asleep_since >= CALM_NS)
		server->sleep_ms = 0;
}

/* Until the reader has something to do that no record asks for; never much more than a second. */
static int time_to_duty(const struct server *server)
{
	uint64_t due = server->canary_due < server->stats_due ? server->canary_due :
								server->stats_due;
	uint64_t now = boot_clock_ns();

	if (server->end && server->end < due)
		due = server->end;
	return due > now ? (int)((due - now) / NANOSECONDS_PER_MILLISECOND) + 1 : 0;
}

static int sleep_time(const struct server *server)
{
	if (server->sink.fd >= 0 && !server->sink.blocked)
		return server->sleep_ms;
	return server->sink.fd >= 0 || server->end || server->control.drops.count ? 100 : -1;
}

static void wait_once(struct server *server)
{
	bool reading = server->sink.fd >= 0;
	bool on_socket = reading && server->listener >= 0;
	/* Ready when urgent records wait: not to be asked for while they may not be sent yet. */
	bool asleep = falls_asleep(server);
	bool urgent = reading && !server->sink.blocked && (!server->stuck || asleep);
	struct pollfd polls[4] = {
		{ .fd = server->signals, .events = POLLIN },
		{ .fd = reading ? -1 : server->listener, .events = POLLIN },
		{ .fd = on_socket ? server->sink.fd : -1,
		  .events = POLLIN | (server->sink.blocked ? POLLOUT : 0) },
		{ .fd = urgent ? ring_of(server)->lanes[LANE_URGENT].fd : -1, .events = POLLIN },
	};
	uint64_t since = asleep ? boot_clock_ns() : 0;
	int ready = poll(polls, 4, asleep ? time_to_duty(server) : sleep_time(server));

	if (asleep)
		wakes_up(server, since);
	if (ready < 0)
		return;
	if (polls[0].revents)
		server->stopping = true;
	if (polls[1].revents)
		accept_reader(server);
	if (polls[2].revents & (POLLIN | POLLHUP | POLLERR))
		hear_reader(server);
}

static void step(struct server *server)
{
	uint64_t now;

	wait_once(server);
	if (server->sink.fd >= 0) {
		move_records(server);
		if (server->sink.fd < 0)
			reader_gone(server);
	}
	now = boot_clock_ns();
	tend_drops(&server->control.drops, now);
	if (server->pins)
		tend_formers(server->pins, now);
	/* A flow takes a number, which none may do within a batch. */
	if (server->sink.fd >= 0 && !ring_of(server)->batch.count)
		tend_flows(&server->flows, &server->sink,
			   is_wanted(server->stream.filter, VIGIL_EVENT_NETWORK_FLOW_MONITOR), now);
	if (hears_programs(server) && now >= server->canary_due) {
		server->canary_due = now + CANARY_PERIOD_NS;
		sing(&server->stream);
	}
	if (server->end && now >= server->end)
		server->stopping = true;
	if (server->sink.fd < 0 || now < server->stats_due)
		return;
	server->stats_due = now + STATS_PERIOD_NS;
	send_counters(&server->stream);
}

static int create_capture(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		fail(EXIT_IO, SENSOR_FILE, "The file %s cannot be written: %s.", path,
		     strerror(errno));
	return fd;
}

static void drain(struct server *server)
{
	for (int batch = 0; batch < DRAIN_BATCHES_MAX && server->sink.fd >= 0; batch++)
		if (send_ring(&server->sink, ring_of(server)) < DRAIN_RECORDS_MIN)
			break;
	if (server->sink.fd >= 0) {
		tell_last_flows(&server->flows, &server->sink);
		send_counters(&server->stream);
	}
}

void serve(const struct server_options *options, struct object *object, struct ring *ring,
	   struct filter *filter)
{
	static struct server server;

	server = (struct server){
		.options = options,
		.stream = { .object = object,
			    .ring = ring,
			    .filter = filter,
			    .sink = &server.sink,
			    .enforcement = enforcement_word(options->enforcement) },
		.control = { .act = { .enforcement = options->enforcement,
				      .guard = options->guard },
			     .keep = &server.keep },
		.listener = -1,
		.sleep_ms = SLEEP_MS_MIN,
	};
	open_flows(&server.flows, object);
	open_drops(&server.control.drops, object);
	server.stream.drops = &server.control.drops;
	open_sink(&server.sink, -1);
	server.signals = options->stop_fd ? options->stop_fd : open_signals();
	if (options->duration_s)
		server.end = boot_clock_ns() + options->duration_s * NANOSECONDS_PER_SECOND;
	if (options->socket_path) {
		open_keep(&server.keep);
		server.sink.keep = &server.keep;
		server.pins = options->pins;
		if (server.pins) {
			server.stream.pin_base = server.pins->base;
			server.keep.ring = ring;
			pin_generation(server.pins, object, ring, &server.keep);
		}
		server.listener = listen_on(options->socket_path);
	} else {
		open_sink(&server.sink, create_capture(options->capture_path));
	}
	if (options->started)
		options->started();
	if (!options->socket_path)
		greet(&server);
	while (!server.stopping && (server.listener >= 0 || server.sink.fd >= 0))
		step(&server);
	drain(&server);
	close_sink(&server.sink);
	if (options->socket_path)
		unlink(options->socket_path);
}
