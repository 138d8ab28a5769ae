#!/usr/bin/env bash
# Compiles ahead what the tests have built, as what is shipped is: most programs that a test starts live for a second, and spend half of it on compiling.
set -euo pipefail

usage() {
  cat <<'TXT'
Usage: tests/compile-ahead.sh FOLDER ...

Replaces the assemblies in the output folders of test projects by the same ones with machine code beside their own. What they do is the same,
and the next build brings the plain ones back.

Example: tests/compile-ahead.sh tests/DataSharing.EndToEnd.Tests/bin/Release/net10.0

Exit codes: 0 compiled, 1 not: the compiler's package cannot be had, or it failed; nothing was replaced; 2 usage.
TXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  '' | -*) usage >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/compiler"
cat >"$work/compiler/compiler.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <Compiler>microsoft.netcore.app.crossgen2.$(NETCoreSdkRuntimeIdentifier)</Compiler>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="$(Compiler)" Version="[$(BundledNETCoreAppPackageVersion)]" />
  </ItemGroup>
  <Target Name="Say">
    <Message Importance="high" Text="compiler=$(NuGetPackageRoot)$(Compiler)/$(BundledNETCoreAppPackageVersion)/tools/crossgen2" />
  </Target>
</Project>
XML
if ! dotnet msbuild "$work/compiler/compiler.csproj" -restore -t:Say -nologo -v:minimal >"$work/log" 2>&1 </dev/null; then
  cat "$work/log" >&2
  exit 1
fi
compiler=$(sed -n 's/^ *compiler=//p' "$work/log")
if [ ! -x "$compiler" ]; then
  echo "$compiler is not there." >&2
  exit 1
fi

# The newest of each: they are listed in order.
dotnet --list-runtimes | awk '/^Microsoft\.(NETCore|AspNetCore)\.App 10\./ { path = substr($0, index($0, "[") + 1); last[$1] = substr(path, 1, length(path) - 1) "/" $2 } END { for (one in last) print "-r:" last[one] "/*.dll" }' >"$work/references"
for folder in "$@"; do
  echo "-r:$folder/*.dll" >>"$work/references"
done

# The same assembly of two projects is compiled once.
for folder in "$@"; do
  for file in "$folder"/{datasharing,DataSharing.*,BouncyCastle.*,CsvHelper,Dapper,Microsoft.Data.Sqlite,Microsoft.Extensions.*,Npgsql,nunit.framework,OpenTelemetry*,Quartz,Renci.SshNet,Spectre.*,SQLitePCLRaw.*,System.CommandLine}.dll; do
    [ -f "$file" ] || continue
    sum=$(sha256sum "$file")
    sum=${sum%% *}
    echo "$sum $file" >>"$work/files"
    [ ! -d "$work/$sum" ] || continue
    mkdir "$work/$sum"
    { printf '%s\n' "$file" "-o:$work/$sum/${file##*/}" -O && cat "$work/references"; } >"$work/$sum.rsp"
  done
done

if ! cut -d' ' -f1 "$work/files" | sort -u | xargs -P "$(nproc)" -I{} "$compiler" "@$work/{}.rsp" >"$work/log" 2>&1; then
  tail -n 15 "$work/log" >&2
  exit 1
fi
while read -r sum file; do
  cp "$work/$sum/${file##*/}" "$file"
done <"$work/files"
