#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/loose_date.hpp"
#include "fetch/text/time.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/status_line.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/cli/run/stored_crawl.hpp"
#include "scraper/crawl/rules/freshness.hpp"
#include "storage/file/error.hpp"
#include "storage/revisits.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Begins a new crawl in the same file, with the seeds and settings of the last one; flags change them. A crawl asks
every URL that it reaches once; a later crawl of the same file asks again what it reaches, conditionally where a
page is known, and keeps the history: an unchanged page gets a row with status 304 that shares the stored body.
With --only-new it asks only for what has no page yet, with --older-than only for what is older; the links of the
other pages are followed all the same. A page whose body is not stored is always asked for.

With --due it asks only for pages that are due, by the first of these that says something. A page that failed (no
answer, 429, 5xx) is due; so is one whose sitemap has a lastmod after the fetch. Then Cache-Control (no-cache and
no-store are due, max-age less Age) and Expires. Then history: a page is due after half of the mean time between its
changes, or half of the time for which it has not changed. Then a tenth of its age by Last-Modified; else a day. The
last three are an hour at least and 30 days at most. With --where it asks only for pages of which a condition of SQL
is true, on the columns of pages_flat: 'status >= 400', 'word_count < 50'. Both may be given. New pages are asked for
in any case, and 'trawl resume' of such a crawl asks for all.

Example:
  trawl recrawl example.org.db
  trawl recrawl example.org.db --due
  trawl recrawl example.org.db --where 'status >= 500 OR status = 0'
  trawl recrawl example.org.db --only-new
  trawl recrawl example.org.db --older-than 7d

Exit codes are those of 'trawl crawl'; 2 if the last crawl was interrupted: continue it with 'trawl resume'.
)";

/// Whether it is to be continued: nobody has set the limit that ended it.
bool is_cut_off(const storage::CrawlSummary& crawl) {
  const bool is_unfinished = crawl.status == "running" || crawl.status == "interrupted";
  return is_unfinished && !crawl.exit_reason.ends_with("limit");
}

crawl::PageAge age_of(const storage::RevisitFacts& facts) {
  crawl::PageAge age;
  age.fetched_at = facts.fetched_at;
  age.status = facts.status;
  age.has_failed = !facts.error.empty();
  age.cache_control = facts.cache_control;
  age.expires = facts.expires;
  age.date = facts.date;
  age.age = facts.age;
  age.last_modified = facts.last_modified;
  if (const auto listed = text::parse_loose_date(facts.lastmod))
    age.listed_as_changed = static_cast<double>(*listed);
  age.visits = facts.visits;
  age.versions = facts.versions;
  age.first_seen = facts.first_seen;
  return age;
}

using Ids = std::vector<std::int64_t>;

Ids due_urls(const std::string& file) {
  Ids ids;
  const double now = text::epoch_now();
  storage::for_each_newest_page(file, [&](const storage::RevisitFacts& facts) {
    if (crawl::when_due(age_of(facts)).at <= now) ids.push_back(facts.url_id);
  });
  return ids;
}

Ids urls_where(const std::string& file, const std::string& condition) {
  try {
    return storage::urls_where(file, condition, sql_functions());
  } catch (const storage::Error& error) {
    if (error.kind() != storage::ErrorKind::sql) throw;
    throw UsageError(fmt::format(
        "--where: {}; 'PRAGMA table_info(pages_flat)' in trawl query lists the columns", error.what()));
  }
}

/// The pages that the flags choose; null if they choose none.
std::shared_ptr<const Ids> chosen_urls(const Arguments& arguments, const std::string& file) {
  const std::string* const condition = arguments.value("where");
  const bool is_due = arguments.has("due");
  if (!is_due && condition == nullptr) return nullptr;
  for (const char* const other : {"only-new", "older-than"})
    if (arguments.has(other))
      throw UsageError(fmt::format("--{} chooses pages, too: leave it out, or --due and --where", other));
  Ids ids = is_due ? due_urls(file) : urls_where(file, *condition);
  if (is_due && condition != nullptr) {
    const Ids others = urls_where(file, *condition);
    Ids both;
    std::set_intersection(ids.begin(), ids.end(), others.begin(), others.end(), std::back_inserter(both));
    ids = std::move(both);
  }
  if (!arguments.has("quiet"))
    std::cerr << fmt::format("{} of the known pages are asked again{}\n", grouped(std::ssize(ids)),
                             is_due ? ": due" : "");
  return std::make_shared<const Ids>(std::move(ids));
}

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  const auto crawl = newest_crawl(file);
  if (!crawl) throw UsageError(fmt::format("{} has no crawl", shell_word(file)));
  if (is_cut_off(*crawl)) {
    throw UsageError(
        fmt::format("the crawl in {0} is unfinished; continue it with: trawl resume {0}", shell_word(file)));
  }
  return run_stored_crawl(file, *crawl, arguments, true, chosen_urls(arguments, file));
}

}  // namespace

Command recrawl_command() {
  Command command;
  command.name = "recrawl";
  command.summary = "crawl a finished crawl's site again";
  command.usage = "DB";
  command.notes = kNotes;
  command.flags = stored_crawl_flags();
  command.flags.push_back({"due", 0, "", "ask only for pages that are due, and new ones", "What to fetch"});
  command.flags.push_back(
      {"where", 0, "SQL", "ask only for pages with this condition on pages_flat", "What to fetch"});
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
