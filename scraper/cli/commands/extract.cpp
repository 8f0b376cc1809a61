#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "fetch/aio/event_loop.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/difference_lines.hpp"
#include "scraper/cli/print/fetched_text.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/extraction.hpp"
#include "scraper/cli/run/gate.hpp"
#include "scraper/cli/run/page_rules.hpp"
#include "scraper/cli/run/stored_crawl.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "scraper/cli/spider/allowed_commands.hpp"
#include "scraper/cli/spider/spider_file.hpp"
#include "scraper/crawl/single_fetch.hpp"
#include "scraper/crawl/visit/item_rows.hpp"
#include "scraper/page/content_type.hpp"
#include "storage/file/error.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/store.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Applies the rules of a spider file to pages that are there already.

On a crawl file it reads the newest page of each URL that has a body, without asking any host, and prints which
rows would be added, removed and changed, and how well each field is filled. --write then changes the tables; until
then the file stays as it is, also while a crawl writes to it. A row that the rules no longer give goes; new values
of a row are corrections, and not in the view changes. With --write the file also keeps the rules: 'trawl resume' and
'trawl recrawl' use them from then on. Tables and columns that they do not name stay as they are.

On a file (- is stdin) or a URL it prints the items of that page as JSON lines. A file is a page of --url.

Example:
  trawl extract shop.db -f shop.yaml
  trawl extract shop.db -f shop.yaml --fail-on 'field price null > 5%' --write
  trawl extract page.html -f shop.yaml --url https://shop.example/products/1

Exit codes: 0 done, 1 error, 2 usage, 3 disk or database (also a file that a crawl is writing, with --write),
4 spider file, 5 the page could not be fetched, 10 what --fail-on forbids is so: then nothing is written. A file that
an older trawl has written is brought up to date by --write without --fail-on first.
)";

constexpr std::string_view kExtraction = "Extraction";

std::vector<Flag> flags() {
  std::vector<Flag> all{
      {"spider", 'f', "FILE", "read the rules from a YAML file; - is stdin", kExtraction},
      {"write", 0, "", "change the tables of the crawl file", kExtraction},
      {"fail-on", 0, "CONDITION", "exit with 10 when it holds, such as 'field price null > 5%'; repeatable",
       kExtraction, true},
      {"url", 0, "URL", "the URL of the page in FILE", kExtraction},
      kAllowCommands,
  };
  const auto network = network_flags();
  all.insert(all.end(), network.begin(), network.end());
  return all;
}

/// What the command line asks for, understood before anything is read.
struct Job {
  Job() {}
  std::string word;  ///< the crawl file, file or URL
  std::unique_ptr<const PageRules> rules;
  std::vector<storage::ItemTable> tables;
  std::vector<std::string> gates;
  bool writes = false;
};

std::vector<std::string> gates_in(const Arguments& arguments, const std::vector<storage::ItemTable>& tables) {
  std::vector<std::string> gates;
  for (const auto& given : arguments.flags) {
    if (given.flag != "fail-on") continue;
    for (const std::string& text : given.values) {
      try {
        const Gate gate = parse_gate(text);
        if (!gate.is_about_items())
          throw UsageError(
              fmt::format("--fail-on '{}': here a condition begins with 'field' or 'table'", gate.text));
        if (const std::string why = misfit(gate, tables); !why.empty()) throw UsageError(why);
        gates.push_back(gate.text);
      } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("--fail-on: {}", error.what()));
      }
    }
  }
  return gates;
}

Job job_of(const Arguments& arguments) {
  const std::string* const file = arguments.value("spider");
  if (file == nullptr) throw UsageError("no rules; say which spider file: -f FILE");
  Job job;
  job.word = arguments.words[0];
  auto spider = std::make_shared<const extract::Spider>(load_spider_file(*file).spider);
  job.rules = std::make_unique<const PageRules>(std::move(spider), arguments.has(kAllowCommands.name), *file);
  job.tables = crawl::item_tables(job.rules->spider());
  job.gates = gates_in(arguments, job.tables);
  job.writes = arguments.has("write");
  return job;
}

bool is_database(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string magic(15, '\0');
  in.read(magic.data(), static_cast<std::streamsize>(magic.size()));
  return magic == "SQLite format 3";
}

/// Throws if the file cannot be written. Brings one of an older schema up to date, unless a gate may still
/// forbid to write.
void check_writable(const Job& job) {
  const std::string& file = job.word;
  try {
    if (job.gates.empty()) {
      const storage::Store store(file);
    } else {
      const storage::FileLock lock(file);
    }
  } catch (const storage::Error& error) {
    if (error.kind() != storage::ErrorKind::locked) throw;
    throw storage::Error(
        error.kind(),
        fmt::format("{}: a crawl is writing to it; wait until it ends, or stop it, then run this again",
                    file));
  }
}

void print_notes(const ExtractionResult& result) {
  for (const auto& [kind, note] : result.notes) {
    const auto& [times, first] = note;
    complain(kind, times == 1 ? first : fmt::format("{} (and {} more)", first, times - 1));
  }
}

