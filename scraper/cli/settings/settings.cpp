#include "scraper/cli/settings/settings.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "fetch/address/ip_range.hpp"
#include "fetch/address/resolve_overrides.hpp"
#include "fetch/http/cookie_file.hpp"
#include "fetch/text/loose_date.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/units.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/cli/suggest.hpp"
#include "scraper/crawl/rules/patterns.hpp"

namespace trawl::cli {
namespace {

using Settings = CrawlSettings;
using Values = CrawlFlag::Values;

constexpr std::string_view kWhat = "What to fetch", kPolitely = "How politely", kHow = "How",
                           kWhere = "Where to", kWatching = "Watching";

template <class Choice, std::size_t N>
Choice choice(const std::string& text, const std::array<std::pair<std::string_view, Choice>, N>& choices) {
  std::array<std::string_view, N> names;
  for (std::size_t i = 0; i < N; ++i) {
    if (choices[i].first == text) return choices[i].second;
    names[i] = choices[i].first;
  }
  throw std::invalid_argument(
      fmt::format("'{}' is none of {}{}", text, fmt::join(names, ", "), did_you_mean(text, names)));
}

void set_scope(Settings& settings, const Values& values) {
  using crawl::ScopePreset;
  settings.options.scope = choice(
      values.back(), std::array<std::pair<std::string_view, ScopePreset>, 5>{{{"page", ScopePreset::page},
                                                                              {"prefix", ScopePreset::prefix},
                                                                              {"host", ScopePreset::host},
                                                                              {"domain", ScopePreset::domain},
                                                                              {"any", ScopePreset::any}}});
}

void set_robots(Settings& settings, const Values& values) {
  settings.options.obey_robots = choice(
      values.back(), std::array<std::pair<std::string_view, bool>, 2>{{{"obey", true}, {"ignore", false}}});
}

/// Which nofollow counts.
void set_nofollow(Settings& settings, const Values& values) {
  enum class Nofollow { page, link, ignore };
  const auto obeyed = choice(
      values.back(), std::array<std::pair<std::string_view, Nofollow>, 3>{
                         {{"page", Nofollow::page}, {"link", Nofollow::link}, {"ignore", Nofollow::ignore}}});
  settings.options.obey_nofollow = obeyed != Nofollow::ignore;
  settings.options.obey_link_nofollow = obeyed == Nofollow::link;
}

/// auto, only and off say how sitemaps are used; anything else is the URL of one.
void set_sitemap(Settings& settings, const Values& values) {
  crawl::Options& options = settings.options;
  options.sitemap = crawl::SitemapUse::automatic;
  options.sitemaps.clear();
  for (const auto& value : values) {
    if (value == "auto") {
      options.sitemap = crawl::SitemapUse::automatic;
    } else if (value == "only") {
      options.sitemap = crawl::SitemapUse::only;
    } else if (value == "off") {
      options.sitemap = crawl::SitemapUse::off;
    } else {
      options.sitemaps.push_back(parse_seed(value).href());
    }
  }
}

void set_sitemap_since(Settings& settings, const Values& values) {
  const auto date = text::parse_loose_date(values.back());
  if (!date) throw std::invalid_argument(fmt::format("'{}' is no date; as in 2026-01-31", values.back()));
  settings.options.sitemap_since = static_cast<double>(*date);
}

void set_resolver(Settings& settings, const Values& values) {
  settings.options.system_resolver = choice(
      values.back(), std::array<std::pair<std::string_view, bool>, 2>{{{"c-ares", false}, {"system", true}}});
}

Values checked_patterns(const Values& values) {
  const crawl::Patterns read(values, "pattern");
  return values;
}

void set_headers(Settings& settings, const Values& values) {
  settings.options.headers.clear();
  for (const auto& value : values) settings.options.headers.push_back(parse_header(value));
}

void set_cookies(Settings& settings, const Values& values) {
  settings.options.cookies.clear();
  for (const auto& value : values) settings.options.cookies.push_back(parse_cookie(value));
}

/// A file that is not there yet is made at the end.
void set_cookie_file(Settings& settings, const Values& values) {
  settings.options.cookie_file = values.back();
  try {
    if (std::filesystem::exists(values.back())) fetch::load_cookie_file(values.back());
  } catch (const std::system_error& error) {
    throw std::invalid_argument(error.what());
  }
}

void set_user(Settings& settings, const Values& values) {
  if (values.back().find(':') == std::string::npos)
    throw std::invalid_argument("expected 'NAME:PASSWORD'; the password may be empty");
  settings.options.user = values.back();
}

void set_timeout(Settings& settings, const Values& values) {
  fetch::Limits& limits = settings.options.limits;
  const auto total = parse_duration(values.back());
  if (total.count() == 0) throw std::invalid_argument("a page needs more time than none");
  limits.total = total;
  limits.connect = std::min(limits.connect, total);
  limits.idle = std::min(limits.idle, total);
}

/// "true" is all private addresses, a range only those in it.
void set_allow_private(Settings& settings, const Values& values) {
  crawl::Options& options = settings.options;
  options.allow_private = false;
  options.allow_private_ranges.clear();
  for (const auto& value : values) {
    if (value == "true" || value == "false") {
      options.allow_private = value == "true";
    } else {
      fetch::IpRange::parse(value);
      options.allow_private_ranges.push_back(value);
    }
  }
}

void set_resolve(Settings& settings, const Values& values) {
  fetch::ResolveOverrides read;
  for (const auto& value : values) read.add(value);
  settings.options.resolve = values;
}

int parse_int(const std::string& text, int least, int most) {
  return static_cast<int>(parse_count(text, least, most));
}

constexpr std::array kFlags{
    CrawlFlag{{"input", 'i', "FILE", "read further seeds from FILE, one a line; - is stdin", kWhat},
              [](Settings& s, const Values& v) { s.input = v.back(); },
              false},
    CrawlFlag{{"depth", 'd', "N", "follow links at most N away from a seed", kWhat},
              [](Settings& s, const Values& v) { s.options.depth = parse_int(v.back(), 0, 1'000'000); }},
    CrawlFlag{{"limit", 'n', "N", "end after N pages; 0: no limit (100000)", kWhat},
              [](Settings& s, const Values& v) { s.options.page_limit = parse_count(v.back(), 0); }},
    CrawlFlag{{"host-limit", 0, "N", "at most N pages of one host; 0: no limit (0)", kWhat},
              [](Settings& s, const Values& v) { s.options.host_page_limit = parse_count(v.back(), 0); }},
    CrawlFlag{{"time-limit", 0, "TIME", "end after TIME, as in 30m; 0: no limit (0)", kWhat},
              [](Settings& s, const Values& v) { s.options.time_limit = parse_duration(v.back()); }},
    CrawlFlag{{"size-limit", 0, "SIZE", "end when SIZE was fetched, as in 2G; 0: no limit (0)", kWhat},
              [](Settings& s, const Values& v) { s.options.size_limit = parse_size(v.back()); }},
    CrawlFlag{
        {"scope", 0, "WHICH", "page, prefix, host, domain or any: how far from the seeds (host)", kWhat},
        set_scope},
    CrawlFlag{{"sitemap", 0, "HOW|URL",
               "auto, only (nothing else), off, or a sitemap's URL; may be repeated (auto)", kWhat, true},
              set_sitemap},
    CrawlFlag{{"sitemap-since", 0, "DATE", "nothing that a sitemap says was last changed before DATE", kWhat},
              set_sitemap_since},
    CrawlFlag{{"include", 0, "RE", "only URLs that a pattern matches; may be repeated", kWhat, true},
              [](Settings& s, const Values& v) { s.options.include = checked_patterns(v); }},
    CrawlFlag{{"exclude", 0, "RE", "no URLs that a pattern matches; may be repeated", kWhat, true},
              [](Settings& s, const Values& v) { s.options.exclude = checked_patterns(v); }},

    CrawlFlag{{"keep-tracking", 0, "", "utm_source, gclid and their like make another page of a URL", kWhat},
              [](Settings& s, const Values& v) { s.options.key.drop_tracking = !parse_switch(v.back()); }},
    CrawlFlag{{"sort-query", 0, "", "?a&b and ?b&a are the same page", kWhat},
              [](Settings& s, const Values& v) { s.options.key.sort_query = parse_switch(v.back()); }},
    CrawlFlag{{"fold-slashes", 0, "", "/a//b and /a/b are the same page", kWhat},
              [](Settings& s, const Values& v) { s.options.key.fold_slashes = parse_switch(v.back()); }},

    CrawlFlag{{"concurrency", 'c', "N", "fetches at the same time, over all hosts (32)", kPolitely},
              [](Settings& s, const Values& v) { s.options.concurrency = parse_int(v.back(), 1, 10'000); }},
    CrawlFlag{{"per-host", 0, "N", "fetches at the same time from one host (1)", kPolitely},
              [](Settings& s, const Values& v) { s.options.per_host = parse_int(v.back(), 1, 1'000); }},
    CrawlFlag{{"delay", 0, "TIME", "between two fetches from one host (1s); its crawl-delay may ask for more",
               kPolitely},
              [](Settings& s, const Values& v) { s.options.delay = parse_duration(v.back()); }},
    CrawlFlag{
        {"rate", 0, "RATE", "at most so many fetches over all hosts, as in 10/s; 0: no limit (0)", kPolitely},
        [](Settings& s, const Values& v) { s.options.rate = parse_rate(v.back()); }},
    CrawlFlag{{"robots", 0, "HOW", "obey or ignore robots.txt (obey)", kPolitely}, set_robots},
    CrawlFlag{{"nofollow", 0, "HOW",
               "page: meta robots and X-Robots-Tag; link: rel=nofollow too; or ignore (page)", kPolitely},
              set_nofollow},

    CrawlFlag{{"user-agent", 'A', "TEXT", "what to say that we are", kHow},
              [](Settings& s, const Values& v) { s.options.user_agent = parse_header_value(v.back()); }},
    CrawlFlag{
        {"header", 'H', "'NAME: VALUE'", "a header for the hosts of the seeds; may be repeated", kHow, true},
        set_headers},
    CrawlFlag{
        {"cookie", 'b', "NAME=VALUE", "a cookie for the origins of the seeds; may be repeated", kHow, true},
        set_cookies},
    CrawlFlag{{"cookies", 0, "FILE",
               "read cookies from FILE, in Netscape's format, and write them there at the end", kHow},
              set_cookie_file,
              false},
    CrawlFlag{{"user", 'u', "NAME:PASSWORD",
               "Basic authentication, at the seeds' hosts; better in TRAWL_USER", kHow},
              set_user,
              false},
    CrawlFlag{{"http2", 0, "", "speak HTTP/2 where the server does", kHow},
              [](Settings& s, const Values& v) { s.options.http2 = parse_switch(v.back()); }},
    CrawlFlag{{"proxy", 'x', "URL",
               "go through an http, https, socks5 or socks5h proxy; socks5h looks names up itself", kHow},
              [](Settings& s, const Values& v) { s.options.proxy = parse_proxy(v.back()); }},
    CrawlFlag{{"timeout", 't', "TIME", "for one page (60s)", kHow}, set_timeout},
    CrawlFlag{{"retries", 0, "N", "further tries on 408, 429, 5xx and network errors (2)", kHow},
              [](Settings& s, const Values& v) { s.options.tries = parse_int(v.back(), 0, 100) + 1; }},
    CrawlFlag{{"insecure", 'k', "", "accept any TLS certificate", kHow},
              [](Settings& s, const Values& v) { s.options.verify_tls = !parse_switch(v.back()); }},
    CrawlFlag{{"allow-private", 0, "[CIDR]",
               "reach private addresses beyond the seeds' hosts; may be repeated", kHow, true},
              set_allow_private},
    CrawlFlag{
        {"resolve", 0, "HOST:PORT:IP", "where a host is, without asking DNS; may be repeated", kHow, true},
        set_resolve},
    CrawlFlag{{"resolver", 0, "WHICH", "c-ares, or system for what only it knows (c-ares)", kHow},
              set_resolver},

    CrawlFlag{{"output", 'o', "FILE", "the crawl file (HOST.db); an unfinished crawl in it goes on", kWhere},
              [](Settings& s, const Values& v) { s.options.output = v.back(); },
              false},
    CrawlFlag{{"no-bodies", 0, "", "do not keep the pages' content", kWhere},
              [](Settings& s, const Values& v) { s.options.store_bodies = !parse_switch(v.back()); }},
    CrawlFlag{{"durable", 0, "", "lose nothing at a power cut either; slower", kWhere},
              [](Settings& s, const Values& v) { s.options.durable = parse_switch(v.back()); }},

    CrawlFlag{{"ui", 0, "[ADDR:]PORT|off", "where the web UI listens (127.0.0.1, a free port)", kWatching},
              [](Settings& s, const Values& v) { s.ui = parse_listen_address(v.back()); },
              false},
    CrawlFlag{{"ui-password", 0, "TEXT", "for the web UI; better in TRAWL_UI_PASSWORD", kWatching},
              [](Settings& s, const Values& v) { s.ui_password = v.back(); },
              false},
    CrawlFlag{{"quiet", 'q', "", "say nothing but errors", kWatching},
              [](Settings& s, const Values& v) { s.is_quiet = parse_switch(v.back()); },
              false},
    CrawlFlag{{"verbose", 'v', "", "name each page", kWatching},
              [](Settings& s, const Values& v) { s.is_verbose = parse_switch(v.back()); },
              false},
};

}  // namespace

CrawlSettings::CrawlSettings() {
  options.user_agent = "trawl/" TRAWL_VERSION;
}

std::span<const CrawlFlag> crawl_flags() {
  return kFlags;
}

const CrawlFlag* crawl_flag(std::string_view name) {
  const auto found =
      std::find_if(kFlags.begin(), kFlags.end(), [&](const CrawlFlag& f) { return f.flag.name == name; });
  return found == kFlags.end() ? nullptr : &*found;
}

}  // namespace trawl::cli
