#include "scraper/crawl/explanation.hpp"

#include <fmt/format.h>

#include "fetch/address/address_guard.hpp"
#include "fetch/address/ip_address.hpp"
#include "scraper/crawl/client_options.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "scraper/crawl/rules/robots_answer.hpp"
#include "scraper/crawl/visit/found_urls.hpp"

namespace trawl::crawl {
namespace {

using storage::SkipReason;

std::string_view name_of(ScopePreset preset) {
  switch (preset) {
    case ScopePreset::page:
      return "page";
    case ScopePreset::prefix:
      return "prefix";
    case ScopePreset::host:
      return "host";
    case ScopePreset::domain:
      return "domain";
    case ScopePreset::any:
      return "any";
  }
  return "";
}

/// What the preset measures a URL against.
std::string_view measure_of(ScopePreset preset) {
  switch (preset) {
    case ScopePreset::page:
      return "the seeds alone";
    case ScopePreset::prefix:
      return "the folders of the seeds";
    case ScopePreset::host:
      return "the hosts of the seeds";
    case ScopePreset::domain:
      return "the domains of the seeds";
    case ScopePreset::any:
      return "everything";
  }
  return "";
}

std::string count_of_links(int depth) {
  return fmt::format("{} link{}", depth, depth == 1 ? "" : "s");
}

std::string why_refused(const storage::Skip& skip, const Options& options, const Scope& scope,
                        const fetch::Url& url, int depth) {
  switch (skip.reason) {
    case SkipReason::scope:
      return fmt::format("{} allows {}, and this is outside", scope_flag(options), measure_of(options.scope));
    case SkipReason::exclude:
      return fmt::format("--exclude '{}' matches it", scope.excluded_by(url).value_or(""));
    case SkipReason::include:
      return fmt::format("no --include pattern matches it: '{}'{}", options.include.front(),
                         options.include.size() > 1 ? " and others" : "");
    case SkipReason::depth:
      return fmt::format("it is {} away from a seed, and --depth {} allows no more than that",
                         count_of_links(depth), options.depth.value_or(0));
    case SkipReason::trap:
      return fmt::format("it looks like one of endlessly many URLs: {}", std::string_view(skip.detail));
    case SkipReason::logout:
      return "it looks as if it ended the session that the cookies or the password give";
    default:
      return std::string(storage::name_of(skip.reason));
  }
}

}  // namespace

std::string scope_flag(const Options& options) {
  return fmt::format("--scope {}", name_of(options.scope));
}

Explanation explain_rules(const Options& options, const Scope& scope, const fetch::Url& url, int depth,
                          bool is_sitemap) {
  Explanation said;
  said.skip = is_sitemap ? sitemap_refused_by_rules(options, scope, url, true)
                         : page_refused_by_rules(options, scope, url, depth);
  if (said.skip) {
    said.text = why_refused(said.skip, options, scope, url, depth);
    return said;
  }
  said.text = is_sitemap ? "a sitemap may stand anywhere on its site"
                         : fmt::format("{} allows {}", scope_flag(options), measure_of(options.scope));
  if (const auto pattern = scope.included_by(url); pattern && !is_sitemap)
    said.text += fmt::format("; --include '{}' matches it", *pattern);
  if (!options.exclude.empty()) said.text += "; no --exclude pattern matches it";
  if (options.depth && !is_sitemap)
    said.text += fmt::format("; {} deep, of --depth {}", count_of_links(depth), *options.depth);
  return said;
}

std::optional<Explanation> explain_robots(const Options& options, const std::string& robots_status,
                                          const std::string& robots_txt, const fetch::Url& url) {
  Explanation said;
  if (!options.obey_robots) {
    said.text = "robots.txt is not asked: --robots ignore";
    return said;
  }
  if (robots_status == name_of(RobotsAnswer::refuse_all)) {
    said.skip = SkipReason::robots_unreachable;
    said.text = "robots.txt could not be fetched, so nothing of the host may be asked for now";
    return said;
  }
  if (robots_status == name_of(RobotsAnswer::allow_all)) {
    said.text = "there is no robots.txt, so all of the host may be asked";
    return said;
  }
  if (robots_status != name_of(RobotsAnswer::parse)) return std::nullopt;
  const std::string_view agent = product_token(options.network.user_agent);
  const Verdict verdict = Robots::parse(robots_txt).check(agent, path_and_query(url.href()));
  if (!verdict.allowed) said.skip = SkipReason::robots;
  const std::string_view does = verdict.allowed ? "allows it" : "forbids it";
  if (verdict.line > 0) {
    said.text =
        fmt::format("line {} of robots.txt, \"{}\", {} to {}", verdict.line, verdict.rule, does, agent);
  } else {
    said.text = verdict.allowed ? fmt::format("no line of robots.txt forbids it to {}", agent) : verdict.rule;
  }
  return said;
}

std::optional<Explanation> explain_address(const Options& options, const std::vector<fetch::Url>& seeds,
                                           const fetch::Url& url) {
  std::string_view host = url.host();
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  if (!fetch::IpAddress::parse(host)) return std::nullopt;
  const fetch::AddressGuard guard(client_options(options, seeds, {}).addresses);
  const auto refusal = guard.refuses(url, host);
  if (!refusal) return std::nullopt;
  Explanation said;
  said.skip = SkipReason::forbidden_address;
  said.text = fmt::format("{} is a {} address that nobody has allowed (--allow-private)", host, *refusal);
  return said;
}

}  // namespace trawl::crawl
