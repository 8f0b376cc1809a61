#include "scraper/cli/spider/start_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/seed_list.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/cli/spider/form.hpp"
#include "scraper/cli/spider/url_range.hpp"

namespace trawl::cli {
namespace {

using extract::StartRequest;

constexpr std::size_t kMostRequests = 100'000;

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
  std::vector<std::string> urls;
  try {
    for (const std::string& text : expand_ranges(range.text, kMostRequests))
      urls.push_back(seed_of(text, range));
  } catch (const std::invalid_argument& error) {
    throw ConfigError(range.where, fmt::format("range '{}': {}", range.text, error.what()));
  }
  return urls;
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
  for (const YamlNode* url : elements_of(*value_of(entry, "url"))) urls.push_back(seed_of(url->text, *url));
  return urls;
}

void add(const std::vector<std::string>& urls, const StartRequest& request, const YamlNode& place,
         RulesRead& read) {
  auto& start = read.spider.start;
  if (urls.size() > kMostRequests - start.size())
    throw ConfigError(place.where, fmt::format("'start' has more than {} URLs", kMostRequests));
  for (const std::string& url : urls) {
    start.push_back(request);
    start.back().url = url;
  }
}

}  // namespace

std::string file_beside(const std::string& name, const std::string& spider_file) {
  if (spider_file == "stdin") return name;
  return (std::filesystem::path(spider_file).parent_path() / name).string();
}

std::vector<std::string> read_start(const YamlNode& start, const std::string& spider_file, RulesRead& read) {
  std::vector<std::string> sitemaps;
  for (const YamlNode* entry : elements_of(start)) {
    if (entry->kind != YamlNode::Kind::map) {
      add({seed_of(entry->text, *entry)}, StartRequest(), *entry, read);
    } else if (const YamlNode* sitemap = value_of(*entry, "sitemap")) {
      sitemaps.push_back(sitemap_of(*entry, *sitemap));
    } else {
      add(urls_of(*entry, spider_file), request_of(*entry, read), *entry, read);
    }
  }
  return sitemaps;
}

}  // namespace trawl::cli
