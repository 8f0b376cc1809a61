#include <iostream>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/inspect/inspect_http.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "scraper/crawl/single_fetch.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Fetches robots.txt from the host of each URL. Prints whether a crawl may fetch the URL and which line decides
that, the delay between two pages, and the sitemaps that the file names. --user-agent chooses whose rules
apply.

With --json: {"url", "robots_txt", "answer", "status", "agent", "allowed", "rule", "crawl_delay", "sitemaps", "usage"}.
"answer" is ok, none (there is no file: everything is allowed) or unreachable (nothing is allowed, for now).
"allowed" to "sitemaps" are those of 'trawl inspect robots'. "usage" has what the lines Content-Usage, Content-Signal
and License ask of machines that use the URL: [{"label", "value", "source", "scope", "raw"}]; 'trawl crawl --respect'
obeys it.

Example:
  trawl robots https://example.org/some/page
  trawl robots -A Googlebot --json https://example.org/

Exit codes: 0 done, whether allowed or not, 1 some hosts did not answer, 2 usage, 4 settings, 5 no host answered.
)";

std::vector<Flag> flags() {
  std::vector<Flag> all = network_flags({"header", "cookie", "cookies", "user"});
  all.insert(all.begin(), {"json", 0, "", "print one JSON object per line", "What to show"});
  return all;
}

/// Asks each origin once.
aio::Coroutine<void> ask(crawl::SingleFetch& fetcher, const std::vector<fetch::Url>& urls,
                         std::map<std::string, crawl::RobotsReply>& replies) {
  for (const fetch::Url& url : urls) {
    const std::string origin = url.origin();
    if (replies.contains(origin)) continue;
    auto reply = co_await fetcher.robots_txt(url);
    replies.emplace(origin, std::move(reply));
  }
}

Json json_of(const fetch::Url& url, const crawl::RobotsReply& reply, const std::string& agent) {
  Json line{{"url", url.without_credentials().href()},
            {"robots_txt", url.origin() + "/robots.txt"},
            {"answer", crawl::name_of(reply.answer)},
            {"status", reply.outcome.status == 0 ? Json(nullptr) : Json(reply.outcome.status)},
            {"agent", crawl::product_token(agent)}};
  const crawl::Robots robots = robots_of(reply);
  line.update(robots_json(robots, agent, url.href()));
  line["usage"] = Json::array();
  for (const auto& one : robots.usage_of(crawl::product_token(agent), crawl::path_and_query(url.href())))
    line["usage"].push_back({{"label", one.label.empty() ? Json(nullptr) : Json(one.label)},
                             {"value", one.value.empty() ? Json(nullptr) : Json(one.value)},
                             {"source", one.source},
                             {"scope", one.scope},
                             {"raw", one.raw}});
  return line;
}

std::string text_of(const Json& line) {
  const auto word = [&line](const char* field) { return line.at(field).get<std::string>(); };
  std::string text = text::printable(word("url")) + '\n';
  const std::string status = line.at("status").is_null() ? "no answer" : line.at("status").dump();
  text += fmt::format("  robots.txt   {} ({}: {})\n", word("robots_txt"), status, word("answer"));
  const std::string rule = line.at("rule").is_null() ? "no line forbids it" : word("rule");
  text += fmt::format("  {:<11}  {} ({})\n", line.at("allowed").get<bool>() ? "allowed" : "forbidden",
                      text::printable(word("agent")), text::printable(rule));
  if (!line.at("crawl_delay").is_null())
    text += fmt::format("  crawl-delay  {}s\n", line.at("crawl_delay").get<double>());
  for (const Json& sitemap : line.at("sitemaps"))
    text += fmt::format("  sitemap      {}\n", text::printable(sitemap.get<std::string>()));
  for (const Json& use : line.at("usage")) {
    const auto said = [&use](const char* field) {
      return use.at(field).is_null() ? std::string("unknown") : use.at(field).get<std::string>();
    };
    text += fmt::format("  asks         {}={} ({})\n", text::printable(said("label")),
                        text::printable(said("value")), text::printable(said("raw")));
  }
  return text;
}

ExitCode run(const Arguments& arguments) {
  const auto urls = seeds_of(arguments.words, "");
  const crawl::Options options = options_of_lookup(arguments);
  aio::EventLoop loop;
  crawl::SingleFetch fetcher(loop, options, urls);
  std::map<std::string, crawl::RobotsReply> replies;
  loop.run_until_complete(ask(fetcher, urls, replies));
  std::size_t answers = 0, failures = 0;
  for (const fetch::Url& url : urls) {
    const crawl::RobotsReply& reply = replies.at(url.origin());
    const bool is_failure = reply.answer == crawl::RobotsAnswer::refuse_all;
    ++(is_failure ? failures : answers);
    if (is_failure) complain(url.origin() + "/robots.txt", reply.problem);
    const Json line = json_of(url, reply, options.network.user_agent);
    if (arguments.has("json")) {
      std::cout << safe_json(line.dump(-1, ' ', false, Json::error_handler_t::replace)) << '\n';
    } else {
      std::cout << text_of(line);
    }
  }
  return exit_code_of(answers, failures);
}

}  // namespace

Command robots_command() {
  Command command;
  command.name = "robots";
  command.summary = "print what a host's robots.txt allows";
  command.usage = "URL…";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 1;
  command.words_most = std::numeric_limits<std::size_t>::max();
  command.run = run;
  return command;
}

}  // namespace trawl::cli
