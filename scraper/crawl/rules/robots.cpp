#include "scraper/crawl/rules/robots.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "fetch/text/blanks.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/crawl/rules/sitemap_lines.hpp"

namespace trawl::crawl {
namespace {

enum class Field {
  user_agent,
  allow,
  disallow,
  crawl_delay,
  sitemap,
  content_usage,
  content_signal,
  license
};

/// The names of lines, with the misspellings that Google's and crawler-commons' parsers accept.
constexpr std::pair<std::string_view, Field> kFields[] = {
    {"user-agent", Field::user_agent},
    {"useragent", Field::user_agent},
    {"user agent", Field::user_agent},
    {"users-agent", Field::user_agent},
    {"user-agents", Field::user_agent},
    {"useg-agent", Field::user_agent},
    {"allow", Field::allow},
    {"disallow", Field::disallow},
    {"dissallow", Field::disallow},
    {"dissalow", Field::disallow},
    {"disalow", Field::disallow},
    {"diasllow", Field::disallow},
    {"disallaw", Field::disallow},
    {"desallow", Field::disallow},
    {"crawl-delay", Field::crawl_delay},
    {"crawldelay", Field::crawl_delay},
    {"crawl delay", Field::crawl_delay},
    {"sitemap", Field::sitemap},
    {"sitemaps", Field::sitemap},
    {"site-map", Field::sitemap},
    {"site map", Field::sitemap},
    {"content-usage", Field::content_usage},
    {"content-signal", Field::content_signal},
    {"license", Field::license},
};

/// How many bytes of the path the patterns with stars may search for one verdict. Of a normal robots.txt it
/// is some thousand; a hostile one of 500 KiB would hold its caller for two seconds.
constexpr std::size_t kMostSearched = 4 << 20;

struct Line {
  Field field;
  std::string_view value;
};

/// Without blanks of Unicode on both sides, and without the non-breaking space of ISO-8859-1.
std::string_view trimmed(std::string_view text) {
  constexpr char kNoBreak = '\xA0';
  for (;;) {
    const std::size_t before = text.size();
    text = text::trimmed_blanks(text);
    if (text.starts_with(kNoBreak)) text.remove_prefix(1);
    if (text.ends_with(kNoBreak) && (text.size() == 1 || text::is_ascii(text.substr(text.size() - 2, 1))))
      text.remove_suffix(1);
    if (text.size() == before) return text;
  }
}

/// `text` is trimmed and without its comment.
std::optional<Line> understood(std::string_view text) {
  for (const auto& [name, field] : kFields) {
    if (!text::starts_with_ignoring_case(text, name)) continue;
    const std::string_view behind = text.substr(name.size()), rest = trimmed(behind);
    if (rest.starts_with(':')) return Line{field, trimmed(rest.substr(1))};
    const bool colon_forgotten = !rest.empty() && rest.data() != behind.data();
    if (colon_forgotten) return Line{field, rest};
  }
  return std::nullopt;
}

/// The text in an ASCII-compatible form: of UTF-16 only the ASCII characters.
std::string readable(std::string_view bytes) {
  if (!bytes.starts_with("\xff\xfe") && !bytes.starts_with("\xfe\xff")) return std::string(bytes);
  std::string text(bytes.substr(2));
  std::erase(text, '\0');
  return text;
}

/// The first kRobotsBytes, without a line that is cut at their end: half of it could mean more than the
/// whole.
std::string_view limited(std::string_view bytes) {
  if (bytes.size() <= kRobotsBytes) return bytes;
  const std::size_t end = bytes.substr(0, kRobotsBytes).find_last_of("\r\n");
  return bytes.substr(0, end == std::string_view::npos ? 0 : end);
}

}  // namespace

std::string_view product_token(std::string_view user_agent) {
  return user_agent.substr(0, user_agent.find_first_of("/ \t"));
}

std::string_view path_and_query(std::string_view url) {
  url = url.substr(0, url.find('#'));
  return url.substr(std::min(url.find('/', url.find("://") + 3), url.size()));
}

Robots Robots::refuse_all(std::string reason) {
  Robots robots;
  robots.refusal_ = std::move(reason);
  return robots;
}

Robots Robots::parse(std::string_view bytes) {
  Robots robots;
  const std::string text = readable(limited(bytes));
  std::unordered_set<std::string> known_sitemaps;
  bool group_is_open = false, run_is_open = false, usage_is_open = false;  // for further agents
  int number = 1;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    const bool is_pair = text.compare(end, 2, "\r\n") == 0;  // one end of a line, and an empty line to us
    const int line_number = is_pair ? number : number++;
    const std::string_view whole = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    const std::string_view line_text = trimmed(whole.substr(0, whole.find('#')));
    const auto line = understood(line_text);
    if (!line) continue;
    if (line->field == Field::sitemap) {
      for (std::string& sitemap : sitemaps_of_line(line->value)) {
        if (known_sitemaps.insert(sitemap).second) robots.sitemaps_.push_back(std::move(sitemap));
      }
    } else if (line->field == Field::user_agent) {
      if (!std::exchange(group_is_open, true)) robots.groups_.emplace_back();
      if (!std::exchange(run_is_open, true)) robots.delays_.emplace_back();
      if (!std::exchange(usage_is_open, true)) robots.usage_groups_.emplace_back();
      robots.add_agent(line->value);
    } else if (line->field == Field::license) {
      robots.add_license(line->value, line_text);
    } else if (robots.groups_.empty()) {
      continue;
    } else if (line->field == Field::content_usage || line->field == Field::content_signal) {
      run_is_open = usage_is_open = false;
      robots.add_usage(line->field == Field::content_signal, line->value, line_text);
    } else if (line->field == Field::crawl_delay) {
      run_is_open = false;
      robots.add_delay(line->value);
    } else {
      group_is_open = run_is_open = usage_is_open = false;
      robots.add_rule(line->value, line->field == Field::allow, line_text, line_number);
    }
  }
  return robots;
}

