#!/bin/bash
# run.sh BUILD TEST…: runs the cases of each test file in a process of its own, as many at a time as there are cores, and ends
# with the sum over all: "N passed, N failed". A file that crashes or takes more than two minutes costs its own cases only.
# Each process writes a log; it is printed if the file fails.
set -u
build=$1
shift
export TRAWL="$PWD/$build/trawl" PROGRAM="$build/all_tests" LOGS="$build/logs" UBSAN_OPTIONS=print_stacktrace=1
export TEST_TIME_LIMIT=${TEST_TIME_LIMIT:-120}
case $build in *tsan*) export TSAN_OPTIONS="halt_on_error=0 suppressions=$PWD/tests/support/tsan.supp" ;; esac
rm -rf "$LOGS"
mkdir -p "$LOGS"

run_file() {
  local log="$LOGS/${1//\//_}.log" started=$SECONDS why=''
  timeout --kill-after=5 "$TEST_TIME_LIMIT" "$PROGRAM" --source-file="*$1" >"$log" 2>&1
  local code=$?
  if [ $code != 0 ] && [ $((SECONDS - started)) -ge "$TEST_TIME_LIMIT" ]; then
    why="took more than $TEST_TIME_LIMIT s"
  elif grep -q '^\[doctest\] test cases: *0 ' "$log"; then
    why='has no cases'
  elif [ $code != 0 ]; then
    why="ended with exit code $code"
  fi
  if [ -z "$why" ]; then
    echo "ok  $((SECONDS - started)) s  $1"
    return
  fi
  # What doctest did not count itself is one failed case.
  grep -q '^\[doctest\] test cases: .* [1-9][0-9]* failed' "$log" ||
    echo "[doctest] test cases: 1 | 0 passed | 1 failed ($1 $why)" >>"$log"
  echo "--- FAILED: $1 $why"
  cat "$log"
}
export -f run_file
printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'run_file "$0"' {}

grep -h '^SKIPPED' "$LOGS"/*.log | sort | uniq -c
awk '/^\[doctest\] test cases:/ { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i } }
     END { print p + 0 " passed, " f + 0 " failed"; exit f > 0 }' "$LOGS"/*.log
