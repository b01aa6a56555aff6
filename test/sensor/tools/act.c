// SPDX-License-Identifier: Apache-2.0
/*
 * act [-32] NUMBER ARG...: makes one system call by its number and prints `pid result`, a failure
 * as -errno. With -32 it is made through the 32-bit table (int 0x80); with -uring NUMBER is an
 * operation of io_uring and the arguments are those of call_uring(). Arguments:
 *
 *	123, 0x7b, -100   a number          s:TEXT          pointer to a string
 *	d:PATH, f:PATH    descriptor of a directory (O_PATH) or of a file opened for reading
 *	e:PATH            descriptor of a file opened for reading and writing
 *	w:PATH            descriptor of a file opened for writing
 *	how:FLAGS:MODE    pointer to a struct open_how
 *	sock:FAMILY:TYPE  descriptor of a new socket
 *	caller            descriptor of a listening socket that a connection waits at
 *	addr:IP:PORT      pointer to the address of a socket
 *	pidfd:PID         descriptor of a process   self            its own process id
 *	map:TYPE:NAME     descriptor of a new BPF map of 4-byte keys and 8-byte values
 *	prog:TYPE:NAME:INSNS   pointer to the attributes that load a program; INSNS as words
 *	fprog:INSNS       pointer to a packet filter (struct sock_fprog); INSNS as words
 *	zeroes            pointer to 64 bytes of 0
 *	words:A,B,C       pointer to 32-bit words, longs:A,B,C to 64-bit ones; made from arguments
 *	                  given in the same way, separated by commas
 *	mem:PROT          a page of memory with this protection
 *	pipe:N            the write end of a new pipe, after N bytes went through it
 *	read:TEXT         the read end of a new pipe that holds the text
 *	memfd:NAME        descriptor of a new memory file of one page
 *	sealable:NAME     the same, which can be sealed
 *	memfile:PATH      descriptor of a memory file with the content of a file
 *	load:PATH         pointer to the content of a file   size:PATH   its length
 *	fill:N            pointer to a string of N letters
 *	fs:TYPE           descriptor of a file system made by fsopen and fsconfig
 *	tree:PATH         descriptor of a copy of a mount, made by open_tree
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "uring.h"

static char *arena; /* below 4 GB, so that 32-bit calls can point to it */

static void *take(size_t bytes)
{
	char *at = arena;

	arena += (bytes + 15) & ~15ul;
	return at;
}

static long socket_address(const char *text)
{
	struct sockaddr_in6 *six = take(sizeof(*six));
	struct sockaddr_in *four = (struct sockaddr_in *)six;
	const char *colon = strrchr(text, ':');
	char ip[64];

	snprintf(ip, sizeof(ip), "%.*s", (int)(colon - text), text);
	if (inet_pton(AF_INET, ip, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons(atoi(colon + 1));
	} else {
		inet_pton(AF_INET6, ip, &six->sin6_addr);
		six->sin6_family = AF_INET6;
		six->sin6_port = htons(atoi(colon + 1));
	}
	return (long)six;
}

/* A connection to itself, not yet accepted. */
static long called_socket(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(at);
	int listening = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(listening, (void *)&at, sizeof(at)) || listen(listening, 1) ||
	    getsockname(listening, (void *)&at, &length) ||
	    connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&at, sizeof(at)))
		return -1;
	return listening;
}

static long argument(const char *text);

#define WORDS_MAX 2048

static long words(char *list, size_t size)
{
	char *array = take(WORDS_MAX * size);
	char *rest = NULL;
	int count = 0;

	for (char *one = strtok_r(list, ",", &rest); one && count < WORDS_MAX;
	     one = strtok_r(NULL, ",", &rest)) {
		long value = argument(one);

		memcpy(array + size * count++, &value, size);
	}
	return (long)array;
}

/* Two words an instruction. */
static unsigned int count_insns(const char *insns)
{
	unsigned int words = 1;

	for (const char *c = insns; *c; c++)
		words += *c == ',';
	return words / 2;
}

static long packet_filter(const char *insns)
{
	struct sock_fprog *filter = take(sizeof(*filter));

	filter->len = count_insns(insns);
	filter->filter = (void *)argument(insns);
	return (long)filter;
}