void Robots::add_agent(std::string_view value) {
  const std::string name = text::lowered(product_token(value));
  if (name.empty()) return;
  Agent& agent = agents_[name];
  const std::size_t group = groups_.size() - 1, run = delays_.size() - 1;
  if (agent.groups.empty() || agent.groups.back() != group) agent.groups.push_back(group);
  if (agent.runs.empty() || agent.runs.back() != run) agent.runs.push_back(run);
  const std::size_t usage = usage_groups_.size() - 1;
  if (agent.usage_groups.empty() || agent.usage_groups.back() != usage) agent.usage_groups.push_back(usage);
}

void Robots::add_rule(std::string_view value, bool allow, std::string_view line, int number) {
  if (value.empty()) return;
  Rules& rules = groups_.back();
  rules.push_back({RobotsPattern(value), allow, std::string(line), number});
  const std::size_t slash = value.rfind('/');
  if (allow && slash != std::string_view::npos && value.substr(slash).starts_with("/index.htm")) {
    rules.push_back(
        {RobotsPattern(std::string(value.substr(0, slash + 1)) + '$'), true, std::string(line), number});
  }
}

void Robots::add_delay(std::string_view value) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  const bool is_number = error == std::errc() && end == value.data() + value.size();
  if (!is_number || !std::isfinite(seconds) || seconds < 0) return;
  auto& delay = delays_.back();
  delay = std::max(delay.value_or(0), seconds);
}

namespace {

/// The path that a Content-Usage line may begin with, taken off `value`; "/" for none.
std::string_view take_path(std::string_view& value) {
  const std::string_view first = value.substr(0, value.find_first_of(" \t"));
  const bool is_path = first.starts_with('/') || (first.starts_with('*') && first.find('=') == first.npos);
  if (!is_path) return "/";
  value = trimmed(value.substr(first.size()));
  return first;
}

}  // namespace

void Robots::add_usage(bool is_signal, std::string_view value, std::string_view line) {
  const std::string_view path = take_path(value);
  auto found = is_signal ? page::content_signal(value, "robots.txt content-signal", path, line)
                         : page::content_usage(value, "robots.txt content-usage", path, line);
  usages_ += found.size();
  if (found.empty() || usages_ > kMostUsage) return;
  usage_groups_.back().push_back({RobotsPattern(path), std::move(found)});
}

