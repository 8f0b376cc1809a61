#!/bin/bash
# A site whose answers take 50 ms: the speed of many fetches at a time, beside wget2 and curl multi alone.
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
run_wget2() {
  measure "wget2-$1" -c "$client_core" -- wget2 --no-config -q -r -l 0 -H --no-robots --max-threads="$1" -P "$work/wget2" "http://127.1.0.1:$site_port/0"
  local read_pages
  read_pages=$(find "$work/wget2" -type f | wc -l)
  [ "$read_pages" = "$pages" ] || { echo "wget2 read $read_pages pages, not $pages" >&2; failed=1; }
  rm -rf "$work/wget2"
}
for ((round = 1; round <= runs; ++round)); do
  for concurrency in 64 256 1000; do
    run_wget2 $concurrency
    measure "curl$concurrency" -c "$client_core" -- "$BUILD/tests/bench/curl_alone" "$site_port" $hosts "$pages" $concurrency
    run_trawl $concurrency
  done
done

echo "$pages pages on $hosts hosts, 20 links each, 50 ms latency; medians of $runs alternated runs; $(version_of libcurl4)"
printf '%-44s %10s %24s %10s\n' '' pages/s 'CPU s per 1,000 pages' 'RSS MiB'
for name in trawl64 wget2-64 curl64 trawl256 wget2-256 curl256 trawl1000 wget2-1000 curl1000; do
  concurrency=${name#wget2-}
  concurrency=${concurrency//[a-z]/}
  printf '%-44s %10s %24s %10s\n' "$(sed "s/-\\?$concurrency\$//" <<<"$name"), concurrency $concurrency" \
    "$(calculate "over($pages, $(median $name 1))" '%.0f')" \
    "$(calculate "$(median $name 2) * 1000 / $pages" '%.3f')" "$(median $name 3)"
done
echo goals:
verdict 'pages/s at 256' "$(calculate "over($pages, $(median trawl256 1))" '%.0f')" atleast 4300
verdict 'pages/s at 1,000' "$(calculate "over($pages, $(median trawl1000 1))" '%.0f')" atleast 6000
# Ratios hold on a machine of any speed.
verdict 'against wget2 at 64' "$(ratio_of_speed trawl64 wget2-64)" atleast 1.0
verdict 'against wget2 at 256' "$(ratio_of_speed trawl256 wget2-256)" atleast 0.95
verdict 'against wget2 at 1,000' "$(ratio_of_speed trawl1000 wget2-1000)" atleast 0.9
verdict 'against curl multi alone at 256' "$(ratio_of_speed trawl256 curl256)" atleast 0.905
verdict 'against curl multi alone at 1,000' "$(ratio_of_speed trawl1000 curl1000)" atleast 0.595
exit $failed