ExitCode extract_from_database(const Job& job) {
  if (job.writes) check_writable(job);
  const auto crawls = crawls_with_rules(job.word, job.rules->spider());
  bool is_unchanged = false;
  {
    storage::ItemRewriter copy(job.word, job.tables, storage::ItemPlace::copy);
    const ExtractionResult result =
        extract_stored(job.word, job.rules->extractor(), job.rules->commands(), copy);
    const auto differences = copy.differences();
    std::cout << fmt::format("{} pages read, {} of them with rows\n", result.pages, result.pages_with_rows)
              << difference_text(differences, job.rules->spider(), result) << leftover_text(copy.leftovers())
              << std::flush;
    is_unchanged = is_same(differences);
    print_notes(result);
    const auto failed = failed_gates(job.gates, report_of(differences, job.rules->spider(), result));
    for (const std::string& gate : failed) complain("failed", gate);
    if (!failed.empty()) return ExitCode::gate;
  }
  if (!job.writes) {
    if (is_unchanged && crawls.empty()) {
      std::cout << "There is nothing to write: the file has these rows, and keeps these rules.\n";
    } else if (is_unchanged) {
      std::cout
          << "No row would change. The file keeps other rules for resume and recrawl; --write keeps these.\n";
    } else {
      std::cout << "Nothing is written yet; --write does that.\n";
    }
    return ExitCode::done;
  }
  storage::ItemRewriter file(job.word, job.tables, storage::ItemPlace::file);
  extract_stored(job.word, job.rules->extractor(), job.rules->commands(), file);
  for (const auto& [id, options] : crawls) file.keep_options(id, options);
  std::cout << "Written. The file keeps these rules: trawl resume and trawl recrawl use them.\n";
  return ExitCode::done;
}

/// Prints the items of one page.
ExitCode print_items(const Job& job, const crawl::Fetched& fetched) {
  const fetch::Response& response = fetched.answer();
  const PageRules::Found found =
      job.rules->on(response.url, response.body, media_type(fetched), page::content_type_of(response));
  std::cout << safe_json(found.lines) << std::flush;
  for (const auto& [subject, note] : found.notes) complain(subject, note);
  if (!found.complaint.empty()) complain(response.url.href(), found.complaint);
  return ExitCode::done;
}

std::string content_of(const std::string& file) {
  if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::error_code none;
  if (std::filesystem::is_directory(file, none))
    throw UsageError(fmt::format("{} is a folder; name a file, a crawl file or a URL", shell_word(file)));
  std::ifstream in(file, std::ios::binary);
  std::string content(std::istreambuf_iterator<char>(in), {});
  if (in.bad() || !in.is_open()) throw UsageError(fmt::format("{} cannot be read", shell_word(file)));
  return content;
}

ExitCode extract_from_file(const Job& job, const Arguments& arguments) {
  const std::string* const url = arguments.value("url");
  fetch::Url page = [&] {
    try {
      return parse_seed(url == nullptr ? "http://localhost/" : *url);
    } catch (const std::invalid_argument& error) {
      throw UsageError(fmt::format("--url: {}", error.what()));
    }
  }();
  crawl::Fetched fetched(page);
  fetch::Response& response = fetched.chain.emplace_back(page);
  response.status = 200;
  response.body = content_of(job.word);
  if (url == nullptr)
    complain(job.word, "its URL is not known, so rules for certain URLs do not match; see --url");
  return print_items(job, fetched);
}

ExitCode extract_from_url(const Job& job, const Arguments& arguments) {
  crawl::Options options = settings_of_new_crawl(arguments).options;
  options.tries = 1;
  const std::vector<fetch::Url> urls{parse_seed(job.word)};
  aio::EventLoop loop;
  crawl::SingleFetch fetcher(loop, options, urls);
  const crawl::Fetched fetched = loop.run_until_complete(fetcher.fetch(urls[0]));
  if (!fetched.has_answer() || fetched.answer().status >= 400) {
    complain(job.word, fetched.has_answer() ? fmt::format("the answer is {}", fetched.answer().status)
                                            : fetched.error_detail);
    return ExitCode::nothing;
  }
  return print_items(job, fetched);
}

ExitCode run(const Arguments& arguments) {
  const Job job = job_of(arguments);
  std::error_code none;
  if (job.word == "-" || (std::filesystem::exists(job.word, none) && !is_database(job.word)))
    return extract_from_file(job, arguments);
  if (std::filesystem::exists(job.word, none)) return extract_from_database(job);
  try {
    parse_seed(job.word);
  } catch (const std::invalid_argument&) {
    throw UsageError(fmt::format("there is no file {}, and it is no URL", shell_word(job.word)));
  }
  return extract_from_url(job, arguments);
}

}  // namespace

Command extract_command() {
  Command command;
  command.name = "extract";
  command.summary = "apply the rules of a spider file to stored pages, a file or a URL";
  command.usage = "DB|FILE|URL -f SPIDER";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
