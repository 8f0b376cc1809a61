#include "scraper/crawl/rules/freshness.hpp"

#include <algorithm>
#include <charconv>

#include "fetch/text/ascii.hpp"
#include "fetch/text/http_date.hpp"

namespace trawl::crawl {
namespace {

constexpr double kHour = 3'600, kDay = 24 * kHour, kMost = 30 * kDay;

std::optional<double> seconds(std::string_view text) {
  text = text::trimmed(text, " \t\"");
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

/// The value of a directive; "" if it has none; none if it is not there.
std::optional<std::string_view> directive(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::string_view part = text::trimmed(text::take_until(header, ','), " \t");
    const std::size_t equals = part.find('=');
    if (!text::equal_ignoring_case(text::trimmed(part.substr(0, equals), " \t"), name)) continue;
    return equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
  }
  return std::nullopt;
}

std::optional<double> by_headers(const PageAge& page) {
  if (directive(page.cache_control, "no-cache") || directive(page.cache_control, "no-store")) return 0;
  const double age = seconds(page.age).value_or(0);
  if (const auto most = directive(page.cache_control, "max-age"))
    if (const auto value = seconds(*most)) return std::max(0.0, *value - age);
  if (page.expires.empty()) return std::nullopt;
  const auto expires = text::parse_http_date(page.expires, page.fetched_at);
  if (!expires) return 0;  // "Expires: 0" and the like mean that it is over (RFC 9111 section 5.3)
  const auto date = text::parse_http_date(page.date, page.fetched_at);
  return std::max(
      0.0, static_cast<double>(*expires) - (date ? static_cast<double>(*date) : page.fetched_at) - age);
}

double bounded(double lifetime) {
  return std::clamp(lifetime, kHour, kMost);
}

}  // namespace

Due when_due(const PageAge& page) {
  if (page.has_failed || page.status == 0 || page.status == 429 || page.status >= 500)
    return {page.fetched_at, "failed"};
  if (page.listed_as_changed.value_or(0) > page.fetched_at) return {page.fetched_at, "sitemap"};
  if (const auto lifetime = by_headers(page)) return {page.fetched_at + *lifetime, "headers"};
  const double watched = page.fetched_at - page.first_seen;
  if (page.visits > 1 && watched > 0) {
    const auto changes = static_cast<double>(std::max<std::int64_t>(page.versions - 1, 1));
    return {page.fetched_at + bounded(watched / changes / 2), "history"};
  }
  const auto modified = text::parse_http_date(page.last_modified, page.fetched_at);
  if (modified && static_cast<double>(*modified) < page.fetched_at)
    return {page.fetched_at + bounded((page.fetched_at - static_cast<double>(*modified)) / 10),
            "last-modified"};
  return {page.fetched_at + kDay, "a day"};
}

}  // namespace trawl::crawl
