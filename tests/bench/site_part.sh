#!/bin/bash
# Compares trawl and its peers over the same real pages: speed, CPU time, memory. Checks that each has read all pages.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
# shellcheck source=tests/bench/nginx.sh
. "$bench/nginx.sh"

"$bench/site.sh" "$work/site" || exit 1
start_nginx "$work/site" "$work/nginx-shared" "$all_cores" || exit 1
started+=("$nginx_pid")
shared_url=$plain_url
start_nginx "$work/site" "$work/nginx" "$server_core" || exit 1
started+=("$nginx_pid")
ui_port=$(free_port)
echo "site: $(find "$work/site" -name '*.html' | wc -l) HTML files, $(du -sm "$work/site" | cut -f1) MB; $(nginx -v 2>&1)"
echo "peers: $(version_of wget2), $(version_of python3-aiohttp), $(version_of python3-lxml), $(version_of python3-scrapy)"

expected='' expected_links=''
# check NAME PAGES: fails the part unless each has read as many HTML pages as the first.
check() {
  expected=${expected:-$2}
  [ "$2" = "$expected" ] && return
  echo "$1 read $2 pages, not $expected: its figures do not count" >&2
  failed=1
}
in_database() { sqlite3 "$1" "SELECT count(*) FROM pages WHERE status = 200 AND content_type LIKE 'text/html%'"; }
# The numbers of rows, which must be the same after each run of trawl.
rows_of() {
  sqlite3 "$1" "SELECT (SELECT count(*) FROM links), (SELECT count(*) FROM links WHERE kind = 'a'),
    (SELECT count(*) FROM pages WHERE title <> ''), (SELECT count(*) FROM pages WHERE body_id IS NOT NULL)"
}

# run_trawl NAME FOLDER URL FLAG OF run_command… -- FLAG OF trawl…
run_trawl() {
  local name=$1 folder=$2 url=$3 flags=()
  shift 3
  while [ "$1" != -- ]; do flags+=("$1"); shift; done
  shift
  measure "$name" "${flags[@]}" -- "$trawl" crawl "$url" -q -n 0 --delay 0 --per-host 32 -c 32 -o "$folder/trawl.db" "$@"
  check "$name" "$(in_database "$folder/trawl.db")"
  local links
  links=$(rows_of "$folder/trawl.db")
  expected_links=${expected_links:-$links}
  [ "$links" = "$expected_links" ] || { echo "$name wrote $links rows, not $expected_links" >&2; failed=1; }
  rm -f "$folder"/trawl.db*
}

