#include "scraper/page/html/meta_refresh.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

std::string target(std::string_view content) {
  const auto refresh = page::parse_refresh(content);
  return refresh ? std::to_string(static_cast<int>(refresh->delay * 10)) + "|" + std::string(refresh->target)
                 : "none";
}

}  // namespace

TEST_CASE("a refresh has a delay and a target, with or without 'url=' and quotes") {
  CHECK(target("5; url=/a") == "50|/a");
  CHECK(target(" 0;URL = '/a b' x") == "0|/a b");
  CHECK(target("1.5,\"/a\"") == "15|/a");
  CHECK(target("3 /a") == "30|/a");
  CHECK(target("3;url=\"/a") == "30|/a");
  CHECK(target("3; urls") == "30|urls");
}

TEST_CASE("a refresh without target reloads the page itself") {
  CHECK(target("30") == "300|");
  CHECK(target("30;") == "300|");
  CHECK(target(".;") == "0|");
}

TEST_CASE("a refresh without a delay is invalid") {
  CHECK(target("") == "none");
  CHECK(target("url=/a") == "none");
  CHECK(target("-1;url=/a") == "none");
  CHECK(target("5x;url=/a") == "none");
}
