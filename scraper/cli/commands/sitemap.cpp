#include <algorithm>
#include <deque>
#include <iostream>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/inspect/inspect_sitemap.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "scraper/crawl/rules/sitemap_lines.hpp"
#include "scraper/crawl/single_fetch.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"
#include "scraper/page/content_type.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Prints the pages that sitemaps list, one URL per line. A URL without a path means a site: its sitemaps are
those that robots.txt names, or else /sitemap.xml. Any other URL is a sitemap: XML, an index, a feed or text,
compressed or not. The sitemaps of an index are read too, three levels deep and at most 1,000 in all.

With --json, one line per sitemap: {"url", "kind", "urls": [{"loc", "lastmod"}], "sitemaps": [loc], "problem"}.
All but "url" are those of 'trawl inspect sitemap'.

Example:
  trawl sitemap https://example.org/
  trawl sitemap https://example.org/news.xml.gz | trawl crawl -i - -d 0 -o news.db

Exit codes: 0 done, 1 some could not be fetched or read to the end, 2 usage, 4 settings, 5 no sitemap could be
fetched.
)";

constexpr std::size_t kMost = 1'000;

std::vector<Flag> flags() {
  std::vector<Flag> all = network_flags();
  all.insert(all.begin(), {"json", 0, "", "print one JSON object per line", "What to show"});
  return all;
}

/// The sitemaps to read, each once, and what came of those that were read.
class Reading {
 public:
  explicit Reading(bool as_json) : as_json_(as_json) {}

  struct Sitemap {
    fetch::Url url;
    fetch::Url typed;  ///< the typed URL that led to it
    int nesting;
  };

  void add(const fetch::Url& url, const fetch::Url& typed, int nesting) {
    const bool is_in_bounds = known_.size() < kMost && nesting <= crawl::kSitemapNesting;
    if (known_.contains(url.href())) return;
    if (!is_in_bounds) return fail(url, "not read: too many sitemaps, or too deep");
    known_.insert(url.href());
    waiting_.push_back({url, typed, nesting});
  }
  bool is_over() const { return waiting_.empty(); }
  Sitemap next() {
    auto first = std::move(waiting_.front());
    waiting_.pop_front();
    return first;
  }

  void take(const crawl::Fetched& fetched, const Sitemap& asked) {
    if (!fetched.has_answer()) return fail(fetched.url, fetched.error_detail);
    const fetch::Response& answer = fetched.answer();
    if (answer.status >= 400) return fail(fetched.url, fmt::format("the answer is {}", answer.status));
    const auto sitemap = page::parse_sitemap(answer.body, answer.url, page::content_type_of(answer));
    if (sitemap.kind == page::SitemapKind::none)
      return fail(fetched.url, "not a sitemap" + (sitemap.problem.empty() ? "" : ": " + sitemap.problem));
    ++answers_;
    if (!sitemap.problem.empty()) fail(fetched.url, sitemap.problem);
    for (const auto& entry : sitemap.sitemaps) add(entry.url, asked.typed, asked.nesting + 1);
    show(fetched.url, sitemap);
  }
  void fail(const fetch::Url& url, std::string_view what) {
    ++failures_;
    complain(url.href(), what);
  }
  ExitCode exit_code() const { return exit_code_of(answers_, failures_); }

 private:
  void show(const fetch::Url& url, const page::Sitemap& sitemap) const {
    if (as_json_) {
      Json line{{"url", url.href()}};
      line.update(sitemap_json(sitemap));
      std::cout << safe_json(line.dump(-1, ' ', false, Json::error_handler_t::replace)) << '\n';
      return;
    }
    for (const auto& entry : sitemap.urls) std::cout << entry.url.href() << '\n';
  }

  const bool as_json_;
  std::set<std::string> known_;
  std::deque<Sitemap> waiting_;
  std::size_t answers_ = 0, failures_ = 0;
};

/// The sitemaps that the robots.txt of a site names, or else the usual one.
std::vector<fetch::Url> sitemaps_of_site(const fetch::Url& site, const crawl::RobotsReply& reply) {
  std::vector<fetch::Url> found;
  const crawl::Robots robots = robots_of(reply);
  bool names_any = false;
  for (const std::string& named : robots.sitemaps()) {
    auto sitemap = crawl::named_sitemap(named, site);
    if (!sitemap) continue;
    names_any = names_any || sitemap->is_certain;
    found.push_back(std::move(sitemap->url));
  }
  if (!names_any) found.push_back(*fetch::Url::parse("/sitemap.xml", &site));
  return found;
}

aio::Coroutine<void> read_all(crawl::SingleFetch& fetcher, const std::vector<fetch::Url>& given,
                              Reading& reading) {
  for (const fetch::Url& url : given) {
    if (url.path() != "/" || url.has_query()) {
      reading.add(url, url, 0);
      continue;
    }
    const auto reply = co_await fetcher.robots_txt(url);
    for (const fetch::Url& sitemap : sitemaps_of_site(url, reply)) reading.add(sitemap, url, 0);
  }
  while (!reading.is_over()) {
    const auto asked = reading.next();
    const auto fetched = co_await fetcher.fetch(asked.url, asked.typed);
    reading.take(fetched, asked);
  }
}

ExitCode run(const Arguments& arguments) {
  const auto urls = seeds_of(arguments.words, "");
  crawl::Options options = options_of_lookup(arguments);
  options.limits.body_bytes = std::max<std::int64_t>(options.limits.body_bytes, page::kSitemapBytes);
  aio::EventLoop loop;
  crawl::SingleFetch fetcher(loop, options, urls);
  Reading reading(arguments.has("json"));
  loop.run_until_complete(read_all(fetcher, urls, reading));
  fetcher.save_cookies();
  return reading.exit_code();
}

}  // namespace

Command sitemap_command() {
  Command command;
  command.name = "sitemap";
  command.summary = "print the pages that a site's sitemaps list";
  command.usage = "URL…";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 1;
  command.words_most = std::numeric_limits<std::size_t>::max();
  command.run = run;
  return command;
}

}  // namespace trawl::cli
