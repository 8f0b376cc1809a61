#include "scraper/crawl/client_options.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "fetch/address/ip_range.hpp"
#include "fetch/descriptors.hpp"

namespace trawl::crawl {
namespace {

fetch::TypedHost typed_host(const storage::TypedHostRecord& record) {
  fetch::TypedHost typed;
  typed.host = record.name;
  typed.port = record.port;
  typed.first_addresses = record.first_addresses;
  return typed;
}

}  // namespace

fetch::ClientOptions client_options(const Options& options, const std::vector<fetch::Url>& seeds,
                                    const std::vector<storage::TypedHostRecord>& known) {
  fetch::ClientOptions client;
  client.network = options.network;
  client.connections = std::min(2L * options.concurrency,
                                static_cast<long>(fetch::connections_that_fit(fetch::descriptor_limit())));
  if (options.network.http2) client.host_connections = options.per_host + 1L;  // room for robots.txt
  client.addresses.allow_private = options.allow_private;
  for (const std::string& range : options.allow_private_ranges) {
    client.addresses.allowed_ranges.push_back(fetch::IpRange::parse(range));
  }
  auto& typed = client.addresses.typed_hosts;
  std::set<std::pair<std::string_view, std::uint16_t>> hosts;  // seeds may be many
  for (const fetch::Url& seed : seeds) {
    if (hosts.emplace(seed.host(), seed.effective_port()).second) typed.emplace_back(seed);
  }
  for (const std::string& sitemap : options.sitemaps) {
    if (const auto url = fetch::Url::parse(sitemap)) typed.emplace_back(*url);
  }
  for (const storage::TypedHostRecord& record : known) typed.push_back(typed_host(record));
  client.resolver.system = options.system_resolver;
  client.resolver.overrides = options.resolve;
  return client;
}

}  // namespace trawl::crawl
