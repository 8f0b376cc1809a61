#!/bin/bash
# run.sh BUILD [PART…]: runs the parts of the siege one after the other, all if none is named, each NAME from NAME_siege.
# Prints what each part saw, and at the end the sum of the cases: "N passed, N failed". A part that takes more than
# SIEGE_TIME_LIMIT seconds counts as failed. Everything runs in an empty network and mount namespace if the system permits one.
set -u
if [ -z "${SIEGE_INSIDE:-}" ]; then
  export SIEGE_INSIDE=1
  if unshare -rnm ip link set lo up 2>/dev/null; then
    SIEGE_EMPTY_NETWORK=1 exec unshare -rnm bash -c 'ip link set lo up; exec "$0" "$@"' "$0" "$@"
  fi
  echo 'no namespaces here (unshare -rnm): parts that need an empty network say SKIPPED'
fi
build=$1
shift
export TRAWL="$PWD/$build/trawl"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0
for part in "$@"; do
  echo "== $part"
  started=$SECONDS
  timeout --kill-after=5 "${SIEGE_TIME_LIMIT:-900}" "$build/tests/siege/${part}_siege" 2>&1 | tee "$log" | grep --line-buffered -E '^(    saw |SKIPPED)'
  code=${PIPESTATUS[0]}
  read -r p f < <(awk '/^\[doctest\] test cases:/ { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i } }
                       END { print p + 0, f + 0 }' "$log")
  # What doctest did not count itself is one failed case.
  [ "$code" = 0 ] || [ "$f" != 0 ] || f=1
  [ "$((p + f))" != 0 ] || f=1
  [ "$f" = 0 ] || grep -v '^    saw ' "$log"
  echo "== $part: $p passed, $f failed, exit code $code, $((SECONDS - started)) s"
  passed=$((passed + p))
  failed=$((failed + f))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
