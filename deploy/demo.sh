#!/usr/bin/env bash
# A trial of DataSharing on this machine: two nights for three forces, with an invented source and a real SFTP server on loopback.
set -euo pipefail

usage() {
  cat <<'TXT'
Usage: deploy/demo.sh [DIR] [--keep]

Makes DIR (default .demo) with an invented incident source, a configuration, keys, an inbox for each force and a test SFTP server;
exports as night one, changes the source, exports as night two, and verifies what arrived.

  --keep    leave the SFTP server running and say how to go on

Example: deploy/demo.sh .demo --keep

Exit codes: 0 every delivered file is the one its manifest names and the ledger verifies, 1 something failed, 2 usage.
TXT
}

dir=.demo
keep=0
named=0
for argument in "$@"; do
  case "$argument" in
    --keep) keep=1 ;;
    -h | --help) usage; exit 0 ;;
    -*) echo "Unknown option: $argument" >&2; usage >&2; exit 2 ;;
    *)
      if [ "$named" -eq 1 ]; then usage >&2; exit 2; fi
      dir=$argument
      named=1
      ;;
  esac
done

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=deploy/packages.sh
. "$root/deploy/packages.sh"
need_dotnet || exit 1
need ssh openssh-client ssh-keygen openssh-client /usr/sbin/sshd openssh-server /usr/lib/openssh/sftp-server openssh-sftp-server /usr/share/zoneinfo/Europe/London tzdata || exit 1

# stop_server DIR: ends the SFTP server of a trial by its process id, if it is still that server.
stop_server() {
  local pid
  pid=$(cat "$1/sshd.id" 2>/dev/null) || return 0
  if [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q sshd; then
    kill "$pid" 2>/dev/null || true
  fi
  rm -f "$1/sshd.id"
}

if [ -e "$dir" ] && [ ! -f "$dir/.datasharing-demo" ] && [ -n "$(ls -A "$dir" 2>/dev/null || echo file)" ]; then
  echo "$dir is there and is not a folder of an earlier demo. Name another folder, or remove it." >&2
  exit 2
fi
if [ -f "$dir/.datasharing-demo" ]; then
  stop_server "$dir"
  rm -rf "$dir"
fi
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
: >"$dir/.datasharing-demo"

finish() {
  local code=$?
  if [ "$keep" -eq 0 ] || [ "$code" -ne 0 ]; then stop_server "$dir"; fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

echo "Building ..."
for project in src/DataSharing.Gateway:program tests/DataSharing.Sandbox:sandbox; do
  if ! dotnet publish "$root/${project%%:*}" -c Release -o "$dir/${project##*:}" -v quiet --nologo >"$dir/build.log" 2>&1 </dev/null; then
    cat "$dir/build.log" >&2
    exit 1
  fi
done
sandbox() { dotnet "$dir/sandbox/DataSharing.Sandbox.dll" "$@"; }

cat >"$dir/datasharing" <<TXT
#!/bin/sh
here=\$(cd "\$(dirname "\$0")" && pwd)
exec "\$here/program/datasharing" --config "\$here/config" "\$@"
TXT
chmod 755 "$dir/datasharing"
datasharing() { "$dir/datasharing" "$@" 2>>"$dir/datasharing.log"; }

echo "Making the source, the configuration and the inboxes in $dir ..."
sandbox create --seed 2015 --incidents 6000 "$dir/incidents.db" >/dev/null
read -r server port < <(sandbox trial --from "$root/config/cst" "$dir")
echo "$server" >"$dir/sshd.id"
datasharing keys new >/dev/null
datasharing check --connect >/dev/null

echo
echo "Night one: every force gets what it should hold."
echo
datasharing export --all

echo
echo "The day between: records are added, amended, edited where no force sees it, deleted, moved, objected to, and lose their status."
echo
sandbox change --seed 2016 "$dir/incidents.db" | grep -E '^(force|metropolitan|greater-manchester|nottinghamshire) '

echo
echo "Night two: every force gets the difference."
echo
datasharing export --all

sample=$(find "$dir/inbox/nottinghamshire" -name '*-000002-1.csv' | head -n 1)
echo
echo "What Nottinghamshire's analyst finds in $(basename "$sample"):"
echo
head -n 8 "$sample"

echo
sandbox verify-inbox "$dir/inbox"
datasharing ledger verify

if [ "$keep" -eq 1 ]; then
  cat <<TXT

The SFTP server goes on running on 127.0.0.1:$port (process $server). Go on with:

  "$dir/datasharing" plan metropolitan --rows
  "$dir/datasharing" history
  "$dir/datasharing" show metropolitan 2
  "$dir/datasharing" resend metropolitan 2 --reason "the force lost it"
  "$dir/datasharing" reexport nottinghamshire --full --reason "their database was rebuilt"
  dotnet "$dir/sandbox/DataSharing.Sandbox.dll" change --seed 2017 "$dir/incidents.db"
  "$dir/datasharing" export --all
  "$dir/datasharing" run          # the worker; edit "cron" in $dir/config/forces/metropolitan.json to see it fire

and end it with:

  kill $server; rm -r "$dir"
TXT
fi
