#!/bin/bash
# Compares how many pages a CPU second trawl and parsel read six fields of: title, h1, h2, links, table cells and code.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"

find /usr/share/cppreference /usr/share/doc -name '*.html' -size +0 2>/dev/null | LC_ALL=C sort | awk 'NR % 8 == 0' >"$work/pages"
pages=$(wc -l <"$work/pages")
[ "$pages" -ge 600 ] || { echo "There are only $pages pages of documentation; make bench-packages installs more" >&2; exit 1; }
echo "$pages pages, $(tr '\n' '\0' <"$work/pages" | du -cm --files0-from=- | tail -n 1 | cut -f1) MB; $(version_of python3-parsel), $(version_of libxml2)"

for ((round = 1; round <= runs; ++round)); do
  taskset -c "$client_core" "$BUILD/tests/bench/extract_bench" "$work/pages" 3 >"$work/trawl" || failed=1
  taskset -c "$client_core" /usr/bin/python3 "$bench/peers/parsel_fields.py" "$work/pages" 1 >"$work/parsel" || failed=1
  head -n 1 "$work/trawl" >>"$work/figures/trawl"
  head -n 1 "$work/parsel" >>"$work/figures/parsel"
done
echo "medians of $runs alternated runs, pages per CPU second on one core:"
printf '  %-10s %8s\n' trawl "$(median trawl 1)" parsel "$(median parsel 1)"
echo 'found by trawl and by parsel, number and size:'
paste -d ' ' <(sed 1d "$work/trawl") <(sed 1d "$work/parsel") | awk '{ printf "  %-6s %8d %10d   %8d %10d\n", $1, $2, $3, $5, $6 }'
echo goals:
verdict 'against parsel' "$(calculate "over($(median trawl 1), $(median parsel 1))" '%.2f')" atleast 3
exit $failed
