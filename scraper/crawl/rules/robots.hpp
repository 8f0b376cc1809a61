#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/crawl/rules/robots_pattern.hpp"

namespace trawl::crawl {

/// What robots.txt says of one URL.
struct Verdict {
  Verdict(bool is_allowed, std::string deciding) : allowed(is_allowed), rule(std::move(deciding)) {}
  bool allowed;
  std::string rule;  ///< the line that decided, or why the whole host is refused; "" when no rule matched
};

/// The name by which a crawler looks for itself in robots.txt: "trawl" of "trawl/1.0 (+https://…)".
std::string_view product_token(std::string_view user_agent);

/// One robots.txt, by RFC 9309: groups of one agent are merged, the longest match decides, Allow wins a tie.
/// Where the RFC leaves room it follows Google's parser: common misspellings and a missing colon are
/// understood, and `Allow: /folder/index.html` allows `/folder/` too. Thread: a value; const members may be
/// called from several threads.
class Robots {
 public:
  static Robots allow_all() { return Robots(); }
  /// Refuses everything but /robots.txt itself; `reason` becomes Verdict::rule.
  static Robots refuse_all(std::string reason);
  /// Reads any bytes; lines that are not understood are passed over, and what follows the first kRobotsBytes
  /// is not read.
  static Robots parse(std::string_view bytes);

  /// `agent` is a product token, case ignored; `path_and_query` as in the URL, escaped or not.
  Verdict check(std::string_view agent, std::string_view path_and_query) const;
  /// In seconds, of the group that applies to `agent`; the largest when it stands there more than once.
  std::optional<double> crawl_delay(std::string_view agent) const;
  /// As written, each once: they may be relative.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    RobotsPattern pattern;
    bool allow;
    std::string line;
  };
  /// A Crawl-delay speaks to the agents named before it, although it does not end their list.
  struct CrawlDelay {
    std::size_t agents;
    double seconds;
  };
  struct Group {
    std::size_t agents = 0;
    std::vector<Rule> rules;
    std::vector<CrawlDelay> delays;
  };
  /// An agent named in a group: the how-many-th there.
  struct Mention {
    std::size_t group, position;
  };

  Robots() = default;
  void add_agent(std::string_view value);
  void add_rule(std::string_view value, bool allow, std::string_view line);
  void add_delay(std::string_view value);
  const std::vector<Mention>& mentions_of(std::string_view agent) const;

  std::optional<std::string> refusal_;
  std::vector<Group> groups_;
  std::map<std::string, std::vector<Mention>, std::less<>> agents_;  // names in lower case
  std::vector<std::string> sitemaps_;
};

/// RFC 9309 section 2.5 asks for 500 KiB at least.
inline constexpr std::size_t kRobotsBytes = 500 * 1024;

}  // namespace trawl::crawl
