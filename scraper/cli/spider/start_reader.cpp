#include "scraper/cli/spider/start_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/cut_url.hpp"
#include "scraper/cli/settings/seed_list.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/cli/spider/form.hpp"
#include "scraper/cli/spider/start_places.hpp"
#include "scraper/cli/spider/url_range.hpp"

namespace trawl::cli {
namespace {

using extract::StartRequest;

/// Of URLs that ranges make, and of those that the spider file writes out.
constexpr std::size_t kMostUrls = 1'000'000;

std::string seed_of(const std::string& text, const YamlNode& place) {
  try {
    return parse_seed(text).href();
  } catch (const std::invalid_argument& error) {
    throw ConfigError(place.where, error.what());
  }
}

std::vector<std::string> urls_of_file(const YamlNode& name, const std::string& spider_file) {
  std::vector<std::string> urls;
  if (name.text == "-") throw ConfigError(name.where, "'-' is no file; -i - reads URLs from stdin");
  const std::string path = file_beside(name_of(name, "file"), spider_file);
  std::error_code none;
  if (std::filesystem::exists(path, none) && !std::filesystem::is_regular_file(path, none))
    throw ConfigError(name.where, fmt::format("{} is no file of URLs", path));
  try {
    for (const fetch::Url& url : load_seeds(path)) urls.push_back(url.href());
  } catch (const UsageError& error) {
    throw ConfigError(name.where, error.what());
  }
  return urls;
}

std::vector<std::string> urls_of_range(const YamlNode& range) {
  try {
    std::vector<std::string> urls = expand_ranges(range.text, kMostUrls);
    for (std::string& url : urls) url = seed_of(url, range);
    return urls;
  } catch (const std::invalid_argument& error) {
    throw ConfigError(range.where, fmt::format("range '{}': {}", range.text, error.what()));
  }
}

bool has_header(const StartRequest& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [name](const auto& header) { return text::equal_ignoring_case(header.first, name); });
}

void read_headers(const YamlNode& headers, StartRequest& request) {
  for (const std::string& line : header_lines(headers)) {
    try {
      request.headers.push_back(parse_header(line));
    } catch (const std::invalid_argument& error) {
      throw ConfigError(headers.where, error.what());
    }
  }
}

/// What goes with each URL of an entry. As with curl, a body makes a POST, and is a form unless it is JSON.
StartRequest request_of(const YamlNode& entry, RulesRead& read) {
  StartRequest request;
  for (const char c : text_in(entry, "method")) request.method += text::upper(c);
  request.body = text_in(entry, "body");
  if (const YamlNode* headers = value_of(entry, "headers")) read_headers(*headers, request);
  if (const YamlNode* label = value_of(entry, "label")) {
    request.label = name_of(*label, "label");
    read.labels_set.push_back(request.label);
  }
  if (request.method == "GET") request.method.clear();
  if (request.body.empty()) return request;
  if (value_of(entry, "method") == nullptr) request.method = "POST";
  if (request.method.empty())
    throw ConfigError(value_of(entry, "body")->where, "a body needs a method such as POST");
  if (!has_header(request, "Content-Type")) {
    const bool is_json = nlohmann::json::accept(request.body);
    request.headers.emplace_back("Content-Type",
                                 is_json ? "application/json" : "application/x-www-form-urlencoded");
  }
  return request;
}

/// A sitemap is asked for by GET alone, as what it lists is.
std::string sitemap_of(const YamlNode& entry, const YamlNode& sitemap) {
  for (const std::string_view key : {"method", "body", "headers", "label"}) {
    if (const YamlNode* value = value_of(entry, key))
      throw ConfigError(value->where, fmt::format("'{}' does not go with 'sitemap'", key));
  }
  return seed_of(sitemap.text, sitemap);
}

std::vector<std::string> urls_of(const YamlNode& entry, const std::string& spider_file) {
  if (const YamlNode* file = value_of(entry, "file")) return urls_of_file(*file, spider_file);
  if (const YamlNode* range = value_of(entry, "range")) return urls_of_range(*range);
  std::vector<std::string> urls;
  refuse_cut_url(*value_of(entry, "url"));
  for (const YamlNode* url : elements_of(*value_of(entry, "url"))) urls.push_back(seed_of(url->text, *url));
  return urls;
}

/// Entries whose requests are equal but for the URL become one.
void add(std::vector<std::string> urls, StartRequest request, RulesRead& read) {
  auto& start = read.spider.start;
  if (start.empty() || !asks_the_same(start.back(), request)) start.push_back(std::move(request));
  auto& known = start.back().urls;
  if (known.empty()) {
    known = std::move(urls);
  } else {
    std::move(urls.begin(), urls.end(), std::back_inserter(known));
  }
}

}  // namespace

std::string file_beside(const std::string& name, const std::string& spider_file) {
  if (spider_file == "stdin") return name;
  return (std::filesystem::path(spider_file).parent_path() / name).string();
}

std::vector<std::string> read_start(const YamlNode& start, const std::string& spider_file, RulesRead& read) {
  std::vector<std::string> sitemaps;
  StartPlaces places(read.spider.start);
  std::size_t written = 0;
  refuse_cut_url(start);
  for (const YamlNode* entry : elements_of(start)) {
    const bool is_map = entry->kind == YamlNode::Kind::map;
    if (const YamlNode* sitemap = is_map ? value_of(*entry, "sitemap") : nullptr) {
      sitemaps.push_back(sitemap_of(*entry, *sitemap));
      continue;
    }
    auto urls = is_map ? urls_of(*entry, spider_file) : std::vector{seed_of(entry->text, *entry)};
    if (!is_map || value_of(*entry, "file") == nullptr) written += urls.size();
    if (written > kMostUrls)
      throw ConfigError(entry->where,
                        fmt::format("'start' has more than {} URLs; a file may have more", kMostUrls));
    StartRequest request = is_map ? request_of(*entry, read) : StartRequest();
    if (urls.empty()) continue;  // of an empty file
    add(std::move(urls), std::move(request), read);
    places.add(entry->where);
  }
  places.check();
  return sitemaps;
}

}  // namespace trawl::cli
