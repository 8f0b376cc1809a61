#include "scraper/cli/settings/settings.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

#include "scraper/cli/settings/config.hpp"

using namespace trawl;

using cli::CrawlSettings;
using std::chrono::milliseconds;

namespace {

CrawlSettings settings_with(std::string_view flag, const std::vector<std::string>& values) {
  CrawlSettings settings;
  const auto* known = cli::crawl_flag(flag);
  REQUIRE(known != nullptr);
  known->apply(settings, values);
  return settings;
}

bool refused(std::string_view flag, const std::string& value) {
  try {
    settings_with(flag, {value});
  } catch (const std::invalid_argument&) {
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every flag of a crawl is a key of settings files") {
  for (const auto& known : cli::crawl_flags()) {
    const std::string name(known.flag.name), key = name == "header" ? "headers" : name;
    CAPTURE(name);
    const auto settings =
        cli::parse_config(key + ": " + (known.flag.is_switch() ? "true" : "x"), "f").settings;
    REQUIRE(settings.size() == 1);
    CHECK(settings[0].key == name);
  }
}

TEST_CASE("each flag sets its option") {
  CHECK(settings_with("depth", {"3"}).options.depth == 3);
  CHECK(settings_with("limit", {"0"}).options.page_limit == 0);
  CHECK(settings_with("host-limit", {"9"}).options.host_page_limit == 9);
  CHECK(settings_with("time-limit", {"30m"}).options.time_limit == std::chrono::minutes(30));
  CHECK(settings_with("size-limit", {"2k"}).options.size_limit == 2'048);
  CHECK(settings_with("body-limit", {"20M"}).options.limits.body_bytes == 20 << 20);
  CHECK(settings_with("scope", {"domain"}).options.scope == crawl::ScopePreset::domain);
  CHECK(settings_with("exclude", {"a", "b"}).options.exclude.size() == 2);
  CHECK(settings_with("concurrency", {"4"}).options.concurrency == 4);
  CHECK(settings_with("per-host", {"2"}).options.per_host == 2);
  CHECK(settings_with("per-address", {"0"}).options.per_address == 0);
  CHECK(settings_with("per-domain", {"3"}).options.per_domain == 3);
  CHECK(settings_with("max-wait", {"2h"}).options.max_wait == std::chrono::hours(2));
  CHECK_FALSE(settings_with("adaptive", {"off"}).options.adaptive);
  CHECK(settings_with("adaptive", {"on"}).options.adaptive);
  CHECK(refused("adaptive", "maybe"));
  CHECK(refused("per-address", "-1"));
  CHECK(settings_with("delay", {"1.5s"}).options.delay == milliseconds(1'500));
  CHECK(settings_with("rate", {"30/m"}).options.rate == 0.5);
  CHECK_FALSE(settings_with("robots", {"ignore"}).options.obey_robots);
  CHECK(settings_with("user-agent", {"bot/1"}).options.network.user_agent == "bot/1");
  CHECK(settings_with("header", {"A: b", "C: d"}).options.headers.size() == 2);
  CHECK(settings_with("proxy", {"h:1"}).options.network.proxy == "http://h:1");
  CHECK_FALSE(settings_with("insecure", {"true"}).options.network.verify_tls);
  CHECK(settings_with("resolve", {"a:80:127.0.0.1"}).options.resolve.size() == 1);
  CHECK(settings_with("resolver", {"system"}).options.system_resolver);
  CHECK_FALSE(settings_with("no-bodies", {"true"}).options.store_bodies);
  CHECK(settings_with("structured", {"true"}).options.structured);
  CHECK(settings_with("durable", {"true"}).options.durable);
  CHECK_FALSE(settings_with("ui", {"off"}).ui);
}

TEST_CASE("--sitemap takes a word for their use, or a URL") {
  using crawl::SitemapUse;
  CHECK(CrawlSettings().options.sitemap == SitemapUse::automatic);
  CHECK(settings_with("sitemap", {"off"}).options.sitemap == SitemapUse::off);
  const auto options =
      settings_with("sitemap", {"only", "https://example.org/map.xml", "127.0.0.1:8080/x"}).options;
  CHECK(options.sitemap == SitemapUse::only);
  CHECK(options.sitemaps ==
        std::vector<std::string>{"https://example.org/map.xml", "http://127.0.0.1:8080/x"});
  CHECK(settings_with("sitemap-since", {"2026-01-01"}).options.sitemap_since == 1'767'225'600);
}

TEST_CASE("the user decides which URLs are the same page and which nofollow counts") {
  const auto& plain = CrawlSettings().options;
  CHECK(plain.key.drop_tracking);
  CHECK_FALSE(plain.key.sort_query);
  CHECK_FALSE(settings_with("keep-tracking", {"true"}).options.key.drop_tracking);
  CHECK(plain.key.drop_sessions);
  CHECK_FALSE(settings_with("keep-sessions", {"true"}).options.key.drop_sessions);
  CHECK(settings_with("ignore-param", {"ref", "f%5B%5D"}).options.key.ignored ==
        std::vector<std::string>{"ref", "f[]"});
  CHECK(settings_with("sort-query", {"true"}).options.key.sort_query);
  CHECK(settings_with("fold-slashes", {"true"}).options.key.fold_slashes);
  CHECK(plain.obey_nofollow);
  CHECK_FALSE(plain.obey_link_nofollow);
  CHECK(settings_with("nofollow", {"link"}).options.obey_link_nofollow);
  CHECK_FALSE(settings_with("nofollow", {"ignore"}).options.obey_nofollow);
}

TEST_CASE("the user says which wishes of sites are respected, and a misspelt one is refused") {
  CHECK(settings_with("respect", {"train-ai", "TDM", "x-new"}).options.respect ==
        std::vector<std::string>{"train-ai", "tdm", "x-new"});
  for (const char* const label : {"trian-ai", "no ai", "", "train-ai,tdm", "noimagai"})
    CHECK_THROWS(settings_with("respect", {label}));
}

TEST_CASE("retries do not count the first try") {
  CHECK(CrawlSettings().options.tries == 3);
  CHECK(settings_with("retries", {"0"}).options.tries == 1);
}

TEST_CASE("--timeout leaves the other limits alone, so a stronger layer can raise it again") {
  CrawlSettings settings;
  for (const auto* time : {"5s", "30s"}) cli::crawl_flag("timeout")->apply(settings, {time});
  CHECK(settings.options.limits.total == milliseconds(30'000));
  CHECK(settings.options.limits.connect == fetch::Limits().connect);
  CHECK(settings.options.limits.idle == fetch::Limits().idle);
}

TEST_CASE("--allow-private allows all private addresses or a range") {
  CHECK(settings_with("allow-private", {"true"}).options.allow_private);
  const auto options = settings_with("allow-private", {"10.0.0.0/8", "fd00::/8"}).options;
  CHECK_FALSE(options.allow_private);
  CHECK(options.allow_private_ranges.size() == 2);
}

TEST_CASE("bad values are refused") {
  const std::pair<const char*, const char*> cases[] = {{"depth", "-1"},
                                                       {"limit", "ten"},
                                                       {"body-limit", "0"},
                                                       {"body-limit", "1G"},
                                                       {"ignore-param", "a=1"},
                                                       {"ignore-param", ""},
                                                       {"scope", "hosts"},
                                                       {"include", "("},
                                                       {"concurrency", "0"},
                                                       {"delay", "5x"},
                                                       {"rate", "fast"},
                                                       {"robots", "maybe"},
                                                       {"header", "x"},
                                                       {"timeout", "0"},
                                                       {"insecure", "perhaps"},
                                                       {"allow-private", "10.0.0.0/40"},
                                                       {"resolve", "a:b"},
                                                       {"resolver", "bind"},
                                                       {"ui", "everywhere"},
                                                       {"user-agent", "a\nb"},
                                                       {"sitemap", "ftp://h/s.xml"},
                                                       {"sitemap", "maybe"},
                                                       {"sitemap", "no"},
                                                       {"sitemap", "sitemap.xml"},
                                                       {"header", "http://h/"},
                                                       {"user-agent", ".jpg,.png"},
                                                       {"user-agent", "jpg,png"},
                                                       {"sitemap-since", "soon"}};
  for (const auto& one : cases) {
    CAPTURE(one.first);
    CHECK(refused(one.first, one.second));
  }
}
