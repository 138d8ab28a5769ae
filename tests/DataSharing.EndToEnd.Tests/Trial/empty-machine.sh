#!/usr/bin/env bash
# An empty machine for the test of docs/install.md: systemd with namespaces of its own, on a copy of this machine's files that lives in memory, and without
# this machine's services. It ends with this process. The network is this machine's.
#
# usage: empty-machine.sh FOLDER CGROUP
#   FOLDER   empty; FOLDER/root becomes the machine's root as seen by whoever enters its mount namespace, FOLDER/share is its /srv
#   CGROUP   a cgroup of version 2 that the caller has made
set -euo pipefail

if [ "${3:-}" != inside ]; then
  echo $$ >"$2/cgroup.procs"
  exec unshare --fork --kill-child --pid --mount --uts --ipc --cgroup --propagation private "$0" "$1" "$2" inside
fi

mkdir -p "$1/root" "$1/share"
mount -t tmpfs -o mode=0755 machine "$1/root"
mkdir "$1/root/upper" "$1/root/work" "$1/root/machine"
mount -t overlay -o "lowerdir=/,upperdir=$1/root/upper,workdir=$1/root/work" machine "$1/root/machine"
machine=$1/root/machine
mount -t proc proc "$machine/proc"
mount --bind "$machine/proc/sys" "$machine/proc/sys"
mount -o remount,ro,bind "$machine/proc/sys"
mount -t sysfs -o ro sysfs "$machine/sys"
mount -t cgroup2 cgroup2 "$machine/sys/fs/cgroup"
mount -t tmpfs -o mode=0755 run "$machine/run"
mount -t tmpfs -o mode=1777 tmp "$machine/tmp"
mount -t tmpfs -o mode=0755 dev "$machine/dev"
for device in null zero full random urandom tty; do
  : >"$machine/dev/$device"
  mount --bind "/dev/$device" "$machine/dev/$device"
done
mkdir "$machine/dev/shm" "$machine/dev/pts" "$machine/dev/mqueue"
mount -t tmpfs -o mode=1777 shm "$machine/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 pts "$machine/dev/pts"
ln -s pts/ptmx "$machine/dev/ptmx"
ln -s /proc/self/fd "$machine/dev/fd"
mount --bind "$1/share" "$machine/srv"

# What of this machine an empty one does not have.
rm -rf "$machine/etc/datasharing" "$machine/etc/datasharing-keys" "$machine/opt/datasharing" "$machine/var/lib/datasharing" "$machine/var/backups/datasharing"
sed -i '/^datasharing:/d' "$machine"/etc/{passwd,shadow,group,gshadow}
: >"$machine/etc/fstab"
rm -rf "$machine"/var/log/journal
tr -d - </proc/sys/kernel/random/uuid >"$machine/etc/machine-id"
for unit in timers.target systemd-udevd.service systemd-udev-trigger.service systemd-networkd.service systemd-resolved.service systemd-timesyncd.service \
  systemd-modules-load.service systemd-sysctl.service systemd-udevd-control.socket systemd-udevd-kernel.socket; do
  ln -sf /dev/null "$machine/etc/systemd/system/$unit"
done

# It ends after half an hour, also where nobody is left to end it.
cat >"$machine/etc/systemd/system/end-of-test.service" <<'UNIT'
[Unit]
SuccessAction=poweroff-immediate
FailureAction=poweroff-immediate
[Service]
ExecStart=/bin/sleep 1800
UNIT
mkdir -p "$machine/etc/systemd/system/basic.target.wants"
ln -s ../end-of-test.service "$machine/etc/systemd/system/basic.target.wants/end-of-test.service"

cd "$machine"
mkdir -p before
pivot_root . before
exec chroot . /bin/bash -c 'umount -l /before; rmdir /before; mount --make-rshared /; export container=lxc; exec /lib/systemd/systemd --log-target=null --unit=basic.target'
