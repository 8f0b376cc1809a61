#include "storage/export/record_sink.hpp"

#include <algorithm>
#include <sstream>

#include <doctest/doctest.h>

#include "storage/export/formats.hpp"

using namespace trawl::storage;

namespace {

using Row = std::vector<Value>;

std::string printed(Format format, int width, const std::vector<std::string>& names,
                    const std::vector<Row>& rows) {
  std::ostringstream out;
  const auto sink = format_sink(format, out, width);
  sink->columns(names);
  for (const Row& row : rows) sink->row(row);
  sink->end();
  return out.str();
}

}  // namespace

TEST_CASE("a record has a line for each cell, with control characters escaped") {
  const Row row{std::int64_t{7}, std::string("a\nb\x1b[31m"), Value()};
  const std::string text = printed(Format::record, 80, {"id", "title\r", "none"}, {row, row});
  CAPTURE(text);
  CHECK(text.starts_with("-[ 1 ]-----"));
  CHECK(text.find("\nid        | 7\ntitle\\x0d | a\\nb\\x1b[31m\nnone      |\n-[ 2 ]---") !=
        std::string::npos);
}

TEST_CASE("rows are a table where its columns fit the terminal, else records") {
  const Row narrow{std::string(30, 'x'), std::string(200, 'y')};
  CHECK(printed(Format::fitting, 40, {"a", "b"}, {narrow}).starts_with("a "));
  CHECK(printed(Format::fitting, 30, {"a", "b"}, {narrow}).starts_with("-[ 1 ]"));
  const std::vector<std::string> names(20, "a name");
  CHECK(printed(Format::fitting, 80, names, {Row(20, std::int64_t{1})}).starts_with("-[ 1 ]"));
  CHECK(printed(Format::fitting, 200, names, {Row(20, std::int64_t{1})}).starts_with("a name"));
  CHECK(printed(Format::fitting, 10, names, {}).starts_with("a name"));
}

TEST_CASE("a long result is decided by its first rows, and none is lost") {
  const std::vector<Row> rows(1000, Row{std::int64_t{1}});
  const std::string text = printed(Format::fitting, 80, {"n"}, rows);
  CHECK(std::count(text.begin(), text.end(), '\n') == 1002);
}
