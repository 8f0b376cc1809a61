#!/bin/bash
# Breaks each rule in a small tree of its own and expects the check to fail: a check that cannot fail checks nothing.
set -u
here="$(cd "$(dirname "$0")" && pwd)"
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

# A tree in which every rule holds.
fresh_tree() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/{fetch/{text,aio},scraper/{page/feeds,extract,crawl/{rules,visit},cli},storage,web,tests/lint}
  cp "$here/../../.clang-format" "$tree"/.clang-format
  cp "$here/lazy.hpp" "$tree/tests/lint/"
  cat >"$tree/fetch/aio/event_loop.cpp" <<'END'
#include <coroutine>

void step(std::coroutine_handle<> next) {
  next.resume();
}
END
  for layer in fetch/aio fetch storage web scraper/page scraper/crawl/rules scraper/cli; do
    echo '#include "fetch/text/ascii.hpp"' >"$tree/$layer/leaf.hpp"
  done
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
for check in layers format clang; do
  "$here/$check.sh" "$tree" >/dev/null 2>&1 || { failed=1; echo "red without a cause: $check"; }
done

breaks layers 'text includes aio' fetch/text/a.hpp '#include "fetch/aio/task.hpp"'
breaks layers 'text includes fetch' fetch/text/a.hpp '#include "fetch/url/url.hpp"'
breaks layers 'aio includes fetch' fetch/aio/a.hpp '#include "fetch/url/url.hpp"'
breaks layers 'fetch includes storage' fetch/a.cpp '#include "storage/store.hpp"'
breaks layers 'fetch includes scraper' fetch/a.cpp '#include "scraper/page/page.hpp"'
breaks layers 'storage includes fetch' storage/a.cpp '#include "fetch/url/url.hpp"'
breaks layers 'storage includes aio' storage/a.cpp '#include "fetch/aio/task.hpp"'
breaks layers 'storage includes web' storage/a.cpp '#include "web/server.hpp"'
breaks layers 'web includes fetch' web/a.cpp '#include "fetch/url/url.hpp"'
breaks layers 'web includes scraper' web/a.cpp '#include "scraper/crawl/rules/options.hpp"'
breaks layers 'page includes aio' scraper/page/a.cpp '#include "fetch/aio/task.hpp"'
breaks layers 'page includes storage' scraper/page/a.cpp '#include "storage/store.hpp"'
breaks layers 'page includes extract' scraper/page/a.cpp '#include "scraper/extract/a.hpp"'
breaks layers 'extract includes storage' scraper/extract/a.cpp '#include "storage/store.hpp"'
breaks layers 'extract includes crawl' scraper/extract/a.cpp '#include "scraper/crawl/rules/options.hpp"'
breaks layers 'rules include storage' scraper/crawl/rules/a.cpp '#include "storage/records.hpp"'
breaks layers 'rules include aio' scraper/crawl/rules/a.cpp '#include "fetch/aio/clock.hpp"'
breaks layers 'rules include visit' scraper/crawl/rules/a.cpp '#include "scraper/crawl/visit/visit.hpp"'
breaks layers 'rules include crawl' scraper/crawl/rules/a.cpp '#include "scraper/crawl/crawler.hpp"'
breaks layers 'visit includes aio' scraper/crawl/visit/a.cpp '#include "fetch/aio/task.hpp"'
breaks layers 'visit includes crawl' scraper/crawl/visit/a.cpp '#include "scraper/crawl/crawler.hpp"'
breaks layers 'crawl includes cli' scraper/crawl/a.cpp '#include "scraper/cli/command.hpp"'
breaks layers 'crawl includes web' scraper/crawl/a.cpp '#include "web/server.hpp"'
breaks layers 'an include that is not from the root' fetch/a.cpp '#include "url.hpp"'
breaks layers 'curl outside its files' fetch/client.cpp '#include <curl/curl.h>'
breaks layers 'c-ares outside its file' fetch/client.cpp '#include <ares.h>'
breaks layers 'sqlite3 outside its file' storage/store.cpp '#include <sqlite3.h>'
breaks layers 'httplib outside its files' web/api.cpp '#include <httplib.h>'
breaks layers 'libxml2 in crawl' scraper/crawl/a.cpp '#include <libxml/parser.h>'
breaks layers 'libxml2 in page outside feeds' scraper/page/a.cpp '#include <libxml/parser.h>'
breaks layers 'libxml2 in extract outside the tree' scraper/extract/a.cpp '#include <libxml/parser.h>'
breaks layers 'a second resume' fetch/client.cpp 'void f() { handle.resume(); }'
breaks format 'a line against the format' fetch/a.cpp 'int  f( );'
breaks format 'a comment longer than a line' fetch/a.hpp "// $(printf 'word %.0s' {1..30})"
breaks format 'a member broken for its comment' fetch/a.hpp \
  "struct A {\n  unsigned long long\n      $(printf 'long%.0s' {1..8});  // $(printf 'word %.0s' {1..12})end\n};"
breaks clang 'a coroutine without co_return' fetch/a.cpp '#include "tests/lint/lazy.hpp"\n
lint::Lazy<int> none();\nlint::Lazy<int> a(bool yes) {\n  if (yes) co_return co_await none();\n}'

fresh_tree
for library in CLI/CLI.hpp yaml-cpp/yaml.h; do
  echo "#include <$library>" >"$tree/scraper/cli/first.cpp"
  echo "#include <$library>" >"$tree/scraper/cli/second.cpp"
  "$here/layers.sh" "$tree" >/dev/null 2>&1 && verdict "$library in two files" no || verdict "$library in two files" yes
done

for mistake in 's/install -D -s/install -D/' 's/ LICENSE README/ README/' 's/rm -rf .*doc.*/true/' 's/-m 755/-m 644/'; do
  fresh_tree
  cp "$here"/../../{LICENSE,README.md} "$tree"
  sed "$mistake" "$here/../../Makefile" >"$tree/Makefile"
  "$here/install.sh" "$tree" >/dev/null 2>&1 && verdict "make install after $mistake" no || verdict "make install after $mistake" yes
done

fresh_tree
cp "$here/samples/traps.cpp.txt" "$tree/fetch/traps.cpp"
record
marked=$(sed -n 's/^.*\/\/ \(T[1-4]\)$/\1/;t show;d;:show =;p' "$tree/fetch/traps.cpp" | paste - - | sort)
reported=$("$here/clang.sh" "$tree" 2>&1 | sed -n 's/^fetch\/traps\.cpp:\([0-9]*\):[0-9]*: "\(T[1-4]\)".*/\1\t\2/p' | sort -u)
for trap in T1 T2 T3 T4; do
  if grep -q "$trap" <<<"$marked" && diff <(grep "$trap" <<<"$marked") <(grep "$trap" <<<"$reported"); then
    verdict "$trap" yes
  else
    verdict "$trap" no
  fi
done
exit $failed
