# shellcheck shell=bash
# Sourced: what a crawl file is made of, and how long its questions take.

# sizes_of FILE: "MB NAME" of each table and index, the largest first.
sizes_of() {
  sqlite3 -separator ' ' "$1" "SELECT printf('%5.1f', sum(pgsize) / 1e6), name FROM dbstat GROUP BY name ORDER BY sum(pgsize) DESC"
}

# questions_of FILE: "NAME MILLISECONDS" of CPU, the best of three: of all rows of each view; of the links to a URL that most
# pages have a link to, as "(inlinks)"; of the number of links, as the counters have it, "(links)", and counted, "(links-counted)".
questions_of() {
  local names url
  mapfile -t names < <(sqlite3 "$1" "SELECT name FROM sqlite_master WHERE type = 'view'")
  url=$(sqlite3 "$1" "SELECT url FROM urls WHERE kind = 'page' AND state = 'done' ORDER BY id LIMIT 1 OFFSET 3")
  for _ in 1 2 3; do
    for name in "${names[@]}"; do ask_timed "$1" "$name" "SELECT count(*) FROM (SELECT * FROM $name)"; done
    ask_timed "$1" '(inlinks)' "SELECT count(*) FROM (SELECT * FROM inlinks WHERE url = '$url')"
    ask_timed "$1" '(links)' "SELECT sum(value) FROM counters WHERE kind = 'total' AND name = 'links'"
    ask_timed "$1" '(links-counted)' 'SELECT count(*) FROM links'
  done | sort -k1,1 -k2,2n | awk '$1 != last { print; last = $1 }'
}

# ask_timed FILE NAME SQL
ask_timed() {
  printf '.timer on\n%s;\n' "$3" | sqlite3 "$1" | awk -v name="$2" '/^Run Time/ { print name, 1000 * ($6 + $8) }'
}
