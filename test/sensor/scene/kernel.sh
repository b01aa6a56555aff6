# What is asked of the kernel itself. Run by a copy of a shell that is called nginx; one line an event.
/opt/act 313 f:/etc/passwd 's:debug=1 name=x' 0
/opt/act 175 zeroes 64 s:debug=1
/opt/act 176 s:vigil_test 0
/opt/act 3 map:2:secrets
echo example.org > /proc/sys/kernel/domainname
/opt/act 298 words:1,64,3,0,0,0,0,0,0,0,0,0,0,0,0,0 -1 0 -1 8
/opt/act 323 1
/opt/act 425 4 words:0,0,16,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0
/opt/act 320 f:/etc/passwd -1 2 s:x 4
/opt/act 246 0 17 0 1
mkdir -p /mnt/root/old
/opt/act 165 s:/ s:/mnt/root s: 0x1000 0
mkdir -p /mnt/root/tmp/old
/opt/act 428 -100 s:/etc 1
/opt/act 429 tree:/etc s: -100 s:/root 4
/opt/act 155 s:/etc s:/etc
true
