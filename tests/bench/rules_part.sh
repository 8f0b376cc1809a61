#!/bin/bash
# What the rules of a spider file cost in a crawl: six fields on every page, and rules that match no page, beside none.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
# shellcheck source=tests/bench/nginx.sh
. "$bench/nginx.sh"

"$bench/site.sh" "$work/site" || exit 1
start_nginx "$work/site" "$work/nginx" "$server_core" || exit 1
started+=("$nginx_pid")

fields='{title: title::text, h1: h1::text, h2: {css: h2, many: true}, links: {css: "a::attr(href)", many: true},
          cells: {css: td, many: true}, code: {css: "pre, code", many: true}}'
printf 'pages:\n  - items:\n      - {table: docs, fields: %s}\n' "$fields" >"$work/fields.yaml"
printf 'pages:\n  - match: /no-such-page/\n    items:\n      - {table: docs, fields: %s}\n' "$fields" >"$work/nothing.yaml"

expected=''
# crawl NAME [FLAG…]: fails the part unless each run has read as many pages as the first.
crawl() {
  local name=$1 pages
  shift
  measure "$name" -c "$client_core" -- "$trawl" crawl "$plain_url" -q -n 0 --delay 0 --per-host 32 -c 32 --ui off -o "$work/trawl.db" "$@"
  pages=$(sqlite3 "$work/trawl.db" 'SELECT count(*) FROM pages')
  expected=${expected:-$pages}
  [ "$pages" = "$expected" ] || { echo "$name read $pages pages, not $expected" >&2; failed=1; }
  [ "$name" != fields ] || rows=$(sqlite3 "$work/trawl.db" 'SELECT count(*) FROM docs')
  rm -f "$work"/trawl.db*
}

rows=0
for ((round = 1; round <= runs; ++round)); do
  crawl plain
  crawl fields -f "$work/fields.yaml"
  crawl nothing -f "$work/nothing.yaml"
done
echo "pages of each crawl: $expected; rows by the rules: $rows; medians of $runs alternated runs, one core:"
printf '%-30s %24s %10s\n' '' 'CPU s per 1,000 pages' 'RSS MiB'
for name in plain fields nothing; do
  printf '%-30s %24s %10s\n' "$name" "$(calculate "$(median "$name" 2) * 1000 / $expected" '%.3f')" "$(median "$name" 3)"
done
ratio_of_cpu() { calculate "over($(median "$1" 2), $(median plain 2))" '%.3f'; }
echo goals:
verdict 'CPU with six fields on every page, against no rules' "$(ratio_of_cpu fields)" atmost 2.0
verdict 'CPU with rules that match no page, against no rules' "$(ratio_of_cpu nothing)" atmost 1.05
exit $failed
