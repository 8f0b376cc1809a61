#include "scraper/cli/settings/kept_option.hpp"

#include <algorithm>

#include "fetch/http/secret_headers.hpp"
#include "fetch/text/json.hpp"

namespace trawl::cli {
namespace {

using crawl::Options;
using Withheld = std::vector<std::string>;

}  // namespace

std::string without_credentials(const std::string& url) {
  const std::size_t authority = url.find("://") == std::string::npos ? 0 : url.find("://") + 3;
  const std::size_t end = std::min(url.find_first_of("/?#\\", authority), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at == std::string::npos || at < authority) return url;
  return url.substr(0, authority) + url.substr(at + 1);
}

std::string one_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string urls_text(const std::vector<std::string>& urls) {
  std::string text = "[";
  for (const std::string& url : urls) {
    if (text.size() > 1) text += ',';
    text::append_json_string(text, without_credentials(url));
  }
  return text += ']';
}

KeptOption kept_urls(std::string name, std::vector<std::string> Options::*option) {
  const auto json_of = [option](const Options& options) {
    Json urls = Json::array();
    for (const std::string& url : options.*option) urls.push_back(without_credentials(url));
    return urls;
  };
  const auto restore = [option](Options& options, const Json& urls, Withheld&) {
    options.*option = urls.get<std::vector<std::string>>();
  };
  const auto text_of = [option](const Options& options) { return urls_text(options.*option); };
  return {std::move(name), json_of, restore, text_of};
}

KeptOption kept_headers(std::string name) {
  const auto json_of = [](const Options& options) {
    Json headers = Json::array();
    for (const auto& [key, value] : options.headers)
      headers.push_back({key, fetch::is_secret_header(key) ? Json(nullptr) : Json(value)});
    return headers;
  };
  const auto restore = [](Options& options, const Json& headers, Withheld& withheld) {
    for (const Json& header : headers) {
      const auto key = header.at(0).get<std::string>();
      if (header.at(1).is_null()) {
        withheld.push_back("-H " + key);
      } else {
        options.headers.emplace_back(key, header.at(1).get<std::string>());
      }
    }
  };
  return {std::move(name), json_of, restore};
}

KeptOption kept_cookies(std::string name) {
  const auto json_of = [](const Options& options) {
    Json names = Json::array();
    for (const auto& cookie : options.cookies) names.push_back(cookie.first);
    return names;
  };
  const auto restore = [](Options&, const Json& names, Withheld& withheld) {
    for (const Json& cookie : names) withheld.push_back("-b " + cookie.get<std::string>());
  };
  return {std::move(name), json_of, restore};
}

KeptOption kept_user(std::string name) {
  const auto json_of = [](const Options& options) { return Json(options.user.has_value()); };
  const auto restore = [](Options&, const Json& had_one, Withheld& withheld) {
    if (had_one.get<bool>()) withheld.emplace_back("--user");
  };
  return {std::move(name), json_of, restore};
}

std::vector<KeptOption> kept_proxy(const std::string& name) {
  const auto json_of = [](const Options& options) {
    const auto& proxy = options.network.proxy;
    return proxy ? Json(without_credentials(*proxy)) : Json(nullptr);
  };
  const auto restore = [](Options& options, const Json& proxy, Withheld&) {
    options.network.proxy = proxy.get<std::string>();
  };
  const auto has_credentials = [](const Options& options) {
    const auto& proxy = options.network.proxy;
    return Json(proxy && without_credentials(*proxy) != *proxy);
  };
  const auto remind = [](Options&, const Json& had_credentials, Withheld& withheld) {
    if (had_credentials.get<bool>()) withheld.emplace_back("the user and password of --proxy");
  };
  return {{name, json_of, restore}, {name + "_credentials", has_credentials, remind}};
}

}  // namespace trawl::cli
