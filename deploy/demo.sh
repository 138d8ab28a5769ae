#!/usr/bin/env bash
# A trial of DataSharing on this machine: two nights for three forces, with an invented source and a real SFTP server on loopback.
set -euo pipefail

usage() {
  cat <<'TXT'
Usage: deploy/demo.sh [DIR] [--keep] [--all-forces]

Makes DIR (default .demo) with an invented incident source, a configuration, keys, an inbox for each force and a test SFTP server;
exports as night one, changes the source, exports as night two, and verifies what arrived. Three invented people may act: whoever starts the
demo is the first. Started as root it plays all three.

  --keep         leave the SFTP server running and say how to go on
  --all-forces   with all 46 forces of the United Kingdom: each of the others is made and enabled by two commands

A DIR that an earlier demo made is replaced; any other folder that holds something is left alone.

Example: deploy/demo.sh .demo --keep

Exit codes: 0 every delivered file is the one its manifest names and the ledger verifies, 1 something failed, 2 usage, 130 cancelled.
TXT
}

dir=.demo
keep=0
all=0
named=0
for argument in "$@"; do
  case "$argument" in
    --keep) keep=1 ;;
    --all-forces) all=1 ;;
    -h | --help) usage; exit 0 ;;
    -*) echo "Unknown option: $argument" >&2; usage >&2; exit 2 ;;
    *)
      if [ "$named" -eq 1 ]; then usage >&2; exit 2; fi
      dir=$argument
      named=1
      ;;
  esac
