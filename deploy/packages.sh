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
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "These Debian packages are missing, or what this system calls them: ${missing[*]}. Install them and start again." >&2
    return 1
  fi

  echo "Installing ${missing[*]} ..." >&2
  install_quietly "${missing[@]}"
}

# A subshell, so that its trap puts the policy back whatever ends the installation. The policy is renamed and not copied: it may be a link.
install_quietly() (
  policy=/usr/sbin/policy-rc.d
  kept=$policy.kept-by-datasharing
  log=$(mktemp)
  put_back() {
    rm -f "$log" "$policy"
    if [ -e "$kept" ] || [ -L "$kept" ]; then mv "$kept" "$policy"; fi
  }
  # A policy that an earlier run was killed before it could put back is not overwritten.
  if [ ! -e "$kept" ] && [ ! -L "$kept" ] && { [ -e "$policy" ] || [ -L "$policy" ]; }; then mv "$policy" "$kept"; fi
  trap put_back EXIT
  trap 'exit 130' INT TERM
  rm -f "$policy"
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get update -q && apt-get install -y -q --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    echo "The packages could not be installed:" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
)

# need_dotnet FOLDER: the SDK that FOLDER's global.json asks for; Debian does not have it.
need_dotnet() {
  local said
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET 10 SDK is missing: install it and put dotnet on the PATH." >&2
    return 1
  fi
  if ! said=$(cd "$1" && dotnet --version 2>&1); then
    echo "dotnet is there, but not the .NET 10 SDK:" >&2
    echo "$said" >&2
    return 1
  fi
}
