/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * setuid, setgid and their sisters, capset. The header is read after the call and says what the
 * ids and capabilities are now; the arguments say less, for some of them mean "as before".
 */
#include "../lib/syscall.h"

static __always_inline int credentials_changed(u64 *ctx, u32 event)
{
	struct site site;

	if (!enter(ctx, &site) || site.ret < 0)
		return 0;
	begin(site.s, vigil_setuid); /* nothing but a header, as the other two */
	leave(&site, event);
	return 0;
}

TRACED("tp_btf/sys_exit", setuid_exit)
{
	return credentials_changed(ctx, VIGIL_EVENT_SETUID);
}

TRACED("tp_btf/sys_exit", setgid_exit)
{
	return credentials_changed(ctx, VIGIL_EVENT_SETGID);
}

TRACED("tp_btf/sys_exit", capset_exit)
{
	return credentials_changed(ctx, VIGIL_EVENT_CAPSET);
}
