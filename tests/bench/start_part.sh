#!/bin/bash
# The time that trawl takes to start: alone, and to fetch one page from loopback, beside curl.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
start_site_server
page="http://127.1.0.1:$site_port/0"
for ((round = 1; round <= runs * 10; ++round)); do
  measure version -c "$client_core" -- "$trawl" version
  measure fetch -c "$client_core" -- "$trawl" fetch -o "$work/page" "$page"
  measure curl -c "$client_core" -- curl -s -o "$work/page" "$page"
done
[ -s "$work/page" ] || { echo 'no page arrived' >&2; failed=1; }
milliseconds() { calculate "$(median "$1" 1) * 1000" '%.1f'; }
echo "medians of $((runs * 10)) alternated runs; curl for that page: $(milliseconds curl) ms"
verdict 'trawl version, ms' "$(milliseconds version)" atmost 15
verdict 'trawl fetch of one loopback page, ms' "$(milliseconds fetch)" atmost 40
exit $failed
