/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * exec: sched_process_exec fires once the new program is in place and before its first
 * instruction, so executable, credentials and arguments are the ones it runs with, and the path
 * given is the kernel's copy, not user memory.
 */
#include "../lib/denial.h"
#include "../lib/process.h"

/* Appends what lies between two addresses of the new program's memory. */
static __always_inline void append_memory(struct scratch *s, struct vigil_str *str, u64 from,
					  u64 to, u32 flag)
{
	u32 at = s->length;
	u64 wanted = to > from ? to - from : 0;
	u32 length = room(s, wanted > RECORD_BYTES_MAX ? RECORD_BYTES_MAX : wanted,
			  STRING_BYTES_MAX, flag);

	if (!length)
		return;
	if (bpf_probe_read_user(&s->record[at & (RECORD_BYTES_MAX - 1)], length & STRING_BYTES_MAX,
				(void *)from)) {
		s->flags |= flag;
		return;
	}
	str->off = at;
	str->len = length & STRING_BYTES_MAX;
	s->length = at + (length & STRING_BYTES_MAX);
}

TRACED("tp_btf/sched_process_exec", exec_done)
{
	struct task_struct *task = as(task_struct, ctx[0]);
	struct linux_binprm *bprm = as(linux_binprm, ctx[2]);
	struct scratch *s = cpu_scratch();
	struct vigil_exec *r;
	struct mm_struct *mm;

	if (!s)
		return 0;
	r = begin(s, vigil_exec);
	fill_header(&r->header, task, VIGIL_EVENT_EXEC);
	r->process.exec_ts = r->header.ts;
	r->process.argc = get(bprm, argc);
	r->process.envc = get(bprm, envc);
	r->process.secureexec = BPF_CORE_READ_BITFIELD_PROBED(bprm, secureexec);
	r->process.is_script = get(bprm, interp) != get(bprm, filename);
	fill_process(s, &r->process, task);
	append_string(s, &r->process.filename, get(bprm, filename), STRING_BYTES_MAX);
	mm = get(task, mm);
	append_memory(s, &r->process.argv, get(mm, arg_start), get(mm, arg_end),
		      VIGIL_FLAG_ARGS_TRUNCATED);
	append_surroundings(s, &r->process, task);
	/* Last, for it is the one to be cut when a record has no room left. */
	append_memory(s, &r->process.envp, get(mm, env_start), get(mm, env_end),
		      VIGIL_FLAG_ENVS_TRUNCATED);
	take_verdict(s, VIGIL_EVENT_EXEC);
	submit(s, VIGIL_EVENT_EXEC);
	return 0;
}
