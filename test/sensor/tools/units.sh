#!/bin/sh
# A service manager of its own for units.test.ts: the manager of a user, who is root here, in namespaces of its own for mounts
# and the network. It confines services as the system's does, and needs not be process 1, so that the processes that a sensor
# sees keep their ids. $1: a directory with config/, data/ and run/; $2: the checkout; $3: name of its cgroup.
set -eu
# A manager takes all processes of the cgroup that it is in into one of its own: it gets one that has no others.
hierarchies=/sys/fs/cgroup
[ -e /sys/fs/cgroup/cgroup.procs ] || hierarchies=$(ls -d /sys/fs/cgroup/*)
for hierarchy in $hierarchies; do
	case $hierarchy in */cpuset) continue ;; esac # needs processors before it takes a process
	mkdir "$hierarchy/$3"
	echo $$ >"$hierarchy/$3/cgroup.procs"
done
mount --make-rprivate /
mount -t tmpfs tmpfs /run/systemd
mkdir -p /run/systemd/system /run/systemd/inaccessible/dir
cd /run/systemd/inaccessible
: >reg
mkfifo fifo
mknod chr c 0 0
mknod blk b 0 0
chmod 000 dir reg fifo chr blk
cd /
mount -t bpf bpf /sys/fs/bpf
mount -t tmpfs tmpfs /mnt
mkdir /mnt/checkout /mnt/upper /mnt/work
mount --bind "$2" /mnt/checkout
mount -t tmpfs tmpfs /opt
mkdir /opt/vigil
mount --bind /mnt/checkout /opt/vigil
# What is in /var/lib stays visible: the packages of the host are read there.
mount -t overlay overlay -o lowerdir=/var/lib,upperdir=/mnt/upper,workdir=/mnt/work /var/lib
mkdir -p /var/lib/vigil
mount --bind "$1/data" /var/lib/vigil
ip link set lo up
XDG_RUNTIME_DIR=$1/run XDG_CONFIG_HOME=$1/config HOME=$1
export XDG_RUNTIME_DIR XDG_CONFIG_HOME HOME
exec /lib/systemd/systemd --user --log-level=warning
