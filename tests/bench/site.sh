#!/bin/bash
# Assembles the site that the benches crawl in the folder $1, from the documentation that Debian's packages install.
set -eu
root=$1
parts="/usr/share/cppreference/doc/html:cppreference/en/index.html:cppreference-doc-en-html
/usr/share/doc/python3.11/html:python/index.html:python3.11-doc
/usr/share/doc/postgresql-doc-15/html:postgresql/index.html:postgresql-doc-15
/usr/share/doc/git-doc:git/index.html:git-doc"

missing=''
while IFS=: read -r folder _ package; do
  [ -d "$folder" ] || missing="$missing $package"
done <<<"$parts"
[ -z "$missing" ] || { echo "The site needs these Debian packages (make bench-deps installs them):$missing" >&2; exit 1; }

mkdir -p "$root"
{
  echo '<!DOCTYPE html><html lang="en"><title>Documentation</title><ul>'
  while IFS=: read -r folder start package; do
    cp -rL "$folder" "$root/${start%%/*}"
    echo "<li><a href=\"/$start\">$package</a>"
  done <<<"$parts"
  # What no other page links to.
  (cd "$root" && find git -name '*.html' | sort | sed 's,.*,<li><a href="/&">&</a>,')
  echo '</ul></html>'
} >"$root/index.html"
find "$root" -name '*.html.gz' -exec gunzip -f {} +
chmod -R a+rX "$root"