done
case "$dir" in
  '' | *[\"\\$'\n']*)
    echo "DIR must be the name of a folder without quotes, backslashes and line breaks: sshd's configuration cannot hold them." >&2
    exit 2
    ;;
esac

# stop_server DIR: ends the SFTP server of a demo by its process id, if it is still that server and not another process with its number.
stop_server() {
  local pid=""
  if [ -f "$1/sshd/sshd.pid" ]; then read -r pid <"$1/sshd/sshd.pid" || true; fi
  if [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$1/sshd/sshd_config"; then
    kill "$pid" 2>/dev/null || true
    timeout 5 tail --pid="$pid" -s 0.1 -f /dev/null || true
  fi
}

if [ -e "$dir" ] && [ ! -f "$dir/.datasharing-demo" ] && { [ ! -d "$dir" ] || [ -n "$(ls -A "$dir")" ]; }; then
  echo "$dir is there and is not a folder of an earlier demo. Name another folder, or remove it." >&2
  exit 2
fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=deploy/packages.sh
. "$root/deploy/packages.sh"
need_dotnet "$root" || exit 1
need ssh openssh-client ssh-keygen openssh-client /usr/sbin/sshd openssh-server /usr/lib/openssh/sftp-server openssh-sftp-server \
  /usr/share/zoneinfo/Europe/London tzdata || exit 1

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if [ -f "$dir/.datasharing-demo" ]; then
  stop_server "$dir"
  # The folder itself stays: somebody may stand in it, or have made it a mount.
  find "$dir" -mindepth 1 -delete
fi
: >"$dir/.datasharing-demo"

finish() {
  local code=$?
  if [ "$keep" -eq 0 ] || [ "$code" -ne 0 ]; then stop_server "$dir"; fi
  if [ "$code" -eq 1 ]; then
    echo "The demo failed. What the program said last ($dir/datasharing.log):" >&2
    tail -n 15 "$dir/datasharing.log" >&2 2>/dev/null || true
  fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

# step COMMAND ...: shows what a command said only if it failed.
step() {
  local said
  if ! said=$("$@" </dev/null); then
    echo "$said" >&2
    exit 1
  fi
}

echo "Building ..."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
# Not compiled ahead, as what is shipped is: that would take longer than the demo.
for project in src/DataSharing.Gateway:program tests/DataSharing.Sandbox:sandbox; do
  if ! dotnet publish "$root/${project%%:*}" -c Release -p:PublishReadyToRun=false -o "$dir/${project##*:}" -v quiet --nologo >"$dir/build.log" 2>&1 </dev/null; then
    cat "$dir/build.log" >&2
    exit 1
  fi
done
sandbox() { dotnet "$dir/sandbox/DataSharing.Sandbox.dll" "$@"; }

cat >"$dir/datasharing" <<'TXT'
#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/program/datasharing" --config "$here/config" "$@"
TXT
chmod 755 "$dir/datasharing"
datasharing() { "$dir/datasharing" "$@" 2>>"$dir/datasharing.log"; }

echo "Making the source, the configuration and the inboxes in $dir ..."
today=$(date +%F)
step sandbox create --seed 2015 --incidents 6000 --today "$(date -d "$today -1 day" +%F)" "$dir/incidents.db"
others=()
if [ "$all" -eq 1 ]; then others=(--all-forces); fi
step sandbox trial --from "$root/config/cst" "${others[@]}" "$dir"
step datasharing keys new
if [ "$all" -eq 1 ]; then
  echo "Making the other forces of reference/forces.csv, each by force new and force enable ..."
  port=$(sed -n 's/^Port //p' "$dir/sshd/sshd_config")
  while IFS=, read -r slug _; do
    if [ "$slug" = slug ] || [ -f "$dir/config/forces/$slug.json" ]; then continue; fi
    step datasharing force new "$slug" --host 127.0.0.1 --port "$port" --user "$(id -un)" --folder . --key "$dir/sshd/keys/$slug" \
      --host-key "$dir/sshd/host_key.pub" --agreement "DEMO/$slug" --in-force-from "$today"
    step datasharing force enable "$slug" --from "$today"
  done <"$dir/config/reference/forces.csv"
fi
step datasharing check --connect

echo
echo "Nothing goes before somebody accepts each force's profile as its files are:"
for profile in "$dir"/config/forces/*.json; do
  force=$(basename "$profile" .json)
  # A profile that is not enabled waits for nobody. The exit code says that the others wait.
  hash=$({ datasharing --json status "$force" || true; } | sed -n "s/.*\"accept\": \"datasharing profile accept $force \\([0-9a-f]*\\) .*/\\1/p" | head -n 1)
  if [ -n "$hash" ]; then
    step datasharing profile accept "$force" "$hash" --reason "a trial"
    echo "  datasharing profile accept $force $hash --reason \"a trial\""
  fi
done

# Whose login it is: see docs/people.md. The other two accounts are nobody's on any machine.
login=$(cat /proc/self/loginuid 2>/dev/null || echo 4294967295)
if [ "$login" = 4294967295 ]; then login=$(id -ru); fi
caseworker=4000000001
auditor=4000000002
cat >"$dir/config/people.json" <<TXT
{
  "people": [
    { "id": "priya", "name": "Priya Example", "osUsers": [$login], "roles": ["operator"], "from": "2026-01-01" },
    { "id": "amara", "name": "Amara Example", "osUsers": [$caseworker], "roles": ["caseworker"], "from": "2026-01-01" },
    { "id": "jan", "name": "Jan Example", "osUsers": [$auditor], "roles": ["auditor"], "from": "2026-01-01" }
  ]
}
TXT

# plays UID may|may-not WORD...: lets an account ask, and ends the demo if the answer is another than it should be. Only the real user id is
# changed, so that the demo's folder stays readable.
plays() {
  local uid=$1 due=$2 said="" answer=may code=0
  shift 2
  local as=(setpriv "--ruid=$uid")
  if [ "$uid" = "$login" ]; then as=(); fi
  "${as[@]}" "$dir/program/datasharing" --config "$dir/config" "$@" >/dev/null 2>"$dir/said.log" </dev/null || code=$?
  # 3: the first file is held until somebody lets it through. Whoever may look is answered all the same.
  if [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; then
    said=$(grep -m 1 -F ' may not: it needs ' "$dir/said.log") && answer=may-not || answer=failed
  fi
  cat "$dir/said.log" >>"$dir/datasharing.log"
  if [ "$answer" != "$due" ]; then
    echo "datasharing $*: should be \"$due\" and is \"$answer\"." >&2
    exit 1
  fi
  local shown=${*//"$dir/"/}
  if [ "$answer" = may ]; then
    echo "    may:      datasharing $shown"
  else
    printf '    may not:  datasharing %s\n              %s\n' "$shown" "$said"
  fi
}

echo
echo "Who may do what (config/people.json): each person does one thing that they may, and is refused one that they may not."
echo "  priya, operator:"
plays "$login" may export nottinghamshire --dry-run --out "$dir/dry-run.csv"
plays "$login" may-not ledger backup "$dir/backup.db"
if [ "$(id -u)" -eq 0 ] && [ "$(cat /proc/self/loginuid 2>/dev/null || echo 4294967295)" = 4294967295 ] \
  && setpriv "--reuid=$auditor" --clear-groups test -x "$dir/program/datasharing" 2>/dev/null; then
  echo "  amara, caseworker:"
  plays "$caseworker" may plan metropolitan
  plays "$caseworker" may-not export metropolitan
  echo "  jan, auditor:"
  plays "$auditor" may plan metropolitan --rows
  plays "$auditor" may-not export metropolitan
else
  echo "  amara, caseworker, and jan, auditor, have other accounts. Only root can play them: without a login id, and in a folder that every account can enter."
fi

echo
echo "Night one: a force's first file waits until somebody lets it through with the number of its rows."
echo
for force in greater-manchester metropolitan nottinghamshire; do
  accept=$(datasharing plan "$force" | grep -o -m 1 'firstExport=[0-9]*' || true)
  echo "    datasharing export $force --accept $accept --reason \"a trial\""
  datasharing export "$force" --accept "$accept" --reason "a trial"
done

echo
echo "The day between: records are added, amended, edited where no force sees it, deleted, moved, objected to, and lose their status."
echo
sandbox change --seed 2016 --today "$today" "$dir/incidents.db" | grep -E '^(force|metropolitan|greater-manchester|nottinghamshire) '

echo
echo "Night two: every force gets the difference."
echo
datasharing export --all

sample=$(find "$dir/inbox/nottinghamshire" -name '*-000002-1.csv')
echo
echo "What Nottinghamshire's analyst finds in $(basename "$sample"):"
echo
head -n 8 "$sample" | tr -d '\r'

echo
sandbox verify-inbox "$dir/inbox"
datasharing ledger verify

if [ "$keep" -eq 1 ]; then
  server=$(cat "$dir/sshd/sshd.pid")
  cat <<TXT

The SFTP server goes on running on 127.0.0.1 (process $server). Go on with:

  "$dir/datasharing" plan metropolitan
  "$dir/datasharing" history
  "$dir/datasharing" show metropolitan 2
  "$dir/datasharing" resend metropolitan 2 --reason "the force lost it"
  "$dir/datasharing" reexport nottinghamshire --full --reason "their database was rebuilt"

another day, and the night after it:

  dotnet "$dir/sandbox/DataSharing.Sandbox.dll" change --seed 2017 --today $today "$dir/incidents.db"
  "$dir/datasharing" export --all

the worker, with a schedule that falls due in a minute or two (end it with Ctrl-C):

  dotnet "$dir/sandbox/DataSharing.Sandbox.dll" due "$dir/config/forces/metropolitan.json"
  "$dir/datasharing" run

and end it all with:

  kill $server; rm -r "$dir"
TXT
fi
