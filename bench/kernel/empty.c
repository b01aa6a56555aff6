// SPDX-License-Identifier: Apache-2.0
/*
 * empty: attaches a program that does nothing to the exit of every system call and waits for a
 * signal. It is what any sensor on that hook costs at least on this kernel and processor.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_RAW_TP);
	struct btf *kernel = btf__load_vmlinux_btf();
	int program, link;

	if (!kernel)
		return 1;
	options.attach_btf_id =
		btf__find_by_name_kind(kernel, "btf_trace_sys_exit", BTF_KIND_TYPEDEF);
	program = bpf_prog_load(BPF_PROG_TYPE_TRACING, "empty", "GPL", code, 2, &options);
	link = bpf_raw_tracepoint_open(NULL, program);
	if (link < 0)
		return 1;
	puts("attached");
	fflush(stdout);
	pause();
	return 0;
}
