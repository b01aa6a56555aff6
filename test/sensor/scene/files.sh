# What can be done to files, mounts and memory. Run by a copy of a shell that is called nginx; one line an event.
mkdir /tmp/work
cd /tmp/work
cd /tmp
rmdir /tmp/work
cp /bin/true /tmp/payload
touch -d @1000000000 /tmp/payload
/opt/act 188 s:/tmp/payload s:security.capability words:0x02000001,0x80,0,0,0 20 0
/opt/act 197 s:/tmp/payload s:security.capability
/opt/act 190 f:/tmp/payload s:security.ima s:x 1 0
/opt/act 199 f:/tmp/payload s:security.ima
/opt/act 275 f:/etc/passwd 0 pipe:1 0 1 0
/opt/act 165 s:none s:/mnt s:tmpfs 0 0
/opt/act 165 s:/etc s:/mnt s: 0x1000 0
/opt/act 432 fs:tmpfs 0 0
/opt/act 9 0 4096 5 1 f:/tmp/payload 0
/opt/act 10 mem:3 4096 5
/opt/act 77 e:/tmp/payload 10
/opt/act -uring 36 -100 s:/tmp/payload 0 0 0
echo 0 > /sys/fs/cgroup/unified/system.slice/nginx.service/cgroup.procs
true
