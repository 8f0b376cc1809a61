#!/bin/bash
# What a PostgreSQL server alone does for a fleet: pages committed and claims, a second and a second of its processors' time.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || { echo 'PostgreSQL is not installed (package postgresql-15)' >&2; exit 1; }
# PostgreSQL refuses to run as root.
as_user=()
if [ "$(id -u)" = 0 ]; then
  as_user=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  chown postgres "$disk"
fi
"${as_user[@]}" "$programs/initdb" -D "$disk/data" -U trawl -A trust -E UTF8 --locale=C >"$work/initdb" 2>&1 ||
  { cat "$work/initdb" >&2; exit 1; }
"${as_user[@]}" "$programs/postgres" -D "$disk/data" -k "$disk" -c listen_addresses= -c shared_buffers=512MB -c max_wal_size=4GB \
  >"$work/server" 2>&1 &
server=$!
started+=("$server")
for _ in $(seq 200); do
  "$programs/pg_isready" -q -h "$disk" && break
  sleep 0.1
done

# Hundredths of a second that the server and its children, also those that have ended, have used.
server_ticks() {
  local pid sum=0 stat
  for pid in $server $(cat "/proc/$server/task/$server/children"); do
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
    read -ra stat <<<"${stat##*) }"
    sum=$((sum + stat[11] + stat[12]))
    [ "$pid" != "$server" ] || sum=$((sum + stat[13] + stat[14]))
  done
  echo $sum
}

# run NAME WORD GOAL ARGUMENTS…: runs the bench in a database of its own; the line of its result that begins with WORD counts.
run() {
  local name=$1 word=$2 goal=$3 before after said
  shift 3
  "$programs/psql" -q -h "$disk" -U trawl postgres -c "CREATE DATABASE $name"
  before=$(server_ticks)
  said=$("$BUILD/tests/bench/fleet_bench" "host=$disk user=trawl dbname=$name" "$@") || failed=1
  sleep 0.5
  after=$(server_ticks)
  echo "$said"
  number=$(sed -n "s/^$word \([0-9]*\) .*/\1/p" <<<"$said")
  verdict "$name: $word a second" "$(calculate "$number / 10" '%.0f')" atleast "$goal"
  echo "  $word a second of the server's processors: $(calculate "$number / (($after - $before) / $(getconf CLK_TCK))" '%.0f')"
}

run few_links pages 5000 commits 5 1
run many_links pages 3000 commits 20 2
run claims claims 150 claims "${BENCH_FLEET_HOSTS:-1000000}"
exit $failed
