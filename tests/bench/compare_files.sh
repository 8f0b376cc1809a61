#!/bin/bash
# compare_files.sh FILE FILE: whether two crawl files, of whatever schema versions, say the same: rows of links, pages, urls and
# bodies without ids and times. The first host may have another port in each, as the bench's server does.
set -u
failed=0
# digest FILE SQL: of its rows; OWN(x) in it is x without the first host.
digest() {
  local host
  host=$(sqlite3 "$1" 'SELECT name FROM hosts ORDER BY id LIMIT 1')
  sqlite3 "$1" "$(sed "s|OWN(\([^)]*\))|replace(\1, '$host', '')|g" <<<"$2")" | LC_ALL=C sort | sha256sum
}
compare() {
  if [ "$(digest "$first" "$2")" = "$(digest "$second" "$2")" ]; then echo "$1: the same"; else echo "$1: different"; failed=1; fi
}
first=$1 second=$2
compare links 'SELECT OWN(p.url), l.position, OWN(u.url), l.kind, l.text, l.rel, l.nofollow
  FROM links AS l JOIN pages AS p ON p.id = l.page_id JOIN urls AS u ON u.id = l.url_id'
compare pages 'SELECT OWN(url), OWN(final_url), status, error, size, content_type, charset, OWN(title), description, lang, OWN(canonical),
  robots, word_count, links_internal, links_external, hex(content_hash), simhash, truncated FROM pages'
compare urls 'SELECT OWN(url), state, skip_reason FROM urls'
compare bodies 'SELECT hex(hash), size FROM bodies'
exit $failed
