// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/btf.h>
#include <unistd.h>

#include "kernel_types.h"

uint64_t skipped_runs(const struct bpf_object *bpf)
{
	struct bpf_program *program;
	uint64_t sum = 0;

	bpf_object__for_each_program(program, bpf)
	{
		struct bpf_prog_info info = {};
		uint32_t size = sizeof(info);
		int fd = bpf_program__fd(program);

		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size))
			sum += info.recursion_misses;
	}
	return sum;
}

bool reattaches(const struct kernel_types *kernel)
{
	static const struct bpf_insn allow[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_LSM_MAC,
		    .attach_btf_id = find_kernel_type(kernel, "bpf_lsm_file_open", BTF_KIND_FUNC));
	int program = bpf_prog_load(BPF_PROG_TYPE_LSM, "reattaches", "GPL", allow, 2, &options);
	bool again = true;

	if (program < 0)
		return true;
	for (int turn = 0; turn < 2 && again; turn++) {
		int link = bpf_raw_tracepoint_open(NULL, program);

		if (link >= 0)
			close(link);
		else
			again = errno != ENOENT;
	}
	close(program);
	return again;
}
