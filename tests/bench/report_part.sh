#!/bin/bash
# Each report on a generated file of a million pages: seconds, and the indexes that it names.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
pages=${BENCH_REPORT_PAGES:-1000000}
file=$disk/pages.db
"$trawl" crawl http://127.0.0.1:9/ -q --ui off --retries 0 -o "$file" >/dev/null 2>&1 # for the schema
sed "s/:pages/$pages/g" "$bench/report_pages.sql" | sqlite3 "$file" >/dev/null || exit 1
echo "$pages pages, $(du -m "$file" | cut -f1) MB"
for report in $("$trawl" report "$file" --jsonl 2>/dev/null | sed 's/^{"name":"\([a-z0-9_]*\)".*/\1/'); do
  measure "$report" -c "$client_core" -- "$trawl" report "$file" "$report" --csv -o "$work/rows"
  echo "$report: $(median "$report" 1) s, $(($(wc -l <"$work/rows") - 1)) rows"
  sed 's/^trawl: [^:]*: /  /' "$work/said"
done
exit $failed
