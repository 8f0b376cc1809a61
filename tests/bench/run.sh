#!/bin/bash
# run.sh BUILD: runs the benches of a build folder. PARTS chooses some of them, as in PARTS=site,start.
set -u
here=$(dirname "$0")
known_parts=start,schedule,runtime,store,page,extract,latency,site,rules,report,resume,known,hold,fleet
status=0
IFS=, read -r -a parts <<<"${PARTS:-$known_parts}"
for part in "${parts[@]}"; do
  echo "== $part"
  case $part in
    runtime) "$here/aio_bench.sh" "$1" ;;
    store | page | schedule) "$1/tests/bench/${part}_bench" ;;
    site | start | extract | latency | rules | report | resume | known | hold | fleet) "$here/${part}_part.sh" "$1" ;;
    *) echo "no such part; there are $known_parts" >&2; exit 2 ;;
  esac || status=1
  echo
done
exit $status
