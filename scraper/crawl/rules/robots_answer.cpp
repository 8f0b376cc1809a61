#include "scraper/crawl/rules/robots_answer.hpp"

namespace trawl::crawl {
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

RobotsAnswer robots_answer(int status) {
  if (status >= 200 && status < 300) return RobotsAnswer::parse;
  if (status >= 300 && status < 500 && status != 429) return RobotsAnswer::allow_all;
  return RobotsAnswer::refuse_all;
}

}  // namespace trawl::crawl
