#include "scraper/crawl/pattern_function.hpp"

#include <map>
#include <memory>
#include <string>

#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/patterns.hpp"

namespace trawl::crawl {
namespace {

/// Keeps the patterns of the calls before, since a statement has few.
class UrlMatches {
 public:
  storage::Value operator()(const storage::FunctionCall& call) {
    if (call.is_null(0) || call.is_null(1)) return {};
    const auto url = fetch::Url::parse(call.text(0));
    if (!url) return {};
    const Patterns& pattern = compiled(std::string(call.text(1)));
    return static_cast<std::int64_t>(pattern.match_url(*url));
  }

 private:
  const Patterns& compiled(const std::string& text) {
    constexpr std::size_t kMost = 100;
    auto& known = *known_;
    if (known.size() >= kMost && !known.contains(text)) known.clear();
    const auto found = known.find(text);
    if (found != known.end()) return found->second;
    return known.emplace(text, Patterns({text}, "pattern")).first->second;
  }

  // Shared, since a function is copied on its way to SQLite.
  std::shared_ptr<std::map<std::string, Patterns>> known_ =
      std::make_shared<std::map<std::string, Patterns>>();
};

}  // namespace

storage::SqlFunction url_matches_function() {
  return {"url_matches", 2, UrlMatches()};
}

}  // namespace trawl::crawl
