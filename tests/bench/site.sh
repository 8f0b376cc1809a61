#!/bin/bash
# site.sh FOLDER: assembles the site that the benches crawl, from the documentation in Debian's packages.
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
[ -z "$missing" ] || { echo "The site needs these Debian packages (make bench-packages installs them):$missing" >&2; exit 1; }

mkdir -p "$root"
{
  echo '<!DOCTYPE html><html lang="en"><title>Documentation</title><ul>'
  while IFS=: read -r folder start package; do
    cp -rL "$folder" "$root/${start%%/*}"
    echo "<li><a href=\"/$start\">$package</a>"
  done <<<"$parts"
  # Pages to which no other page links.
  (cd "$root" && find git -name '*.html' | sort | sed 's,.*,<li><a href="/&">&</a>,')
  echo '</ul></html>'
} >"$root/index.html"
find "$root" -name '*.html.gz' -exec gunzip -f {} +
chmod -R a+rX "$root"
