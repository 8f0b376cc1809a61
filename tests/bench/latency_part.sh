#!/bin/bash
# A site whose answers take 50 ms: the speed of many fetches at a time, beside curl multi alone.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
pages=${BENCH_LATENCY_PAGES:-60000} hosts=100
start_site_server -l 50 -h $hosts -n "$pages"
[ "$(ulimit -n)" -ge 4096 ] || ulimit -n 4096 || exit 1

run_trawl() {
  measure "trawl$1" -c "$client_core" -- "$trawl" crawl "http://127.1.0.1:$site_port/0" -q --ui off -n 0 --delay 0 \
    --scope any --allow-private -c "$1" --per-host "$1" -o "$work/trawl.db"
  local read_pages
  read_pages=$(sqlite3 "$work/trawl.db" 'SELECT count(*) FROM pages WHERE status = 200')
  [ "$read_pages" = "$pages" ] || { echo "trawl read $read_pages pages, not $pages" >&2; failed=1; }
  rm -f "$work"/trawl.db*
}
for ((round = 1; round <= runs; ++round)); do
  for concurrency in 256 1000; do
    measure "curl$concurrency" -c "$client_core" -- "$BUILD/tests/bench/curl_alone" "$site_port" $hosts "$pages" $concurrency
    run_trawl $concurrency
  done
done

echo "$pages pages on $hosts hosts, 20 links each, 50 ms latency; medians of $runs alternated runs; $(version_of libcurl4)"
printf '%-44s %10s %24s %10s\n' '' pages/s 'CPU s per 1,000 pages' 'RSS MiB'
for name in trawl256 curl256 trawl1000 curl1000; do
  concurrency=${name//[a-z]/}
  printf '%-44s %10s %24s %10s\n' "${name%"$concurrency"}, concurrency $concurrency" \
    "$(calculate "over($pages, $(median $name 1))" '%.0f')" \
    "$(calculate "$(median $name 2) * 1000 / $pages" '%.3f')" "$(median $name 3)"
done
echo goals:
verdict 'pages/s at 256' "$(calculate "over($pages, $(median trawl256 1))" '%.0f')" atleast 4300
verdict 'pages/s at 1,000' "$(calculate "over($pages, $(median trawl1000 1))" '%.0f')" atleast 6000
# Ratios hold on a machine of any speed.
verdict 'against curl multi alone at 256' "$(ratio_of_speed trawl256 curl256)" atleast 0.905
verdict 'against curl multi alone at 1,000' "$(ratio_of_speed trawl1000 curl1000)" atleast 0.595
exit $failed
