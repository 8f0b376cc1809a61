#include "scraper/cli/settings/settings.hpp"

#include <algorithm>
#include <stdexcept>

#include "fetch/address/ip_range.hpp"
#include "fetch/http/secret_headers.hpp"
#include "fetch/text/ascii.hpp"
#include "fetch/url/percent.hpp"
#include "scraper/cli/run/gate.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/setting_rows.hpp"
#include "scraper/cli/settings/units.hpp"
#include "scraper/cli/spider/spider_json.hpp"

namespace trawl::cli {
namespace {

using crawl::Options;
using crawl::ScopePreset;
using crawl::SitemapUse;
using fetch::KeyPolicy;
using fetch::NetworkOptions;
using Settings = CrawlSettings;
using Values = CrawlFlag::Values;

constexpr std::string_view kWhat = "What to fetch", kPoliteness = "Politeness", kNetwork = "Network",
                           kOutput = "Output", kDisplay = "Display";

const Words<ScopePreset> kScopes{{"page", ScopePreset::page},
                                 {"prefix", ScopePreset::prefix},
                                 {"host", ScopePreset::host},
                                 {"domain", ScopePreset::domain},
                                 {"any", ScopePreset::any}};
const Words<SitemapUse> kSitemapUses{
    {"auto", SitemapUse::automatic}, {"only", SitemapUse::only}, {"off", SitemapUse::off}};

const Words<bool> kAssets{{"skip", false}, {"check", true}};

/// A flag whose value is not printed.
CrawlFlag hidden(CrawlFlag flag) {
  flag.values = nullptr;
  return flag;
}

void set_nofollow(Settings& settings, const Values& values) {
  enum class Nofollow { page, link, ignore };
  const Words<Nofollow> words{
      {"page", Nofollow::page}, {"link", Nofollow::link}, {"ignore", Nofollow::ignore}};
  const Nofollow obeyed = one_of(words)(values.back());
  settings.options.obey_nofollow = obeyed != Nofollow::ignore;
  settings.options.obey_link_nofollow = obeyed == Nofollow::link;
}

Values nofollow_values(const Settings& settings) {
  if (!settings.options.obey_nofollow) return {"ignore"};
  return {settings.options.obey_link_nofollow ? "link" : "page"};
}

/// The URL of a sitemap. A word that is neither that nor a host says so, and is never looked up.
std::string parse_sitemap(std::string_view text) {
  const bool is_url = text.find("://") != std::string_view::npos;
  try {
    return parse_seed(text).href();
  } catch (const std::invalid_argument&) {
    if (is_url) throw;
  }
  const std::vector<std::string_view> words{"auto", "only", "off"};
  throw std::invalid_argument(fmt::format("'{}' is neither {}, nor the URL of a sitemap{}", text,
                                          fmt::join(words, ", "), did_you_mean(text::lowered(text), words)));
}

/// A value is a word for the use of sitemaps, or the URL of a sitemap.
void set_sitemap(Settings& settings, const Values& values) {
  Options& options = settings.options;
  options.sitemap = SitemapUse::automatic;
  options.sitemaps.clear();
  for (const std::string& value : values) {
    const auto use =
        std::find_if(kSitemapUses.begin(), kSitemapUses.end(), [&](auto& one) { return one.first == value; });
    if (use != kSitemapUses.end()) {
      options.sitemap = use->second;
    } else {
      options.sitemaps.push_back(parse_sitemap(value));
    }
  }
}

Values sitemap_values(const Settings& settings) {
  Values values{one_of(kSitemapUses).text(settings.options.sitemap)};
  for (const std::string& url : settings.options.sitemaps) values.push_back(without_credentials(url));
  return values;
}

/// "true" allows all private addresses; a range allows those in it.
void set_allow_private(Settings& settings, const Values& values) {
  Options& options = settings.options;
  options.allow_private = false;
  options.allow_private_ranges.clear();
  for (const std::string& value : values) {
    if (value == "true" || value == "false") {
      options.allow_private = value == "true";
    } else {
      fetch::IpRange::parse(value);
      options.allow_private_ranges.push_back(value);
    }
  }
}

Values private_values(const Settings& settings) {
  Values values = settings.options.allow_private_ranges;
  if (settings.options.allow_private) values.insert(values.begin(), "true");
  return values;
}

Values header_values(const Settings& settings) {
  Values values;
  for (const auto& [name, value] : settings.options.headers) {
    if (!fetch::is_secret_header(name)) values.push_back(fmt::format("{}: {}", name, value));
  }
  return values;
}

Values proxy_values(const Settings& settings) {
  const auto& proxy = settings.options.network.proxy;
  return proxy ? Values{without_credentials(*proxy)} : Values();
}

/// For the address of the web UI; none is "off".
struct Listening {
  std::optional<ListenAddress> operator()(std::string_view text) const { return parse_listen_address(text); }
  std::string text(const std::optional<ListenAddress>& listen) const { return listen_address_text(listen); }
};

std::chrono::milliseconds parse_page_time(std::string_view text) {
  const auto time = parse_duration(text);
  if (time.count() == 0) throw std::invalid_argument("a page needs some time: more than 0");
  return time;
}

/// What a page may have, in memory and in one value of SQLite.
std::int64_t parse_body_limit(std::string_view text) {
  constexpr std::int64_t kMost = 512 << 20;
  const std::int64_t bytes = parse_size(text);
  if (bytes == 0 || bytes > kMost)
    throw std::invalid_argument(fmt::format("'{}' is not between 1 and 512M", text));
  return bytes;
}

std::string parse_condition(std::string_view text) {
  return parse_gate(text).text;
}

std::string parse_parameter_name(std::string_view text) {
  if (text.empty() || text.find_first_of("&=#?") != std::string_view::npos)
    throw std::invalid_argument(fmt::format("'{}' is no name of a parameter", text));
  return fetch::percent_decoded(text);
}

std::vector<CrawlFlag> flags_of_what() {
  return {
      hidden(run_setting({"input", 'i', "FILE",
                          "read more seeds from FILE, one per line, # begins a comment; - is stdin", kWhat},
                         plain_text, &Settings::input)),
      option({"depth", 'd', "N", "follow links at most N steps away from a seed (no limit)", kWhat}, "depth",
             count<int>(0, 1'000'000), &Options::depth),
      option({"limit", 'n', "N", "stop after N pages; 0: no limit (100000)", kWhat}, "page_limit",
             count<std::int64_t>(0), &Options::page_limit),
      option({"traps", 0, "on|off",
              "hold back URLs of a shape, such as /calendar/{n}, that brings nothing new (on)", kWhat},
             "holds_traps", one_of<bool>({{"on", true}, {"off", false}}), &Options::holds_traps),
      option({"host-limit", 0, "N", "fetch at most N pages per host; 0: no limit (0)", kWhat},
             "host_page_limit", count<std::int64_t>(0), &Options::host_page_limit),
      option({"time-limit", 0, "TIME", "stop after TIME, such as 30m; 0: no limit (0)", kWhat}, "time_limit",
             parse_duration, &Options::time_limit),
      option({"size-limit", 0, "SIZE", "stop after fetching SIZE, such as 2G; 0: no limit (0)", kWhat},
             "size_limit", parse_size, &Options::size_limit),
      {{"scope", 0, "WHICH", "how far from the seeds to go: page, prefix, host, domain or any (host)", kWhat},
       [](Settings& s, const Values& v) { s.options.scope = one_of(kScopes)(v.back()); },
       {kept_word("scope", kScopes, &Options::scope)},
       true,
       [](const Settings& s) { return Values{one_of(kScopes).text(s.options.scope)}; }},
      {{"sitemap", 0, "HOW|URL", "use sitemaps: auto, only, off, or the URL of one; repeatable (auto)", kWhat,
        true},
       set_sitemap,
       {kept_word("sitemap", kSitemapUses, &Options::sitemap), kept_urls("sitemaps", &Options::sitemaps)},
       true,
       sitemap_values},
      option(
          {"check-external", 0, "",
           "ask once whether what links outside the scope lead to is there, and follow nothing there", kWhat},
          "check_external", parse_switch, &Options::check_external),
      {{"assets", 0, "HOW",
        "images, styles, scripts and what else pages name: skip, or check that it is there (skip)", kWhat},
       [](Settings& s, const Values& v) { s.options.check_assets = one_of(kAssets)(v.back()); },
       {kept("check_assets", &Options::check_assets)},
       true,
       [](const Settings& s) { return Values{one_of(kAssets).text(s.options.check_assets)}; }},
      option({"sitemap-since", 0, "DATE", "skip what a sitemap says has not changed since DATE", kWhat},
             "sitemap_since", Date(), &Options::sitemap_since),
      run_setting({"only-new", 0, "",
                   "ask for no page that an earlier crawl of the file has; follow its links", kWhat},
                  parse_switch, &Settings::options, &Options::only_new),
      run_setting({"older-than", 0, "TIME", "ask only for what is older, or not there: 12h, 7d", kWhat},
                  parse_duration, &Settings::options, &Options::older_than),
      option({"include", 0, "RE", "fetch only URLs that match RE; repeatable", kWhat, true}, "include",
             parse_pattern, &Options::include),
      option({"exclude", 0, "RE", "skip URLs that match RE; repeatable", kWhat, true}, "exclude",
             parse_pattern, &Options::exclude),
      option({"keep-tracking", 0, "", "treat URLs that differ in utm_source, gclid, … as different pages",
              kWhat},
             "key_drop_tracking", OppositeSwitch(), &Options::key, &KeyPolicy::drop_tracking),
      option({"keep-sessions", 0, "", "treat URLs that differ in a session id as different pages", kWhat},
             "key_drop_sessions", OppositeSwitch(), &Options::key, &KeyPolicy::drop_sessions),
      option({"ignore-param", 0, "NAME",
              "treat URLs that differ in the parameter NAME as one page; repeatable", kWhat, true},
             "key_ignored", parse_parameter_name, &Options::key, &KeyPolicy::ignored),
      option({"sort-query", 0, "", "treat ?a&b and ?b&a as the same page", kWhat}, "key_sort_query",
             parse_switch, &Options::key, &KeyPolicy::sort_query),
      option({"fold-slashes", 0, "", "treat /a//b and /a/b as the same page", kWhat}, "key_fold_slashes",
             parse_switch, &Options::key, &KeyPolicy::fold_slashes),
  };
}

std::vector<CrawlFlag> flags_of_politeness() {
  return {
      option({"concurrency", 'c', "N", "fetch at most N pages at once, over all hosts (32)", kPoliteness},
             "concurrency", count<int>(1, 10'000), &Options::concurrency),
      option({"per-host", 0, "N", "fetch at most N pages at once per host (1)", kPoliteness}, "per_host",
             count<int>(1, 1'000), &Options::per_host),
      option({"delay", 0, "TIME", "wait TIME between fetches from a host, or its Crawl-delay if longer (1s)",
              kPoliteness},
             "delay", parse_duration, &Options::delay),
      option({"adaptive", 0, "on|off", "wait longer between fetches from a host that is slow to answer (on)",
              kPoliteness},
             "adaptive", one_of<bool>({{"on", true}, {"off", false}}), &Options::adaptive),
      option({"per-address", 0, "N",
              "fetch at most N pages at once from hosts of one address; 0: no limit (8, or --per-host)",
              kPoliteness},
             "per_address", count<int>(0, 10'000), &Options::per_address),
      option({"per-domain", 0, "N",
              "the same for the hosts of one registrable domain, such as example.co.uk; 0: no limit (0)",
              kPoliteness},
             "per_domain", count<int>(0, 10'000), &Options::per_domain),
      option({"max-wait", 0, "TIME",
              "park hosts that ask for a wait beyond TIME; end when only these are left; 0: wait (5m)",
              kPoliteness},
             "max_wait", parse_duration, &Options::max_wait),
      option({"rate", 0, "RATE", "start at most RATE fetches over all hosts, such as 10/s; 0: no limit (0)",
              kPoliteness},
             "rate", parse_rate, &Options::rate),
      option({"robots", 0, "HOW", "obey or ignore robots.txt (obey)", kPoliteness}, "obey_robots",
             one_of<bool>({{"obey", true}, {"ignore", false}}), &Options::obey_robots),
      {{"nofollow", 0, "HOW",
        "which nofollow to obey: page (meta, X-Robots-Tag), link (also rel) or ignore (page)", kPoliteness},
       set_nofollow,
       {kept("obey_nofollow", &Options::obey_nofollow),
        kept("obey_link_nofollow", &Options::obey_link_nofollow)},
       true,
       nofollow_values},
      option({"respect", 0, "LABEL",
              "skip what a site asks not to use for LABEL: train-ai, search, tdm, noai, all; repeatable",
              kPoliteness, true},
             "respect", parse_usage_label, &Options::respect),
  };
}

std::vector<CrawlFlag> flags_of_network() {
  return {
      option({"user-agent", 'A', "TEXT", "send TEXT as User-Agent (trawl/VERSION)", kNetwork}, "user_agent",
             parse_user_agent, &Options::network, &NetworkOptions::user_agent),
      {{"header", 'H', "'NAME: VALUE'", "send this header to the seeds' origins; repeatable", kNetwork, true},
       [](Settings& s, const Values& v) { assign(s.options.headers, v, parse_header); },
       {kept_headers("headers")},
       true,
       header_values},
      {{"cookie", 'b', "NAME=VALUE", "send this cookie to the seeds' origins; repeatable", kNetwork, true},
       [](Settings& s, const Values& v) { assign(s.options.cookies, v, parse_cookie); },
       {kept_cookies("cookies")},
       true},
      run_setting({"cookies", 0, "FILE",
                   "read cookies from FILE (Netscape format), save them there at the end", kNetwork},
                  parse_cookie_file, &Settings::options, &Options::cookie_file),
      {{"user", 'u', "NAME:PASSWORD", "log in at the seeds' origins (Basic); safer in TRAWL_USER", kNetwork},
       [](Settings& s, const Values& v) { s.options.user = parse_user(v.back()); },
       {kept_user("user")},
       false},
      option({"http2", 0, "", "use HTTP/2 where the server offers it", kNetwork}, "http2", parse_switch,
             &Options::network, &NetworkOptions::http2),
      {{"proxy", 'x', "URL",
        "go through an http, https, socks5 or socks5h proxy; socks5h resolves names itself", kNetwork},
       [](Settings& s, const Values& v) { s.options.network.proxy = parse_proxy(v.back()); },
       kept_proxy("proxy"),
       true,
       proxy_values},
      option({"timeout", 't', "TIME", "give up on a page after TIME (60s)", kNetwork}, "timeout",
             parse_page_time, &Options::limits, &fetch::Limits::total),
      option({"body-limit", 0, "SIZE", "keep at most SIZE of a page, decoded; the rest is left out (8M)",
              kNetwork},
             "body_bytes", parse_body_limit, &Options::limits, &fetch::Limits::body_bytes),
      option({"retries", 0, "N", "retry N times on 408, 429, 5xx and network errors (2)", kNetwork}, "tries",
             Retries(), &Options::tries),
      option({"insecure", 'k', "", "accept any TLS certificate", kNetwork}, "verify_tls", OppositeSwitch(),
             &Options::network, &NetworkOptions::verify_tls),
      {{"allow-private", 0, "[CIDR]", "allow private addresses, or those in CIDR, to any host; repeatable",
        kNetwork, true},
       set_allow_private,
       {kept("allow_private", &Options::allow_private),
        kept("allow_private_ranges", &Options::allow_private_ranges)},
       true,
       private_values},
      option(
          {"resolve", 0, "HOST:PORT:IP", "use IP for HOST:PORT instead of DNS; repeatable", kNetwork, true},
          "resolve", parse_override, &Options::resolve),
      option(
          {"resolver", 0, "WHICH", "resolve names with c-ares, or system: the C library (c-ares)", kNetwork},
          "system_resolver", one_of<bool>({{"c-ares", false}, {"system", true}}), &Options::system_resolver),
  };
}

std::vector<CrawlFlag> flags_of_output() {
  return {
      run_setting({"output", 'o', "FILE",
                   "store the crawl in FILE, or continue the unfinished one there (HOST.db)", kOutput},
                  plain_text, &Settings::options, &Options::output),
      option({"no-bodies", 0, "", "do not store the content of pages", kOutput}, "store_bodies",
             OppositeSwitch(), &Options::store_bodies),
      option({"fail-on", 0, "CONDITION", "exit with 10 when it holds, such as 'status 404 > 0'; repeatable",
              kOutput, true},
             "fail_on", parse_condition, &Options::fail_on),
      option(
          {"structured", 0, "",
           "store JSON-LD, microdata, OpenGraph, Twitter cards, feed entries and tables of pages", kOutput},
          "structured", parse_switch, &Options::structured),
      option({"durable", 0, "", "lose nothing in a power failure either; slower", kOutput}, "durable",
             parse_switch, &Options::durable),
      run_setting(
          {"ui", 0, "[ADDR:]PORT|off", "serve the web UI at this address (127.0.0.1, a free port)", kDisplay},
          Listening(), &Settings::ui),
      hidden(run_setting({"ui-password", 0, "TEXT",
                          "require this password for the web UI; safer in TRAWL_UI_PASSWORD", kDisplay},
                         plain_text, &Settings::ui_password)),
      run_setting({"quiet", 'q', "", "print nothing but errors", kDisplay}, parse_switch,
                  &Settings::is_quiet),
      run_setting({"verbose", 'v', "", "print a line for each page", kDisplay}, parse_switch,
                  &Settings::is_verbose),
  };
}

/// Options that no flag sets.
std::vector<KeptOption> kept_without_flag() {
  return {
      kept_spider("spider"),
      kept("sitemap_files", &Options::sitemap_files),
      kept("path_segments", &Options::path_segments),
      kept("segment_repeats", &Options::segment_repeats),
      kept("url_bytes", &Options::url_bytes),
      kept("redirects", &Options::redirects),
      kept("retry_pause", &Options::retry_pause),
      kept("retry_pause_most", &Options::retry_pause_most),
      kept("header_bytes", &Options::limits, &fetch::Limits::header_bytes),
  };
}

}  // namespace

CrawlSettings::CrawlSettings() {
  options.network.user_agent = "trawl/" TRAWL_VERSION;
}

const std::vector<CrawlFlag>& crawl_flags() {
  static const std::vector<CrawlFlag> kTable = [] {
    std::vector<CrawlFlag> table;
    for (const auto group : {flags_of_what, flags_of_politeness, flags_of_network, flags_of_output})
      for (CrawlFlag& flag : group()) table.push_back(std::move(flag));
    return table;
  }();
  return kTable;
}

const CrawlFlag* crawl_flag(std::string_view name) {
  const auto& flags = crawl_flags();
  const auto found =
      std::find_if(flags.begin(), flags.end(), [&](const CrawlFlag& one) { return one.flag.name == name; });
  return found == flags.end() ? nullptr : &*found;
}

std::vector<Flag> network_flags(const std::vector<std::string_view>& without) {
  std::vector<Flag> flags;
  for (const CrawlFlag& known : crawl_flags()) {
    const bool is_left_out = std::find(without.begin(), without.end(), known.flag.name) != without.end();
    if (known.flag.group == kNetwork && known.flag.name != "retries" && known.flag.name != "body-limit" &&
        !is_left_out)
      flags.push_back(known.flag);
  }
  return flags;
}

std::vector<KeptOption> kept_options() {
  std::vector<KeptOption> options{kept_urls("seeds", &Options::seeds)};
  for (const CrawlFlag& flag : crawl_flags())
    options.insert(options.end(), flag.kept.begin(), flag.kept.end());
  const auto others = kept_without_flag();
  options.insert(options.end(), others.begin(), others.end());
  return options;
}

}  // namespace trawl::cli
