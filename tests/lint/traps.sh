#!/bin/bash
# No source or header below the folder $1 (default: here) holds a coroutine statement that g++ 12.2 miscompiles; the
# shapes stand in traps.query. Compiles with the flags of the folder's compile_commands.json.
set -u
query="$(cd "$(dirname "$0")" && pwd)/traps.query"
cd "${1:-.}" || exit 2
[ -s compile_commands.json ] || { echo "no compile_commands.json: run make lint"; exit 2; }
mapfile -t files < <(grep -rlE --include='*.[ch]pp' '\bco_(await|yield|return)\b' fetch scraper storage web tests 2>/dev/null)
answers=$((${#files[@]} * $(grep -c '^match ' "$query")))
printf '%s\0' "${files[@]}" | xargs -0 -r -n 1 -P 2 clang-query-14 -p . -f "$query" --extra-arg=-w 2>&1 |
  awk -v expected="$answers" -v here="$PWD/" '
    /^[0-9]+ match(es)?\.$/ { answers++ }
    / note: "T[1-4]" binds here| error: / {
      sub(here, ""); sub(/^\.\//, ""); sub(/note: /, ""); sub(/ binds here/, ": g++ 12.2 miscompiles this statement")
      if (!seen[$0]++) print
    }
    END {
      if (answers != expected) print "clang-query answered " answers + 0 " of " expected " questions"
      exit length(seen) > 0 || answers != expected
    }'
