#include "scraper/crawl/robots_fetch.hpp"

#include <algorithm>

namespace crawl {
namespace {

constexpr std::chrono::hours kCached{24};  // RFC 9309 section 2.4
constexpr std::chrono::seconds kFirstPause{30};
constexpr std::chrono::seconds kLongestPause{3'600};

}  // namespace

std::string_view name_of(RobotsAnswer answer) {
  switch (answer) {
    case RobotsAnswer::parse:
      return "ok";
    case RobotsAnswer::allow_all:
      return "none";
    case RobotsAnswer::refuse_all:
      return "unreachable";
  }
  return "";
}

RobotsOutcome robots_outcome(int status, int failures) {
  if (status >= 200 && status < 300) return {RobotsAnswer::parse, kCached};
  if (status >= 300 && status < 500 && status != 429) return {RobotsAnswer::allow_all, kCached};
  const int doublings = std::clamp(failures - 1, 0, 16);
  return {RobotsAnswer::refuse_all, std::min(kFirstPause * (1 << doublings), kLongestPause)};
}

}  // namespace crawl
