/** Generated from schema/ by `npm run gen`. Do not edit. */
import type { FieldMount, FieldPart } from "../field-mount.ts";
import type { EventApprover } from "../field-table.ts";

const FILE_PARTS: readonly FieldPart[] = [
  {"name":"path","type":"string","origin":"kernel","operators":"path","alternatives":true,"json":"path","brief":"Absolute path of the file","example":"/etc/shadow"},
  {"name":"name","type":"string","origin":"agent","operators":"basename","json":"name","brief":"Last segment of the path","example":"shadow"},
  {"name":"extension","type":"string","origin":"agent","json":"extension","brief":"Extension with its dot; empty when there is none","example":".sh"},
  {"name":"inode","type":"int","origin":"kernel","json":"inode","brief":"Inode number","example":"1837442"},
  {"name":"mode","type":"int","origin":"kernel","constants":"inode_mode","json":"mode","brief":"Type and permission bits","example":"33188"},
  {"name":"rights","type":"int","origin":"agent","constants":"file_mode","json":"rights","brief":"Permission bits alone","example":"420"},
  {"name":"uid","type":"int","origin":"kernel","json":"uid","brief":"User id of the owner","example":"0"},
  {"name":"gid","type":"int","origin":"kernel","json":"gid","brief":"Group id of the owner","example":"42"},
  {"name":"user","type":"string","origin":"agent","json":"user","brief":"Name of the owner, as where the process is: on the host or in its container","example":"root"},
  {"name":"group","type":"string","origin":"agent","json":"group","brief":"Name of the group, likewise","example":"shadow"},
  {"name":"mount_id","type":"int","origin":"kernel","json":"mount_id","brief":"Id of the mount that holds the file","example":"28"},
  {"name":"filesystem","type":"string","origin":"kernel","json":"filesystem","brief":"Type of the file system","example":"ext4"},
  {"name":"in_upper_layer","type":"bool","origin":"kernel","json":"in_upper_layer","brief":"Whether an overlay file was written or created above its image","example":"true"},
  {"name":"modification_time","type":"int","origin":"kernel","json":"modification_time","brief":"Last change of the content, nanoseconds since 1970","example":"1700000000000000000"},
  {"name":"change_time","type":"int","origin":"kernel","json":"change_time","brief":"Last change of the inode, nanoseconds since 1970","example":"1700000000000000000"},
  {"name":"links","type":"int","origin":"kernel","json":"links","brief":"Number of hard links; 0 for a deleted file","example":"1"},
  {"name":"hashes","type":"string","origin":"agent","array":true,"json":"hashes","brief":"Hashes of the content, each as algorithm:hex; sha1 and sha256 of regular files up to 10 MiB, as the content is when the field is first read","example":"sha256:9f86d081884c7d65"},
  {"name":"hash_state","type":"string","origin":"agent","json":"hash_state","brief":"Whether the content was hashed: Done, or why not","example":"Done"},
  {"name":"package.name","type":"string","origin":"agent","json":"package_name","brief":"Installed package the file belongs to","example":"coreutils"},
  {"name":"package.version","type":"string","origin":"agent","json":"package_version","brief":"Full version of that package","example":"9.1-1"},
  {"name":"package.source_version","type":"string","origin":"agent","json":"package_source_version","brief":"Full version of the source package of that package","example":"9.1-1"},
  {"name":"mount_detached","type":"bool","origin":"kernel","json":"mount_detached","brief":"Whether the file's mount is attached to no mount tree","example":"false"},
  {"name":"mount_visible","type":"bool","origin":"kernel","json":"mount_visible","brief":"Whether the file's mount can be reached by a path","example":"true"},
];

const FLOW_PARTS: readonly FieldPart[] = [
  {"name":"source.ip","type":"ip","origin":"kernel","json":"source.ip","brief":"Address of the side that began the flow","example":"192.0.2.10"},
  {"name":"source.port","type":"int","origin":"kernel","json":"source.port","brief":"Its port","example":"41234"},
  {"name":"source.is_public","type":"bool","origin":"agent","brief":"Whether its address is public","example":"false"},
  {"name":"destination.ip","type":"ip","origin":"kernel","json":"destination.ip","brief":"Address of the other side","example":"203.0.113.7"},
  {"name":"destination.port","type":"int","origin":"kernel","json":"destination.port","brief":"Its port","example":"443"},
  {"name":"destination.is_public","type":"bool","origin":"agent","brief":"Whether its address is public","example":"true"},
  {"name":"l3_protocol","type":"int","origin":"kernel","constants":"l3_protocol","json":"l3_protocol","brief":"Layer 3 protocol","example":"2048"},
  {"name":"l4_protocol","type":"int","origin":"kernel","constants":"l4_protocol","json":"l4_protocol","brief":"Layer 4 protocol","example":"6"},
  {"name":"ingress.data_size","type":"int","origin":"kernel","json":"ingress.data_size","brief":"Bytes received since the flow was told of last, from the network header on","example":"5120"},
  {"name":"ingress.packet_count","type":"int","origin":"kernel","json":"ingress.packet_count","brief":"Packets received since then","example":"8"},
  {"name":"egress.data_size","type":"int","origin":"kernel","json":"egress.data_size","brief":"Bytes sent since the flow was told of last, from the network header on","example":"1024"},
  {"name":"egress.packet_count","type":"int","origin":"kernel","json":"egress.packet_count","brief":"Packets sent since then","example":"6"},
];

const NETWORK_PARTS: readonly FieldPart[] = [
  {"name":"source.ip","type":"ip","origin":"kernel","json":"source.ip","brief":"Address of the sender","example":"192.0.2.10"},
  {"name":"source.port","type":"int","origin":"kernel","json":"source.port","brief":"Port of the sender","example":"41234"},
  {"name":"source.is_public","type":"bool","origin":"agent","brief":"Whether the sender's address is public","example":"false"},
  {"name":"destination.ip","type":"ip","origin":"kernel","json":"destination.ip","brief":"Address of the receiver","example":"192.0.2.53"},
  {"name":"destination.port","type":"int","origin":"kernel","json":"destination.port","brief":"Port of the receiver","example":"53"},
  {"name":"destination.is_public","type":"bool","origin":"agent","brief":"Whether the receiver's address is public","example":"true"},
  {"name":"l3_protocol","type":"int","origin":"kernel","constants":"l3_protocol","json":"l3_protocol","brief":"Layer 3 protocol","example":"2048"},
  {"name":"l4_protocol","type":"int","origin":"kernel","constants":"l4_protocol","json":"l4_protocol","brief":"Layer 4 protocol","example":"17"},
  {"name":"network_direction","type":"int","origin":"kernel","constants":"network_direction","json":"network_direction","brief":"Whether the packet came in (1) or went out (2)","example":"2"},
  {"name":"size","type":"int","origin":"kernel","json":"size","brief":"Bytes on the wire from the network header on","example":"74"},
  {"name":"type","type":"int","origin":"kernel","constants":"icmp_type","json":"icmp_type","brief":"Type of an ICMP or ICMPv6 message; 0 for the rest","example":"8"},
  {"name":"device.ifname","type":"string","origin":"kernel","json":"device.ifname","brief":"Network device the packet passed","example":"eth0"},
];

