#!/bin/bash
# Breaks each rule in a small tree of its own and sees the check go red: a check that cannot fail is none.
set -u
here="$(cd "$(dirname "$0")" && pwd)"
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

# A tree in which every rule holds.
fresh_tree() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/{fetch/aio,scraper/{page,extract,crawl,cli},storage,web,tests/lint}
  cp "$here/../../.clang-format" "$tree"/.clang-format
  cp "$here/lazy.hpp" "$tree/tests/lint/"
  cat >"$tree/fetch/aio/event_loop.cpp" <<'END'
#include <coroutine>

void step(std::coroutine_handle<> next) {
  next.resume();
}
END
  record
}
record() {
  (cd "$tree" && "$here/compile_commands.sh" 'g++ -I. -std=c++20 -Wall -Wextra -Wshadow -Werror' \
    $(find . -name '*.cpp' -printf '%P\n') >compile_commands.json)
}
verdict() {
  if [ "$2" = yes ]; then echo "red as it should be: $1"; else failed=1; echo "NOT AS IT SHOULD BE: $1"; fi
}
# breaks CHECK NAME FILE TEXT: with TEXT at the end of FILE the check fails and names the file.
breaks() {
  fresh_tree
  printf '%b\n' "$4" >>"$tree/$3"
  record
  local out
  if ! out=$("$here/$1.sh" "$tree" 2>&1) && grep -q "${3%.*}" <<<"$out"; then verdict "$2" yes; else verdict "$2" no; fi
}

fresh_tree
for check in layers format clang traps; do
  "$here/$check.sh" "$tree" >/dev/null 2>&1 || { failed=1; echo "red without a cause: $check"; }
done

breaks layers 'aio includes fetch' fetch/aio/a.hpp '#include "fetch/url/url.hpp"'
breaks layers 'fetch includes scraper' fetch/a.cpp '#include "scraper/page/page.hpp"'
breaks layers 'storage includes fetch' storage/a.cpp '#include "fetch/url/url.hpp"'
breaks layers 'web includes scraper' web/a.cpp '#include "scraper/crawl/rules/options.hpp"'
breaks layers 'page includes extract' scraper/page/a.cpp '#include "scraper/extract/a.hpp"'
breaks layers 'extract includes crawl' scraper/extract/a.cpp '#include "scraper/crawl/rules/options.hpp"'
breaks layers 'crawl includes web' scraper/crawl/a.cpp '#include "web/status_board.hpp"'
breaks layers 'an include that is not from the root' fetch/a.cpp '#include "url.hpp"'
breaks layers 'curl outside its files' fetch/client.cpp '#include <curl/curl.h>'
breaks layers 'c-ares outside its file' fetch/client.cpp '#include <ares.h>'
breaks layers 'sqlite3 outside its file' storage/store.cpp '#include <sqlite3.h>'
breaks layers 'httplib outside its files' web/api.cpp '#include <httplib.h>'
breaks layers 'libxml2 in crawl' scraper/crawl/a.cpp '#include <libxml/parser.h>'
breaks layers 'a second resume' fetch/client.cpp 'void f() { handle.resume(); }'
breaks format 'a line against the format' fetch/a.cpp 'int  f( );'
breaks clang 'a coroutine without co_return' fetch/a.cpp '#include "tests/lint/lazy.hpp"\n
lint::Lazy<int> none();\nlint::Lazy<int> a(bool yes) {\n  if (yes) co_return co_await none();\n}'

fresh_tree
for library in CLI/CLI.hpp yaml-cpp/yaml.h; do
  echo "#include <$library>" >"$tree/scraper/cli/first.cpp"
  echo "#include <$library>" >"$tree/scraper/cli/second.cpp"
  "$here/layers.sh" "$tree" >/dev/null 2>&1 && verdict "$library in two files" no || verdict "$library in two files" yes
done

fresh_tree
cp "$here/samples/traps.cpp.txt" "$tree/fetch/traps.cpp"
record
marked=$(sed -n 's/^.*\/\/ \(T[1-4]\)$/\1/;t show;d;:show =;p' "$tree/fetch/traps.cpp" | paste - - | sort)
reported=$("$here/traps.sh" "$tree" 2>&1 | sed -n 's/^fetch\/traps\.cpp:\([0-9]*\):[0-9]*: "\(T[1-4]\)".*/\1\t\2/p' | sort -u)
for trap in T1 T2 T3 T4; do
  if grep -q "$trap" <<<"$marked" && diff <(grep "$trap" <<<"$marked") <(grep "$trap" <<<"$reported"); then
    verdict "$trap" yes
  else
    verdict "$trap" no
  fi
done
exit $failed
