#include <algorithm>
#include <array>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/aio/task_group.hpp"
#include "fetch/aio/thread_pool.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/answer_output.hpp"
#include "scraper/cli/print/fetched_text.hpp"
#include "scraper/cli/print/selection.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/page_rules.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/cli/spider/allowed_commands.hpp"
#include "scraper/cli/suggest.hpp"
#include "scraper/crawl/single_fetch.hpp"
#include "scraper/page/content_type.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Fetches each URL once, up to six at a time, and prints the results in the order given. This is a person
asking, not a crawl: robots.txt is not fetched unless you give --robots obey, and nothing is retried unless
you give --retries. Headers and passwords go only to the origins of the given URLs. A given URL may be at a
private address; what it redirects to may not, not even if it is another of the given URLs.

--show takes one or more of these, separated by commas:
  body      the decoded body, byte for byte (the default); a terminal gets no binary one
  headers   the headers of every response, redirects first
  links     the URLs that an HTML page links to, one per line, each once
  text      the readable text of an HTML page; other text as UTF-8
  markdown  the main text of an HTML page as Markdown, with absolute links; other text as UTF-8. --whole leaves nothing
            out; --left-out prints what the main text leaves out
  json      one line per URL: status, headers, timing, redirects, title, canonical, links, or the error
  structured  one line per thing that a page says of itself for machines: JSON-LD, microdata, OpenGraph,
            Twitter cards, entries of a feed, tables; --structured is short for it

--css, --xpath and --json print what selectors find on the page instead, each as often as you like: one match a
line, as text with its blanks folded. --format html prints the markup, --format json one object a match with url,
selector, text and html, or the value. A selector that finds nothing is a failure.

-f FILE prints the items that the rules of a spider file make of each page, as JSON lines, and takes its settings;
'trawl extract' does the same to pages that are stored. Rules that make no row are a failure.

Every response counts as an answer, even a 404; with --fail, a status of 400 or more is a failure.

Example:
  trawl fetch https://example.org/ > index.html
  trawl fetch --show headers,body https://example.org/
  trawl fetch --css h1::text --css 'a::attr(href)' https://example.org/
  trawl fetch -f shop.yaml https://shop.example/products/1
  trawl fetch --show links https://example.org/ | trawl crawl -i - -d 0 -o linked.db

Exit codes: 0 done, 1 some URLs could not be fetched or shown, 2 usage, 4 settings, 5 nothing could be fetched.
)";