const PROCESS_PARTS: readonly FieldPart[] = [
  {"name":"pid","type":"int","origin":"kernel","json":"pid","brief":"Process id in the initial pid namespace","example":"4021"},
  {"name":"ppid","type":"int","origin":"kernel","json":"ppid","brief":"Process id of the parent","example":"4011"},
  {"name":"tid","type":"int","origin":"kernel","json":"tid","brief":"Id of the thread that acted","example":"4021"},
  {"name":"comm","type":"string","origin":"kernel","json":"comm","brief":"Task name; a process can set its own","example":"bash"},
  {"name":"uid","type":"int","origin":"kernel","json":"uid","brief":"User id","example":"0"},
  {"name":"gid","type":"int","origin":"kernel","json":"gid","brief":"Group id","example":"0"},
  {"name":"user","type":"string","origin":"agent","json":"user","brief":"User name; of the container, for a process in one","example":"root"},
  {"name":"group","type":"string","origin":"agent","json":"group","brief":"Group name; of the container, for a process in one","example":"root"},
  {"name":"euid","type":"int","origin":"kernel","json":"credentials.euid","brief":"Effective user id","example":"0"},
  {"name":"egid","type":"int","origin":"kernel","json":"credentials.egid","brief":"Effective group id","example":"0"},
  {"name":"euser","type":"string","origin":"agent","json":"credentials.euser","brief":"Name of the effective user","example":"root"},
  {"name":"egroup","type":"string","origin":"agent","json":"credentials.egroup","brief":"Name of the effective group","example":"root"},
  {"name":"fsuid","type":"int","origin":"kernel","json":"credentials.fsuid","brief":"User id for file access","example":"0"},
  {"name":"fsgid","type":"int","origin":"kernel","json":"credentials.fsgid","brief":"Group id for file access","example":"0"},
  {"name":"fsuser","type":"string","origin":"agent","json":"credentials.fsuser","brief":"Name of the user for file access","example":"root"},
  {"name":"fsgroup","type":"string","origin":"agent","json":"credentials.fsgroup","brief":"Name of the group for file access","example":"root"},
  {"name":"auid","type":"int","origin":"kernel","json":"credentials.auid","brief":"Login user id, kept through su and sudo; 4294967295 when unset","example":"1000"},
  {"name":"cap_effective","type":"int","origin":"kernel","constants":"capability","json":"credentials.cap_effective","brief":"Effective capabilities, a mask","example":"1"},
  {"name":"cap_permitted","type":"int","origin":"kernel","constants":"capability","json":"credentials.cap_permitted","brief":"Permitted capabilities, a mask","example":"1"},
  {"name":"tty_name","type":"string","origin":"kernel","json":"tty","brief":"Controlling terminal; empty when none","example":"pts0"},
  {"name":"created_at","type":"int","origin":"kernel","json":"fork_time","brief":"Start of the process, nanoseconds since 1970; compares with durations as an age","example":"1700000000000000000"},
  {"name":"argv0","type":"string","origin":"kernel","json":"argv0","brief":"First argument, by custom the name of the program","example":"bash"},
  {"name":"argv","type":"string","origin":"kernel","array":true,"json":"args","brief":"Arguments without the first","example":"-c"},
  {"name":"args","type":"string","origin":"agent","brief":"Arguments without the first, joined by spaces","example":"-c id"},
  {"name":"args_flags","type":"string","origin":"agent","array":true,"brief":"Names of flags among the arguments, without dashes","example":"c"},
  {"name":"args_options","type":"string","origin":"agent","array":true,"brief":"Arguments of the form name=value","example":"o=pool.example:3333"},
  {"name":"args_truncated","type":"bool","origin":"kernel","json":"args_truncated","brief":"Whether arguments were cut","example":"false"},
  {"name":"envs","type":"string","origin":"agent","array":true,"json":"envs","brief":"Names of environment variables; with values for those that matter to security","example":"LD_PRELOAD=/tmp/x.so"},
  {"name":"envp","type":"string","origin":"kernel","array":true,"brief":"Environment as name=value","example":"HOME=/root"},
  {"name":"envs_truncated","type":"bool","origin":"kernel","json":"envs_truncated","brief":"Whether environment entries were cut","example":"false"},
  {"name":"is_exec","type":"bool","origin":"agent","json":"is_exec_child","brief":"Whether the process has executed a program since it was forked","example":"true"},
  {"name":"is_thread","type":"bool","origin":"agent","json":"is_thread","brief":"Whether the process still runs its parent's program","example":"false"},
  {"name":"is_kworker","type":"bool","origin":"kernel","json":"is_kworker","brief":"Whether it is a kernel thread","example":"false"},
  {"name":"container.id","type":"string","origin":"agent","json":"container.id","brief":"Id of the container it runs in; empty on the host","example":"3f2a8c1b7d60"},
  {"name":"container.created_at","type":"int","origin":"agent","brief":"When its container was made, or first seen when no runtime says; nanoseconds since 1970","example":"1700000000000000000"},
  {"name":"container.tags","type":"string","origin":"agent","array":true,"brief":"Tags of its container","example":"image_name:nginx"},
  {"name":"cgroup.id","type":"string","origin":"kernel","json":"cgroup.id","brief":"Path of its cgroup","example":"/system.slice/ssh.service"},
  {"name":"systemd.unit","type":"string","origin":"agent","json":"systemd.unit","brief":"Unit of systemd it is part of, by its cgroup; empty when it is part of none","example":"ssh.service"},
  {"name":"systemd.slice","type":"string","origin":"agent","json":"systemd.slice","brief":"Innermost slice of systemd above that unit","example":"system.slice"},
  {"name":"cgroup.file.inode","type":"int","origin":"agent","brief":"Inode of the directory of its cgroup, which is also the cgroup's id","example":"2417"},
  {"name":"cgroup.file.mount_id","type":"int","origin":"kernel","reason":"the sensor does not look up the mount of cgroups","brief":"Id of the mount that holds the directory of its cgroup","example":"31"},
  {"name":"cgroup.version","type":"int","origin":"kernel","reason":"the sensor does not tell the hierarchies of cgroups apart","brief":"Version of the cgroup hierarchy, 1 or 2","example":"2"},
  {"name":"caps_attempted","type":"int","origin":"kernel","constants":"capability","brief":"Capabilities it has tried to use since its last exec, a mask; known where the kernel tells of capability checks (6.14)","example":"2097152"},
  {"name":"caps_used","type":"int","origin":"kernel","constants":"capability","brief":"Capabilities it has used with success since its last exec, a mask; known where the kernel tells of capability checks (6.14)","example":"2097152"},
  {"name":"user_session.id","type":"string","origin":"agent","json":"user_session.id","brief":"Names the session it belongs to on this host; empty when it belongs to none","example":"2f9c6b81-fb5"},
  {"name":"user_session.session_type","type":"int","origin":"agent","constants":"user_session_type","json":"user_session.session_type","brief":"Kind of the session it belongs to; 0 for none","example":"2"},
  {"name":"user_session.k8s_username","type":"string","origin":"agent","json":"user_session.k8s_username","brief":"Kubernetes user who ran it by exec into a pod, where an admission webhook says so","example":"ops@shop.example"},
  {"name":"user_session.k8s_uid","type":"string","origin":"agent","json":"user_session.k8s_uid","brief":"Kubernetes user id of that user","example":"5f3c"},
  {"name":"user_session.k8s_groups","type":"string","origin":"agent","array":true,"json":"user_session.k8s_groups","brief":"Kubernetes groups of that user","example":"system:authenticated"},
  {"name":"user_session.ssh_username","type":"string","origin":"agent","json":"user_session.ssh_username","brief":"User of the SSH session it belongs to","example":"deploy"},
  {"name":"user_session.ssh_auth_method","type":"int","origin":"agent","constants":"ssh_auth_method","json":"user_session.ssh_auth_method","brief":"How that user logged in, as the log of logins says; 0 when it does not","example":"2"},
  {"name":"user_session.ssh_public_key","type":"string","origin":"agent","json":"user_session.ssh_public_key","brief":"Fingerprint of the key that user logged in with, as the log of logins says","example":"SHA256:kJ2v"},
  {"name":"user_session.ssh_client_ip","type":"ip","origin":"agent","json":"user_session.ssh_client_ip","brief":"Address that user came from","example":"198.51.100.4"},
  {"name":"user_session.ssh_client_port","type":"int","origin":"agent","json":"user_session.ssh_client_port","brief":"Port that user came from; 0 when unknown","example":"50122"},
  {"name":"file.path","type":"string","origin":"kernel","operators":"path","alternatives":true,"json":"executable.path","brief":"Absolute path of the file","example":"/etc/shadow"},
  {"name":"file.name","type":"string","origin":"agent","operators":"basename","alternatives":true,"json":"executable.name","brief":"Last segment of the path","example":"shadow"},
  {"name":"file.extension","type":"string","origin":"agent","json":"executable.extension","brief":"Extension with its dot; empty when there is none","example":".sh"},
  {"name":"file.inode","type":"int","origin":"kernel","json":"executable.inode","brief":"Inode number","example":"1837442"},
  {"name":"file.mode","type":"int","origin":"kernel","constants":"inode_mode","json":"executable.mode","brief":"Type and permission bits","example":"33188"},
  {"name":"file.rights","type":"int","origin":"agent","constants":"file_mode","json":"executable.rights","brief":"Permission bits alone","example":"420"},
  {"name":"file.uid","type":"int","origin":"kernel","json":"executable.uid","brief":"User id of the owner","example":"0"},
  {"name":"file.gid","type":"int","origin":"kernel","json":"executable.gid","brief":"Group id of the owner","example":"42"},
  {"name":"file.user","type":"string","origin":"agent","json":"executable.user","brief":"Name of the owner, as where the process is: on the host or in its container","example":"root"},
  {"name":"file.group","type":"string","origin":"agent","json":"executable.group","brief":"Name of the group, likewise","example":"shadow"},
  {"name":"file.mount_id","type":"int","origin":"kernel","json":"executable.mount_id","brief":"Id of the mount that holds the file","example":"28"},
  {"name":"file.filesystem","type":"string","origin":"kernel","json":"executable.filesystem","brief":"Type of the file system","example":"ext4"},
  {"name":"file.in_upper_layer","type":"bool","origin":"kernel","json":"executable.in_upper_layer","brief":"Whether an overlay file was written or created above its image","example":"true"},
  {"name":"file.modification_time","type":"int","origin":"kernel","json":"executable.modification_time","brief":"Last change of the content, nanoseconds since 1970","example":"1700000000000000000"},
  {"name":"file.change_time","type":"int","origin":"kernel","json":"executable.change_time","brief":"Last change of the inode, nanoseconds since 1970","example":"1700000000000000000"},
  {"name":"file.links","type":"int","origin":"kernel","json":"executable.links","brief":"Number of hard links; 0 for a deleted file","example":"1"},
  {"name":"file.hashes","type":"string","origin":"agent","array":true,"json":"executable.hashes","brief":"Hashes of the content, each as algorithm:hex; sha1 and sha256 of regular files up to 10 MiB, as the content is when the field is first read","example":"sha256:9f86d081884c7d65"},
  {"name":"file.hash_state","type":"string","origin":"agent","json":"executable.hash_state","brief":"Whether the content was hashed: Done, or why not","example":"Done"},
  {"name":"file.package.name","type":"string","origin":"agent","json":"executable.package_name","brief":"Installed package the file belongs to","example":"coreutils"},
  {"name":"file.package.version","type":"string","origin":"agent","json":"executable.package_version","brief":"Full version of that package","example":"9.1-1"},
  {"name":"file.package.source_version","type":"string","origin":"agent","json":"executable.package_source_version","brief":"Full version of the source package of that package","example":"9.1-1"},
  {"name":"file.mount_detached","type":"bool","origin":"kernel","json":"executable.mount_detached","brief":"Whether the file's mount is attached to no mount tree","example":"false"},
  {"name":"file.mount_visible","type":"bool","origin":"kernel","json":"executable.mount_visible","brief":"Whether the file's mount can be reached by a path","example":"true"},
  {"name":"interpreter.file.path","type":"string","origin":"kernel","operators":"path","alternatives":true,"json":"interpreter.path","brief":"Absolute path of the file","example":"/etc/shadow"},
  {"name":"interpreter.file.name","type":"string","origin":"agent","operators":"basename","json":"interpreter.name","brief":"Last segment of the path","example":"shadow"},
  {"name":"interpreter.file.extension","type":"string","origin":"agent","json":"interpreter.extension","brief":"Extension with its dot; empty when there is none","example":".sh"},
  {"name":"interpreter.file.inode","type":"int","origin":"kernel","json":"interpreter.inode","brief":"Inode number","example":"1837442"},
  {"name":"interpreter.file.mode","type":"int","origin":"kernel","constants":"inode_mode","json":"interpreter.mode","brief":"Type and permission bits","example":"33188"},
  {"name":"interpreter.file.rights","type":"int","origin":"agent","constants":"file_mode","json":"interpreter.rights","brief":"Permission bits alone","example":"420"},
  {"name":"interpreter.file.uid","type":"int","origin":"kernel","json":"interpreter.uid","brief":"User id of the owner","example":"0"},
  {"name":"interpreter.file.gid","type":"int","origin":"kernel","json":"interpreter.gid","brief":"Group id of the owner","example":"42"},
  {"name":"interpreter.file.user","type":"string","origin":"agent","json":"interpreter.user","brief":"Name of the owner, as where the process is: on the host or in its container","example":"root"},
  {"name":"interpreter.file.group","type":"string","origin":"agent","json":"interpreter.group","brief":"Name of the group, likewise","example":"shadow"},
  {"name":"interpreter.file.mount_id","type":"int","origin":"kernel","json":"interpreter.mount_id","brief":"Id of the mount that holds the file","example":"28"},
  {"name":"interpreter.file.filesystem","type":"string","origin":"kernel","json":"interpreter.filesystem","brief":"Type of the file system","example":"ext4"},
  {"name":"interpreter.file.in_upper_layer","type":"bool","origin":"kernel","json":"interpreter.in_upper_layer","brief":"Whether an overlay file was written or created above its image","example":"true"},
  {"name":"interpreter.file.modification_time","type":"int","origin":"kernel","json":"interpreter.modification_time","brief":"Last change of the content, nanoseconds since 1970","example":"1700000000000000000"},
  {"name":"interpreter.file.change_time","type":"int","origin":"kernel","json":"interpreter.change_time","brief":"Last change of the inode, nanoseconds since 1970","example":"1700000000000000000"},
  {"name":"interpreter.file.links","type":"int","origin":"kernel","json":"interpreter.links","brief":"Number of hard links; 0 for a deleted file","example":"1"},
  {"name":"interpreter.file.hashes","type":"string","origin":"agent","array":true,"json":"interpreter.hashes","brief":"Hashes of the content, each as algorithm:hex; sha1 and sha256 of regular files up to 10 MiB, as the content is when the field is first read","example":"sha256:9f86d081884c7d65"},
  {"name":"interpreter.file.hash_state","type":"string","origin":"agent","json":"interpreter.hash_state","brief":"Whether the content was hashed: Done, or why not","example":"Done"},
  {"name":"interpreter.file.package.name","type":"string","origin":"agent","json":"interpreter.package_name","brief":"Installed package the file belongs to","example":"coreutils"},
  {"name":"interpreter.file.package.version","type":"string","origin":"agent","json":"interpreter.package_version","brief":"Full version of that package","example":"9.1-1"},
  {"name":"interpreter.file.package.source_version","type":"string","origin":"agent","json":"interpreter.package_source_version","brief":"Full version of the source package of that package","example":"9.1-1"},
  {"name":"interpreter.file.mount_detached","type":"bool","origin":"kernel","json":"interpreter.mount_detached","brief":"Whether the file's mount is attached to no mount tree","example":"false"},
  {"name":"interpreter.file.mount_visible","type":"bool","origin":"kernel","json":"interpreter.mount_visible","brief":"Whether the file's mount can be reached by a path","example":"true"},
];

