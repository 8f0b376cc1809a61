#include "scraper/cli/settings/options_json.hpp"

#include <stdexcept>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/cli/settings/kept_option.hpp"
#include "scraper/cli/settings/settings.hpp"

using namespace trawl;

using cli::options_from_json;
using cli::options_json;
using crawl::Options;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// An earlier 0.1.0 wrote this into `crawls.config` for a crawl with nearly every flag. The options that no
/// flag sets are changed, so that they differ from their defaults.
constexpr const char* kEarlier =
    R"({"seeds": ["https://example.org/", "http://127.0.0.1:8080/x"], "scope": "domain", "include": ["/a", "b$"],
"exclude": ["\\.pdf$"], "depth": 3, "page_limit": 500, "host_page_limit": 40, "size_limit": 2147483648,
"time_limit": 1800.0, "obey_robots": false, "obey_nofollow": true, "obey_link_nofollow": true,
"key_drop_tracking": false, "key_sort_query": true, "key_fold_slashes": true, "sitemap": "only",
"sitemaps": ["https://example.org/map.xml"], "sitemap_since": 1767225600.0, "sitemap_files": 9999,
"path_segments": 21, "segment_repeats": 4, "url_bytes": 8001, "redirects": 11, "concurrency": 4,
"per_host": 2, "delay": 1.5, "rate": 0.5, "tries": 2, "retry_pause": 6.0, "retry_pause_most": 601.0,
"user_agent": "bot/1", "headers": [["Accept-Language", "de"], ["Authorization", null]], "cookies": ["s"],
"user": true, "http2": true, "body_bytes": 8388609, "header_bytes": 262145, "connect_timeout": 5.0,
"idle_timeout": 5.0, "timeout": 5.0, "proxy": "http://h:1", "proxy_credentials": true,
"verify_tls": false, "allow_private": false, "allow_private_ranges": ["10.0.0.0/8"],
"resolve": ["a.example:80:127.0.0.1"], "system_resolver": true, "store_bodies": false, "durable": true})";

}  // namespace

