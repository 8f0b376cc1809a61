#!/bin/bash
# Crawls for ten minutes, 64 fetches at a time: how long the event loop is held.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
seconds=${BENCH_HOLD_SECONDS:-600}
start_site_server -l 25 -h 100 -b 5000 -n $((seconds * 2600 + 1)) # more pages than 64 fetches of 25 ms can read
# About 500 bytes are written for each URL.
folder=$work
[ "$(df --output=avail -B1 "$work" | tail -n 1)" -gt $((seconds * 4000000)) ] || folder=$disk

most_seconds=$((seconds + 60)) allowed_status=15 measure hold -c "$client_core" -- "$trawl" crawl "http://127.1.0.1:$site_port/0" \
  -q --ui off -n 0 --time-limit "${seconds}s" --delay 0 --scope any --allow-private -c 64 --per-host 64 -o "$folder/trawl.db"

# The loop is looked at twenty times a second; each look tells the longest hold since the one before.
IFS='|' read -r pages ran longest p99 < <(sqlite3 "$folder/trawl.db" "SELECT stats ->> 'pages', stats ->> 'seconds',
  stats ->> 'longest_hold_ms', stats ->> 'hold_p99_ms' FROM crawls")
echo "$pages pages in $ran s, $(median hold 2) CPU s, $(median hold 3) MiB"
[ "${ran%.*}" -ge "$((seconds - 1))" ] || { echo "the crawl has ended before its time" >&2; failed=1; }
echo goals:
verdict 'the longest hold of the loop, ms' "$longest" atmost 100
verdict 'p99 of the longest holds of each 50 ms, ms' "$p99" atmost 30
exit $failed
