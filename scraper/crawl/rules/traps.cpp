#include "scraper/crawl/rules/traps.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/url/percent.hpp"

namespace trawl::crawl {
namespace {

constexpr std::size_t kMostOfOneName = 5;

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  segments.reserve(12);
  for (std::size_t begin = 1; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    segments.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return segments;
}

/// Whether some run of segments stands `times` times in a row. Then each of the (times - 1) * length segments
/// after its beginning equals the one that is `length` places later.
bool has_run(const std::vector<std::string_view>& segments, std::size_t times) {
  for (std::size_t length = 1; length * times <= segments.size(); ++length) {
    std::size_t equal = 0;
    for (std::size_t i = 0; i + length < segments.size(); ++i) {
      equal = segments[i] == segments[i + length] ? equal + 1 : 0;
      if (equal == (times - 1) * length) return true;
    }
  }
  return false;
}

bool has_frequent(const std::vector<std::string_view>& segments, std::size_t most) {
  return std::any_of(segments.begin(), segments.end(), [&](std::string_view segment) {
    return static_cast<std::size_t>(std::count(segments.begin(), segments.end(), segment)) > most;
  });
}

/// How many segments a path has, and whether `times` of them could be equal, because as many have a similar
/// size and first letter. This tells most paths from traps without a list of their segments.
struct PathShape {
  std::size_t slashes = 0;
  bool may_repeat = false;
};

PathShape shape_of(std::string_view path, std::size_t times) {
  PathShape shape;
  shape.may_repeat = times > 255;
  std::array<std::uint8_t, 64> counts{};
  std::size_t begin = 1;
  const auto end_segment = [&](std::size_t end) {
    const unsigned kind = 5 * static_cast<unsigned>(end - begin) + static_cast<unsigned char>(path[begin]);
    if (++counts[kind % counts.size()] >= times) shape.may_repeat = true;
    begin = end + 1;
  };
  for (std::size_t at = 1; at < path.size(); ++at) {
    if (path[at] != '/') continue;
    ++shape.slashes;
    end_segment(at);
  }
  if (begin < path.size()) end_segment(path.size());
  ++shape.slashes;  // the first one
  return shape;
}

/// Whether a name stands more than kMostOfOneName times in a query. What follows another "?" counts as a
/// parameter, too, as some pages append "?page=2" to their own URL.
bool has_frequent_name(std::string_view query) {
  const auto parts = std::count_if(query.begin(), query.end(), [](char c) { return c == '&' || c == '?'; });
  if (std::cmp_less(parts, kMostOfOneName)) return false;
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= query.size();) {
    const std::size_t end = std::min(query.find_first_of("&?", begin), query.size());
    const std::string_view parameter = query.substr(begin, end - begin);
    if (!parameter.empty()) names.push_back(fetch::percent_decoded(parameter.substr(0, parameter.find('='))));
    begin = end + 1;
  }
  std::sort(names.begin(), names.end());
  for (std::size_t i = kMostOfOneName; i < names.size(); ++i)
    if (names[i] == names[i - kMostOfOneName]) return true;
  return false;
}

}  // namespace

std::optional<std::string> trap_in(const fetch::Url& url, const Options& options) {
  if (url.href().size() > options.url_bytes) return "long URL";
  const bool may_have_escapes =
      !url.has_plain_path() || url.has_query() || url.has_fragment() || url.has_credentials();
  if (may_have_escapes && url.href().find("%2525") != std::string::npos) return "escapes";
  if (url.has_query() && has_frequent_name(url.query())) return "parameter repeated";
  const auto repeats = static_cast<std::size_t>(options.segment_repeats);
  const std::string_view path = url.path();
  const PathShape shape = shape_of(path, repeats);
  if (std::cmp_less_equal(shape.slashes, options.path_segments) && !shape.may_repeat) return std::nullopt;
  auto segments = segments_of(path);
  if (std::cmp_greater(segments.size(), options.path_segments)) {
    return std::to_string(segments.size()) + " path segments";
  }
  std::erase(segments, "");
  if (has_run(segments, repeats) || has_frequent(segments, repeats)) return "segment repeated";
  return std::nullopt;
}

}  // namespace trawl::crawl