void Robots::add_license(std::string_view value, std::string_view line) {
  if (value.empty() || ++usages_ > kMostUsage) return;
  page::UsagePreference license;
  license.source = "robots.txt license";
  license.scope = "/";
  license.label = "license";
  license.value = text::clean_utf8(value.substr(0, page::kLongestRaw));
  license.raw = text::clean_utf8(line.substr(0, page::kLongestRaw));
  usage_of_host_.push_back({RobotsPattern("/"), {std::move(license)}});
}

void Robots::add_tdm_rules(std::string_view json) {
  if (json.empty()) return;
  for (page::UsagePreference& rule : page::tdm_rules(json)) {
    const bool has_same_scope = !usage_of_host_.empty() &&
                                usage_of_host_.back().preferences[0].source == rule.source &&
                                usage_of_host_.back().preferences[0].scope == rule.scope;
    if (!has_same_scope) usage_of_host_.push_back({RobotsPattern(rule.scope), {}});
    usage_of_host_.back().preferences.push_back(std::move(rule));
  }
}

const Robots::Agent& Robots::agent_named(std::string_view name) const {
  static const Agent kNone;
  auto found = agents_.find(text::lowered(name));
  if (found == agents_.end()) found = agents_.find("*");
  return found == agents_.end() ? kNone : found->second;
}

Verdict Robots::check(std::string_view agent, std::string_view path_and_query) const {
  const std::string path = robots_path(path_and_query);
  if (path == "/robots.txt") return {true, ""};
  if (refusal_) return {false, *refusal_};
  const Rule* best = nullptr;
  std::size_t searched = 0;
  for (const std::size_t group : agent_named(agent).groups) {
    for (const Rule& rule : groups_[group]) {
      const auto rank = [](const Rule& r) { return std::pair(r.pattern.octets(), r.allow); };
      if (best && rank(rule) <= rank(*best)) continue;
      if (rule.pattern.has_star()) searched += path.size();
      if (searched > kMostSearched) return {false, "too many patterns for a URL of this length"};
      if (rule.pattern.matches(path)) best = &rule;
    }
  }
  return best ? Verdict(best->allow, best->line, best->number) : Verdict(true, "");
}

template <class Take>
void Robots::for_each_line(std::string_view agent, Take take) const {
  for (const std::size_t group : agent_named(agent).usage_groups)
    for (const UsageLine& line : usage_groups_[group]) take(line);
  for (const UsageLine& line : usage_of_host_) take(line);
}

std::vector<page::UsagePreference> Robots::usage(std::string_view agent) const {
  std::vector<page::UsagePreference> all;
  for_each_line(agent, [&](const UsageLine& line) {
    all.insert(all.end(), line.preferences.begin(), line.preferences.end());
  });
  return all;
}

std::vector<page::UsagePreference> Robots::usage_of(std::string_view agent,
                                                    std::string_view path_and_query) const {
  const std::string path = robots_path(path_and_query);
  std::map<std::string_view, std::size_t> longest;  // by source
  const auto matches = [&](const UsageLine& line) { return line.pattern.matches(path); };
  for_each_line(agent, [&](const UsageLine& line) {
    std::size_t& octets = longest[line.preferences[0].source];
    if (line.pattern.octets() > octets && matches(line)) octets = line.pattern.octets();
  });
  std::vector<page::UsagePreference> found;
  for_each_line(agent, [&](const UsageLine& line) {
    if (line.pattern.octets() != longest[line.preferences[0].source] || !matches(line)) return;
    found.insert(found.end(), line.preferences.begin(), line.preferences.end());
  });
  return found;
}

std::optional<double> Robots::crawl_delay(std::string_view agent) const {
  std::optional<double> largest;
  for (const std::size_t run : agent_named(agent).runs) {
    if (delays_[run]) largest = std::max(largest.value_or(0), *delays_[run]);
  }
  return largest;
}

}  // namespace trawl::crawl
