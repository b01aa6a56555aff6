# What is done with sockets and names. Run by a copy of a shell that is called nginx; one line an event.
/opt/act 41 2 3 1
/opt/act 41 17 3 0
/opt/act 49 sock:2:1 addr:192.0.2.10:8443 16
/opt/act 42 sock:2:1 addr:203.0.113.7:4444 16
/opt/act 42 sock:2:1 addr:127.0.0.1:9 16
/opt/act 43 caller 0 0
/opt/act -uring 13 caller 0 0 0 0
/opt/act 54 sock:2:2 1 26 fprog:words:0x28,12,0x06,0 16
getent ahostsv4 Pool.Example > /dev/null
getent ahostsv4 a-very-long-name-that-nobody-would-type-by-hand-01234567.data.example > /dev/null
/opt/act 44 sock:2:2 s:not-a-name-server-message 25 0 addr:192.0.2.53:53 16
true