const OWN_ALL_PARTS: readonly FieldPart[] = [
  {"name":"event.timestamp","type":"int","origin":"agent","json":"date","brief":"When it happened, nanoseconds since 1970","example":"1700000000000000000"},
  {"name":"event.hostname","type":"string","origin":"agent","brief":"Name of the host","example":"web-1"},
  {"name":"event.os","type":"string","origin":"agent","json":"agent.os","brief":"Operating system, always linux","example":"linux"},
  {"name":"event.origin","type":"string","origin":"agent","json":"agent.origin","brief":"How the event was seen: ebpf, ebpfless or replay","example":"ebpf"},
  {"name":"event.source","type":"string","origin":"agent","json":"process.source","brief":"runtime, or replay for a process that ran before the agent","example":"runtime"},
  {"name":"event.async","type":"bool","origin":"agent","json":"evt.async","brief":"Whether the call was asynchronous (io_uring)","example":"false"},
  {"name":"event.service","type":"string","origin":"agent","json":"service","brief":"DD_SERVICE of the process or its nearest ancestor that has one","example":"shop"},
  {"name":"container.id","type":"string","origin":"agent","json":"container.id","brief":"Id of the container the process runs in; empty on the host","example":"3f2a8c1b7d60"},
  {"name":"container.created_at","type":"int","origin":"agent","json":"container.created_at","brief":"When the container was made, or first seen when no runtime says; nanoseconds since 1970","example":"1700000000000000000"},
  {"name":"container.tags","type":"string","origin":"agent","array":true,"brief":"Tags of the container","example":"image_name:nginx"},
  {"name":"container.name","type":"string","origin":"agent","json":"container.name","brief":"Name of the container","example":"shop-web"},
  {"name":"container.image","type":"string","origin":"agent","json":"container.image","brief":"Image of the container","example":"nginx:1.27"},
  {"name":"container.runtime","type":"string","origin":"agent","json":"container.runtime","brief":"docker, containerd, podman, cri-o or kubernetes","example":"podman"},
  {"name":"cgroup.id","type":"string","origin":"kernel","json":"cgroup.id","brief":"Path of the cgroup of the process","example":"/system.slice/ssh.service"},
  {"name":"cgroup.file.inode","type":"int","origin":"kernel","brief":"Inode of the directory of that cgroup, which is also the cgroup's id","example":"2417"},
  {"name":"cgroup.file.mount_id","type":"int","origin":"kernel","reason":"the sensor does not look up the mount of cgroups","brief":"Id of the mount that holds the directory of that cgroup","example":"31"},
  {"name":"cgroup.version","type":"int","origin":"kernel","reason":"the sensor does not tell the hierarchies of cgroups apart","brief":"Version of the cgroup hierarchy, 1 or 2","example":"2"},
  {"name":"event.rule.tags","type":"string","origin":"rule","array":true,"brief":"Tags of the rule that looks at the event","example":"team:edge"},
  {"name":"event.signature","type":"string","origin":"agent","reason":"the agent does not sign events","brief":"Signature by which the event can be told to be the agent's own","example":"5c1e"},
];

const OWN_EXEC_PARTS: readonly FieldPart[] = [
  {"name":"exec.syscall.path","type":"string","origin":"kernel","json":"syscall.exec.path","brief":"Path as given to the call; claimed by the caller","example":"./run.sh"},
  {"name":"exec.file.metadata.size","type":"int","origin":"agent","brief":"Size of the executable in bytes","example":"1396520"},
  {"name":"exec.file.metadata.type","type":"int","origin":"agent","constants":"file_type","brief":"Kind of content","example":"6"},
  {"name":"exec.file.metadata.is_executable","type":"bool","origin":"agent","brief":"Whether the content is a program for some system","example":"true"},
  {"name":"exec.file.metadata.architecture","type":"int","origin":"agent","constants":"architecture","brief":"Processor the program was built for","example":"2"},
  {"name":"exec.file.metadata.abi","type":"int","origin":"agent","constants":"abi","brief":"Word size the program was built for","example":"2"},
  {"name":"exec.file.metadata.is_upx_packed","type":"bool","origin":"agent","brief":"Whether the program is packed by UPX","example":"false"},
  {"name":"exec.file.metadata.compression","type":"int","origin":"agent","constants":"compression","brief":"How the file is compressed","example":"0"},
  {"name":"exec.file.metadata.is_garble_obfuscated","type":"bool","origin":"agent","brief":"Whether the program is Go code obfuscated by garble","example":"false"},
];

const OWN_EXIT_PARTS: readonly FieldPart[] = [
  {"name":"exit.cause","type":"int","origin":"agent","constants":"exit_cause","json":"exit.cause","brief":"How it ended: EXITED, COREDUMPED or SIGNALED","example":"0"},
  {"name":"exit.code","type":"int","origin":"agent","json":"exit.code","brief":"Exit status, or the signal that ended it","example":"1"},
];

const OWN_OPEN_PARTS: readonly FieldPart[] = [
  {"name":"open.flags","type":"int","origin":"kernel","constants":"open_flags","json":"file.flags","brief":"Flags of the call","example":"577"},
  {"name":"open.file.destination.mode","type":"int","origin":"kernel","constants":"file_mode","json":"file.destination.mode","brief":"Mode asked for a file that is created","example":"420"},
  {"name":"open.retval","type":"int","origin":"kernel","constants":"error","brief":"File descriptor, or a negative errno","example":"3"},
  {"name":"open.syscall.flags","type":"int","origin":"kernel","constants":"open_flags","json":"syscall.open.flags","brief":"Flags as given to the call","example":"577"},
  {"name":"open.syscall.mode","type":"int","origin":"kernel","json":"syscall.open.mode","brief":"Mode as given to the call","example":"420"},
  {"name":"open.syscall.path","type":"string","origin":"kernel","json":"syscall.open.path","brief":"Path as given to the call; claimed by the caller","example":"../etc/shadow"},
];

