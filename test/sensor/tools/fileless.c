// SPDX-License-Identifier: Apache-2.0
/*
 * fileless memfd|deleted PROGRAM ARG0: runs PROGRAM from memory, or after its file was deleted.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char *nothing[] = { NULL };
	char *args[] = { argv[argc - 1], NULL };
	int program = argc == 4 ? open(argv[2], O_RDONLY | O_CLOEXEC) : -1;
	int target = program;

	if (program < 0)
		return 2;
	if (!strcmp(argv[1], "memfd")) {
		target = memfd_create("fileless", MFD_CLOEXEC);
		if (sendfile(target, program, NULL, 1 << 30) < 0)
			return 2;
	} else {
		unlink(argv[2]);
	}
	fexecve(target, args, nothing);
	return 1;
}
