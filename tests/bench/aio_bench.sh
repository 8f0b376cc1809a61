#!/bin/bash
# The runtime of build folder $1 beside its peers: the cost of each operation in nanoseconds of processor time (of wall
# clock time for calls from a thread), and in brackets how many times aio's figure that is.
set -u
build=$1
here=$(dirname "$0")
figures=$(mktemp -d)
trap 'rm -rf "$figures"' EXIT

"$build/tests/bench/aio_bench" >"$figures/aio"
"$build/tests/bench/asio_bench" >"$figures/asio"
if [ -x /usr/bin/python3 ]; then
  /usr/bin/python3 "$here/aio_bench.py" >"$figures/asyncio"
  /usr/bin/python3 "$here/aio_bench.py" uvloop >"$figures/uvloop"
else
  printf 'missing\tpython3\n' | tee "$figures/asyncio" >"$figures/uvloop"
fi

cd "$figures" || exit 2
awk -F '\t' '
  function verdict(what, figure, goal) {  # as in parts.sh
    printf "  %-58s %10.3f   <= %-8s %s\n", what, figure, goal, figure <= goal ? "reached" : "MISSED"
  }
  FNR == 1 { program[++programs] = FILENAME }
  $1 == "missing" { missing[FILENAME] = $2; next }
  { if (programs == 1) name[++names] = $1; figure[FILENAME, $1] = $2 }
  END {
    printf "%-28s", ""
    for (p = 1; p <= programs; ++p) printf "%18s", program[p]
    print ""
    for (n = 1; n <= names; ++n) {
      printf "%-28s%18.1f", name[n], figure["aio", name[n]]
      for (p = 2; p <= programs; ++p) {
        value = figure[program[p], name[n]]
        printf "%18s", value == "" ? "-" : sprintf("%.1f (%.1f)", value, value / figure["aio", name[n]])
      }
      print ""
    }
    await = figure["aio", "await of a ready coroutine"]
    floor = figure["aio", "await of a bare coroutine"]
    if (floor > 0) {
      print "goals:"
      verdict("an await of a ready coroutine against a bare one", await / floor, 1.2)
      asio = figure["asio", "await of a ready coroutine"]
      if (asio > 0) verdict("an await of a ready coroutine against asio", await / asio, 1.0)
    }
    for (p in missing) print p " is not measured; missing: " missing[p]
  }' aio asio asyncio uvloop
