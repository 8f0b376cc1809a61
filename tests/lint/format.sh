#!/bin/bash
# Every source below the folder $1 (default: here) stands as clang-format-14 writes it; `make format` writes it so.
set -u
cd "${1:-.}" || exit 2
found=$(find fetch scraper storage web tests -name '*.[ch]pp' -print0 2>/dev/null |
  xargs -0 -r clang-format-14 --dry-run -Werror 2>&1 | sed -n 's/^\([^:]*\):[0-9:]* error:.*/\1/p' | sort | uniq -c)
[ -z "$found" ] || { echo "places that \`make format\` would change:" && echo "$found" && exit 1; }
