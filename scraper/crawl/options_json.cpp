#include "scraper/crawl/options_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string_view>

#include <nlohmann/json.hpp>

#include "fetch/text/ascii.hpp"
#include "fetch/url/url.hpp"

namespace trawl::crawl {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::milliseconds;

template <class Choice, std::size_t N>
using Words = std::array<std::pair<std::string_view, Choice>, N>;

constexpr Words<ScopePreset, 5> kScopes{{{"page", ScopePreset::page},
                                         {"prefix", ScopePreset::prefix},
                                         {"host", ScopePreset::host},
                                         {"domain", ScopePreset::domain},
                                         {"any", ScopePreset::any}}};

constexpr Words<SitemapUse, 3> kSitemapUses{
    {{"auto", SitemapUse::automatic}, {"only", SitemapUse::only}, {"off", SitemapUse::off}}};

bool is_secret(std::string_view header) {
  const std::string name = text::lowered(header);
  if (name == "authorization" || name == "proxy-authorization" || name == "cookie") return true;
  constexpr std::array<std::string_view, 5> kHints{"token", "secret", "password", "api-key", "apikey"};
  return std::any_of(kHints.begin(), kHints.end(),
                     [&](std::string_view hint) { return name.find(hint) != std::string::npos; });
}

/// Without "user:password@", whatever the scheme.
std::string without_credentials(const std::string& url) {
  const std::size_t authority = url.find("://") == std::string::npos ? 0 : url.find("://") + 3;
  const std::size_t end = std::min(url.find_first_of("/?#\\", authority), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at == std::string::npos || at < authority) return url;
  return url.substr(0, authority) + url.substr(at + 1);
}

/// Writes one option after the other.
class Writer {
 public:
  template <class T>
  void operator()(const char* name, const T& value) {
    json[name] = value;
  }
  void operator()(const char* name, const milliseconds& value) {
    json[name] = static_cast<double>(value.count()) / 1'000;
  }
  void operator()(const char* name, const std::optional<int>& value) {
    json[name] = value ? Json(*value) : Json(nullptr);
  }
  void operator()(const char* name, const std::optional<double>& value) {
    json[name] = value ? Json(*value) : Json(nullptr);
  }
  void operator()(const char* name, const ScopePreset& value) { word(name, value, kScopes); }
  void operator()(const char* name, const SitemapUse& value) { word(name, value, kSitemapUses); }
  void seeds(const char* name, const std::vector<std::string>& urls) {
    json[name] = Json::array();
    for (const std::string& url : urls) json[name].push_back(without_credentials(url));
  }
  void headers(const char* name, const std::vector<fetch::Header>& headers) {
    json[name] = Json::array();
    for (const auto& [key, value] : headers)
      json[name].push_back({key, is_secret(key) ? Json(nullptr) : Json(value)});
  }
  /// Their names alone.
  void cookies(const char* name, const std::vector<fetch::Header>& cookies) {
    json[name] = Json::array();
    for (const auto& [key, value] : cookies) json[name].push_back(key);
  }
  /// Only whether there was one.
  void secret(const char* name, const std::optional<std::string>& value) { json[name] = value.has_value(); }
  void proxy(const char* name, const std::optional<std::string>& url) {
    json[name] = url ? Json(without_credentials(*url)) : Json(nullptr);
    json[std::string(name) + "_credentials"] = url && without_credentials(*url) != *url;
  }

  Json json = Json::object();

