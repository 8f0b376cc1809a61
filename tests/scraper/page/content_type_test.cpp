#include "scraper/page/content_type.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

std::string together(const std::vector<std::string>& values) {
  fetch::Response response(*fetch::Url::parse("http://a.test/"));
  for (const std::string& value : values) response.headers.emplace_back("content-type", value);
  return page::content_type_of(response);
}

}  // namespace

TEST_CASE("one header is given as it is") {
  for (const char* value : {"text/html", "text/html; charset=utf-8", "text/plain; charset=ISO-8859-1",
                            "nonsense", "text/html;charset=\"a,b\"", "a/b;x=\"\\\",c\""}) {
    CHECK(together({value}) == value);
  }
  CHECK(together({}) == "");
  CHECK(together({"", ""}) == "");
  CHECK(together({"", "text/html"}) == "text/html");
}

TEST_CASE(
    "of several the last that names a type counts, with the charset of its type (Fetch standard 2.2.3)") {
  const struct {
    std::vector<std::string> values;
    const char* type;
  } rows[] = {
      {{"text/plain", "text/html"}, "text/html"},
      {{"text/html, text/plain"}, "text/plain"},
      {{"text/html,"}, "text/html"},
      {{"text/html", "nonsense"}, "text/html"},
      {{"text/html", "*/*"}, "text/html"},
      {{"text/html", "*/*;charset=gbk"}, "text/html"},
      {{"nonsense", "more nonsense"}, "nonsense"},
      {{"text/html;charset=gbk", "text/html"}, "text/html;charset=gbk"},
      {{"text/html;charset=gbk", "TEXT/HTML;x=y"}, "TEXT/HTML;x=y;charset=gbk"},
      {{"text/html;charset=gbk", "text/html;charset=utf-8"}, "text/html;charset=utf-8"},
      {{"text/html;charset=gbk, text/html;x=y, text/html"}, "text/html;charset=gbk"},
      {{"text/html;charset=gbk", "x/x", "text/html"}, "text/html"},
      {{"text/html;charset=gbk", "x/x;charset=utf-8"}, "x/x;charset=utf-8"},
      {{"text/html;charset=\"g,bk\", text/html"}, "text/html;charset=\"g,bk\""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.type);
    CHECK(together(row.values) == row.type);
  }
}
