#!/bin/bash
# A file of ten million URLs, generated: how long it takes to resume its crawl, and to ask why a URL was fetched or not.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
urls=${BENCH_RESUME_URLS:-10000000}
file=$disk/urls.db
"$trawl" crawl http://127.0.0.1:9/ -q --ui off --retries 0 -o "$file" >/dev/null 2>&1 # for the schema
sed "s/:urls/$urls/g" "$bench/resume_urls.sql" | sqlite3 "$file" >/dev/null || exit 1
echo "$urls URLs, $(du -m "$file" | cut -f1) MB"
cat "$file" >/dev/null # what was just crawled is in memory

# judge NAME GOAL: the slowest of the runs.
judge() {
  local most
  most=$(sort -n "$work/figures/$1" | tail -n 1 | cut -d ' ' -f 1)
  echo "$1: $(median "$1" 1) s, at most $most s, goal $2 s"
  awk -v most="$most" -v goal="$2" 'BEGIN { exit !(most > goal) }' && { echo "$1 is too slow" >&2; failed=1; }
}

for run in $(seq "$runs"); do
  for url in $((run * 17)) $((urls / 10 + run)) $((urls - run)); do
    host=$((1 + url % 1000))
    measure why -c "$client_core" -- "$trawl" why "$file" \
      "http://127.0.$((host / 250)).$((1 + host % 250)):9/a-page-of-some-length-$url"
  done
  # It begins, is refused by some hosts, and ends after a second.
  allowed_status=15 measure resume -c "$all_cores" -- "$trawl" resume "$file" -n 0 --time-limit 1s --retries 0 --ui off -q
done
judge why 0.05
judge resume 10
exit $failed