 private:
  template <class Choice, std::size_t N>
  void word(const char* name, Choice value, const Words<Choice, N>& words) {
    for (const auto& [word, choice] : words) {
      if (choice == value) json[name] = word;
    }
  }
};

/// Reads those that are there.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  template <class T>
  void operator()(const char* name, T& value) {
    if (const Json* found = find(name)) value = found->get<T>();
  }
  void operator()(const char* name, milliseconds& value) {
    if (const Json* found = find(name)) value = milliseconds(std::llround(found->get<double>() * 1'000));
  }
  void operator()(const char* name, std::optional<int>& value) {
    if (const Json* found = find(name)) value = found->get<int>();
  }
  void operator()(const char* name, std::optional<double>& value) {
    if (const Json* found = find(name)) value = found->get<double>();
  }
  void operator()(const char* name, ScopePreset& value) { choose(name, value, kScopes); }
  void operator()(const char* name, SitemapUse& value) { choose(name, value, kSitemapUses); }
  void seeds(const char* name, std::vector<std::string>& urls) { (*this)(name, urls); }
  void headers(const char* name, std::vector<fetch::Header>& headers) {
    const Json* found = find(name);
    if (found == nullptr) return;
    for (const Json& header : *found) {
      const auto key = header.at(0).get<std::string>();
      if (header.at(1).is_null()) {
        withheld.push_back("-H " + key);
      } else {
        headers.emplace_back(key, header.at(1).get<std::string>());
      }
    }
  }
  void cookies(const char* name, std::vector<fetch::Header>&) {
    const Json* found = find(name);
    if (found == nullptr) return;
    for (const Json& key : *found) withheld.push_back("-b " + key.get<std::string>());
  }
  void secret(const char* name, std::optional<std::string>&) {
    const Json* found = find(name);
    if (found != nullptr && found->get<bool>()) withheld.push_back(std::string("--") + name);
  }
  void proxy(const char* name, std::optional<std::string>& url) {
    if (const Json* found = find(name)) url = found->get<std::string>();
    const Json* had_credentials = find((std::string(name) + "_credentials").c_str());
    if (had_credentials != nullptr && had_credentials->get<bool>())
      withheld.push_back("the user and password of --proxy");
  }

  std::vector<std::string> withheld;

 private:
  const Json* find(const char* name) const {
    const auto found = json_.find(name);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }
  template <class Choice, std::size_t N>
  void choose(const char* name, Choice& value, const Words<Choice, N>& words) {
    const Json* found = find(name);
    if (found == nullptr) return;
    const auto word = found->get<std::string>();
    const auto known =
        std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.first == word; });
    if (known == words.end()) throw std::invalid_argument(std::string("unknown ") + name + " '" + word + "'");
    value = known->second;
  }

  const Json& json_;
};

/// The one list of what is kept, for both directions.
template <class Visitor, class SomeOptions>
void visit(Visitor& visitor, SomeOptions& options) {
  visitor.seeds("seeds", options.seeds);
  visitor("scope", options.scope);
  visitor("include", options.include);
  visitor("exclude", options.exclude);
  visitor("depth", options.depth);
  visitor("page_limit", options.page_limit);
  visitor("host_page_limit", options.host_page_limit);
  visitor("size_limit", options.size_limit);
  visitor("time_limit", options.time_limit);
  visitor("obey_robots", options.obey_robots);
  visitor("obey_nofollow", options.obey_nofollow);
  visitor("obey_link_nofollow", options.obey_link_nofollow);
  visitor("key_drop_tracking", options.key.drop_tracking);
  visitor("key_sort_query", options.key.sort_query);
  visitor("key_fold_slashes", options.key.fold_slashes);
  visitor("sitemap", options.sitemap);
  visitor.seeds("sitemaps", options.sitemaps);
  visitor("sitemap_since", options.sitemap_since);
  visitor("sitemap_files", options.sitemap_files);
  visitor("path_segments", options.path_segments);
  visitor("segment_repeats", options.segment_repeats);
  visitor("url_bytes", options.url_bytes);
  visitor("redirects", options.redirects);
  visitor("concurrency", options.concurrency);
  visitor("per_host", options.per_host);
  visitor("delay", options.delay);
  visitor("rate", options.rate);
  visitor("tries", options.tries);
  visitor("retry_pause", options.retry_pause);
  visitor("retry_pause_most", options.retry_pause_most);
  visitor("user_agent", options.user_agent);
  visitor.headers("headers", options.headers);
  visitor.cookies("cookies", options.cookies);
  visitor.secret("user", options.user);
  visitor("http2", options.http2);
  visitor("body_bytes", options.limits.body_bytes);
  visitor("header_bytes", options.limits.header_bytes);
  visitor("connect_timeout", options.limits.connect);
  visitor("idle_timeout", options.limits.idle);
  visitor("timeout", options.limits.total);
  visitor.proxy("proxy", options.proxy);
  visitor("verify_tls", options.verify_tls);
  visitor("allow_private", options.allow_private);
  visitor("allow_private_ranges", options.allow_private_ranges);
  visitor("resolve", options.resolve);
  visitor("system_resolver", options.system_resolver);
  visitor("store_bodies", options.store_bodies);
  visitor("durable", options.durable);
}

}  // namespace

std::string options_json(const Options& options) {
  Writer writer;
  visit(writer, options);
  return writer.json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

StoredOptions options_from_json(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    if (!json.is_object()) throw std::invalid_argument("the stored options are no JSON object");
    StoredOptions stored;
    Reader reader(json);
    visit(reader, stored.options);
    stored.withheld = std::move(reader.withheld);
    return stored;
  } catch (const Json::exception& error) {
    throw std::invalid_argument(std::string("the stored options cannot be read: ") + error.what());
  }
}

}  // namespace trawl::crawl
