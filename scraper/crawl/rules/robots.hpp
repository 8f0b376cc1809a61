#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/crawl/rules/robots_pattern.hpp"
#include "scraper/page/usage_preferences.hpp"

namespace trawl::crawl {

/// What robots.txt says of one URL.
struct Verdict {
  Verdict(bool is_allowed, std::string deciding, int its_line = 0)
      : allowed(is_allowed), rule(std::move(deciding)), line(its_line) {}
  bool allowed;
  std::string rule;  ///< the line that decided, or why the whole host is refused; "" when no rule matched
  int line;          ///< the number of that line in the file, from 1; 0 when no line decided
};

/// The name by which a crawler looks for itself in robots.txt: "trawl" of "trawl/1.0 (+https://…)".
std::string_view product_token(std::string_view user_agent);

/// The part of a URL that robots.txt speaks of. `url` is the text of a fetch::Url;
/// "" when it is none.
std::string_view path_and_query(std::string_view url);

/// One robots.txt, read as RFC 9309 says: groups of one agent are merged, the longest match decides, Allow
/// wins a tie. Where the RFC leaves room it follows Google's parser: it understands common misspellings and a
/// missing colon, and `Allow: /folder/index.html` allows `/folder/` too.
/// Thread: a value; several threads may call const members.
class Robots {
 public:
  static Robots allow_all() { return Robots(); }
  /// Refuses everything but /robots.txt itself; `reason` becomes Verdict::rule.
  static Robots refuse_all(std::string reason);
  /// Reads any bytes. It skips lines that it does not understand, and all that follows the first
  /// kRobotsBytes.
  static Robots parse(std::string_view bytes);

  /// `agent` is a product token in any case; `path_and_query` is as in the URL, escaped or not. Takes about
  /// 40 ms at most: a URL so long that its patterns with stars would take longer is refused.
  Verdict check(std::string_view agent, std::string_view path_and_query) const;
  /// In seconds; the largest when several speak to `agent`. A Crawl-delay speaks to the run of User-agent
  /// lines just before it and to no agent named earlier, although it ends no group.
  std::optional<double> crawl_delay(std::string_view agent) const;
  /// The values of all Sitemap lines, as sitemaps_of_line() takes them apart, without repetitions. They may
  /// be relative URLs; named_sitemap() resolves them.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

  /// What the lines Content-Usage and Content-Signal of the agent's groups and the lines License of all ask
  /// for, and the rules of add_tdm_rules(): at most kMostUsage of each, in order.
  std::vector<page::UsagePreference> usage(std::string_view agent) const;
  /// What of that is about one URL: of the lines of each kind those with the longest path that matches (IETF
  /// draft aipref-attach). A path is a pattern, as in an Allow line; a line without one is about every URL.
  std::vector<page::UsagePreference> usage_of(std::string_view agent, std::string_view path_and_query) const;
  /// Adds the rules of the host's tdmrep.json (page::tdm_rules).
  void add_tdm_rules(std::string_view json);
  static constexpr std::size_t kMostUsage = 1'000;

 private:
  struct Rule {
    RobotsPattern pattern;
    bool allow;
    std::string line;
    int number;  ///< of the line, from 1
  };
  /// A line about the use of pages.
  struct UsageLine {
    RobotsPattern pattern;
    std::vector<page::UsagePreference> preferences;  ///< of one source
  };
  /// What is said of an agent.
  struct Agent {
    std::vector<std::size_t> groups;
    std::vector<std::size_t> runs;          ///< of User-agent lines, each with its delay
    std::vector<std::size_t> usage_groups;  ///< as groups, which lines about the use of pages end, too
  };
  using Rules = std::vector<Rule>;

  Robots() = default;
  void add_agent(std::string_view value);
  void add_rule(std::string_view value, bool allow, std::string_view line, int number);
  void add_delay(std::string_view value);
  void add_usage(bool is_signal, std::string_view value, std::string_view line);
  void add_license(std::string_view value, std::string_view line);
  template <class Take>
  void for_each_line(std::string_view agent, Take take) const;
  const Agent& agent_named(std::string_view name) const;

  std::optional<std::string> refusal_;
  std::vector<Rules> groups_;
  std::vector<std::optional<double>> delays_;         // of each run
  std::map<std::string, Agent, std::less<>> agents_;  // names in lower case
  std::vector<std::string> sitemaps_;
  std::vector<std::vector<UsageLine>> usage_groups_;
  std::vector<UsageLine> usage_of_host_;  // licenses and rules of tdmrep.json: they are for every agent
  std::size_t usages_ = 0;
};

/// RFC 9309 section 2.5 asks for at least 500 KiB.
inline constexpr std::size_t kRobotsBytes = 500 * 1024;

}  // namespace trawl::crawl