const OWN_UNLINK_PARTS: readonly FieldPart[] = [
  {"name":"unlink.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"unlink.syscall.path","type":"string","origin":"kernel","json":"syscall.unlink.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
  {"name":"unlink.flags","type":"int","origin":"kernel","constants":"unlink_flags","json":"file.flags","brief":"Flags of the call","example":"0"},
  {"name":"unlink.syscall.flags","type":"int","origin":"kernel","constants":"unlink_flags","json":"syscall.unlink.flags","brief":"Flags as given to the call","example":"0"},
  {"name":"unlink.syscall.dirfd","type":"int","origin":"kernel","json":"syscall.unlink.dirfd","brief":"Directory file descriptor as given to the call","example":"-100"},
];

const OWN_RENAME_PARTS: readonly FieldPart[] = [
  {"name":"rename.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"rename.syscall.path","type":"string","origin":"kernel","json":"syscall.rename.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
  {"name":"rename.syscall.destination.path","type":"string","origin":"kernel","json":"syscall.rename.destination_path","brief":"New path as given to the call; claimed by the caller","example":"./y"},
  {"name":"rename.replaced.inode","type":"int","origin":"kernel","json":"file.replaced.inode","brief":"Inode of the file that had the new name before; 0 when none had, or without the hooks that see it","example":"1837442"},
  {"name":"rename.replaced.mode","type":"int","origin":"kernel","constants":"file_mode","json":"file.replaced.mode","brief":"Type and permission bits of the file that was replaced","example":"33188"},
  {"name":"rename.replaced.uid","type":"int","origin":"kernel","json":"file.replaced.uid","brief":"Owner of the file that was replaced","example":"0"},
];

const OWN_CHMOD_PARTS: readonly FieldPart[] = [
  {"name":"chmod.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"chmod.syscall.path","type":"string","origin":"kernel","json":"syscall.chmod.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
  {"name":"chmod.file.destination.mode","type":"int","origin":"kernel","constants":"file_mode","json":"file.destination.mode","brief":"New mode","example":"2541"},
  {"name":"chmod.file.destination.rights","type":"int","origin":"agent","constants":"file_mode","json":"file.destination.rights","brief":"New permission bits","example":"2541"},
  {"name":"chmod.syscall.mode","type":"int","origin":"kernel","constants":"file_mode","json":"syscall.chmod.mode","brief":"Mode as given to the call","example":"2541"},
];

const OWN_CHOWN_PARTS: readonly FieldPart[] = [
  {"name":"chown.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"chown.syscall.path","type":"string","origin":"kernel","json":"syscall.chown.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
  {"name":"chown.file.destination.uid","type":"int","origin":"kernel","json":"file.destination.uid","brief":"New owner; 4294967295 leaves it","example":"0"},
  {"name":"chown.file.destination.gid","type":"int","origin":"kernel","json":"file.destination.gid","brief":"New group; 4294967295 leaves it","example":"0"},
  {"name":"chown.file.destination.user","type":"string","origin":"agent","json":"file.destination.user","brief":"Name of the new owner","example":"root"},
  {"name":"chown.file.destination.group","type":"string","origin":"agent","json":"file.destination.group","brief":"Name of the new group","example":"root"},
  {"name":"chown.syscall.uid","type":"int","origin":"kernel","json":"syscall.chown.uid","brief":"User as given to the call","example":"0"},
  {"name":"chown.syscall.gid","type":"int","origin":"kernel","json":"syscall.chown.gid","brief":"Group as given to the call","example":"0"},
];

const OWN_LINK_PARTS: readonly FieldPart[] = [
  {"name":"link.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"link.syscall.path","type":"string","origin":"kernel","json":"syscall.link.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
  {"name":"link.syscall.destination.path","type":"string","origin":"kernel","json":"syscall.link.destination_path","brief":"New name as given to the call; claimed by the caller","example":"./y"},
];

const OWN_MKDIR_PARTS: readonly FieldPart[] = [
  {"name":"mkdir.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"mkdir.syscall.path","type":"string","origin":"kernel","json":"syscall.mkdir.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
  {"name":"mkdir.file.destination.mode","type":"int","origin":"kernel","constants":"file_mode","json":"file.destination.mode","brief":"Mode asked for","example":"493"},
  {"name":"mkdir.file.destination.rights","type":"int","origin":"agent","constants":"file_mode","json":"file.destination.rights","brief":"Permission bits asked for","example":"493"},
  {"name":"mkdir.syscall.mode","type":"int","origin":"kernel","json":"syscall.mkdir.mode","brief":"Mode as given to the call","example":"493"},
];

const OWN_CONNECT_PARTS: readonly FieldPart[] = [
  {"name":"connect.addr.ip","type":"ip","origin":"kernel","json":"connect.addr.ip","brief":"Address connected to","example":"203.0.113.7"},
  {"name":"connect.addr.port","type":"int","origin":"kernel","json":"connect.addr.port","brief":"Port connected to","example":"443"},
  {"name":"connect.addr.family","type":"int","origin":"kernel","constants":"address_family","json":"connect.addr.family","brief":"Address family","example":"2"},
  {"name":"connect.addr.is_public","type":"bool","origin":"agent","brief":"Whether the address is public","example":"true"},
  {"name":"connect.addr.hostname","type":"string","origin":"agent","array":true,"operators":"dns","json":"connect.hostnames","brief":"Names this host's processes last resolved to the address","example":"pool.example"},
  {"name":"connect.protocol","type":"int","origin":"kernel","constants":"l4_protocol","json":"connect.protocol","brief":"Layer 4 protocol","example":"6"},
  {"name":"connect.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno such as -EINPROGRESS","example":"0"},
];

const OWN_DNS_PARTS: readonly FieldPart[] = [
  {"name":"dns.id","type":"int","origin":"agent","json":"dns.id","brief":"Id of the message","example":"4242"},
  {"name":"dns.question.name","type":"string","origin":"agent","operators":"dns","json":"dns.question.name","brief":"Name asked for","example":"pool.example"},
  {"name":"dns.question.type","type":"int","origin":"agent","constants":"dns_qtype","json":"dns.question.type","brief":"Type asked for","example":"1"},
  {"name":"dns.question.class","type":"int","origin":"agent","constants":"dns_qclass","json":"dns.question.class","brief":"Class asked for","example":"1"},
  {"name":"dns.question.count","type":"int","origin":"agent","json":"dns.question.count","brief":"Number of questions","example":"1"},
  {"name":"dns.question.length","type":"int","origin":"agent","json":"dns.question.size","brief":"Length of the message in bytes","example":"38"},
  {"name":"dns.response.code","type":"int","origin":"agent","constants":"dns_rcode","json":"dns.response.code","brief":"Response code; 0 for a question","example":"3"},
];

const OWN_RMDIR_PARTS: readonly FieldPart[] = [
  {"name":"rmdir.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"rmdir.syscall.path","type":"string","origin":"kernel","json":"syscall.rmdir.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
];

const OWN_UTIMES_PARTS: readonly FieldPart[] = [
  {"name":"utimes.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"utimes.syscall.path","type":"string","origin":"kernel","json":"syscall.utimes.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
  {"name":"utimes.file.destination.access_time","type":"int","origin":"agent","json":"file.destination.access_time","brief":"New access time, nanoseconds since 1970; 0 when it is left alone","example":"1700000000000000000"},
  {"name":"utimes.file.destination.modification_time","type":"int","origin":"agent","json":"file.destination.modification_time","brief":"New modification time, nanoseconds since 1970; 0 when it is left alone","example":"1700000000000000000"},
];

const OWN_SETXATTR_PARTS: readonly FieldPart[] = [
  {"name":"setxattr.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"setxattr.file.destination.name","type":"string","origin":"kernel","json":"file.destination.attribute_name","brief":"Name of the attribute; claimed by the caller","example":"security.capability"},
  {"name":"setxattr.file.destination.namespace","type":"string","origin":"kernel","json":"file.destination.attribute_namespace","brief":"Namespace of the attribute","example":"security"},
  {"name":"setxattr.syscall.path","type":"string","origin":"kernel","json":"syscall.setxattr.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
];

const OWN_REMOVEXATTR_PARTS: readonly FieldPart[] = [
  {"name":"removexattr.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"removexattr.file.destination.name","type":"string","origin":"kernel","json":"file.destination.attribute_name","brief":"Name of the attribute; claimed by the caller","example":"security.capability"},
  {"name":"removexattr.file.destination.namespace","type":"string","origin":"kernel","json":"file.destination.attribute_namespace","brief":"Namespace of the attribute","example":"security"},
  {"name":"removexattr.syscall.path","type":"string","origin":"kernel","json":"syscall.removexattr.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
];

const OWN_MOUNT_PARTS: readonly FieldPart[] = [
  {"name":"mount.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"mount.mountpoint.path","type":"string","origin":"kernel","json":"mount.mountpoint.path","brief":"Path that the file system is mounted on; empty for a detached mount","example":"/mnt/host"},
  {"name":"mount.source.path","type":"string","origin":"kernel","json":"mount.source.path","brief":"Source of a bind mount; claimed by the caller","example":"/etc"},
  {"name":"mount.root.path","type":"string","origin":"kernel","json":"mount.root.path","brief":"Root of the mount within its file system","example":"/"},
  {"name":"mount.fs_type","type":"string","origin":"kernel","json":"mount.fs_type","brief":"Type of the file system","example":"overlay"},
  {"name":"mount.detached","type":"bool","origin":"kernel","json":"mount.detached","brief":"Whether the mount is attached to no mount tree","example":"false"},
  {"name":"mount.visible","type":"bool","origin":"kernel","json":"mount.visible","brief":"Whether the mount can be reached by a path","example":"true"},
  {"name":"mount.mount_id","type":"int","origin":"kernel","json":"mount.mount_id","brief":"Id of the mount","example":"412"},
  {"name":"mount.origin","type":"int","origin":"kernel","constants":"mount_origin","json":"mount.origin","brief":"How the mount came to be","example":"2"},
  {"name":"mount.syscall.source.path","type":"string","origin":"kernel","json":"syscall.mount.path","brief":"Source as given to the call; claimed by the caller","example":"/etc"},
  {"name":"mount.syscall.mountpoint.path","type":"string","origin":"kernel","json":"syscall.mount.destination_path","brief":"Mount point as given to the call; claimed by the caller","example":"/mnt/host"},
  {"name":"mount.syscall.fs_type","type":"string","origin":"kernel","json":"syscall.mount.fs_type","brief":"Type as given to the call; claimed by the caller","example":"overlay"},
];

const OWN_CHDIR_PARTS: readonly FieldPart[] = [
  {"name":"chdir.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"chdir.syscall.path","type":"string","origin":"kernel","json":"syscall.chdir.path","brief":"Path as given to the call; claimed by the caller","example":"./x"},
];

const OWN_MMAP_PARTS: readonly FieldPart[] = [
  {"name":"mmap.retval","type":"int","origin":"kernel","constants":"error","brief":"Address, or a negative errno","example":"0"},
  {"name":"mmap.protection","type":"int","origin":"kernel","constants":"protection","json":"mmap.protection","brief":"Protection asked for, a mask","example":"7"},
  {"name":"mmap.flags","type":"int","origin":"kernel","constants":"mmap_flags","json":"mmap.flags","brief":"Flags of the call, a mask","example":"34"},
  {"name":"mmap.address","type":"string","origin":"agent","json":"mmap.address","brief":"Address of the mapping, hexadecimal","example":"0x7f12a4c00000"},
  {"name":"mmap.length","type":"int","origin":"kernel","json":"mmap.length","brief":"Bytes asked for","example":"4096"},
  {"name":"mmap.offset","type":"int","origin":"kernel","json":"mmap.offset","brief":"Where in the file the mapping starts, bytes","example":"0"},
];

const OWN_MPROTECT_PARTS: readonly FieldPart[] = [
  {"name":"mprotect.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"mprotect.vm_protection","type":"int","origin":"kernel","constants":"vm_flags","json":"mprotect.vm_protection","brief":"Flags of the segment before, a mask","example":"3"},
  {"name":"mprotect.req_protection","type":"int","origin":"kernel","constants":"vm_flags","json":"mprotect.req_protection","brief":"Protection asked for, a mask","example":"5"},
  {"name":"mprotect.vm_start","type":"string","origin":"agent","json":"mprotect.vm_start","brief":"First address of the change, hexadecimal","example":"0x7f12a4c00000"},
  {"name":"mprotect.vm_end","type":"string","origin":"agent","json":"mprotect.vm_end","brief":"First address after the change, hexadecimal","example":"0x7f12a4c01000"},
];

const OWN_SPLICE_PARTS: readonly FieldPart[] = [
  {"name":"splice.retval","type":"int","origin":"kernel","constants":"error","brief":"Bytes moved, or a negative errno","example":"1"},
  {"name":"splice.pipe_entry_flag","type":"int","origin":"kernel","constants":"pipe_flags","json":"splice.pipe_entry_flag","brief":"Flags of the last buffer in the pipe that was written, before the call; 0 when the call filled all of it","example":"16"},
  {"name":"splice.pipe_exit_flag","type":"int","origin":"kernel","constants":"pipe_flags","json":"splice.pipe_exit_flag","brief":"Flags of the last buffer in the pipe that was written, after the call","example":"16"},
];

const OWN_PTRACE_PARTS: readonly FieldPart[] = [
  {"name":"ptrace.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"ptrace.request","type":"int","origin":"kernel","constants":"ptrace_request","json":"ptrace.request","brief":"Request of the call","example":"16"},
];

const OWN_SIGNAL_PARTS: readonly FieldPart[] = [
  {"name":"signal.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"signal.type","type":"int","origin":"kernel","constants":"signal","json":"signal.type","brief":"Number of the signal","example":"9"},
  {"name":"signal.pid","type":"int","origin":"kernel","json":"signal.pid","brief":"Process id as given to the call, in the pid namespace of the caller; 0 and below for groups","example":"812"},
];

const OWN_BPF_PARTS: readonly FieldPart[] = [
  {"name":"bpf.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"bpf.cmd","type":"int","origin":"kernel","constants":"bpf_cmd","json":"bpf.cmd","brief":"Command of the call","example":"5"},
  {"name":"bpf.map.name","type":"string","origin":"kernel","json":"bpf.map.name","brief":"Name of the map","example":"events"},
  {"name":"bpf.map.type","type":"int","origin":"kernel","constants":"bpf_map_type","json":"bpf.map.map_type","brief":"Type of the map","example":"27"},
  {"name":"bpf.prog.name","type":"string","origin":"kernel","json":"bpf.program.name","brief":"Name of the program","example":"open_exit"},
  {"name":"bpf.prog.type","type":"int","origin":"kernel","constants":"bpf_prog_type","json":"bpf.program.program_type","brief":"Type of the program","example":"2"},
  {"name":"bpf.prog.attach_type","type":"int","origin":"kernel","constants":"bpf_attach_type","json":"bpf.program.attach_type","brief":"Where the program attaches","example":"0"},
  {"name":"bpf.prog.helpers","type":"int","origin":"kernel","array":true,"constants":"bpf_helper","json":"bpf.program.helpers","brief":"Helper functions that the first 4096 instructions of a program that is loaded call; claimed by the caller","example":"36"},
  {"name":"bpf.prog.tag","type":"string","origin":"kernel","json":"bpf.program.tag","brief":"Hash of the program, 16 hexadecimal digits","example":"6deef7357e7b4530"},
];

const OWN_LOAD_MODULE_PARTS: readonly FieldPart[] = [
  {"name":"load_module.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"load_module.name","type":"string","origin":"kernel","json":"module.name","brief":"Name of the module; empty when the kernel refused it before reading its name","example":"nf_tables"},
  {"name":"load_module.args","type":"string","origin":"kernel","brief":"Parameters of the module, joined by spaces; claimed by the caller","example":"debug=1"},
  {"name":"load_module.argv","type":"string","origin":"kernel","array":true,"json":"module.argv","brief":"Parameters of the module","example":"debug=1"},
  {"name":"load_module.args_truncated","type":"bool","origin":"kernel","json":"module.args_truncated","brief":"Whether the parameters were cut","example":"false"},
  {"name":"load_module.loaded_from_memory","type":"bool","origin":"kernel","json":"module.loaded_from_memory","brief":"Whether the module came from memory (init_module, or a memory file) rather than from a file","example":"false"},
];

const OWN_UNLOAD_MODULE_PARTS: readonly FieldPart[] = [
  {"name":"unload_module.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"unload_module.name","type":"string","origin":"kernel","json":"module.name","brief":"Name of the module; as the caller gave it when it was not removed","example":"nf_tables"},
];

const OWN_SETUID_PARTS: readonly FieldPart[] = [
  {"name":"setuid.uid","type":"int","origin":"kernel","json":"process.credentials.destination.uid","brief":"New real user id","example":"0"},
  {"name":"setuid.user","type":"string","origin":"agent","json":"process.credentials.destination.user","brief":"Name of the new real user","example":"root"},
  {"name":"setuid.euid","type":"int","origin":"kernel","json":"process.credentials.destination.euid","brief":"New effective user id","example":"0"},
  {"name":"setuid.euser","type":"string","origin":"agent","json":"process.credentials.destination.euser","brief":"Name of the new effective user","example":"root"},
  {"name":"setuid.fsuid","type":"int","origin":"kernel","json":"process.credentials.destination.fsuid","brief":"New file access user id","example":"0"},
  {"name":"setuid.fsuser","type":"string","origin":"agent","json":"process.credentials.destination.fsuser","brief":"Name of the new file access user","example":"root"},
];

const OWN_SETGID_PARTS: readonly FieldPart[] = [
  {"name":"setgid.gid","type":"int","origin":"kernel","json":"process.credentials.destination.gid","brief":"New real group id","example":"0"},
  {"name":"setgid.group","type":"string","origin":"agent","json":"process.credentials.destination.group","brief":"Name of the new real group","example":"root"},
  {"name":"setgid.egid","type":"int","origin":"kernel","json":"process.credentials.destination.egid","brief":"New effective group id","example":"0"},
  {"name":"setgid.egroup","type":"string","origin":"agent","json":"process.credentials.destination.egroup","brief":"Name of the new effective group","example":"root"},
  {"name":"setgid.fsgid","type":"int","origin":"kernel","json":"process.credentials.destination.fsgid","brief":"New file access group id","example":"0"},
  {"name":"setgid.fsgroup","type":"string","origin":"agent","json":"process.credentials.destination.fsgroup","brief":"Name of the new file access group","example":"root"},
];

const OWN_CAPSET_PARTS: readonly FieldPart[] = [
  {"name":"capset.cap_effective","type":"int","origin":"kernel","constants":"capability","json":"process.credentials.destination.cap_effective","brief":"New effective capabilities, a mask","example":"1"},
  {"name":"capset.cap_permitted","type":"int","origin":"kernel","constants":"capability","json":"process.credentials.destination.cap_permitted","brief":"New permitted capabilities, a mask","example":"1"},
];

const OWN_MEMFD_CREATE_PARTS: readonly FieldPart[] = [
  {"name":"memfd_create.retval","type":"int","origin":"kernel","constants":"error","brief":"Descriptor of the file, or a negative errno","example":"3"},
  {"name":"memfd_create.name","type":"string","origin":"kernel","json":"memfd.name","brief":"Name given to the file; claimed by the caller when the call failed","example":"payload"},
  {"name":"memfd_create.flags","type":"int","origin":"kernel","constants":"memfd_flags","json":"memfd.flags","brief":"Flags of the call, a mask","example":"1"},
];

const OWN_MEMFD_SEAL_PARTS: readonly FieldPart[] = [
  {"name":"memfd_seal.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"memfd_seal.seals","type":"int","origin":"kernel","constants":"seal_flags","json":"memfd.seals","brief":"Seals asked for, a mask","example":"15"},
];

const OWN_PIVOT_ROOT_PARTS: readonly FieldPart[] = [
  {"name":"pivot_root.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"pivot_root.mount_id","type":"int","origin":"kernel","json":"mount.mount_id","brief":"Id of the mount that is the root now; 0 when the call failed","example":"412"},
  {"name":"pivot_root.fs_type","type":"string","origin":"kernel","json":"mount.fs_type","brief":"Type of the file system that is the root now","example":"overlay"},
  {"name":"pivot_root.root.path","type":"string","origin":"kernel","json":"mount.root.path","brief":"Root of that mount within its file system","example":"/"},
  {"name":"pivot_root.syscall.new_root.path","type":"string","origin":"kernel","json":"syscall.mount.path","brief":"New root as given to the call; claimed by the caller","example":"/mnt/root"},
  {"name":"pivot_root.syscall.put_old.path","type":"string","origin":"kernel","json":"syscall.mount.destination_path","brief":"Place for the old root as given to the call; claimed by the caller","example":"/mnt/root/old"},
];

const OWN_PERF_EVENT_OPEN_PARTS: readonly FieldPart[] = [
  {"name":"perf_event_open.retval","type":"int","origin":"kernel","constants":"error","brief":"Descriptor of the event, or a negative errno","example":"3"},
  {"name":"perf_event_open.type","type":"int","origin":"kernel","constants":"perf_type","json":"perf_event.type","brief":"Kind of event: a name of perf_type, or the number of a source in /sys/bus/event_source/devices; claimed by the caller when the call failed","example":"2"},
  {"name":"perf_event_open.config","type":"int","origin":"kernel","json":"perf_event.config","brief":"Which event of its kind, such as the id of a tracepoint; claimed by the caller when the call failed","example":"314"},
  {"name":"perf_event_open.pid","type":"int","origin":"kernel","json":"perf_event.pid","brief":"Thread that is measured, as given: 0 for the caller, -1 for all; with PERF_FLAG_PID_CGROUP a descriptor of a cgroup","example":"-1"},
  {"name":"perf_event_open.cpu","type":"int","origin":"kernel","json":"perf_event.cpu","brief":"Processor that is measured; -1 for any","example":"0"},
  {"name":"perf_event_open.flags","type":"int","origin":"kernel","constants":"perf_flags","json":"perf_event.flags","brief":"Flags of the call, a mask","example":"8"},
];

const OWN_BIND_PARTS: readonly FieldPart[] = [
  {"name":"bind.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"bind.addr.ip","type":"ip","origin":"kernel","json":"bind.addr.ip","brief":"Address bound to","example":"198.51.100.4"},
  {"name":"bind.addr.port","type":"int","origin":"kernel","json":"bind.addr.port","brief":"Port bound to","example":"8443"},
  {"name":"bind.addr.family","type":"int","origin":"kernel","constants":"address_family","json":"bind.addr.family","brief":"Address family","example":"2"},
  {"name":"bind.addr.is_public","type":"bool","origin":"agent","brief":"Whether the address is public","example":"true"},
  {"name":"bind.protocol","type":"int","origin":"kernel","constants":"l4_protocol","json":"bind.protocol","brief":"Layer 4 protocol","example":"6"},
];

const OWN_ACCEPT_PARTS: readonly FieldPart[] = [
  {"name":"accept.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"accept.addr.ip","type":"ip","origin":"kernel","json":"accept.addr.ip","brief":"Address of the peer","example":"198.51.100.4"},
  {"name":"accept.addr.port","type":"int","origin":"kernel","json":"accept.addr.port","brief":"Port of the peer","example":"8443"},
  {"name":"accept.addr.family","type":"int","origin":"kernel","constants":"address_family","json":"accept.addr.family","brief":"Address family","example":"2"},
  {"name":"accept.addr.is_public","type":"bool","origin":"agent","brief":"Whether the address is public","example":"true"},
  {"name":"accept.addr.hostname","type":"string","origin":"agent","array":true,"operators":"dns","json":"accept.hostnames","brief":"Names this host's processes last resolved to the address","example":"pool.example"},
];

const OWN_SETSOCKOPT_PARTS: readonly FieldPart[] = [
  {"name":"setsockopt.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"setsockopt.level","type":"int","origin":"kernel","constants":"socket_level","json":"setsockopt.level","brief":"Level of the call","example":"1"},
  {"name":"setsockopt.optname","type":"int","origin":"kernel","constants":"socket_option","brief":"Option of the call","example":"26"},
  {"name":"setsockopt.socket_type","type":"int","origin":"kernel","constants":"socket_type","json":"setsockopt.socket_type","brief":"Type of the socket","example":"3"},
  {"name":"setsockopt.socket_family","type":"int","origin":"kernel","constants":"address_family","json":"setsockopt.socket_family","brief":"Address family of the socket","example":"17"},
  {"name":"setsockopt.socket_protocol","type":"int","origin":"kernel","constants":"l4_protocol","json":"setsockopt.socket_protocol","brief":"Protocol of the socket","example":"6"},
  {"name":"setsockopt.filter_len","type":"int","origin":"kernel","json":"setsockopt.filter_len","brief":"Instructions of the packet filter that is attached","example":"11"},
  {"name":"setsockopt.filter_hash","type":"string","origin":"agent","json":"setsockopt.filter_hash","brief":"SHA-256 of that filter","example":"2c26b46b68ffc68f"},
  {"name":"setsockopt.filter_instructions","type":"string","origin":"agent","json":"setsockopt.filter","brief":"That filter as text","example":"ldh [12]"},
  {"name":"setsockopt.is_filter_truncated","type":"bool","origin":"kernel","json":"setsockopt.is_filter_truncated","brief":"Whether that filter was cut","example":"false"},
  {"name":"setsockopt.used_immediates","type":"int","origin":"agent","array":true,"json":"setsockopt.used_immediates","brief":"Numbers that the filter compares with","example":"21139"},
  {"name":"setsockopt.option","type":"string","origin":"agent","json":"setsockopt.optname","brief":"Name of the option, which its number says only together with the level","example":"SO_ATTACH_FILTER"},
];

const OWN_SETRLIMIT_PARTS: readonly FieldPart[] = [
  {"name":"setrlimit.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"setrlimit.resource","type":"int","origin":"kernel","constants":"rlimit","json":"setrlimit.resource","brief":"Resource that is limited","example":"7"},
  {"name":"setrlimit.rlim_cur","type":"int","origin":"kernel","json":"setrlimit.rlim_cur","brief":"New soft limit; -1 for none","example":"1024"},
  {"name":"setrlimit.rlim_max","type":"int","origin":"kernel","json":"setrlimit.rlim_max","brief":"New hard limit; -1 for none","example":"4096"},
];

const OWN_PRCTL_PARTS: readonly FieldPart[] = [
  {"name":"prctl.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"prctl.option","type":"int","origin":"kernel","constants":"prctl_option","json":"prctl.option","brief":"Option of the call","example":"15"},
  {"name":"prctl.new_name","type":"string","origin":"kernel","json":"prctl.new_name","brief":"Task name that PR_SET_NAME gives","example":"kworker/0:1"},
  {"name":"prctl.is_name_truncated","type":"bool","origin":"kernel","json":"prctl.is_name_truncated","brief":"Whether that name was cut","example":"false"},
];

const OWN_SYSCTL_PARTS: readonly FieldPart[] = [
  {"name":"sysctl.action","type":"int","origin":"kernel","constants":"sysctl_action","json":"sysctl.action","brief":"What was done to the parameter","example":"1"},
  {"name":"sysctl.name","type":"string","origin":"kernel","json":"sysctl.name","brief":"Name of the parameter","example":"kernel/core_pattern"},
  {"name":"sysctl.name_truncated","type":"bool","origin":"kernel","json":"sysctl.name_truncated","brief":"Whether the name was cut","example":"false"},
  {"name":"sysctl.value","type":"string","origin":"kernel","json":"sysctl.value","brief":"Value that is written, also when the kernel then refuses it; of a read, the value","example":"core"},
  {"name":"sysctl.value_truncated","type":"bool","origin":"kernel","json":"sysctl.value_truncated","brief":"Whether that value was cut","example":"false"},
  {"name":"sysctl.old_value","type":"string","origin":"kernel","json":"sysctl.old_value","brief":"Value before the event","example":"core"},
  {"name":"sysctl.old_value_truncated","type":"bool","origin":"kernel","json":"sysctl.old_value_truncated","brief":"Whether that value was cut","example":"false"},
  {"name":"sysctl.file_position","type":"int","origin":"kernel","json":"sysctl.file_position","brief":"Offset of the access in the file of the parameter","example":"0"},
];

const OWN_SELINUX_PARTS: readonly FieldPart[] = [
  {"name":"selinux.bool.name","type":"string","origin":"kernel","json":"selinux.bool.name","brief":"Name of the boolean that was set","example":"httpd_can_network_connect"},
  {"name":"selinux.bool.state","type":"string","origin":"kernel","json":"selinux.bool.state","brief":"New value of that boolean, on or off","example":"on"},
  {"name":"selinux.bool_commit.state","type":"bool","origin":"kernel","json":"selinux.bool_commit.state","brief":"Whether pending booleans were put in force","example":"true"},
  {"name":"selinux.enforce.status","type":"string","origin":"kernel","json":"selinux.enforce.status","brief":"enforcing, permissive or disabled","example":"permissive"},
];

const OWN_CGROUP_WRITE_PARTS: readonly FieldPart[] = [
  {"name":"cgroup_write.pid","type":"int","origin":"kernel","json":"cgroup_write.pid","brief":"Process id that was moved","example":"812"},
  {"name":"cgroup_write.cgroup","type":"string","origin":"kernel","json":"cgroup_write.cgroup","brief":"Path of the cgroup within its hierarchy","example":"/system.slice/app.service"},
];

const OWN_CAPABILITIES_PARTS: readonly FieldPart[] = [
  {"name":"capabilities.attempted","type":"int","origin":"kernel","constants":"capability","json":"capabilities.caps_attempted","brief":"Capabilities tried for the first time since the exec, a mask","example":"2097152"},
  {"name":"capabilities.used","type":"int","origin":"kernel","constants":"capability","json":"capabilities.caps_used","brief":"Capabilities granted for the first time since the exec, a mask","example":"2097152"},
];

const OWN_IMDS_PARTS: readonly FieldPart[] = [
  {"name":"imds.type","type":"string","origin":"agent","json":"imds.type","brief":"request or response","example":"request"},
  {"name":"imds.cloud_provider","type":"string","origin":"agent","json":"imds.cloud_provider","brief":"Cloud whose metadata was asked for, as far as headers and path tell: aws, azure, gcp, ibm or oracle","example":"aws"},
  {"name":"imds.url","type":"string","origin":"agent","json":"imds.url","brief":"Path asked for","example":"/latest/meta-data/iam/security-credentials/shop"},
  {"name":"imds.host","type":"string","origin":"agent","json":"imds.host","brief":"Host header of the request","example":"169.254.169.254"},
  {"name":"imds.user_agent","type":"string","origin":"agent","json":"imds.user_agent","brief":"User-Agent header of the request","example":"curl/8.5.0"},
  {"name":"imds.server","type":"string","origin":"agent","json":"imds.server","brief":"Server header of the response","example":"EC2ws"},
  {"name":"imds.aws.is_imds_v2","type":"bool","origin":"agent","json":"imds.aws.is_imds_v2","brief":"Whether the request carried a session token, or asked for one","example":"false"},
  {"name":"imds.aws.security_credentials.type","type":"string","origin":"agent","json":"imds.aws.security_credentials.type","brief":"Type of the credentials in the response","example":"AWS-HMAC"},
  {"name":"imds.aws.security_credentials.code","type":"string","origin":"agent","json":"imds.aws.security_credentials.code","brief":"Whether the response has credentials","example":"Success"},
  {"name":"imds.aws.security_credentials.access_key_id","type":"string","origin":"agent","json":"imds.aws.security_credentials.access_key_id","brief":"Id of the access key in the response; the key itself is never read","example":"ASIAIOSFODNN7EXAMPLE"},
  {"name":"imds.aws.security_credentials.last_updated","type":"string","origin":"agent","json":"imds.aws.security_credentials.last_updated","brief":"When these credentials were made","example":"2026-01-01T00:00:00Z"},
  {"name":"imds.aws.security_credentials.expiration","type":"string","origin":"agent","json":"imds.aws.security_credentials.expiration","brief":"When they end","example":"2026-01-01T06:00:00Z"},
];

const OWN_PACKET_PARTS: readonly FieldPart[] = [
  {"name":"packet.filter","type":"string","origin":"agent","json":"packet.filter","brief":"Filter in the syntax of pcap that selects the packets; compared by == only","example":"tcp dst port 4444"},
  {"name":"packet.tls.version","type":"int","origin":"agent","json":"packet.tls.version","brief":"Highest version of TLS that a client hello offers; 0 for other packets","example":"772"},
];

const OWN_NETWORK_FLOW_MONITOR_PARTS: readonly FieldPart[] = [
  {"name":"network_flow_monitor.device.ifname","type":"string","origin":"kernel","json":"network_flow_monitor.device.ifname","brief":"Network device the flows passed","example":"eth0"},
];

const OWN_SOCKET_PARTS: readonly FieldPart[] = [
  {"name":"socket.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"socket.domain","type":"int","origin":"kernel","constants":"address_family","json":"socket.domain","brief":"Address family","example":"17"},
  {"name":"socket.type","type":"int","origin":"kernel","constants":"socket_type","json":"socket.type","brief":"Type of the socket","example":"3"},
  {"name":"socket.protocol","type":"int","origin":"kernel","constants":"l4_protocol","json":"socket.protocol","brief":"Protocol as given to the call; 0 leaves it to the kernel","example":"0"},
];

const OWN_UNSHARE_PARTS: readonly FieldPart[] = [
  {"name":"unshare.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"unshare.flags","type":"int","origin":"kernel","constants":"clone_flags","json":"unshare.flags","brief":"Flags of the call, a mask","example":"268435456"},
];

const OWN_FAILED_DNS_PARTS: readonly FieldPart[] = [
  {"name":"failed_dns.payload","type":"string","origin":"agent","json":"failed_dns.payload","brief":"The message in base64, at most 511 bytes of it","example":"AAEBAAAB"},
];

const OWN_ONDEMAND_PARTS: readonly FieldPart[] = [
  {"name":"ondemand.name","type":"string","origin":"agent","brief":"Function to attach to, or syscall: and the name of a call; compared by == only","example":"syscall:chdir"},
  {"name":"ondemand.arg1.str","type":"string","origin":"kernel","brief":"Argument 1 read as text","example":"/etc/shadow"},
  {"name":"ondemand.arg1.uint","type":"int","origin":"kernel","brief":"Argument 1 read as a number","example":"0"},
  {"name":"ondemand.arg2.str","type":"string","origin":"kernel","brief":"Argument 2 read as text","example":"/etc/shadow"},
  {"name":"ondemand.arg2.uint","type":"int","origin":"kernel","brief":"Argument 2 read as a number","example":"0"},
  {"name":"ondemand.arg3.str","type":"string","origin":"kernel","brief":"Argument 3 read as text","example":"/etc/shadow"},
  {"name":"ondemand.arg3.uint","type":"int","origin":"kernel","brief":"Argument 3 read as a number","example":"0"},
  {"name":"ondemand.arg4.str","type":"string","origin":"kernel","brief":"Argument 4 read as text","example":"/etc/shadow"},
  {"name":"ondemand.arg4.uint","type":"int","origin":"kernel","brief":"Argument 4 read as a number","example":"0"},
  {"name":"ondemand.arg5.str","type":"string","origin":"kernel","brief":"Argument 5 read as text","example":"/etc/shadow"},
  {"name":"ondemand.arg5.uint","type":"int","origin":"kernel","brief":"Argument 5 read as a number","example":"0"},
  {"name":"ondemand.arg6.str","type":"string","origin":"kernel","brief":"Argument 6 read as text","example":"/etc/shadow"},
  {"name":"ondemand.arg6.uint","type":"int","origin":"kernel","brief":"Argument 6 read as a number","example":"0"},
];

const OWN_USERFAULTFD_PARTS: readonly FieldPart[] = [
  {"name":"userfaultfd.retval","type":"int","origin":"kernel","constants":"error","brief":"Descriptor, or a negative errno","example":"3"},
  {"name":"userfaultfd.flags","type":"int","origin":"kernel","constants":"userfaultfd_flags","json":"userfaultfd.flags","brief":"Flags of the call, a mask; without UFFD_USER_MODE_ONLY the kernel's own faults are handled too","example":"1"},
];

const OWN_KEXEC_PARTS: readonly FieldPart[] = [
  {"name":"kexec.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"kexec.flags","type":"int","origin":"kernel","constants":"kexec_flags","json":"kexec.flags","brief":"Flags of the call, a mask: those named KEXEC_FILE_ for kexec_file_load, the others for kexec_load","example":"4"},
  {"name":"kexec.loaded_from_memory","type":"bool","origin":"kernel","json":"kexec.loaded_from_memory","brief":"Whether the kernel came from memory (kexec_load, or a memory file) rather than from a file","example":"false"},
  {"name":"kexec.args","type":"string","origin":"kernel","json":"kexec.args","brief":"Command line for the new kernel (kexec_file_load); claimed by the caller","example":"root=/dev/vda1 ro"},
];

const OWN_IO_URING_SETUP_PARTS: readonly FieldPart[] = [
  {"name":"io_uring_setup.retval","type":"int","origin":"kernel","constants":"error","brief":"Descriptor of the queue, or a negative errno","example":"3"},
  {"name":"io_uring_setup.entries","type":"int","origin":"kernel","json":"io_uring.entries","brief":"Requests that the queue was asked to hold","example":"256"},
  {"name":"io_uring_setup.flags","type":"int","origin":"kernel","constants":"io_uring_flags","json":"io_uring.flags","brief":"IORING_SETUP_ flags of the queue, a mask; claimed by the caller when the call failed","example":"2"},
];

const OWN_SETNS_PARTS: readonly FieldPart[] = [
  {"name":"setns.retval","type":"int","origin":"kernel","constants":"error","brief":"0, or a negative errno","example":"0"},
  {"name":"setns.flags","type":"int","origin":"kernel","constants":"clone_flags","json":"setns.flags","brief":"Kinds of the namespaces joined, a mask; those of the descriptor when the call named none","example":"131072"},
];

/** Where fields are: every event's own, then the fieldsets it mounts. */
export const FIELD_MOUNTS: readonly FieldMount[] = [
  {"event":"*","at":"","json":"","iterator":false,"reason":"","parts":OWN_ALL_PARTS},
  {"event":"*","at":"process","json":"process","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"*","at":"process.parent","json":"process.parent","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"*","at":"process.ancestors","json":"process.ancestors[]","iterator":true,"reason":"","parts":PROCESS_PARTS},
  {"event":"exec","at":"","json":"","iterator":false,"reason":"","parts":OWN_EXEC_PARTS},
  {"event":"exec","at":"exec","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"exit","at":"","json":"","iterator":false,"reason":"","parts":OWN_EXIT_PARTS},
  {"event":"exit","at":"exit","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"open","at":"","json":"","iterator":false,"reason":"","parts":OWN_OPEN_PARTS},
  {"event":"open","at":"open.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"unlink","at":"","json":"","iterator":false,"reason":"","parts":OWN_UNLINK_PARTS},
  {"event":"unlink","at":"unlink.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"rename","at":"","json":"","iterator":false,"reason":"","parts":OWN_RENAME_PARTS},
  {"event":"rename","at":"rename.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"rename","at":"rename.file.destination","json":"file.destination","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"chmod","at":"","json":"","iterator":false,"reason":"","parts":OWN_CHMOD_PARTS},
  {"event":"chmod","at":"chmod.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"chown","at":"","json":"","iterator":false,"reason":"","parts":OWN_CHOWN_PARTS},
  {"event":"chown","at":"chown.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"link","at":"","json":"","iterator":false,"reason":"","parts":OWN_LINK_PARTS},
  {"event":"link","at":"link.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"link","at":"link.file.destination","json":"file.destination","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"mkdir","at":"","json":"","iterator":false,"reason":"","parts":OWN_MKDIR_PARTS},
  {"event":"mkdir","at":"mkdir.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"connect","at":"","json":"","iterator":false,"reason":"","parts":OWN_CONNECT_PARTS},
  {"event":"dns","at":"","json":"","iterator":false,"reason":"","parts":OWN_DNS_PARTS},
  {"event":"dns","at":"dns.network","json":"network","iterator":false,"reason":"","parts":NETWORK_PARTS},
  {"event":"rmdir","at":"","json":"","iterator":false,"reason":"","parts":OWN_RMDIR_PARTS},
  {"event":"rmdir","at":"rmdir.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"utimes","at":"","json":"","iterator":false,"reason":"","parts":OWN_UTIMES_PARTS},
  {"event":"utimes","at":"utimes.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"setxattr","at":"","json":"","iterator":false,"reason":"","parts":OWN_SETXATTR_PARTS},
  {"event":"setxattr","at":"setxattr.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"removexattr","at":"","json":"","iterator":false,"reason":"","parts":OWN_REMOVEXATTR_PARTS},
  {"event":"removexattr","at":"removexattr.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"mount","at":"","json":"","iterator":false,"reason":"","parts":OWN_MOUNT_PARTS},
  {"event":"chdir","at":"","json":"","iterator":false,"reason":"","parts":OWN_CHDIR_PARTS},
  {"event":"chdir","at":"chdir.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"mmap","at":"","json":"","iterator":false,"reason":"","parts":OWN_MMAP_PARTS},
  {"event":"mmap","at":"mmap.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"mprotect","at":"","json":"","iterator":false,"reason":"","parts":OWN_MPROTECT_PARTS},
  {"event":"splice","at":"","json":"","iterator":false,"reason":"","parts":OWN_SPLICE_PARTS},
  {"event":"splice","at":"splice.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"ptrace","at":"","json":"","iterator":false,"reason":"","parts":OWN_PTRACE_PARTS},
  {"event":"ptrace","at":"ptrace.tracee","json":"ptrace.tracee","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"ptrace","at":"ptrace.tracee.parent","json":"ptrace.tracee.parent","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"ptrace","at":"ptrace.tracee.ancestors","json":"ptrace.tracee.ancestors[]","iterator":true,"reason":"","parts":PROCESS_PARTS},
  {"event":"signal","at":"","json":"","iterator":false,"reason":"","parts":OWN_SIGNAL_PARTS},
  {"event":"signal","at":"signal.target","json":"signal.target","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"signal","at":"signal.target.parent","json":"signal.target.parent","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"signal","at":"signal.target.ancestors","json":"signal.target.ancestors[]","iterator":true,"reason":"","parts":PROCESS_PARTS},
  {"event":"bpf","at":"","json":"","iterator":false,"reason":"","parts":OWN_BPF_PARTS},
  {"event":"load_module","at":"","json":"","iterator":false,"reason":"","parts":OWN_LOAD_MODULE_PARTS},
  {"event":"load_module","at":"load_module.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"unload_module","at":"","json":"","iterator":false,"reason":"","parts":OWN_UNLOAD_MODULE_PARTS},
  {"event":"setuid","at":"","json":"","iterator":false,"reason":"","parts":OWN_SETUID_PARTS},
  {"event":"setgid","at":"","json":"","iterator":false,"reason":"","parts":OWN_SETGID_PARTS},
  {"event":"capset","at":"","json":"","iterator":false,"reason":"","parts":OWN_CAPSET_PARTS},
  {"event":"memfd_create","at":"","json":"","iterator":false,"reason":"","parts":OWN_MEMFD_CREATE_PARTS},
  {"event":"memfd_create","at":"memfd_create.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"memfd_seal","at":"","json":"","iterator":false,"reason":"","parts":OWN_MEMFD_SEAL_PARTS},
  {"event":"memfd_seal","at":"memfd_seal.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"pivot_root","at":"","json":"","iterator":false,"reason":"","parts":OWN_PIVOT_ROOT_PARTS},
  {"event":"perf_event_open","at":"","json":"","iterator":false,"reason":"","parts":OWN_PERF_EVENT_OPEN_PARTS},
  {"event":"bind","at":"","json":"","iterator":false,"reason":"","parts":OWN_BIND_PARTS},
  {"event":"accept","at":"","json":"","iterator":false,"reason":"","parts":OWN_ACCEPT_PARTS},
  {"event":"setsockopt","at":"","json":"","iterator":false,"reason":"","parts":OWN_SETSOCKOPT_PARTS},
  {"event":"setrlimit","at":"","json":"","iterator":false,"reason":"","parts":OWN_SETRLIMIT_PARTS},
  {"event":"setrlimit","at":"setrlimit.target","json":"setrlimit.target","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"setrlimit","at":"setrlimit.target.parent","json":"setrlimit.target.parent","iterator":false,"reason":"","parts":PROCESS_PARTS},
  {"event":"setrlimit","at":"setrlimit.target.ancestors","json":"setrlimit.target.ancestors[]","iterator":true,"reason":"","parts":PROCESS_PARTS},
  {"event":"prctl","at":"","json":"","iterator":false,"reason":"","parts":OWN_PRCTL_PARTS},
  {"event":"sysctl","at":"","json":"","iterator":false,"reason":"","parts":OWN_SYSCTL_PARTS},
  {"event":"selinux","at":"","json":"","iterator":false,"reason":"","parts":OWN_SELINUX_PARTS},
  {"event":"cgroup_write","at":"","json":"","iterator":false,"reason":"","parts":OWN_CGROUP_WRITE_PARTS},
  {"event":"cgroup_write","at":"cgroup_write.file","json":"cgroup_write.file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"capabilities","at":"","json":"","iterator":false,"reason":"","parts":OWN_CAPABILITIES_PARTS},
  {"event":"imds","at":"","json":"","iterator":false,"reason":"","parts":OWN_IMDS_PARTS},
  {"event":"imds","at":"imds.network","json":"network","iterator":false,"reason":"","parts":NETWORK_PARTS},
  {"event":"packet","at":"","json":"","iterator":false,"reason":"","parts":OWN_PACKET_PARTS},
  {"event":"packet","at":"packet","iterator":false,"reason":"","parts":NETWORK_PARTS},
  {"event":"packet","at":"packet.network","json":"network","iterator":false,"reason":"","parts":NETWORK_PARTS},
  {"event":"network_flow_monitor","at":"","json":"","iterator":false,"reason":"","parts":OWN_NETWORK_FLOW_MONITOR_PARTS},
  {"event":"network_flow_monitor","at":"network_flow_monitor.flows","json":"network_flow_monitor.flows","iterator":true,"reason":"","parts":FLOW_PARTS},
  {"event":"socket","at":"","json":"","iterator":false,"reason":"","parts":OWN_SOCKET_PARTS},
  {"event":"unshare","at":"","json":"","iterator":false,"reason":"","parts":OWN_UNSHARE_PARTS},
  {"event":"failed_dns","at":"","json":"","iterator":false,"reason":"","parts":OWN_FAILED_DNS_PARTS},
  {"event":"ondemand","at":"","json":"","iterator":false,"reason":"the sensor attaches no hooks on demand","parts":OWN_ONDEMAND_PARTS},
  {"event":"userfaultfd","at":"","json":"","iterator":false,"reason":"","parts":OWN_USERFAULTFD_PARTS},
  {"event":"kexec","at":"","json":"","iterator":false,"reason":"","parts":OWN_KEXEC_PARTS},
  {"event":"kexec","at":"kexec.file","json":"file","iterator":false,"reason":"","parts":FILE_PARTS},
  {"event":"io_uring_setup","at":"","json":"","iterator":false,"reason":"","parts":OWN_IO_URING_SETUP_PARTS},
  {"event":"setns","at":"","json":"","iterator":false,"reason":"","parts":OWN_SETNS_PARTS},
];

/** Events that rules may be about and that the sensor delivers. */
export const RULE_EVENTS = [
  {"name":"exec","id":1,"category":"process","brief":"A program was executed","reason":""},
  {"name":"exit","id":3,"category":"process","brief":"A process ended","reason":""},
  {"name":"open","id":4,"category":"file","brief":"A file was opened, created or truncated","reason":""},
  {"name":"unlink","id":5,"category":"file","brief":"A name of a file was removed","reason":""},
  {"name":"rename","id":6,"category":"file","brief":"A file was renamed","reason":""},
  {"name":"chmod","id":7,"category":"file","brief":"Permissions of a file were changed","reason":""},
  {"name":"chown","id":8,"category":"file","brief":"The owner of a file was changed","reason":""},
  {"name":"link","id":9,"category":"file","brief":"A hard or symbolic link to a file was made","reason":""},
  {"name":"mkdir","id":10,"category":"file","brief":"A directory was made","reason":""},
  {"name":"connect","id":11,"category":"network","brief":"A socket was connected","reason":""},
  {"name":"dns","id":12,"category":"network","brief":"A DNS question was asked or answered","reason":""},
  {"name":"rmdir","id":13,"category":"file","brief":"A directory was removed","reason":""},
  {"name":"utimes","id":14,"category":"file","brief":"The times of a file were set","reason":""},
  {"name":"setxattr","id":15,"category":"file","brief":"An extended attribute of a file was set","reason":""},
  {"name":"removexattr","id":16,"category":"file","brief":"An extended attribute of a file was removed","reason":""},
  {"name":"mount","id":17,"category":"file","brief":"A file system was mounted, or a mount copied or moved","reason":""},
  {"name":"chdir","id":18,"category":"file","brief":"A process changed its working directory","reason":""},
  {"name":"mmap","id":19,"category":"kernel","brief":"Memory was mapped, with or without a file","reason":""},
  {"name":"mprotect","id":20,"category":"kernel","brief":"The protection of memory was changed","reason":""},
  {"name":"splice","id":21,"category":"file","brief":"Data was moved between a file and a pipe inside the kernel","reason":""},
  {"name":"ptrace","id":22,"category":"kernel","brief":"A process was traced by another","reason":""},
  {"name":"signal","id":23,"category":"process","brief":"A signal was sent to a process","reason":""},
  {"name":"bpf","id":24,"category":"kernel","brief":"An eBPF program or map was used","reason":""},
  {"name":"load_module","id":25,"category":"kernel","brief":"A kernel module was loaded, or could not be","reason":""},
  {"name":"unload_module","id":26,"category":"kernel","brief":"A kernel module was removed, or could not be","reason":""},
  {"name":"setuid","id":27,"category":"process","brief":"A process changed its user id","reason":""},
  {"name":"setgid","id":28,"category":"process","brief":"A process changed its group id","reason":""},
  {"name":"capset","id":29,"category":"process","brief":"A process changed its capabilities","reason":""},
  {"name":"memfd_create","id":36,"category":"file","brief":"A file in memory was made, or could not be","reason":""},
  {"name":"memfd_seal","id":37,"category":"file","brief":"A file in memory was sealed against changes","reason":""},
  {"name":"pivot_root","id":38,"category":"file","brief":"The root of a mount namespace was exchanged, or could not be","reason":""},
  {"name":"perf_event_open","id":39,"category":"kernel","brief":"A performance counter or a tracing event was opened, or could not be","reason":""},
  {"name":"bind","id":40,"category":"network","brief":"A socket was bound to an address","reason":""},
  {"name":"accept","id":41,"category":"network","brief":"A connection from outside was accepted","reason":""},
  {"name":"setsockopt","id":42,"category":"network","brief":"An option of a socket was set","reason":""},
  {"name":"setrlimit","id":43,"category":"process","brief":"A resource limit of a process was set","reason":""},
  {"name":"prctl","id":44,"category":"process","brief":"A process changed how the kernel treats it","reason":""},
  {"name":"sysctl","id":45,"category":"kernel","brief":"A kernel parameter was read or written","reason":""},
  {"name":"selinux","id":46,"category":"kernel","brief":"SELinux was reconfigured","reason":""},
  {"name":"cgroup_write","id":47,"category":"kernel","brief":"A process was moved to another cgroup","reason":""},
  {"name":"capabilities","id":48,"category":"process","brief":"A process tried to use capabilities, each told once while it runs a program","reason":""},
  {"name":"imds","id":49,"category":"network","brief":"The metadata service of a cloud instance was asked or answered","reason":""},
  {"name":"packet","id":50,"category":"network","brief":"A packet matched a filter","reason":""},
  {"name":"network_flow_monitor","id":51,"category":"network","brief":"Traffic of a process, summed up over time","reason":""},
  {"name":"socket","id":52,"category":"network","brief":"A socket was created","reason":""},
  {"name":"unshare","id":53,"category":"process","brief":"A process left namespaces for new ones","reason":""},
  {"name":"failed_dns","id":54,"category":"network","brief":"A DNS message could not be read","reason":""},
  {"name":"userfaultfd","id":56,"category":"kernel","brief":"A process asked to handle page faults itself","reason":""},
  {"name":"kexec","id":57,"category":"kernel","brief":"A kernel to be started in place of this one was loaded, or could not be","reason":""},
  {"name":"io_uring_setup","id":58,"category":"kernel","brief":"A queue for system calls without system calls was made, or could not be","reason":""},
  {"name":"setns","id":60,"category":"process","brief":"A process joined namespaces of others","reason":""},
] as const;

/** Events that rules may be about and that nothing delivers yet, with the reason. */
export const UNDELIVERED_EVENTS = [
  {"name":"ondemand","id":55,"category":"kernel","brief":"A kernel function or system call that a rule names was entered","reason":"the sensor attaches no hooks on demand"},
] as const;

/** Numbers of events that the kernel filter knows; the first of an event is its approver 1. */
export const EVENT_APPROVERS: Readonly<Record<string, readonly EventApprover[]>> = {
  open: [{"name":"flags","fields":["open.flags","open.syscall.flags"],"by":"bits"},{"name":"upper","fields":["open.file.in_upper_layer"],"by":"value"}],
  chmod: [{"name":"mode","fields":["chmod.file.destination.mode","chmod.syscall.mode"],"by":"bits"}],
  connect: [{"name":"family","fields":["connect.addr.family"],"by":"value"},{"name":"port","fields":["connect.addr.port"],"by":"value"},{"name":"public","fields":["connect.addr.is_public"],"by":"value"}],
  mmap: [{"name":"protection","fields":["mmap.protection"],"by":"bits"},{"name":"flags","fields":["mmap.flags"],"by":"bits"}],
  mprotect: [{"name":"vm","fields":["mprotect.vm_protection"],"by":"bits"},{"name":"req","fields":["mprotect.req_protection"],"by":"bits"}],
  splice: [{"name":"entry","fields":["splice.pipe_entry_flag"],"by":"bits"},{"name":"exit","fields":["splice.pipe_exit_flag"],"by":"bits"}],
  signal: [{"name":"number","fields":["signal.type"],"by":"value"}],
  bind: [{"name":"family","fields":["bind.addr.family"],"by":"value"}],
  setsockopt: [{"name":"optname","fields":["setsockopt.optname"],"by":"value"}],
  prctl: [{"name":"option","fields":["prctl.option"],"by":"value"}],
};
