#!/usr/bin/env bash
# Builds everything and runs every test. The last line of its output is: N passed, N failed, N skipped
set -euo pipefail

usage() {
  cat <<'TXT'
Usage: deploy/test.sh [--filter EXPRESSION]

Installs what the tests need, builds with warnings as errors, runs all tests, tells the minutes of each project and which tests failed, and ends with the line
  N passed, N failed, N skipped

  --filter EXPRESSION    only these tests, as dotnet test understands it

DATASHARING_LONG=1 runs everything at full length. This and the other switches: tests/README.md.

Example: deploy/test.sh --filter FullyQualifiedName~Ledger

Exit codes: 0 all passed, 1 the build or a test failed or no test ran, 2 usage.
TXT
}

filter=()
while [ $# -gt 0 ]; do
  case "$1" in
    --filter)
      [ $# -ge 2 ] || { usage >&2; exit 2; }
      filter=(--filter "$2")
      shift 2
      ;;
    -h | --help) usage; exit 0 ;;
    *) echo "Unknown option: $1" >&2; usage >&2; exit 2 ;;
  esac
done

# The closing line stands on standard output whatever happened; what kept the tests from running counts as one failure.
not_run() {
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=deploy/packages.sh
. deploy/packages.sh
need_dotnet "$root" || not_run
need ssh openssh-client ssh-keygen openssh-client /usr/sbin/sshd openssh-server /usr/lib/openssh/sftp-server openssh-sftp-server \
  /usr/share/zoneinfo/Europe/London tzdata systemd-analyze systemd /usr/share/postgresql-common/pg_wrapper postgresql || not_run

# want TESTS PROGRAM-OR-FILE PACKAGE ...: like need, for what not every machine can have. TESTS are skipped, with the reason, where it cannot be had; in CI that fails the run.
want() {
  local tests=$1
  shift
  need "$@" && return
  [ "${CI:-}" != true ] || not_run
  echo "$tests that need these packages are skipped."
}

want "The interop tests" /usr/sbin/proftpd proftpd-core /usr/lib/proftpd/mod_sftp.so proftpd-mod-crypto openssl openssl /usr/libexec/gesftpserver gesftpserver \
  /usr/sbin/dropbear dropbear-bin
want "The test of the webhook" curl curl
want "The tests with a wrong clock" /usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1 faketime

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT TERM HUP
export DATASHARING_FAULT_MATRIX=$results/fault-matrix DATASHARING_SILENCE_MATRIX=$results/silence-matrix
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
# What most programs of the tests would measure of themselves, in order to be compiled again, they do not live long enough to use.
export DOTNET_TieredPGO=0

# What is tested is what is shipped; and a Release build takes half the time.
echo "Restoring and building ..."
if ! dotnet build DataSharing.sln -c Release -v quiet --nologo >"$results/build.log" 2>&1 </dev/null; then
  cat "$results/build.log"
  not_run
fi
if grep -oE 'NU190[1-4]: .*' "$results/build.log" | sort -u >"$results/advisories"; then
  echo "Advisories about packages (they do not fail the build):"
  cat "$results/advisories"
else
  echo "No advisory about a package was reported. Where the package source carries no audit data, that proves nothing."
fi

echo "Compiling ahead ..."
tests/compile-ahead.sh "$root"/tests/DataSharing.{Gateway,EndToEnd}.Tests/bin/Release/net10.0 || echo "The tests take longer, and prove the same."

# One project after the other: tests that wait for processes and clocks do not have to share the machine.
broken=()
minutes=()
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  echo
  echo "$name"
  began=$SECONDS
  dotnet test "$project" -c Release --no-build --nologo --results-directory "$results/$name" --logger trx --blame-hang-timeout 10m \
    --logger "console;verbosity=minimal" "${filter[@]}" </dev/null || broken+=("$name")
  minutes+=("$(printf '%-32s %3d:%02d' "$name" $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)))")
done

passed=0 failed=0 total=0
shopt -s nullglob globstar
for file in "$results"/**/*.trx; do
  counters=$(grep -o '<Counters [^>]*>' "$file" | head -n 1)
  number() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }
  total=$((total + $(number total)))
  passed=$((passed + $(number passed)))
  failed=$((failed + $(number failed)))
done

if [ -s "$DATASHARING_FAULT_MATRIX" ]; then
  echo
  echo "Faults of a drop, and what an export makes of them:"
  cat "$DATASHARING_FAULT_MATRIX"
fi

if [ -s "$DATASHARING_SILENCE_MATRIX" ]; then
  echo
  echo "What stops a force, what is told, and within how long:"
  cat "$DATASHARING_SILENCE_MATRIX"
fi

echo
echo "Minutes:"
printf '%s\n' "${minutes[@]}"
printf '%-32s %3d:%02d\n' "all, with the build" $((SECONDS / 60)) $((SECONDS % 60))

# Once more at the end, where whoever has only the end of the output finds them.
if [ "$failed" -gt 0 ]; then
  echo
  echo "Failed:"
  tests/failed-tests.sh "$results"/**/*.trx
fi

echo
if [ "$total" -eq 0 ]; then
  echo "No test ran."
  failed=1
elif [ ${#broken[@]} -gt 0 ] && [ "$failed" -eq 0 ]; then
  echo "The run itself failed, a test host crashed or hung: ${broken[*]}"
  failed=1
fi
echo "$passed passed, $failed failed, $((total > passed + failed ? total - passed - failed : 0)) skipped"
[ "$failed" -eq 0 ]