TEST_CASE("options survive the way to JSON and back") {
  Options options;
  options.seeds = {"https://example.org/"};
  options.scope = crawl::ScopePreset::domain;
  options.per_address = 0;
  options.max_wait = std::chrono::hours(2);
  options.adaptive = false;
  options.include = {"/a", "b$"};
  options.depth = 4;
  options.page_limit = 0;
  options.delay = std::chrono::milliseconds(250);
  options.rate = 0.5;
  options.tries = 1;
  options.network.user_agent = "bot/1";
  options.headers = {{"Accept-Language", "de"}};
  options.limits.total = std::chrono::seconds(5);
  options.network.proxy = "socks5://h:1";
  options.allow_private_ranges = {"10.0.0.0/8"};
  options.store_bodies = false;
  options.key.sort_query = true;
  options.key.drop_sessions = false;
  options.key.ignored = {"ref"};
  options.limits.body_bytes = 1'000;
  options.obey_link_nofollow = true;
  options.sitemap = crawl::SitemapUse::only;
  options.sitemaps = {"https://example.org/map.xml"};
  options.sitemap_since = 1'767'225'600;
  const std::string json = options_json(options);
  const auto stored = options_from_json(json);
  CHECK(options_json(stored.options) == json);
  CHECK(stored.options.depth == 4);
  CHECK(stored.options.delay == std::chrono::milliseconds(250));
  CHECK(stored.options.headers == options.headers);
  CHECK(stored.options.scope == crawl::ScopePreset::domain);
  CHECK(stored.options.key.sort_query);
  CHECK_FALSE(stored.options.key.drop_sessions);
  CHECK(stored.options.key.ignored == options.key.ignored);
  CHECK(stored.options.limits.body_bytes == 1'000);
  CHECK(stored.options.sitemap == crawl::SitemapUse::only);
  CHECK(stored.options.sitemaps == options.sitemaps);
  CHECK(stored.options.sitemap_since == options.sitemap_since);
  CHECK(stored.withheld.empty());
}

TEST_CASE("secrets are not kept, but their names are") {
  Options options;
  options.seeds = {"https://user:sesame@example.org/a@b", "http://example.org/?q=a@b",
                   "http://example.org?q=a@b", "http://example.org#a@b", "http://example.org\\a@b"};
  options.headers = {
      {"AUTHORIZATION", "sesame"}, {"Cookie", "s=sesame"}, {"X-Api-Key", "sesame"}, {"Accept", "*/*"}};
  options.network.proxy = "http://user:p@sesame@h:1";
  options.user = "user:sesame";
  options.cookies = {{"s", "sesame"}};
  const std::string json = options_json(options);
  CHECK_FALSE(holds(json, "sesame"));
  const auto stored = options_from_json(json);
  CHECK(stored.options.seeds == std::vector<std::string>{"https://example.org/a@b",
                                                         "http://example.org/?q=a@b",
                                                         "http://example.org?q=a@b", "http://example.org#a@b",
                                                         "http://example.org\\a@b"});
  CHECK(stored.options.network.proxy == "http://h:1");
  CHECK(stored.options.headers == std::vector<fetch::Header>{{"Accept", "*/*"}});
  CHECK(stored.withheld == std::vector<std::string>{"-H AUTHORIZATION", "-H Cookie", "-H X-Api-Key", "-b s",
                                                    "--user", "the user and password of --proxy"});
}

TEST_CASE("missing options keep their defaults, unknown ones are ignored") {
  const auto stored = options_from_json(R"({"depth": null, "colour": "red", "concurrency": 5})");
  CHECK(stored.options.concurrency == 5);
  CHECK(stored.options.page_limit == Options().page_limit);
}

TEST_CASE("anything but such an object is refused") {
  for (const auto* text : {"", "[]", "x", R"({"scope": "moon"})", R"({"delay": "long"})"})
    CHECK_THROWS_AS(options_from_json(text), std::invalid_argument);
}

TEST_CASE("a crawl of an earlier version resumes with all its settings") {
  const auto stored = options_from_json(kEarlier);
  const Options& options = stored.options;
  CHECK(options.seeds == std::vector<std::string>{"https://example.org/", "http://127.0.0.1:8080/x"});
  CHECK(options.scope == crawl::ScopePreset::domain);
  CHECK(options.include == std::vector<std::string>{"/a", "b$"});
  CHECK(options.exclude == std::vector<std::string>{"\\.pdf$"});
  CHECK(options.depth == 3);
  CHECK(options.page_limit == 500);
  CHECK(options.host_page_limit == 40);
  CHECK(options.size_limit == std::int64_t{2} << 30);
  CHECK(options.time_limit == std::chrono::minutes(30));
  CHECK_FALSE(options.obey_robots);
  CHECK(options.obey_nofollow);
  CHECK(options.obey_link_nofollow);
  CHECK_FALSE(options.key.drop_tracking);
  CHECK(options.key.sort_query);
  CHECK(options.key.fold_slashes);
  CHECK(options.sitemap == crawl::SitemapUse::only);
  CHECK(options.sitemaps == std::vector<std::string>{"https://example.org/map.xml"});
  CHECK(options.sitemap_since == 1'767'225'600);
  CHECK(options.sitemap_files == 9'999);
  CHECK(options.path_segments == 21);
  CHECK(options.segment_repeats == 4);
  CHECK(options.url_bytes == 8'001);
  CHECK(options.redirects == 11);
  CHECK(options.concurrency == 4);
  CHECK(options.per_host == 2);
  CHECK(options.delay == std::chrono::milliseconds(1'500));
  CHECK(options.rate == 0.5);
  CHECK(options.tries == 2);
  CHECK(options.retry_pause == std::chrono::seconds(6));
  CHECK(options.retry_pause_most == std::chrono::seconds(601));
  CHECK(options.network.user_agent == "bot/1");
  CHECK(options.headers == std::vector<fetch::Header>{{"Accept-Language", "de"}});
  CHECK(options.network.http2);
  CHECK(options.limits.body_bytes == 8'388'609);
  CHECK(options.limits.header_bytes == 262'145);
  CHECK(options.limits.total == std::chrono::seconds(5));
  CHECK(options.network.proxy == "http://h:1");
  CHECK_FALSE(options.network.verify_tls);
  CHECK_FALSE(options.allow_private);
  CHECK(options.allow_private_ranges == std::vector<std::string>{"10.0.0.0/8"});
  CHECK(options.resolve == std::vector<std::string>{"a.example:80:127.0.0.1"});
  CHECK(options.system_resolver);
  CHECK_FALSE(options.store_bodies);
  CHECK(options.durable);
  CHECK(stored.withheld ==
        std::vector<std::string>{"-H Authorization", "-b s", "--user", "the user and password of --proxy"});
}

TEST_CASE("limits that an earlier version derived from --timeout are ignored") {
  const auto stored = options_from_json(kEarlier);
  CHECK(stored.options.limits.connect == fetch::Limits().connect);
  CHECK(stored.options.limits.idle == fetch::Limits().idle);
}

TEST_CASE("every kept option has its own name, and the earlier names are still there") {
  const auto now = nlohmann::json::parse(options_json(Options()));
  const auto before = nlohmann::json::parse(kEarlier);
  std::vector<std::string> missing;
  for (const auto& [name, value] : before.items()) {
    if (!now.contains(name)) missing.push_back(name);
  }
  CHECK(missing == std::vector<std::string>{"connect_timeout", "idle_timeout"});
  CHECK(now.size() == cli::kept_options().size());
}