constexpr std::size_t kAtOnce = 6;  // as browsers do per host
constexpr std::chrono::milliseconds kRetryPause{1'000};
constexpr std::int64_t kNoLimit = std::int64_t{1} << 40;
constexpr std::string_view kWhat = "What to fetch", kShown = "What to show";

std::vector<Flag> flags() {
  std::vector<Flag> all{
      {"show", 0, "WHAT",
       "print body, headers, links, text, markdown, json or structured, or several: a,b (body)", kShown},
      {"whole", 0, "", "with --show markdown: the whole page, not its main text alone", kShown},
      {"left-out", 0, "", "with --show markdown: what the main text leaves out", kShown},
      {"structured", 0, "", "print JSON-LD, microdata, OpenGraph, … as JSON lines", kShown},
      {"spider", 'f', "FILE", "print the items that the rules of a YAML file make; - is stdin", kShown},
      kAllowCommands,
      {"output", 'o', "FILE", "write to FILE; -: to stdout, even what a terminal should not get", kShown},
      {"fail", 0, "", "fail on a status of 400 or more, and do not print its body", kShown},
      {"input", 'i', "FILE", "read more URLs from FILE, one per line; - is stdin", kWhat},
      {"redirects", 0, "N", "follow at most N redirects in a row; 0: print them (10)", kWhat},
      {"size-limit", 0, "SIZE", "refuse a decoded body over SIZE, such as 200M; 0: no limit (8M)", kWhat},
      {"robots", 0, "HOW", "obey or ignore robots.txt (ignore)", kWhat},
      {"retries", 0, "N", "retry N times on 408, 429, 5xx and network errors (0)", kWhat},
  };
  const auto selectors = Selection::flags(kShown);
  all.insert(all.end(), selectors.begin(), selectors.end());
  const auto how = network_flags();
  all.insert(all.end(), how.begin(), how.end());
  return all;
}

enum class Part { body, headers, links, text, markdown, json, structured };

std::vector<Part> parts_of(const Arguments& arguments) {
  static constexpr std::array<std::string_view, 7> kNames{"body",     "headers", "links",     "text",
                                                          "markdown", "json",    "structured"};
  std::vector<Part> parts;
  const std::string* const given = arguments.value("show");
  if (arguments.has("structured")) parts.push_back(Part::structured);
  const bool has_selector =
      arguments.has("css") || arguments.has("xpath") || arguments.has("json") || arguments.has("spider");
  if (given == nullptr && (!parts.empty() || has_selector)) return parts;
  std::string_view rest = given == nullptr ? kNames[0] : std::string_view(*given);
  while (true) {
    const std::string_view name = rest.substr(0, rest.find(','));
    const auto known = std::find(kNames.begin(), kNames.end(), name);
    if (known == kNames.end()) {
      throw UsageError(fmt::format("--show: '{}' is none of {}{}", name, fmt::join(kNames, ", "),
                                   did_you_mean(name, kNames)));
    }
    parts.push_back(static_cast<Part>(known - kNames.begin()));
    if (name.size() == rest.size()) return parts;
    rest.remove_prefix(name.size() + 1);
  }
}

extract::Extent extent_of(const Arguments& arguments, const std::vector<Part>& parts) {
  const bool is_whole = arguments.has("whole"), is_rest = arguments.has("left-out");
  if (is_whole && is_rest) throw UsageError("choose one of --whole and --left-out");
  const bool is_shown = std::find(parts.begin(), parts.end(), Part::markdown) != parts.end();
  if ((is_whole || is_rest) && !is_shown)
    throw UsageError(fmt::format("--{} goes with --show markdown", is_whole ? "whole" : "left-out"));
  if (is_rest) return extract::Extent::left_out;
  return is_whole ? extract::Extent::whole : extract::Extent::main_text;
}

/// The rules of -f; null for none.
std::unique_ptr<const PageRules> rules_of(const Arguments& arguments, const crawl::Options& options) {
  const std::string* const file = arguments.value("spider");
  if (file == nullptr) return nullptr;
  return std::make_unique<const PageRules>(options.spider, arguments.has(kAllowCommands.name), *file);
}

/// The settings of a crawl with the defaults of a single fetch.
crawl::Options options_of(const Arguments& arguments) {
  crawl::Options options = settings_of_new_crawl(arguments).options;
  options.concurrency = kAtOnce;
  options.per_host = kAtOnce;
  options.obey_robots = arguments.has("robots") && options.obey_robots;
  options.retry_pause = kRetryPause;
  if (!arguments.has("retries")) options.tries = 1;
  if (arguments.has("size-limit"))
    options.limits.body_bytes = options.size_limit == 0 ? kNoLimit : options.size_limit;
  try {
    if (const auto* most = arguments.value("redirects"))
      options.redirects = static_cast<int>(parse_count(*most, 0, 1'000));
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--redirects: {}", error.what()));
  }
  return options;
}

/// Prints the outcomes one after the other, and counts answers and complaints.
class Show {
 public:
  Show(std::vector<Part> parts, Selection selection, extract::Extent extent, bool fails_by_status,
       const std::string& user_agent, const std::string* file)
      : parts_(std::move(parts)),
        selection_(std::move(selection)),
        extent_(extent),
        fails_by_status_(fails_by_status),
        user_agent_(user_agent),
        output_(file) {}

  /// `items`: what rules make of it; null: there are no rules.
  void show(const crawl::Fetched& fetched, const PageRules::Found* items) {
    const bool has_failed = !fetched.has_answer() || (fails_by_status_ && fetched.answer().status >= 400);
    if (!has_failed) {
      ++answers_;
      if (const auto& fault = fetched.answer().fault)
        complain(fetched, fmt::format("not all of the body came: {}", fault->what()));
    } else if (fetched.has_answer()) {
      complain(fetched, fmt::format("the answer is {}", fetched.answer().status));
    } else {
      const bool is_cut = fetched.error == "too_large";
      complain(fetched, fetched.error_detail + (is_cut ? "; --size-limit allows more" : ""));
    }
    for (const Part part : parts_) {
      if (part == Part::json || part == Part::headers || !has_failed) show_part(part, fetched);
    }
    if (!has_failed && !selection_.empty()) show_matches(fetched);
    if (!has_failed && items != nullptr) show_items(fetched, *items);
  }

  ExitCode exit_code() const { return exit_code_of(answers_, complaints_); }

 private:
  void complain(const crawl::Fetched& about, const std::string& what) {
    ++complaints_;
    cli::complain(about.url.href(), what);
  }

  void show_part(Part part, const crawl::Fetched& fetched) {
    if (part == Part::json) return output_.write_json(json_line(fetched, user_agent_));
    if (part == Part::headers) return output_.write_text(heads_text(fetched));
    if (part == Part::links) return output_.write_text(links_text(fetched, user_agent_));
    if (part == Part::body) return show_body(fetched);
    if (part == Part::structured) return show_structured(fetched);
    std::string cut;
    const auto text = part == Part::markdown ? markdown_text(fetched, extent_, user_agent_, &cut)
                                             : readable_text(fetched, user_agent_);
    if (!cut.empty()) cli::complain(fetched.url.href(), cut);
    if (text) return output_.write_text(*text);
    complain(fetched, fmt::format("{} has no text to show", media_type(fetched)));
  }

  void show_structured(const crawl::Fetched& fetched) {
    const auto found = structured_data(fetched, user_agent_);
    output_.write_json(structured_lines(fetched, found));
    for (const extract::ExtractNote& note : found.notes()) cli::complain(fetched.url.href(), note.text);
  }

  void show_items(const crawl::Fetched& fetched, const PageRules::Found& items) {
    output_.write_json(items.lines);
    for (const auto& [subject, note] : items.notes) cli::complain(subject, note);
    if (!items.complaint.empty()) complain(fetched, items.complaint);
  }

  void show_matches(const crawl::Fetched& fetched) {
    const auto found = selected_text(fetched, selection_);
    if (selection_.is_json())
      output_.write_json(found.lines);
    else
      output_.write_text(found.lines);
    for (const std::string& complaint : found.complaints) complain(fetched, complaint);
  }

  void show_body(const crawl::Fetched& fetched) {
    const std::string& body = fetched.answer().body;
    if (!output_.is_terminal() || !is_binary(body)) return output_.write_text(body);
    complain(fetched,
             fmt::format("the body is binary ({}, {} bytes): save it with -o FILE, or print it with -o -",
                         media_type(fetched), body.size()));
  }

  const std::vector<Part> parts_;
  const Selection selection_;
  const extract::Extent extent_;
  const bool fails_by_status_;
  const std::string& user_agent_;
  AnswerOutput output_;
  std::size_t answers_ = 0, complaints_ = 0;
};

PageRules::Found items_of(const PageRules* rules, const crawl::Fetched* fetched) {
  if (!fetched->has_answer()) return {};
  const fetch::Response& answer = fetched->answer();
  return rules->on(answer.url, answer.body, media_type(*fetched), page::content_type_of(answer));
}

/// Prints in the order given. At most kAtOnce answers are in memory. `rules`: null for none.
aio::Coroutine<void> fetch_all(crawl::SingleFetch& fetcher, std::vector<fetch::Url> urls,
                               const PageRules* rules, Show& show) {
  std::optional<aio::ThreadPool> parser;
  if (rules != nullptr) parser.emplace(1, "parser");
  aio::TaskGroup group;
  std::deque<aio::Task<crawl::Fetched>> running;
  for (std::size_t next = 0; next < urls.size() || !running.empty();) {
    if (next < urls.size() && running.size() < kAtOnce) {
      running.push_back(group.create_task(fetcher.fetch(std::move(urls[next++]))));
      continue;
    }
    auto first = std::move(running.front());
    running.pop_front();
    const auto fetched = co_await std::move(first);
    if (rules == nullptr) {
      show.show(fetched, nullptr);
      continue;
    }
    const PageRules::Found items = co_await aio::to_thread(*parser, items_of, rules, &fetched);
    show.show(fetched, &items);
  }
  co_await group.join();
}

ExitCode run(const Arguments& arguments) {
  const auto parts = parts_of(arguments);
  const extract::Extent extent = extent_of(arguments, parts);
  if (const auto* file = arguments.value("spider"); file != nullptr && file->find("://") != file->npos)
    throw UsageError("-f takes a spider file; what curl calls -f is --fail here");
  const crawl::Options options = options_of(arguments);
  const auto rules = rules_of(arguments, options);
  const std::string* const input = arguments.value("input");
  const auto urls = seeds_of(arguments.words, input == nullptr ? "" : *input);
  if (urls.empty()) throw UsageError("no URL to fetch; try: trawl fetch https://example.org/");
  Show show(parts, Selection(arguments), extent, arguments.has("fail"), options.network.user_agent,
            arguments.value("output"));
  aio::EventLoop loop;
  crawl::SingleFetch fetcher(loop, options, urls);
  loop.run_until_complete(fetch_all(fetcher, urls, rules.get(), show));
  fetcher.save_cookies();
  return show.exit_code();
}

}  // namespace

Command fetch_command() {
  Command command;
  command.name = "fetch";
  command.summary = "fetch URLs once, without a crawl, and print the results";
  command.usage = "URL…";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 0;
  command.words_most = std::numeric_limits<std::size_t>::max();
  command.run = run;
  return command;
}

}  // namespace trawl::cli
