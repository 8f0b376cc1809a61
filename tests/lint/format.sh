#!/bin/bash
# format.sh [FOLDER]: every source of the folder stands as clang-format-14 writes it (`make format` writes it so), no comment is
# longer than a line, and no declaration or statement is broken over two lines only because a comment follows it.
set -u
cd "${1:-.}" || exit 2
mapfile -t files < <(find fetch scraper storage web tests -name '*.[ch]pp' 2>/dev/null | sort)
red=0
# report WORDS: prints the places that stand in the input, if there are any, under these words.
report() {
  local places
  places=$(cat)
  [ -z "$places" ] || { red=1; printf '%s:\n%s\n' "$1" "$places"; }
}

report "places that \`make format\` would change" < <(printf '%s\0' "${files[@]}" | xargs -0 -r clang-format-14 --dry-run -Werror 2>&1 |
  sed -n 's/^\([^:]*\):[0-9:]* error:.*/\1/p' | sort | uniq -c)

limit=$(sed -n 's/^ColumnLimit: *//p' .clang-format)
report "comments over $limit columns" < <(LC_ALL=C.UTF-8 grep -HnE "^.{$((limit + 1)),}\$" "${files[@]}" |
  grep -E '^[^:]*:[0-9]*:(.*[ ;{},])?//' | cut -d: -f1,2)

# The comment that ends such a statement is taken away: what clang-format then joins was broken for the comment's sake.
without_comment() {
  awk '{
    line = $0
    if (line ~ /[;}] +\/\/[^"]*$/ && before !~ /([;{}:] *|^ *|^#.*|^ *\/\/.*)$/) sub(/ +\/\/[^"]*$/, "", line)
    print line
    before = $0
    sub(/ +\/\/.*/, "", before)
  }' "$1"
}
joined() {
  local file
  for file in "$@"; do
    without_comment "$file" | cmp -s - "$file" && continue
    without_comment "$file" | clang-format-14 --assume-filename="$PWD/$file" | diff <(without_comment "$file") - |
      sed -n "s|^\([0-9]*\)[,0-9]*[acd].*|$file:\1|p"
  done
}
report 'broken over two lines for a comment; shorten it or put it above' < <(joined "${files[@]}")
exit $red
