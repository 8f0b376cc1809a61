#!/bin/bash
# Crawls until ten million URLs are known: memory, and the speed at the end compared with the start.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
known=${BENCH_KNOWN:-10000000}
seconds=${BENCH_KNOWN_SECONDS:-900}
pages=$((known / 20))
window=$((pages / 4 < 100000 ? pages / 4 : 100000))
start_site_server -h 1000 -b 200

# About 400 bytes are written for each URL.
folder=$work
[ "$(df --output=avail -B1 "$work" | tail -n 1)" -gt $((known * 800)) ] || folder=$disk
most_seconds=$((seconds + 120)) allowed_status=15 measure known -c "$client_core" -t -- "$trawl" crawl "http://127.1.0.1:$site_port/0" \
  -q --ui off -n "$pages" --time-limit "${seconds}s" --delay 0 --scope any --allow-private -c 256 --per-host 32 -o "$folder/trawl.db"

ask() { sqlite3 "$folder/trawl.db" "$1"; }
read -r read_pages all_known hosts < <(ask 'SELECT (SELECT count(*) FROM pages WHERE status = 200), (SELECT count(*) FROM urls), (SELECT count(*) FROM hosts)' | tr '|' ' ')
[ "$read_pages" -ge "$pages" ] || echo "the time ran out after $read_pages of $pages pages; the figures cover these"
[ "$read_pages" -ge $((window * 2)) ] || window=$((read_pages / 2))
# took FIRST LAST: the seconds between the fetches of the pages with these ids.
took() {
  ask "SELECT 86400 * (julianday((SELECT fetched_at FROM pages WHERE id = $2)) - julianday((SELECT fetched_at FROM pages WHERE id = $1)))"
}
last=$(ask 'SELECT max(id) FROM pages')
first_speed=$(calculate "over($window, $(took 1 $window))" '%.0f')
last_speed=$(calculate "over($window, $(took $((last - window + 1)) "$last"))" '%.0f')
echo "$all_known URLs known, $read_pages pages read, $hosts hosts; $(median known 1) s, $(median known 2) CPU s; the file: $(du -m "$folder/trawl.db" | cut -f1) MB on $(stat -f -c %T "$folder")"
echo "pages/s: $first_speed over the first $window, $last_speed over the last"
echo 'CPU by thread:'
sed 1d "$work/cost" | sort -rn | sed 's/^/  /'
echo goals:
verdict "the last $window against the first" "$(calculate "over($last_speed, $first_speed)" '%.3f')" atleast 0.85
verdict 'seconds' "$(median known 1)" atmost 250
verdict 'RSS, MiB' "$(median known 3)" atmost 130
exit $failed
