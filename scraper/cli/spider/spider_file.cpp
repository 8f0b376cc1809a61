#include "scraper/cli/spider/spider_file.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "scraper/cli/command.hpp"
#include "scraper/cli/spider/follow_reader.hpp"
#include "scraper/cli/spider/form.hpp"
#include "scraper/cli/spider/page_reader.hpp"
#include "scraper/cli/spider/rules_read.hpp"
#include "scraper/cli/spider/spider_forms.hpp"
#include "scraper/cli/spider/start_reader.hpp"
#include "scraper/cli/spider/test_reader.hpp"

namespace trawl::cli {
namespace {

Setting& setting_of(std::vector<Setting>& settings, const std::string& key, const Where& where) {
  const auto found =
      std::find_if(settings.begin(), settings.end(), [&key](const Setting& one) { return one.key == key; });
  if (found != settings.end()) return *found;
  settings.push_back({key, {}, where});
  return settings.back();
}

bool is_plain(const extract::StartRequest& request) {
  return request.method.empty() && request.headers.empty() && request.label.empty();
}

/// Where the crawl begins is a setting, too: flags and variables win over it. Plain URLs are nothing else.
void add_start(const YamlNode& start, const std::vector<std::string>& sitemaps, SpiderFile& file) {
  auto& requests = file.spider.start;
  if (!requests.empty()) {
    Setting& seeds = setting_of(file.settings, "seeds", start.where);
    const bool are_seeds = requests.size() == 1 && is_plain(requests[0]) && seeds.values.empty();
    if (are_seeds) {
      seeds.values = std::move(requests[0].urls);
    } else {
      for (const extract::StartRequest& request : requests)
        seeds.values.insert(seeds.values.end(), request.urls.begin(), request.urls.end());
    }
    if (std::all_of(requests.begin(), requests.end(), is_plain)) requests.clear();
  }
  if (sitemaps.empty()) return;
  Setting& use = setting_of(file.settings, "sitemap", start.where);
  use.values.insert(use.values.end(), sitemaps.begin(), sitemaps.end());
}

}  // namespace

SpiderFile parse_spider_file(const std::string& text, const std::string& name) {
  const YamlNode root = parse_yaml(text, name);
  SpiderFile file;
  if (root.kind == YamlNode::Kind::null) return file;
  check_form(root, "", "spider", spider_forms());
  file.settings = settings_in(root);
  RulesRead read;
  read.spider.name = text_in(root, "name");
  std::vector<std::string> sitemaps;
  const YamlNode* const start = value_of(root, "start");
  if (start != nullptr) sitemaps = read_start(*start, name, read);
  if (const YamlNode* follow = value_of(root, "follow")) read_follow(*follow, read);
  if (const YamlNode* pages = value_of(root, "pages")) read_pages(*pages, read);
  if (const YamlNode* tests = value_of(root, "tests")) file.tests = read_tests(*tests, name, read);
  check_labels(read);
  file.spider = std::move(read.spider);
  if (start != nullptr) add_start(*start, sitemaps, file);
  return file;
}

SpiderFile load_spider_file(const std::string& file) {
  const std::string text = [&file] {
    try {
      return text_of_file(file);
    } catch (const std::system_error& error) {
      throw UsageError(error.what());
    }
  }();
  return parse_spider_file(text, file == "-" ? "stdin" : file);
}

}  // namespace trawl::cli