pinned=(-c "$client_core")
run_plain() { run_trawl trawl "$work" "$plain_url" "${pinned[@]}" -- --ui off; }
run_disk() { run_trawl disk "$disk" "$plain_url" "${pinned[@]}" -- --ui off; sync -f "$disk"; }
run_both() { run_trawl both "$work" "$shared_url" -- --ui off; }
run_tls() { run_trawl tls "$work" "$tls_url" "${pinned[@]}" -- --ui off -k; }
run_gzip() { run_trawl gzip "$work" "$gzip_url" "${pinned[@]}" -- --ui off; }
# An older trawl, whose rows may differ, for the speed of the store's thread.
run_base() {
  measure base -t "${pinned[@]}" -- "$BENCH_BASE" crawl "$plain_url" -q -n 0 --delay 0 --per-host 32 -c 32 -o "$work/trawl.db" --ui off
  store_share base
  check base "$(in_database "$work/trawl.db")"
  rm -f "$work"/trawl.db*
  measure now -t "${pinned[@]}" -- "$trawl" crawl "$plain_url" -q -n 0 --delay 0 --per-host 32 -c 32 -o "$work/trawl.db" --ui off
  store_share now
  rm -f "$work"/trawl.db*
}
# store_share NAME: adds the CPU seconds of the store's thread in the last run.
store_share() { awk 'NR == 1 { all = $2 } $2 == "store" { print $1 * all }' "$work/cost" >>"$work/figures/$1-store"; }
run_watched() {
  while sleep 0.2; do
    curl -s -o "$work/status" "http://127.0.0.1:$ui_port/api/status"
    "$trawl" query "$work/trawl.db" 'SELECT status, count(*) FROM pages GROUP BY status' >/dev/null 2>&1
    sleep 0.8
  done &
  local watcher=$!
  run_trawl watched "$work" "$plain_url" "${pinned[@]}" -- --ui "127.0.0.1:$ui_port"
  kill "$watcher" && wait "$watcher" 2>/dev/null
  [ -s "$work/status" ] || echo 'the status page did not answer' >&2
}
run_wget2() {
  allowed_status=8 measure wget2 "${pinned[@]}" -- wget2 --no-config -q -r -l 0 -nH --no-robots --max-threads=32 \
    --ignore-tags=img/src,script/src,link/href -P "$work/wget2" "$plain_url" # exit code 8: the site has a few broken links
  check wget2 "$(find "$work/wget2" -name '*.html' | wc -l)"
  rm -rf "$work/wget2"
}
run_aiohttp() {
  measure aiohttp "${pinned[@]}" -- /usr/bin/python3 "$bench/peers/aiohttp_crawler.py" "$plain_url" "$work/aiohttp.db"
  check aiohttp "$(in_database "$work/aiohttp.db")"
  aiohttp_links=$(sqlite3 "$work/aiohttp.db" 'SELECT count(*) FROM links')
  rm -f "$work"/aiohttp.db*
}
run_scrapy() {
  measure scrapy "${pinned[@]}" -- /usr/bin/python3 "$bench/peers/scrapy_crawler.py" "$plain_url" "$work/scrapy.jsonl"
  check scrapy "$(wc -l <"$work/scrapy.jsonl")"
  rm -f "$work/scrapy.jsonl"
}

all=(plain wget2 disk both gzip tls watched aiohttp scrapy)
[ -z "${BENCH_WITHOUT:-}" ] || mapfile -t all < <(printf '%s\n' "${all[@]}" | grep -vxF "${BENCH_WITHOUT// /$'\n'}")
[ -z "${BENCH_BASE:-}" ] || all+=(base)
for ((round = 1; round <= runs; ++round)); do
  for each in "${all[@]}"; do "run_$each"; done
done

IFS='|' read -r all_links a_links titles bodies <<<"$expected_links"
echo "HTML pages of each crawl: $expected; trawl's rows: $all_links links, $a_links of them <a>${aiohttp_links:+ (aiohttp and lxml: $aiohttp_links)}, $titles titles, $bodies bodies"
echo "medians of $runs alternated runs:"
printf '%-44s %10s %24s %10s\n' '' pages/s 'CPU s per 1,000 pages' 'RSS MiB'
row() {
  [ -s "$work/figures/$1" ] || return
  printf '%-44s %10s %24s %10s\n' "$2" "$(calculate "over($expected, $(median "$1" 1))" '%.0f')" \
    "$(calculate "$(median "$1" 2) * 1000 / $expected" '%.3f')" "$(median "$1" 3)"
}
row trawl 'trawl, one core, tmpfs'
row wget2 'wget2 (files only)'
row aiohttp 'aiohttp + lxml + SQLite'
row scrapy 'Scrapy, leanest spider'
row disk "trawl, on $(stat -f -c %T "$disk")"
row both 'trawl, both cores shared with nginx'
row gzip 'trawl, gzip by nginx'
row tls 'trawl, TLS'
row watched 'trawl, UI open and a query a second'

