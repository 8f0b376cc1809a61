#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/yaml.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::cli {

/// What a test expects of one table.
struct ExpectedTable {
  ExpectedTable() {}
  std::size_t table = 0;             ///< an index into Spider::tables
  std::optional<std::size_t> count;  ///< so many rows, whatever is in them; none: `rows`
  std::vector<YamlNode> rows;        ///< maps of names of fields to values; a field not named may be anything
};

/// One entry of `tests`: a page, and the rows that the rules must make of it.
struct SpiderTest {
  SpiderTest() {}
  std::string url, label, type;  ///< type: the Content-Type; "" is found out from the page
  std::string file;              ///< has the page; relative to the working folder. "" if `stored` has it
  std::string stored;            ///< a crawl file that has the page
  std::vector<ExpectedTable> expect;
  Where where;
};

/// A spider file as it was understood: settings, rules, and tests.
struct SpiderFile {
  SpiderFile() {}
  std::vector<Setting> settings;  ///< those of the flags, and "seeds" with the URL of each start request
  extract::Spider spider;         ///< without start requests if all are plain GETs
  std::vector<SpiderTest> tests;
};

/// Throws ConfigError for all that is wrong in it: unknown and doubled keys, wrong types, selectors that do
/// not compile, unknown filters, types, tables, fields and labels, files of URLs that cannot be read. Values
/// of flags are judged where they are applied. `file` is for messages and for relative names in the file.
SpiderFile parse_spider_file(const std::string& text, const std::string& file);

/// Reads a file, or stdin for "-". Throws UsageError when it cannot be read.
SpiderFile load_spider_file(const std::string& file);

}  // namespace trawl::cli
