/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The members of kernel types that the programs read, and no others. Offsets here mean nothing:
 * the loader relocates every access to the running kernel's own layout (CO-RE), so a build needs
 * neither that kernel nor its BTF. A name ending in ___x is another shape of the same type, used
 * where kernels differ.
 */
#ifndef VIGIL_KERNEL_H
#define VIGIL_KERNEL_H

#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;
typedef unsigned char bool;

#define true 1
#define false 0
#define NULL ((void *)0)

enum cgroup_subsys_id { pids_cgrp_id = 0 };
enum pid_type { PIDTYPE_PID, PIDTYPE_PGID = 2, PIDTYPE_SID = 3 };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct pt_regs {
	unsigned long bp, bx, r9, r8, cx, dx, si, di, r10, orig_ax;
};

struct hlist_node {
	struct hlist_node *next;
};

struct hlist_head {
	struct hlist_node *first;
};

struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
};

struct qstr {
	u32 len;
	const unsigned char *name;
};

struct super_block;
struct inode;

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
};

struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
};

struct list_head {
	struct list_head *next, *prev;
};

struct rb_node {
	struct rb_node *rb_right;
	struct rb_node *rb_left;
};

struct rb_root {
	struct rb_node *rb_node;
};

struct mnt_namespace;

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct mnt_namespace *mnt_ns;
	struct rb_node mnt_node; /* since 6.8: in its namespace; before it mnt_list */
	struct list_head mnt_list;
	int mnt_id;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file_system_type {
	const char *name;
};

struct super_block {
	u32 s_dev;
	struct file_system_type *s_type;
	unsigned long s_magic;
};

struct vfs_id {
	u32 val;
};

struct inode {
	u16 i_mode;
	struct vfs_id i_uid;
	struct vfs_id i_gid;
	struct super_block *i_sb;
	unsigned long i_ino;
	u32 i_nlink;
	void *i_private;
	/* Since 6.11 two members a time; before it the shapes below. */
	s64 i_mtime_sec;
	s64 i_ctime_sec;
	u32 i_mtime_nsec;
	u32 i_ctime_nsec;
};

struct inode___6_7 {
	struct timespec64 __i_mtime;
};

struct inode___6_6 {
	struct timespec64 __i_ctime;
};

struct inode___5_0 {
	struct timespec64 i_mtime;
	struct timespec64 i_ctime;
};

struct file {
	u32 f_flags;
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
};

struct pipe_buffer {
	u32 len;
	u32 flags;
};

struct pipe_inode_info {
	u32 head;
	u32 ring_size;
	struct pipe_buffer *bufs;
};

/* Requests of io_uring. What an operation was asked is laid over the request's first members. */

struct filename {
	const char *name;
};

struct io_cqe {
	s32 res;
};

struct task_struct;

struct io_uring_task {
	struct task_struct *task;
};

struct io_kiocb {
	struct file *file;
	u8 opcode;
	u64 flags;
	struct io_cqe cqe;
	struct io_uring_task *tctx; /* since 6.13 */
};

struct io_kiocb___6_12 {
	struct task_struct *task;
};

struct open_how {
	u64 flags;
	u64 mode;
};

struct io_open {
	int dfd;
	u32 file_slot;
	struct filename *filename;
	struct open_how how;
};

struct io_unlink {
	int dfd;
	int flags;
	struct filename *filename;
};

struct io_rename {
	int old_dfd;
	int new_dfd;
	struct filename *oldpath;
	struct filename *newpath;
};

struct io_mkdir {
	int dfd;
	u16 mode;
	struct filename *filename;
};

struct io_link {
	int old_dfd;
	int new_dfd;
	struct filename *oldpath;
	struct filename *newpath;
	int flags;
};

/* In 7.2 each of these names is wrapped, so that the path is copied early and audited late. */
struct delayed_filename {
	struct filename *__incomplete_filename;
};

struct io_open___7_2 {
	struct delayed_filename filename;
};

struct io_unlink___7_2 {
	struct delayed_filename filename;
};

struct io_rename___7_2 {
	struct delayed_filename oldpath;
	struct delayed_filename newpath;
};

struct io_mkdir___7_2 {
	struct delayed_filename filename;
};

struct io_link___7_2 {
	struct delayed_filename oldpath;
	struct delayed_filename newpath;
};

struct io_xattr___7_2 {
	struct delayed_filename filename;
};

struct xattr_name {
	char name[256];
};

struct kernel_xattr_ctx {
	struct xattr_name *kname;
};

