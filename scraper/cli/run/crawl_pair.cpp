#include "scraper/cli/run/crawl_pair.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "fetch/url/url.hpp"
#include "fetch/url/url_key.hpp"
#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/kept_option.hpp"
#include "scraper/cli/settings/options_json.hpp"

namespace trawl::cli {
namespace {

/// The kept options that decide which URLs a crawl reaches, and what people call them.
constexpr std::array<std::pair<const char*, const char*>, 14> kOfScope{{
    {"scope", "--scope"},
    {"include", "--include"},
    {"exclude", "--exclude"},
    {"depth", "--depth"},
    {"obey_robots", "--robots (obeyed)"},
    {"obey_nofollow", "--nofollow (of pages)"},
    {"obey_link_nofollow", "--nofollow (of links)"},
    {"sitemap", "--sitemap"},
    {"sitemaps", "--sitemap URL"},
    {"key_drop_tracking", "--keep-tracking (dropped)"},
    {"key_drop_sessions", "--keep-sessions (dropped)"},
    {"key_ignored", "--ignore-param"},
    {"key_sort_query", "--sort-query"},
    {"key_fold_slashes", "--fold-slashes"},
}};

Json settings_of(const storage::CrawlSummary& crawl) {
  Json settings = Json::parse(crawl.config, nullptr, false);
  return settings.is_object() ? settings : Json::object();
}

std::set<std::string> seeds_of(const Json& settings) {
  std::set<std::string> keys;
  for (const Json& seed : settings.value("seeds", Json::array())) {
    const auto url = seed.is_string() ? fetch::Url::parse(seed.get<std::string>()) : std::nullopt;
    if (url) keys.insert(fetch::url_key(*url).href());
  }
  return keys;
}

std::string text_of(const Json& value) {
  if (value.is_null() || (value.is_array() && value.empty())) return "none";
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json follow_of(const Json& settings) {
  const Json spider = settings.value("spider", Json());
  if (!spider.is_object() || !spider.contains("rules")) return Json();
  return spider["rules"].is_object() ? spider["rules"].value("follow", Json()) : Json();
}

std::vector<std::string> differences(const storage::CrawlSummary& before,
                                     const storage::CrawlSummary& after) {
  std::vector<std::string> lines;
  const Json a = settings_of(before), b = settings_of(after);
  const auto seeds_before = seeds_of(a), seeds_after = seeds_of(b);
  if (seeds_before != seeds_after)
    lines.push_back(fmt::format("seeds: {} and {}", seeds_before.empty() ? "none" : *seeds_before.begin(),
                                seeds_after.empty() ? "none" : *seeds_after.begin()));
  for (const auto& [name, flag] : kOfScope) {
    const Json x = a.value(name, Json()), y = b.value(name, Json());
    if (x != y) lines.push_back(fmt::format("{}: {} and {}", flag, text_of(x), text_of(y)));
  }
  if (follow_of(a) != follow_of(b)) lines.push_back("the follow rules of the spider file");
  return lines;
}

void add_notes(CrawlPair& pair, const storage::CrawlSummary& crawl, bool is_after) {
  if (crawl.status == "finished") return;
  const std::string_view what = is_after ? "what it has not asked yet counts neither as gone nor as changed"
                                         : "what it had not asked yet counts as new";
  pair.notes.push_back(fmt::format("crawl {} of {} {}: {}", crawl.id,
                                   (is_after ? pair.after : pair.before).file.string(),
                                   crawl.status == "running" ? "is running" : "is unfinished", what));
}

CrawlPair pair_of(const std::filesystem::path& before_file, const storage::CrawlSummary& before,
                  const std::filesystem::path& after_file, const storage::CrawlSummary& after) {
  CrawlPair pair;
  pair.before.file = before_file;
  pair.before.crawl_id = before.id;
  pair.after.file = after_file;
  pair.after.crawl_id = after.id;
  pair.other_scope = differences(before, after);
  add_notes(pair, before, false);
  add_notes(pair, after, true);
  return pair;
}

/// The last crawl before `newest` with the same seeds, or else the last one before it.
const storage::CrawlSummary* before(const std::vector<storage::CrawlSummary>& crawls,
                                    const storage::CrawlSummary& newest) {
  const storage::CrawlSummary* any = nullptr;
  const auto seeds = seeds_of(settings_of(newest));
  for (const storage::CrawlSummary& crawl : crawls) {  // the newest comes first
    if (crawl.id >= newest.id) continue;
    if (seeds_of(settings_of(crawl)) == seeds) return &crawl;
    if (any == nullptr) any = &crawl;
  }
  return any;
}

const storage::CrawlSummary& with_id(const std::vector<storage::CrawlSummary>& crawls, std::int64_t id,
                                     const std::filesystem::path& file) {
  const auto found =
      std::find_if(crawls.begin(), crawls.end(), [&](const auto& crawl) { return crawl.id == id; });
  if (found != crawls.end()) return *found;
  throw UsageError(fmt::format("{} has no crawl {}; it has {} to {}", file.string(), id, crawls.back().id,
                               crawls.front().id));
}

std::vector<storage::CrawlSummary> crawls_of(const std::filesystem::path& file) {
  auto crawls = storage::Reader(file).crawls();
  if (crawls.empty()) throw UsageError(fmt::format("{} has no crawl", file.string()));
  return crawls;
}

}  // namespace

CrawlPair crawl_pair(const std::filesystem::path& file, const std::filesystem::path& after_file,
                     const std::vector<std::int64_t>& ids) {
  const auto crawls = crawls_of(file);
  if (!after_file.empty()) {
    const auto later = crawls_of(after_file);
    return pair_of(file, ids.empty() ? crawls.front() : with_id(crawls, ids[0], file), after_file,
                   ids.size() < 2 ? later.front() : with_id(later, ids[1], after_file));
  }
  if (ids.size() == 2)
    return pair_of(file, with_id(crawls, ids[0], file), file, with_id(crawls, ids[1], file));
  const storage::CrawlSummary& after = crawls.front();
  const storage::CrawlSummary* const earlier =
      ids.empty() ? before(crawls, after) : &with_id(crawls, ids[0], file);
  if (earlier == nullptr || earlier->id == after.id)
    throw UsageError(
        fmt::format("{} has one crawl alone, and nothing to compare it with; 'trawl recrawl' makes another, "
                    "and 'trawl diff OLD.db NEW.db' compares two files",
                    file.string()));
  return pair_of(file, *earlier, file, after);
}

std::optional<CrawlPair> newest_pair(const std::filesystem::path& file) {
  const auto crawls = storage::Reader(file).crawls();
  if (crawls.empty()) return std::nullopt;
  const storage::CrawlSummary* const earlier = before(crawls, crawls.front());
  if (earlier == nullptr) return std::nullopt;
  return pair_of(file, *earlier, file, crawls.front());
}

}  // namespace trawl::cli
