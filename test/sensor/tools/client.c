// SPDX-License-Identifier: Apache-2.0
/*
 * client SOCKET CONTROLS GENERATION STREAM READY: sends the controls of a file to a sensor and
 * writes its stream to another, until the sensor ends. Makes the file READY when the filter of that
 * generation is in force.
 */
#include <fcntl.h>
#include <linux/types.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../../sensor/generated/record.h"

#define PREFACE_HEAD_BYTES 16
#define BUFFER_BYTES (1 << 20)

static unsigned char buffer[BUFFER_BYTES];
static size_t held;

/* Takes whole records off the buffer, the preface first; whether one says what is waited for. */
static int take(__u64 generation)
{
	static size_t at = 0; /* of what is held the part that was looked at */
	static int begun = 0;
	uint32_t length;
	int found = 0;

	if (!begun && held >= PREFACE_HEAD_BYTES) {
		memcpy(&length, buffer + 12, sizeof(length));
		if (held >= PREFACE_HEAD_BYTES + length) {
			at = PREFACE_HEAD_BYTES + length;
			begun = 1;
		}
	}
	while (begun && held - at >= sizeof(struct vigil_header)) {
		struct vigil_stats stats;

		memcpy(&length, buffer + at, sizeof(length));
		if (held - at < length)
			break;
		memcpy(&stats, buffer + at, length < sizeof(stats) ? length : sizeof(stats));
		found = found || (stats.header.type == VIGIL_EVENT_STATS &&
				  (__u64)stats.filter_generation == generation);
		at += length;
	}
	memmove(buffer, buffer + at, held - at);
	held -= at;
	at = 0;
	return found;
}

static int send_file(int fd, const char *path)
{
	int file = open(path, O_RDONLY);
	ssize_t got;

	while (file >= 0 && (got = read(file, buffer, sizeof(buffer))) > 0)
		if (write(fd, buffer, got) != got)
			return 0;
	return file >= 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ssize_t got;
	int out;

	if (argc != 6)
		return 2;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[1]);
	out = open(argv[4], O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (out < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    !send_file(fd, argv[2]))
		return 1;
	while ((got = read(fd, buffer + held, sizeof(buffer) - held)) > 0) {
		if (write(out, buffer + held, got) != got)
			return 1;
		held += got;
		if (take(strtoull(argv[3], NULL, 10)))
			close(open(argv[5], O_WRONLY | O_CREAT, 0600));
	}
	return 0;
}
