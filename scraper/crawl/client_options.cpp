#include "scraper/crawl/client_options.hpp"

#include <algorithm>

#include "fetch/address/ip_range.hpp"
#include "fetch/descriptors.hpp"

namespace trawl::crawl {

fetch::ClientOptions client_options(const Options& options, const std::vector<fetch::Url>& seeds) {
  fetch::ClientOptions client;
  client.network = options.network;
  client.connections = std::min(2L * options.concurrency,
                                static_cast<long>(fetch::connections_that_fit(fetch::descriptor_limit())));
  if (options.network.http2) client.host_connections = options.per_host + 1L;  // room for robots.txt
  client.addresses.allow_private = options.allow_private;
  for (const std::string& range : options.allow_private_ranges) {
    client.addresses.allowed_ranges.push_back(fetch::IpRange::parse(range));
  }
  for (const fetch::Url& seed : seeds) client.addresses.allowed_hosts.insert(std::string(seed.host()));
  for (const std::string& sitemap : options.sitemaps) {
    if (const auto url = fetch::Url::parse(sitemap))
      client.addresses.allowed_hosts.insert(std::string(url->host()));
  }
  client.resolver.system = options.system_resolver;
  client.resolver.overrides = options.resolve;
  return client;
}

}  // namespace trawl::crawl
