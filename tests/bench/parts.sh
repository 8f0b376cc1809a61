# shellcheck shell=bash
# Sourced by each part of the bench. BUILD is $1; work is a temporary folder. What the part starts is ended when it exits.
# shellcheck disable=SC2034
set -u
BUILD=$1
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
trawl=$BUILD/trawl
runs=${BENCH_RUNS:-5}
most_seconds=${BENCH_SECONDS:-300} # of one run
client_core=0 server_core=1 all_cores=0,1
[ "$(nproc)" -gt 1 ] || { server_core=0 all_cores=0; echo 'There is one core, which client and server share: the figures mean little.'; }

memory=/dev/shm
[ -d "$memory" ] && [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
work=$(mktemp -d -p "$memory" trawl-bench.XXXXXX)
disk=$(mktemp -d -p "${BENCH_DISK:-/var/tmp}" trawl-bench.XXXXXX)
started=() failed=0
clean_up() {
  local pid
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null; done
  rm -rf "$work" "$disk"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
mkdir "$work/figures"

# measure NAME [FLAG OF run_command…] -- COMMAND…: runs the command and adds its cost to the figures of NAME.
measure() {
  local name=$1 flags=() status
  shift
  while [ "$1" != -- ]; do flags+=("$1"); shift; done
  shift
  "$BUILD/tests/bench/run_command" -s "$most_seconds" "${flags[@]}" "$work/cost" "$@" >"$work/said" 2>&1
  status=$?
  if [ $status != 0 ] && [ "$status" != "${allowed_status:-0}" ]; then
    echo "$name ended with $status:" >&2
    failed=1
    tail -n 5 "$work/said" >&2
  fi
  head -n 1 "$work/cost" >>"$work/figures/$name"
  return $status
}

# start_site_server FLAG…: sets site_port.
start_site_server() {
  taskset -c "$server_core" "$BUILD/tests/bench/site_server" "$@" >"$work/port" &
  started+=("$!")
  for _ in $(seq 100); do
    read -r site_port <"$work/port" && return
    sleep 0.05
  done
  echo 'site_server did not start' >&2
  exit 1
}

# median NAME COLUMN: column 1 is elapsed seconds, 2 CPU seconds, 3 MiB.
median() {
  [ -s "$work/figures/$1" ] || { echo 0; return; }
  awk -v c="$2" '{ print $c }' "$work/figures/$1" | sort -n |
    awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# calculate EXPRESSION [FORMAT]: prints the value; "-" after a division by zero.
calculate() {
  awk -v f="${2:-%.2f}" "function over(a, b) { return b > 0 ? a / b : -1 }
    BEGIN { v = $1; if (v < 0) print \"-\"; else printf f \"\\n\", v }"
}

# ratio_of_speed A B: the speed of A divided by the speed of B, over the same pages.
ratio_of_speed() {
  [ -s "$work/figures/$1" ] && [ -s "$work/figures/$2" ] || { echo -; return; }
  calculate "over($(median "$2" 1), $(median "$1" 1))" '%.3f'
}

# verdict WHAT FIGURE atleast|atmost GOAL: prints a line of the table of goals, or nothing if WHAT was not measured.
verdict() {
  [ "$2" != - ] || return 0
  awk -v what="$1" -v figure="$2" -v how="$3" -v goal="$4" 'BEGIN {
    ok = how == "atleast" ? figure + 0 >= goal + 0 : figure + 0 <= goal + 0
    printf "  %-58s %10s   %s %-8s %s\n", what, figure, how == "atleast" ? ">=" : "<=", goal, ok ? "reached" : "MISSED" }'
}

version_of() { dpkg-query -W -f '${Package} ${Version}' "$1" 2>/dev/null || echo "$1: not installed"; }
