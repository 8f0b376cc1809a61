#include "scraper/cli/print/url_story_text.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/status_line.hpp"
#include "scraper/cli/settings/units.hpp"

namespace trawl::cli {
namespace {

std::string word(const Json& json, const char* field) {
  return json.contains(field) && json[field].is_string() ? text::printable(json[field].get<std::string>())
                                                         : "";
}

std::string quoted(const std::string& text) {
  return text.empty() ? "" : fmt::format(", \"{}\"", text);
}

std::string seconds_text(double seconds) {
  const auto whole = std::chrono::milliseconds(std::llround(seconds * 1000));
  return duration_text(seconds < 10 ? whole
                                    : std::chrono::milliseconds(std::chrono::seconds(std::llround(seconds))));
}

class Story {
 public:
  void say(std::string_view label, const std::string& line) {
    if (!line.empty()) told.lines.emplace_back(label, line);
  }
  UrlStory told;
};

std::string outcome_of(const Json& visit) {
  if (visit["status"].is_null()) {
    const std::string detail = word(visit, "detail");
    return fmt::format("no answer: {}{}", word(visit, "error"), detail.empty() ? "" : " (" + detail + ")");
  }
  std::string text = visit["status"].dump();
  if (const std::string target = word(visit, "redirects_to"); !target.empty())
    return text + ", a redirect to " + target;
  if (const std::string type = word(visit, "content_type"); !type.empty()) text += ", " + type;
  if (visit["size"].get<std::int64_t>() > 0)
    text += fmt::format(", {}B", size_text(visit["size"].get<std::int64_t>()));
  text += quoted(word(visit, "title"));
  if (const std::string error = word(visit, "error"); !error.empty()) {
    const std::string detail = word(visit, "detail");
    text += fmt::format("; {}{}", error, detail.empty() ? "" : ": " + detail);
  }
  return visit["truncated"].get<bool>() ? text + "; cut" : text;
}

/// "0.25s (lookup 1ms, …)".
std::string time_of(const Json& visit) {
  const int elapsed = visit["elapsed_ms"].get<int>();
  std::string text = elapsed == 0 ? "less than 1ms" : duration_text(std::chrono::milliseconds(elapsed));
  const Json& timing = visit["timing"];
  std::string parts;
  for (const auto& [field, label] : {std::pair("resolve", "lookup"), std::pair("connect", "connect"),
                                     std::pair("tls", "TLS"), std::pair("first_byte", "first byte")}) {
    if (!timing.is_object() || !timing.contains(field) || !timing[field].is_number()) continue;
    const double seconds = timing[field].get<double>();
    if (seconds > 0.0005)
      parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", label, seconds_text(seconds));
  }
  return parts.empty() ? text : fmt::format("{} ({})", text, parts);
}

const Json* first_refusal(const Json& report) {
  for (const Json& rule : report["rules"])
    if (!rule["allows"].get<bool>()) return &rule;
  return nullptr;
}

bool goes_on(const Json& report) {
  return word(report["crawl"], "status") == "running";
}

std::string answer_unknown(const Json& report) {
  const Json* const refusal = first_refusal(report);
  if (refusal != nullptr)
    return fmt::format("It was not found, and would not be fetched: {}.", word(*refusal, "text"));
  return "It was not found: no page that was read links to it, and no sitemap that was read lists it.";
}

std::string answer_known(const Json& report) {
  const std::string state = word(report, "state");
  const Json& visits = report["newest_fetches"];
  if (state == "pending") return "It waits to be fetched.";
  if (state == "leased")
    return goes_on(report) ? "It is being fetched, or is next."
                           : "It was in flight when the run ended; it waits to be fetched.";
  if (state == "skipped") {
    const std::string before = visits.empty() ? "" : ", though an earlier crawl has fetched it";
    return fmt::format("It was not fetched{}: {} ({}).", before, word(report, "skip_meaning"),
                       word(report, "skip_reason"));
  }
  if (state == "held") {
    const std::string before = visits.empty() ? "" : ", though an earlier crawl has fetched it";
    return fmt::format("It is held back{}: URLs of its shape bring nothing new ({}).", before,
                       word(report, "skip_reason"));
  }
  if (visits.empty()) return "It was asked for, but nothing of it is stored.";
  const std::int64_t times = report["fetches"].get<std::int64_t>();
  const bool has_answer = !visits.back()["status"].is_null();
  return fmt::format("It was {}{}: {}.", has_answer ? "fetched" : "asked for",
                     times > 1 ? fmt::format(" {} times, at last", grouped(times)) : "",
                     outcome_of(visits.back()));
}

std::string link_text(const Json& link) {
  std::string text = fmt::format("{} ({}", word(link, "page"), word(link, "kind"));
  text += quoted(word(link, "text"));
  if (const std::string href = word(link, "href"); !href.empty()) text += ", written as " + href;
  if (link["nofollow"].get<bool>()) text += ", nofollow";
  if (const std::string date = word(link, "lastmod"); !date.empty()) text += ", lastmod " + date;
  return text + ")";
}

void tell_finding(Story& story, const Json& report) {
  const Json& found = report["found"];
  const std::string by = word(found, "by"), at = word(found, "at"), from = word(found, "from");
  if (from.empty()) {
    story.say("found", fmt::format("{}, {}", at,
                                   by == "seed" ? "as a seed"
                                   : by.empty() ? "somehow"
                                                : "as a " + by));
  } else if (by == "redirect") {
    story.say("found", fmt::format("{}, as the redirect of {}", at, from));
  } else {
    story.say("found", fmt::format("{}, by a {} of {}", at, by == "sitemap" ? "line" : by, from));
  }
  for (const Json& link : found["links"]) story.say("link", link_text(link));
  if (const std::string label = word(found, "label"); !label.empty()) story.say("label", label);
  std::string way;
  for (const Json& step : report["way"]) way += word(step, "url") + " -> ";
  if (report["way"].size() > 1)
    story.say("way", fmt::format("{}here; {} link{} deep", way, report["depth"].get<int>(),
                                 report["depth"] == 1 ? "" : "s"));
  const Json& linked = report["linked_from"];
  if (linked["some"].empty()) return;
  const auto places = linked["pages"].get<std::int64_t>();
  story.say("linked", fmt::format("{} link{} of pages lead{} to it, such as", grouped(places),
                                  places == 1 ? "" : "s", places == 1 ? "s" : ""));
  for (const Json& link : linked["some"]) story.say("linked", link_text(link));
}

/// A URL may be skipped for what it is, or how it was found, although the rules allow it.
void tell_rules(Story& story, const Json& report) {
  const bool is_refused_otherwise = word(report, "state") == "skipped" && first_refusal(report) == nullptr;
  for (const Json& rule : report["rules"]) {
    const std::string_view allowed = is_refused_otherwise ? "otherwise" : "allowed";
    story.say(rule["allows"].get<bool>() ? allowed : "refused", word(rule, "text"));
  }
}

/// Who waits for what: the URL for its turn, its host for its delay.
std::string pace_of(const Json& host) {
  if (host.is_null() || host["current_delay"].get<double>() <= 0) return "";
  return fmt::format("its host is asked once in {} ({})", seconds_text(host["current_delay"].get<double>()),
                     word(host, "delay_source"));
}

void tell_waiting(Story& story, const Json& report) {
  const Json& queue = report["queue"];
  const Json& host = report["host"];
  const std::string pace = pace_of(host);
  if (report["waited_s"].is_number()) {
    const double waited = report["waited_s"].get<double>();
    const std::string reason = word(report, "waited_for");
    story.say("waited",
              fmt::format("{} from its discovery to its first request{}{}", seconds_text(waited),
                          reason.empty() ? "" : ", at last for: " + reason, pace.empty() ? "" : "; " + pace));
  }
  if (!queue.is_null()) {
    if (const std::string due = word(queue, "due_at"); !due.empty()) {
      story.say("queue", fmt::format("tried again at {}, before fresh URLs of its host", due));
    } else if (queue["before"].is_number()) {
      const auto before = queue["before"].get<std::int64_t>();
      story.say("queue", fmt::format("{}{} URL{} of its host come first{}",
                                     queue["is_at_least"].get<bool>() ? "at least " : "", grouped(before),
                                     before == 1 ? "" : "s", pace.empty() ? "" : "; " + pace));
    }
  }
  const bool waits = !queue.is_null() || word(report, "state") == "leased";
  if (!waits || host.is_null()) return;
  if (const std::string reason = word(host, "wait_reason"); !reason.empty() && reason != "in flight")
    story.say("host", fmt::format("may be asked again at {}: {}", word(host, "next_allowed_at"), reason));
}

void tell_fetches(Story& story, const Json& report) {
  const Json& visits = report["newest_fetches"];
  const auto times = report["fetches"].get<std::int64_t>();
  if (times > static_cast<std::int64_t>(visits.size()))
    story.say("fetches", fmt::format("{}; the last {} are", grouped(times), visits.size()));
  std::vector<std::pair<std::string, std::string>> moments;  // what happened, by its time
  for (const Json& event : report["events"])
    moments.emplace_back(word(event, "at"),
                         fmt::format("{}: {}", word(event, "kind"), word(event, "message")));
  for (const Json& visit : visits)
    moments.emplace_back(word(visit, "at"),
                         fmt::format("fetched in {}, crawl {}: {}", time_of(visit),
                                     visit["crawl_id"].get<std::int64_t>(), outcome_of(visit)));
  std::stable_sort(moments.begin(), moments.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [at, what] : moments) story.say("history", at + " " + what);
  if (!visits.empty()) {
    const std::string canonical = word(visits.back(), "canonical");
    if (!canonical.empty() && canonical != word(report, "url"))
      story.say("canonical", "it names " + canonical);
    if (const std::string robots = word(visits.back(), "robots"); !robots.empty())
      story.say("says", "robots: " + robots);
  }
  for (const Json& url : report["same_content"])
    story.say("same as", text::printable(url.get<std::string>()) + " (the same bytes)");
}

std::string near_text(const Json& near) {
  const std::string state = word(near, "state");
  std::string how = state == "skipped"          ? "skipped: " + word(near, "skip_reason")
                    : state == "held"           ? "held back: " + word(near, "skip_reason")
                    : !near["status"].is_null() ? near["status"].dump()
                    : state == "failed"         ? "no answer"
                    : state == "done"           ? "fetched"
                                                : "waits";
  return fmt::format("{}  {}", word(near, "url"), how);
}

void tell_unknown(Story& story, const Json& report) {
  const Json& crawl = report["crawl"];
  if (first_refusal(report) == nullptr) {
    const std::string_view chosen =
        crawl["chooses_links"].get<bool>() ? ", and a follow rule chose the link" : "";
    story.say("then",
              crawl["only_sitemaps"].get<bool>()
                  ? "if a sitemap listed it, it would be fetched; links are not followed (--sitemap only)"
                  : fmt::format("if a link or a sitemap led to it{}, it would be fetched", chosen));
  }
  const auto waiting = crawl["waiting"].get<std::int64_t>();
  if (waiting > 0)
    story.say("not read", fmt::format("{} URL{} that wait{}: what they link to is not known yet",
                                      grouped(waiting), waiting == 1 ? "" : "s", waiting == 1 ? "s" : ""));
  for (const Json& near : report["near"]) story.say("near", near_text(near));
}

std::string next_steps(const Json& report, const std::string& file) {
  const bool waits = word(report, "state") == "pending" || word(report, "state") == "leased";
  if (waits && !goes_on(report)) {
    const std::string why = word(report["crawl"], "exit_reason");
    return fmt::format("the crawl has ended{}; it goes on with: trawl resume {}",
                       why.empty() ? "" : " (" + why + ")", file);
  }
  if (word(report, "state") == "held")
    return fmt::format(
        "to fetch it and those like it: trawl resume {} --release all, or the id of its shape (trawl query "
        "{} 'SELECT * FROM shape_summary')",
        file, file);
  if (!report["is_known"].get<bool>() && first_refusal(report) == nullptr)
    return fmt::format("to fetch it: trawl crawl {} -o {}", shell_word(report["url"].get<std::string>()),
                       file);
  return "";
}

}  // namespace

UrlStory url_story(const Json& report, const std::string& file) {
  const bool is_known = report["is_known"].get<bool>();
  Story story;
  story.told.url = word(report, "url");
  story.told.answer = is_known ? answer_known(report) : answer_unknown(report);
  if (word(report, "key") != word(report, "url")) story.say("key", word(report, "key"));
  for (const Json& why : report["rewrites"]) story.say("rewritten", text::printable(why.get<std::string>()));
  if (is_known && !report["order"].is_null()) {
    const Json& order = report["order"];
    story.say("order", fmt::format("{}, given by {} at {}: {}", order["id"].get<std::int64_t>(),
                                   word(order, "source"), word(order, "at"), word(order, "message")));
  }
  if (is_known) tell_finding(story, report);
  tell_rules(story, report);
  if (is_known) {
    tell_waiting(story, report);
    tell_fetches(story, report);
  } else {
    tell_unknown(story, report);
  }
  if (!report["host"].is_null())
    for (const Json& event : report["host"]["events"])
      story.say("host",
                fmt::format("{} {}: {}", word(event, "at"), word(event, "kind"), word(event, "message")));
  story.say("next", next_steps(report, shell_word(file)));
  return std::move(story.told);
}

std::string url_story_text(const Json& report, const std::string& file) {
  const UrlStory story = url_story(report, file);
  std::string text = story.url + "\n" + story.answer + "\n", last;
  for (const auto& [label, line] : story.lines) {
    text += fmt::format("  {:<9} {}\n", label == last ? "" : label, line);
    last = label;
  }
  return text;
}

}  // namespace trawl::cli
