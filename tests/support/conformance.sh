#!/bin/bash
# conformance.sh PROGRAM…: runs test programs that count suites of public test data (tests/support/suite_score) and writes
# their rows to tests/conformance.md. Fails if a goal is missed.
set -u
[ -d ../shared/conformance ] || { echo 'no ../shared/conformance beside the repository: nothing to measure' >&2; exit 1; }
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
code=0
for program in "$@"; do
  said=$(TRAWL_CONFORMANCE_ROWS=$rows "$program" 2>&1) || { echo "$said"; code=1; }
done

{
  cat <<'TEXT'
# Conformance

How trawl does on public test data. `make conformance` writes this table; the tests measure each row again, and fail
if a result differs from this table or misses its goal. The data is not part of the repository: it is expected beside
it, in `../shared/conformance`, and its READMEs name sources and licences. A suite counts only cases about what trawl
does; the tests say which cases they leave out.

| suite | cases | passed | percent | goal | deviations |
|---|---:|---:|---:|---:|---|
TEXT
  for suite in url urlkey robots html encoding extraction sitemaps feeds dates http psl json structured naughty; do
    grep "^| $suite: " "$rows"
  done
} >tests/conformance.md
cat tests/conformance.md
exit $code
