#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "scraper/cli/spider/draft.hpp"
#include "scraper/crawl/single_fetch.hpp"
#include "scraper/crawl/visit/received_page.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Fetches one page, if its robots.txt allows it, and writes a spider file with comments for it: the list that repeats
on the page with a guess of its fields, what the page says of itself as JSON-LD, or the objects of a JSON page, and the
link to the next page. It is a beginning: read it, rename and remove, then try it.

Example:
  trawl init https://shop.example/lamps -o lamps.yaml
  trawl crawl -f lamps.yaml -o lamps.db
  trawl query lamps.db 'SELECT * FROM lamps'

Exit codes: 0 done, 1 error, 2 usage (also a file that is there already), 4 settings, 5 the page could not be
fetched, or rules find nothing on it.
)";

std::vector<Flag> flags() {
  std::vector<Flag> all{
      {"output", 'o', "FILE", "write to FILE, which must not be there (stdout)", "What to write"},
      {"force", 0, "", "write over FILE", "What to write"},
      {"robots", 0, "HOW", "obey or ignore robots.txt (obey)", "What to fetch"},
  };
  const auto network = network_flags();
  all.insert(all.end(), network.begin(), network.end());
  return all;
}

/// Where the draft goes; none: stdout. Throws UsageError for a file that is there.
std::optional<std::string> output_of(const Arguments& arguments) {
  const std::string* const file = arguments.value("output");
  if (file == nullptr || *file == "-") return std::nullopt;
  std::error_code none;
  if (!arguments.has("force") && std::filesystem::exists(*file, none))
    throw UsageError(fmt::format("{} is there already; --force writes over it", shell_word(*file)));
  return *file;
}

void write(const std::optional<std::string>& file, const std::string& draft) {
  if (!file) {
    std::cout << draft;
    return;
  }
  std::ofstream out(*file, std::ios::binary);
  out << draft;
  out.close();
  if (!out) throw std::runtime_error(fmt::format("cannot write {}: {}", *file, std::strerror(errno)));
  std::cerr << fmt::format("{0} is written; next: trawl crawl -f {0}\n", shell_word(*file));
}

ExitCode run(const Arguments& arguments) {
  const auto file = output_of(arguments);
  const auto urls = seeds_of(arguments.words, "");
  crawl::Options options = settings_of_new_crawl(arguments).options;
  options.tries = 1;
  aio::EventLoop loop;
  crawl::SingleFetch fetcher(loop, options, urls);
  const crawl::Fetched fetched = loop.run_until_complete(fetcher.fetch(urls.front()));
  if (!fetched.has_answer() || fetched.answer().status >= 400) {
    complain(fetched.url.href(), fetched.has_answer()
                                     ? fmt::format("the answer is {}", fetched.answer().status)
                                     : fetched.error_detail);
    return ExitCode::nothing;
  }
  try {
    write(file, draft_of(fetched.answer(), crawl::media_type_of(fetched.answer())));
  } catch (const NoDraft& error) {
    complain(fetched.url.href(), error.what());
    return ExitCode::nothing;
  }
  return ExitCode::done;
}

}  // namespace

Command init_command() {
  Command command;
  command.name = "init";
  command.summary = "write a spider file for a page, as a beginning";
  command.usage = "URL";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
