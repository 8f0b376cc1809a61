#include "scraper/cli/run/url_variants.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "fetch/text/ascii.hpp"

namespace trawl::cli {
namespace {

constexpr std::size_t kMostFolders = 3;

}  // namespace

std::vector<fetch::Url> variants_of(const fetch::Url& url) {
  std::vector<fetch::Url> variants;
  const auto add = [&](const std::string& scheme, std::string_view host, std::string_view path,
                       std::string_view query) {
    auto variant =
        fetch::Url::parse(scheme + "://" + std::string(host) + std::string(path) + std::string(query));
    if (!variant || variant->href() == url.href()) return;
    const auto is_it = [&](const fetch::Url& one) { return one.href() == variant->href(); };
    if (std::none_of(variants.begin(), variants.end(), is_it)) variants.push_back(std::move(*variant));
  };
  const std::string scheme(url.scheme()), host(url.host_and_port()), path(url.path());
  const std::string query = url.has_query() ? "?" + std::string(url.query()) : "";
  const std::string other_slash =
      path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path + "/";
  const std::string other_scheme = scheme == "https" ? "http" : "https";
  const std::string other_host = host.starts_with("www.") ? host.substr(4) : "www." + host;
  if (path != "/") add(scheme, host, other_slash, query);
  for (const std::string& one : {path, other_slash}) {
    add(other_scheme, host, one, query);
    add(scheme, other_host, one, query);
    add(other_scheme, other_host, one, query);
  }
  for (const std::string& one : {path, other_slash}) add(scheme, host, text::lowered(one), query);
  add(scheme, host, path, "");
  std::string_view folder = path;
  for (std::size_t i = 0; i < kMostFolders && folder.size() > 1; ++i) {
    const std::size_t slash = folder.rfind('/', folder.size() - 2);
    if (slash == std::string_view::npos) break;
    folder = folder.substr(0, slash + 1);
    add(scheme, host, folder, "");
    if (folder.size() > 1) add(scheme, host, folder.substr(0, folder.size() - 1), "");
  }
  return variants;
}

}  // namespace trawl::cli
