# Installs Debian packages that are missing. Sourced by demo.sh and test.sh.

# need PROGRAM-OR-FILE PACKAGE ...: installs the packages whose programs or files are not there. A daemon that a package brings is kept from starting.
need() {
  local missing=()
  while [ $# -gt 0 ]; do
    [ -e "$1" ] || command -v "$1" >/dev/null 2>&1 || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    echo "These packages are missing: ${missing[*]}. Install them, for example: sudo apt-get install ${missing[*]}" >&2
    return 1
  fi

  echo "Installing ${missing[*]} ..." >&2
  local policy=/usr/sbin/policy-rc.d kept=""
  if [ -e "$policy" ]; then
    kept=$(mktemp)
    cp -p "$policy" "$kept"
  fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  local failed=0
  { DEBIAN_FRONTEND=noninteractive apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"${TMPDIR:-/tmp}/datasharing-packages.$$" 2>&1 </dev/null || failed=1
  if [ -n "$kept" ]; then mv "$kept" "$policy"; else rm -f "$policy"; fi
  if [ "$failed" -ne 0 ]; then
    echo "The packages could not be installed:" >&2
    tail -n 20 "${TMPDIR:-/tmp}/datasharing-packages.$$" >&2
  fi
  rm -f "${TMPDIR:-/tmp}/datasharing-packages.$$"
  return "$failed"
}

# need_dotnet: the SDK cannot be installed from Debian.
need_dotnet() {
  command -v dotnet >/dev/null 2>&1 && return 0
  echo "The .NET 10 SDK is missing: install it and put dotnet on the PATH." >&2
  return 1
}
