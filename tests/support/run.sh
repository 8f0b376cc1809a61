#!/bin/bash
# Runs every test program given after the build folder and closes with the sum over all: "N passed, N failed".
# Thread: two programs at a time, as many as there are cores; each writes to its own log, printed when it fails.
set -u
build=$1
shift
export TRAWL="$PWD/$build/trawl" UBSAN_OPTIONS=print_stacktrace=1
case $build in *tsan*) export TSAN_OPTIONS="halt_on_error=0 suppressions=$PWD/tests/support/tsan.supp" ;; esac
logs="$build/logs"
rm -rf "$logs"
mkdir -p "$logs"

run_one() {
  local log
  log="$1/$(echo "$2" | tr / _).log"
  local start=$SECONDS
  timeout 900 "$2" >"$log" 2>&1
  local code=$?
  [ $code = 0 ] || grep -q '^\[doctest\] test cases: .* [1-9][0-9]* failed' "$log" || echo "[doctest] test cases: 1 | 0 passed | 1 failed (exit code $code)" >>"$log"
  if [ $code != 0 ]; then
    echo "--- FAILED (exit code $code): $2"
    cat "$log"
  else
    echo "ok  $((SECONDS - start)) s  ${2#*/*/}"
  fi
}
export -f run_one
printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'run_one "$0" "$1"' "$logs" {}

grep -h '^SKIPPED' "$logs"/*.log | sort | uniq -c
awk '/^\[doctest\] test cases:/ { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i } }
     END { print p + 0 " passed, " f + 0 " failed"; exit f > 0 }' "$logs"/*.log