static long bpf_map(const char *text)
{
	union bpf_attr attr = { .key_size = 4, .value_size = 8, .max_entries = 1 };

	sscanf(text, "map:%u:%15[^,]", &attr.map_type, attr.map_name);
	return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static long bpf_program(const char *text)
{
	union bpf_attr *attr = take(sizeof(*attr));
	const char *insns = strstr(text, "words:");

	memset(attr, 0, sizeof(*attr));
	sscanf(text, "prog:%u:%15[^:]", &attr->prog_type, attr->prog_name);
	attr->insns = argument(insns);
	attr->insn_cnt = count_insns(insns);
	attr->license = (long)strcpy(take(4), "GPL");
	return (long)attr;
}

static long used_pipe(int bytes)
{
	char byte = 'x';
	int ends[2];

	if (pipe(ends))
		return -1;
	for (; bytes > 0; bytes--)
		if (write(ends[1], &byte, 1) != 1 || read(ends[0], &byte, 1) != 1)
			return -1;
	return ends[1];
}

static long held_pipe(const char *text)
{
	int ends[2];

	if (pipe(ends) || write(ends[1], text, strlen(text)) < 0)
		return -1;
	return ends[0];
}

static long memory_file(const char *name, unsigned flags)
{
	int fd = memfd_create(name, flags);

	return ftruncate(fd, 4096) ? -1 : fd;
}

static off_t size_of(int fd)
{
	struct stat stat;

	return fstat(fd, &stat) ? -1 : stat.st_size;
}

static long content(const char *path)
{
	int fd = open(path, O_RDONLY);

	return (long)mmap(NULL, size_of(fd), PROT_READ, MAP_PRIVATE | MAP_32BIT, fd, 0);
}

static long copied_file(const char *path)
{
	int from = open(path, O_RDONLY);
	int fd = memfd_create("copy", 0);

	return sendfile(fd, from, NULL, size_of(from)) < 0 ? -1 : fd;
}

static long letters(int count)
{
	char *text = take(count + 1);

	memset(text, 'x', count);
	return (long)text;
}

static long file_system(const char *type)
{
	int fd = syscall(SYS_fsopen, type, 0);

	return syscall(SYS_fsconfig, fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0) ? -1 : fd;
}

static long argument(const char *text)
{
	unsigned long *how;
	int family, type;

	if (!strncmp(text, "s:", 2))
		return (long)strcpy(take(strlen(text)), text + 2);
	if (!strncmp(text, "d:", 2))
		return open(text + 2, O_PATH | O_DIRECTORY);
	if (!strncmp(text, "f:", 2))
		return open(text + 2, O_RDONLY);
	if (!strncmp(text, "addr:", 5))
		return socket_address(text + 5);
	if (!strncmp(text, "words:", 6))
		return words(strdup(text + 6), sizeof(int));
	if (!strncmp(text, "longs:", 6))
		return words(strdup(text + 6), sizeof(long));
	if (!strncmp(text, "pidfd:", 6))
		return syscall(SYS_pidfd_open, atoi(text + 6), 0);
	if (!strncmp(text, "map:", 4))
		return bpf_map(text);
	if (!strncmp(text, "prog:", 5))
		return bpf_program(text);
	if (!strncmp(text, "fprog:", 6))
		return packet_filter(text + 6);
	if (!strcmp(text, "caller"))
		return called_socket();
	if (!strcmp(text, "zeroes"))
		return (long)take(64);
	if (!strcmp(text, "self"))
		return getpid();
	if (!strncmp(text, "e:", 2))
		return open(text + 2, O_RDWR);
	if (!strncmp(text, "w:", 2))
		return open(text + 2, O_WRONLY);
	if (!strncmp(text, "load:", 5))
		return content(text + 5);
	if (!strncmp(text, "size:", 5))
		return size_of(open(text + 5, O_RDONLY));
	if (!strncmp(text, "fill:", 5))
		return letters(atoi(text + 5));
	if (!strncmp(text, "memfile:", 8))
		return copied_file(text + 8);
	if (!strncmp(text, "mem:", 4))
		return (long)mmap(NULL, 4096, atoi(text + 4), MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT,
				  -1, 0);
	if (!strncmp(text, "pipe:", 5))
		return used_pipe(atoi(text + 5));
	if (!strncmp(text, "read:", 5))
		return held_pipe(text + 5);
	if (!strncmp(text, "memfd:", 6))
		return memory_file(text + 6, 0);
	if (!strncmp(text, "sealable:", 9))
		return memory_file(text + 9, MFD_ALLOW_SEALING);
	if (!strncmp(text, "fs:", 3))
		return file_system(text + 3);
	if (!strncmp(text, "tree:", 5))
		return syscall(SYS_open_tree, AT_FDCWD, text + 5, OPEN_TREE_CLONE | AT_RECURSIVE);
	if (sscanf(text, "sock:%d:%d", &family, &type) == 2)
		return socket(family, type, 0);
	if (!strncmp(text, "how:", 4)) {
		how = take(3 * sizeof(*how));
		sscanf(text, "how:%lu:%lu", &how[0], &how[1]);
		return (long)how;
	}
	return strtol(text, NULL, 0);
}

static long call_32(long number, const long *a)
{
	register long sixth __asm__("r12") = a[5]; /* bp cannot be named as an operand */
	long result;

	__asm__ volatile("xchg %%r12, %%rbp\n\tint $0x80\n\txchg %%r12, %%rbp"
			 : "=a"(result), "+r"(sixth)
			 : "a"(number), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
			 : "memory", "r8", "r9", "r10", "r11");
	/* An address may have the highest bit set; only the last page are errors. */
	return (int)result < 0 && (int)result > -4096 ? (int)result : (long)(unsigned)result;
}

int main(int argc, char **argv)
{
	int compat = argc > 1 && !strcmp(argv[1], "-32");
	int uring = argc > 1 && !strcmp(argv[1], "-uring");
	int skip = compat || uring;
	long a[8] = {};
	long result;

	arena = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT,
		     -1, 0);
	if (argc < 2 + skip || arena == MAP_FAILED)
		return 2;
	/* The operation is the first of a request's arguments, a call's number is none of it. */
	for (int i = 2 + compat; i < argc && i < 10; i++)
		a[i - 2 - compat] = argument(argv[i]);
	if (compat) {
		result = call_32(atol(argv[2]), a);
	} else if (uring) {
		result = call_uring(a);
	} else {
		result = syscall(atol(argv[1]), a[0], a[1], a[2], a[3], a[4], a[5]);
		result = result < 0 ? -errno : result;
	}
	printf("%d %ld\n", getpid(), result);
	return 0;
}
