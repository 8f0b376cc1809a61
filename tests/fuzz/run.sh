#!/bin/bash
# Runs each given fuzz target for FUZZ_SECONDS (default: 60), two at a time, and prints the result of each. Inputs that reach
# new code stay in corpus/ beside the targets, inputs that break a target in crashes/. The public test data, if it is there,
# is the initial input.
set -u
seconds=${FUZZ_SECONDS:-60}
folder=$(dirname "$1")
mkdir -p "$folder/crashes"
export UBSAN_OPTIONS=print_stacktrace=1

run() {
  local target=$1 name data log
  name=$(basename "$target" _fuzz)
  log=$target.log
  mkdir -p "$folder/corpus/$name"
  local seeds=()
  for data in ../shared/conformance/{html/pages,robots/files,sitemaps/files}; do
    case $data in */"$name"/*|*/"$name"s/*) [ -d "$data" ] && seeds+=("$data") ;; esac
    [ "$name" = tree ] && [ -d "$data" ] && [ "${data##*/}" = pages ] && seeds+=("$data")
  done
  if "$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$folder/crashes/$name-" "$folder/corpus/$name" "${seeds[@]}" >"$log" 2>&1; then
    echo "ok    $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
  else
    echo "CRASH $name: see $log"
    grep -E 'does not hold|runtime error|ERROR:|Test unit written' "$log" | head -n 5 | sed 's/^/      /'
    return 1
  fi
}

failed=0
running=0
for target in "$@"; do
  run "$target" &
  running=$((running + 1))
  [ "$running" -lt 2 ] || { wait -n || failed=1; running=$((running - 1)); }
done
while [ "$running" -gt 0 ]; do
  wait -n || failed=1
  running=$((running - 1))
done
exit $failed
