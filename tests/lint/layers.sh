#!/bin/bash
# layers.sh [FOLDER]: which layer of the folder's sources may include which, which file speaks to which library, and that
# coroutines are resumed at one place.
set -u
cd "${1:-.}" || exit 2
sources=$(find fetch scraper storage web tests -name '*.[ch]pp' 2>/dev/null | sort)
[ -n "$sources" ] || { echo 'no sources'; exit 2; }

# shellcheck disable=SC2086
awk '
function layer(path) {
  if (match(path, /^(fetch\/(text|aio)|scraper\/(page|extract|crawl\/(rules|visit)|crawl|cli))\//)) return substr(path, 1, RLENGTH - 1)
  return substr(path, 1, index(path, "/") - 1)
}
function violation(text) { print FILENAME ":" FNR ": " text; red = 1 }
function stem(path) { sub(/\.[ch]pp$/, "", path); return path }

BEGIN {
  # Every layer may include itself and fetch/text besides.
  allowed["fetch/text"] = ""
  allowed["fetch/aio"] = ""
  allowed["fetch"] = "fetch/aio"
  allowed["storage"] = ""
  allowed["web"] = "storage"
  allowed["scraper/page"] = "fetch"
  allowed["scraper/extract"] = "scraper/page fetch"
  allowed["scraper/crawl/rules"] = "scraper/page fetch"
  allowed["scraper/crawl/visit"] = "scraper/crawl/rules scraper/extract scraper/page storage fetch"
  allowed["scraper/crawl"] = allowed["scraper/crawl/visit"] " scraper/crawl/visit fetch/aio"
  allowed["scraper/cli"] = allowed["scraper/crawl"] " scraper/crawl scraper web"
  allowed["scraper"] = "scraper/cli"
  allowed["tests"] = allowed["scraper/cli"] " scraper/cli"

  home["curl"] = "^((tests/)?fetch/curl_(easy|failure(_test)?|handle|multi|options)|tests/bench/curl_alone)\\."
  home["c-ares"] = "^fetch/address/dns_lookup\\."
  home["libpq"] = "^fetch/postgres/libpq\\."
  home["sqlite3"] = "^(storage/file/sqlite(_function)?\\.|tests/)"
  home["httplib"] = "^(web/http_server\\.cpp$|tests/support/)"
  home["libxml2 in scraper/extract"] = "^scraper/extract/tree/(tree|xpath|nodes|markup|xml_tree|xpath_functions|xpath_operators|xpath_places)\\."
  home["libxml2 in scraper/page"] = "^scraper/page/feeds/"
  home["libxml2"] = "^tests/(bench/|scraper/page/xhtml_conformance_test[.])"
  home["CLI11"] = "^scraper/"
  home["yaml-cpp"] = "^scraper/"
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
  split($0, part, "\"")
  from = layer(FILENAME)
  to = layer(part[2])
  if (to != from && to != "fetch/text" && index(" " allowed[from] " ", " " to " ") == 0)
    violation(from " may not include " part[2])
}

/^[ \t]*#[ \t]*include[ \t]*</ {
  split($0, part, /[<>]/)
  library = ""
  if (part[2] ~ /^curl\//) library = "curl"
  if (part[2] ~ /^ares/) library = "c-ares"
  if (part[2] ~ /^(postgresql\/)?libpq/) library = "libpq"
  if (part[2] ~ /^sqlite3/) library = "sqlite3"
  if (part[2] ~ /^httplib/) library = "httplib"
  if (part[2] ~ /^CLI\//) library = "CLI11"
  if (part[2] ~ /^yaml-cpp\//) library = "yaml-cpp"
  if (part[2] ~ /^libxml\//) {
    library = "libxml2"
    if (layer(FILENAME) ~ /^scraper\/(extract|page)$/) library = "libxml2 in " layer(FILENAME)
  }
  if (library == "") next
  if (FILENAME !~ home[library]) violation("<" part[2] "> does not belong here")
  # If the home of a library is a folder, one file of that folder may include it.
  if (home[library] ~ /\/$/) {
    if (library in speaker && speaker[library] != stem(FILENAME))
      violation("only " speaker[library] " may include <" part[2] ">")
    speaker[library] = stem(FILENAME)
  }
}

FILENAME !~ /^tests\// {
  code = $0
  sub(/\/\/.*/, "", code)
  while (match(code, /(\.|->)resume\(\)/)) {
    resumed++
    places = places "\n  " FILENAME ":" FNR
    code = substr(code, RSTART + RLENGTH)
  }
}

END {
  if (resumed != 1) { print "coroutines are resumed at " resumed + 0 " places instead of one" places; red = 1 }
  exit red
}' $sources
