#include "scraper/cli/settings/config_json.hpp"

#include <doctest/doctest.h>

#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/options_json.hpp"

using namespace trawl;

using cli::CrawlSettings;

namespace {

/// A value for each flag that differs from its default.
const std::vector<std::pair<std::string, std::vector<std::string>>> kGiven{
    {"depth", {"3"}},
    {"limit", {"0"}},
    {"host-limit", {"40"}},
    {"time-limit", {"1h30m1.5s"}},
    {"size-limit", {"1550"}},
    {"scope", {"domain"}},
    {"sitemap", {"only", "https://a.org/map.xml"}},
    {"check-external", {"true"}},
    {"assets", {"check"}},
    {"sitemap-since", {"2026-01-31T10:00:00Z"}},
    {"only-new", {"true"}},
    {"older-than", {"7d"}},
    {"include", {"/größe", "it's: \\d \"x\" # {no} comment"}},
    {"exclude", {"\\.pdf$"}},
    {"keep-sessions", {"true"}},
    {"ignore-param", {"ref", "from"}},
    {"keep-tracking", {"true"}},
    {"sort-query", {"true"}},
    {"fold-slashes", {"true"}},
    {"concurrency", {"4"}},
    {"per-host", {"2"}},
    {"delay", {"250ms"}},
    {"adaptive", {"off"}},
    {"traps", {"off"}},
    {"per-address", {"3"}},
    {"per-domain", {"2"}},
    {"max-wait", {"90s"}},
    {"rate", {"30/m"}},
    {"robots", {"ignore"}},
    {"nofollow", {"link"}},
    {"respect", {"train-ai", "tdm"}},
    {"user-agent", {"0123"}},
    {"header", {"Accept-Language: de, en;q=0.5"}},
    {"http2", {"true"}},
    {"proxy", {"socks5h://h:1"}},
    {"timeout", {"5s"}},
    {"body-limit", {"512k"}},
    {"retries", {"0"}},
    {"insecure", {"true"}},
    {"allow-private", {"10.0.0.0/8", "fd00::/8"}},
    {"resolve", {"a.org:80:127.0.0.1"}},
    {"resolver", {"system"}},
    {"output", {"my crawl.db"}},
    {"no-bodies", {"true"}},
    {"fail-on", {"field price null > 5%", "table t rows < 1"}},
    {"structured", {"true"}},
    {"durable", {"true"}},
    {"ui", {"[::1]:8080"}},
    {"quiet", {"true"}},
    {"verbose", {"true"}},
};

/// The settings of a file, upon the defaults.
CrawlSettings read_back(const std::string& text) {
  CrawlSettings settings;
  for (const cli::Setting& setting : cli::parse_config(text, "f").settings) {
    if (setting.key == "seeds") {
      settings.options.seeds = setting.values;
    } else {
      cli::crawl_flag(setting.key)->apply(settings, setting.values);
    }
  }
  return settings;
}

}  // namespace

TEST_CASE("what is printed of any setting is read back as the same setting") {
  for (const auto& [flag, values] : kGiven) {
    const auto& which = flag;
    CAPTURE(which);
    CrawlSettings settings;
    settings.options.seeds = {"https://a.org/?q='\"\\", "http://127.0.0.1:8080/"};
    cli::crawl_flag(flag)->apply(settings, values);
    const std::string printed = cli::config_json(settings);
    CAPTURE(printed);
    CHECK(printed != cli::config_json(CrawlSettings()));
    const CrawlSettings back = read_back(printed);
    CHECK(cli::config_json(back) == printed);
    CHECK(cli::options_json(back.options) == cli::options_json(settings.options));
  }
}

TEST_CASE("every flag is printed, but secrets and the list of seeds that the seeds came from") {
  std::vector<std::string> not_printed{"input", "cookie", "cookies", "user", "ui-password"};
  for (const auto& [flag, values] : kGiven) not_printed.push_back(flag);
  for (const auto& known : cli::crawl_flags()) {
    CAPTURE(known.flag.name);
    CHECK(std::find(not_printed.begin(), not_printed.end(), known.flag.name) != not_printed.end());
  }
  CHECK(read_back(cli::config_json(read_back("ui: 'off'"))).ui == std::nullopt);
}

TEST_CASE("secrets are left out by name") {
  CrawlSettings settings;
  settings.options.seeds = {"https://me:sesame@a.org/"};
  settings.ui_password = "sesame";
  const std::pair<const char*, const char*> secrets[] = {{"header", "Authorization: sesame"},
                                                         {"cookie", "s=sesame"},
                                                         {"user", "me:sesame"},
                                                         {"proxy", "http://me:sesame@h:1"}};
  for (const auto& [flag, value] : secrets) cli::crawl_flag(flag)->apply(settings, {value});
  const std::string printed = cli::config_json(settings);
  CHECK(printed.find("sesame") == std::string::npos);
  CHECK(printed.find("https://a.org/") != std::string::npos);
  CHECK(cli::left_out_secrets(settings).size() == 6);
  CHECK(cli::left_out_secrets(CrawlSettings()).empty());
}