struct io_xattr {
	struct kernel_xattr_ctx ctx;
	struct filename *filename;
};

struct io_splice {
	int splice_fd_in;
	u32 flags;
};

struct io_accept {
	u32 file_slot;
};

struct io_socket {
	int domain;
	int type;
	int protocol;
};

struct fdtable {
	u32 max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root;
	struct path pwd;
};

struct kernfs_node {
	struct kernfs_node *__parent;
	const char *name;
	u64 id;
};

struct kernfs_node___6_14 {
	struct kernfs_node *parent;
};

struct cgroup {
	int level;
	struct kernfs_node *kn;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
};

struct css_set {
	struct cgroup_subsys_state *subsys[16];
	struct cgroup *dfl_cgrp;
};

struct proc_ns_operations {
	int type; /* until 6.17 */
};

struct ns_common {
	u32 ns_type; /* since 6.18 */
	const struct proc_ns_operations *ops;
	u32 inum;
	u64 ns_id; /* since 6.18 */
};

struct mnt_namespace {
	struct ns_common ns;
	struct rb_root mounts; /* since 6.8, by age */
	u64 seq; /* until 6.17 */
};

struct mnt_namespace___6_7 {
	struct list_head list;
};

struct net {
	struct ns_common ns;
};

struct xarray {
	void *xa_head;
};

struct idr {
	struct xarray idr_rt;
};

struct xa_node {
	u8 shift;
	void *slots[64];
};

struct pid_namespace {
	struct idr idr;
	struct ns_common ns;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
	struct net *net_ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	u32 level;
	struct hlist_head tasks[4];
	struct upid numbers[1];
};

struct capability_set {
	u64 bits; /* since 6.3; two u32 before */
};

struct cred {
	struct vfs_id uid, gid, euid, egid, fsuid, fsgid;
	struct capability_set cap_permitted, cap_effective;
};

struct vm_area_struct {
	unsigned long vm_start, vm_end;
	unsigned long vm_flags;
	struct rb_node vm_rb; /* until 6.0 */
};

struct mm_struct {
	struct rb_root mm_rb; /* until 6.0 */
	unsigned long arg_start, arg_end, env_start, env_end;
	struct file *exe_file;
};

struct tty_struct {
	char name[64];
};

struct atomic {
	int counter;
};

struct rlimit {
	unsigned long rlim_cur;
	unsigned long rlim_max;
};

struct signal_struct {
	struct atomic live;
	int group_exit_code;
	u32 flags;
	struct pid *pids[4];
	struct tty_struct *tty;
	struct rlimit rlim[16];
};

struct thread_info {
	u32 status;
};

struct task_struct {
	struct thread_info thread_info;
	void *stack;
	u32 flags;
	struct mm_struct *mm;
	int exit_code;
	int pid;
	int tgid;
	u64 self_exec_id;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	u64 start_boottime;
	struct cred *real_cred;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct vfs_id loginuid;
	struct css_set *cgroups;
	struct hlist_node pid_links[4];
};

struct linux_binprm {
	struct file *file;
	u32 secureexec : 1;
	int argc;
	int envc;
	const char *filename;
	const char *interp;
};

struct in6_addr {
	u8 s6_addr[16];
};

typedef struct {
	s64 counter;
} atomic64_t;

struct sock_common {
	atomic64_t skc_cookie;
	u32 skc_daddr;
	u32 skc_rcv_saddr;
	u16 skc_dport;
	u16 skc_num;
	u16 skc_family;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};

struct sock_filter; /* one instruction of a classic filter: 8 bytes */

struct sock_fprog_kern {
	u16 len;
	struct sock_filter *filter;
};

struct sk_filter {
	struct bpf_prog *prog;
};

struct sock {
	struct sock_common __sk_common;
	u16 sk_type;
	u16 sk_protocol;
	struct sk_filter *sk_filter;
};

struct bpf_map {
	enum bpf_map_type map_type;
	char name[16];
};

struct bpf_prog_aux {
	char name[16];
};

struct bpf_prog {
	enum bpf_prog_type type;
	enum bpf_attach_type expected_attach_type;
	u8 tag[8];
	struct bpf_prog_aux *aux;
	struct sock_fprog_kern *orig_prog;
};

struct socket {
	struct sock *sk;
};

struct perf_event_attr {
	u32 type;
	u64 config;
};

struct perf_event {
	struct perf_event_attr attr;
};

struct io_ring_ctx {
	u32 flags;
};

struct module {
	char name[56];
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#pragma clang attribute pop

#endif
