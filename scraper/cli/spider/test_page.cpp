#include "scraper/cli/spider/test_page.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/settings/config.hpp"
#include "storage/stored_pages.hpp"

namespace trawl::cli {
namespace {

/// What servers call files of that ending.
std::string_view type_of_ending(const std::string& file) {
  const std::string ending = text::lowered(std::filesystem::path(file).extension().string());
  const std::pair<std::string_view, std::string_view> types[] = {
      {".html", "text/html"},        {".htm", "text/html"},           {".xhtml", "application/xhtml+xml"},
      {".json", "application/json"}, {".jsonl", "application/jsonl"}, {".ndjson", "application/x-ndjson"},
      {".xml", "application/xml"},   {".rss", "application/rss+xml"}, {".atom", "application/atom+xml"},
      {".pdf", "application/pdf"},   {".txt", "text/plain"}};
  for (const auto& [known, type] : types) {
    if (ending == known) return type;
  }
  return "";
}

void read_file(const SpiderTest& test, fetch::Response& page) {
  try {
    page.body = text_of_file(test.file);
  } catch (const std::system_error& error) {
    throw ConfigError(test.where, error.what());
  }
  const std::string type = test.type.empty() ? std::string(type_of_ending(test.file)) : test.type;
  if (!type.empty()) page.headers.emplace_back("Content-Type", type);
}

void read_stored(const SpiderTest& test, fetch::Response& page) {
  std::error_code none;
  if (!std::filesystem::exists(test.stored, none))
    throw ConfigError(test.where, fmt::format("there is no crawl file {}", test.stored));
  auto stored = storage::newest_page(test.stored, test.url);
  if (!stored)
    throw ConfigError(test.where, fmt::format("{} has no page of {} with a body", test.stored, test.url));
  page.body = std::move(stored->body);
  std::string type = test.type.empty() ? stored->content_type : test.type;
  if (test.type.empty() && !stored->charset.empty()) type += "; charset=" + stored->charset;
  if (!type.empty()) page.headers.emplace_back("Content-Type", type);
}

}  // namespace

fetch::Response page_of(const SpiderTest& test) {
  fetch::Response page(*fetch::Url::parse(test.url));
  page.status = 200;
  if (test.file.empty()) {
    read_stored(test, page);
  } else {
    read_file(test, page);
  }
  return page;
}

}  // namespace trawl::cli