# The file and what people ask of it: once more in whole, and once more up to a limit, as it is while a crawl runs.
# shellcheck source=tests/bench/questions.sh
. "$bench/questions.sh"
run_kept() {
  "$trawl" crawl "$plain_url" -q -n 0 --delay 0 --per-host 32 -c 32 --ui off -o "$work/$1.db" "${@:2}" >"$work/said" 2>&1
}
run_kept whole
run_kept part --size-limit 225M
echo 'the file, MB by table and index:'
sizes_of "$work/whole.db" | head -n 12 | sed 's/^/  /'
echo 'questions, ms of CPU, of the finished crawl and of one that has almost finished:'
questions_of "$work/whole.db" >"$work/answers"
questions_of "$work/part.db" >"$work/answers-while"
join "$work/answers" "$work/answers-while" | sort -k2 -rn | head -n 8 | sed 's/^/  /'
# slowest FILE: milliseconds of the slowest view.
slowest() { grep -v '(' "$1" | sort -k2 -rn | awk 'NR == 1 { print $2 }'; }
asked() { awk -v what="$1" '$1 == what { print $2 }' "$work/answers"; }

echo goals:
cpu_ratio() { calculate "over($(median "$1" 2), $(median "$2" 2))" '%.3f'; }
verdict 'CPU against wget2' "$(cpu_ratio trawl wget2)" atmost 1.4
verdict 'speed against wget2, tmpfs' "$(ratio_of_speed trawl wget2)" atleast 0.72
verdict "speed against wget2, trawl's file on disk" "$(ratio_of_speed disk wget2)" atleast 0.75
verdict 'CPU of the gzip site against the plain one' "$(cpu_ratio gzip trawl)" atmost 0.85
verdict 'the file, MB' "$(calculate "$(stat -c %s "$work/whole.db") / 1000000" '%.1f')" atmost 55
verdict 'RSS, MiB' "$(median trawl 3)" atmost 64
verdict 'the slowest view, ms' "$(slowest "$work/answers")" atmost 300
verdict 'the slowest view while the crawl runs, ms' "$(slowest "$work/answers-while")" atmost 1000
verdict 'inlinks of one URL, ms' "$(asked '(inlinks)')" atmost 10
verdict 'the number of links, ms' "$(asked '(links)')" atmost 10
verdict 'both cores against one' "$(ratio_of_speed both trawl)" atleast 1.75
[ -z "${BENCH_BASE:-}" ] || verdict "pages/s of the store's thread against BENCH_BASE" "$(calculate "over($(median base-store 1), $(median now-store 1))" '%.2f')" atleast 1.6
verdict 'against aiohttp' "$(ratio_of_speed trawl aiohttp)" atleast 7
verdict 'against Scrapy' "$(ratio_of_speed trawl scrapy)" atleast 25
verdict 'CPU s per 1,000 pages' "$(calculate "$(median trawl 2) * 1000 / $expected" '%.3f')" atmost 0.25
verdict 'disk against tmpfs' "$(ratio_of_speed disk trawl)" atleast 0.9
verdict 'TLS against plain' "$(ratio_of_speed tls trawl)" atleast 0.85
verdict 'UI open and a query a second against neither' "$(ratio_of_speed watched trawl)" atleast 0.95

echo 'CPU by thread of trawl:'
run_trawl threads "$work" "$plain_url" "${pinned[@]}" -t -- --ui off
sed 1d "$work/cost" | sort -rn | sed 's/^/  /'

# One more run under perf, if that is permitted: the share of each library in each thread.
echo 'CPU by thread and library of trawl, %:'
printf '#!/bin/sh\nexec perf record -q -F 2000 -o "%s" "%s" "$@"\n' "$work/perf" "$trawl" >"$work/profiled"
chmod +x "$work/profiled"
if perf record -q -o "$work/perf" true 2>/dev/null; then
  trawl=$work/profiled
  run_trawl profiled "$work" "$plain_url" "${pinned[@]}" -- --ui off
  perf report -i "$work/perf" --stdio --sort comm,dso 2>/dev/null | grep -v '^#' | grep . | head -n 14
else
  echo '  perf is not installed or not permitted (kernel.perf_event_paranoid)'
fi
exit $failed
