# What processes do to themselves and each other. Run by a copy of a shell that is called nginx; one line an event.
printf '#!/bin/sh\nexit 3\n' > /tmp/script
chmod 755 /tmp/script
/tmp/script
cp /bin/true /tmp/gone
/opt/fileless deleted /tmp/gone gone
/opt/fileless memfd /bin/true fileless
LD_PRELOAD=/tmp/absent.so SECRET=hidden /bin/true --long=value -x 2> /dev/null
/opt/act 157 15 s:kworker/0:1
/opt/act 106 33
/opt/act 105 33
/opt/act 126 words:0x20080522,0 words:0,0,0,0,0,0
/opt/act 160 4 longs:0,0
sleep 60 &
/opt/act 62 $! 15
wait $!
/opt/act 101 0 0 0 0
/opt/act 272 0x20000
/opt/act 308 f:/proc/self/ns/mnt 0x20000
/opt/act 319 s:payload 2
/opt/act 72 sealable:soft 1033 8
true
