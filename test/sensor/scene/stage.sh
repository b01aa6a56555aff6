#!/bin/sh
# Sets the stage of record-capture.ts inside its own namespaces: files, network and the server that answers there.
set -e
hostname "$HOSTNAME"
mount -t tmpfs none /mnt
mkdir -p /mnt/upper /mnt/work
mount -t overlay none -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc
mount -t tmpfs none /tmp
mount -t tmpfs none /dev/shm
mount -t tmpfs none /opt
mount -t tmpfs none /root
mount -t proc none /proc
printf 'nameserver 192.0.2.53\n' > /etc/resolv.conf
printf 'hosts: dns\n' > /etc/nsswitch.conf
printf 'root:$6$example:19000:0:99999:7:::\n' > /etc/shadow
printf 'root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n' > /etc/passwd
mkdir -p /etc/cron.d /root/.ssh
cp /bin/dash /opt/nginx
cp /bin/true /opt/insmod
cp "$HERE/../../build/sensor/test/fileless" /opt/fileless 2>/dev/null || true
cp "$HERE/../../build/sensor/test/act" /opt/act
cp "$HERE/scene/$DEEDS" "/opt/$DEEDS"
: > /root/.bash_history
ip link set lo up
for address in 192.0.2.53 203.0.113.7 192.0.2.10; do ip address add "$address/32" dev lo; done
"$NODE" "$HERE/scene/server.ts" > /mnt/ready &
server=$!
while ! grep -q ready /mnt/ready; do sleep 0.05; done
export DEEDS
sh -c 'echo $$ > "$CGROUP/cgroup.procs" && cd / && exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
	USER=www-data /opt/nginx -c ". /opt/$DEEDS"'
kill "$server"
