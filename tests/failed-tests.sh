#!/usr/bin/env bash
# Says which tests failed, each with its class and the first lines of why.
set -euo pipefail

usage() {
  cat <<'TXT'
Usage: tests/failed-tests.sh FILE ...

Reads what "dotnet test --logger trx" has written, and writes a line for each test that failed, with up to four lines of its message below it.
Writes nothing where none failed.

Example: tests/failed-tests.sh TestResults/run.trx

Exit codes: 0 read, 1 a file could not be read, 2 usage.
TXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  '' | -*) usage >&2; exit 2 ;;
esac

# The classes stand behind the results.
for file in "$@"; do
  awk '
    function attribute(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
    /<UnitTestResult / {
      failed = attribute("outcome") == "Failed"
      if (failed) { count++; test[count] = attribute("testId"); name[count] = attribute("testName"); lines = 0 }
    }
    failed && /<Message>/ { message = 1; sub(/.*<Message>/, "") }
    failed && message && lines < 4 {
      line = $0
      sub(/<\/Message>.*/, "", line)
      if (line ~ /[^ \t\r]/) { why[count] = why[count] "    " substr(line, 1, 300) "\n"; lines++ }
    }
    /<\/Message>/ { message = 0 }
    /<UnitTest / { unit = attribute("id") }
    /<TestMethod / { class[unit] = attribute("className") }
    END { for (i = 1; i <= count; i++) printf "%s.%s\n%s", class[test[i]], name[i], why[i] }
  ' "$file" | sed -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&quot;/"/g' -e "s/&apos;/'/g" -e 's/&#x[aAdD];/ /g' -e 's/&amp;/\&/g'
done
