#include "scraper/cli/habits.hpp"

#include <set>
#include <string>

#include <doctest/doctest.h>

#include "scraper/cli/arguments.hpp"
#include "scraper/cli/commands.hpp"

using namespace trawl;

namespace {

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The complaint of `trawl crawl` about such a command line.
std::string complaint(const std::vector<std::string>& words) {
  try {
    cli::parse_arguments(cli::crawl_command(), words);
  } catch (const cli::UsageError& error) {
    return error.what();
  }
  return "";
}

/// Every flag and command of trawl, as they are typed.
std::set<std::string> vocabulary() {
  std::set<std::string> words{"trawl help"};
  for (const cli::Command& command : cli::all_commands()) {
    words.insert("trawl " + std::string(command.name));
    for (const cli::Flag& flag : command.flags) {
      words.insert("--" + std::string(flag.name));
      if (flag.letter != 0) words.insert(std::string("-") + flag.letter);
    }
  }
  return words;
}

/// The flags and commands that an answer tells people to type: what begins with a dash after a blank, but
/// "curl's -w", and the word after "trawl ", but "trawl does not".
std::vector<std::string> advised(const std::string& answer) {
  std::vector<std::string> words;
  const auto word_at = [&](std::size_t at) {
    return answer.substr(at, answer.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-ATH", at) - at);
  };
  for (std::size_t at = 0; (at = answer.find(" -", at)) != std::string::npos; ++at) {
    if (!answer.substr(0, at).ends_with("'s")) words.push_back(word_at(at + 1));
  }
  const std::set<std::string> verbs{"", "does", "https", "only", "reads", "runs", "writes"};
  for (std::size_t at = 0; (at = answer.find("trawl ", at)) != std::string::npos; ++at) {
    if (!verbs.contains(word_at(at + 6))) words.push_back("trawl " + word_at(at + 6));
  }
  return words;
}

}  // namespace

TEST_CASE("what people type for wget, curl, Scrapy and HTTrack has trawl's words for it") {
  const std::pair<const char*, const char*> cases[] = {{"--wait", "--delay"},
                                                       {"-w", "--delay"},
                                                       {"--random-wait", "--delay"},
                                                       {"--level", "--depth"},
                                                       {"-l2", "--depth"},
                                                       {"--recursive", "--depth"},
                                                       {"-r", "--depth"},
                                                       {"--mirror", "--depth"},
                                                       {"-m", "-d N"},
                                                       {"--accept", "--include"},
                                                       {"--reject=*.gif", "--exclude"},
                                                       {"-R", "--exclude"},
                                                       {"-p", "--assets check"},
                                                       {"--page-requisites", "--assets check"},
                                                       {"-np", "--scope prefix"},
                                                       {"--no-parent", "--scope prefix"},
                                                       {"--domains=a.org", "--scope domain"},
                                                       {"-O", "-o FILE"},
                                                       {"--output-document", "-o FILE"},
                                                       {"--limit-rate", "--rate"},
                                                       {"--tries", "--retries"},
                                                       {"-e", "--robots ignore"},
                                                       {"-s", "-q"},
                                                       {"--silent", "-q"},
                                                       {"--no-check-certificate", "--insecure"},
                                                       {"--http-password", "--user"},
                                                       {"--load-cookies", "--cookies"},
                                                       {"-k5", ""},
                                                       {"-L", "followed"},
                                                       {"-I", "--show headers"},
                                                       {"-X", "GET"},
                                                       {"--max-time", "--timeout"},
                                                       {"--continue", "trawl resume"},
                                                       {"--timestamping", "trawl recrawl"},
                                                       {"runspider", "trawl crawl -f"},
                                                       {"repl", "trawl shell"},
                                                       {"list", "trawl query"},
                                                       {"dump", "trawl query"},
                                                       {"explain", "trawl why FILE URL"},
                                                       {"compare", "trawl diff FILE"},
                                                       {"grep", "trawl search FILE WORDS"},
                                                       {"mirror", "trawl crawl"}};
  for (const auto& [given_word, words] : cases) {
    const auto& word = given_word;
    CAPTURE(std::string(word));
    const auto answer = cli::habit(word);
    CHECK(answer.has_value() == (*words != '\0'));
    if (answer) CHECK(holds(*answer, words));
  }
}

TEST_CASE("a letter has the answer of the command that it was given to") {
  CHECK(holds(cli::habit("-s", "fetch").value_or(""), "nothing but the page"));
  CHECK(holds(cli::habit("-w", "fetch").value_or(""), "--show json"));
  CHECK(holds(cli::habit("-opages.csv", "query").value_or(""), "> FILE"));
  CHECK_FALSE(cli::habit("--wait", "query"));
}

TEST_CASE("nobody's habit has no answer") {
  for (const char* word : {"--dely", "crawl", "qurey", "-", "--", ""}) CHECK_FALSE(cli::habit(word));
}

TEST_CASE("an answer names only flags and commands that there are") {
  const auto known = vocabulary();
  int count = 0;
  for (const std::string_view answer : cli::habit_answers()) {
    CAPTURE(answer);
    for (const std::string& word : advised(" " + std::string(answer))) {
      CAPTURE(word);
      CHECK(known.contains(word));
      ++count;
    }
  }
  CHECK(count > 50);
}

TEST_CASE(
    "the parser answers habits, also with values, joined letters and letters that trawl reads otherwise") {
  CHECK(complaint({"a.org", "--wait=2"}) == "unknown flag '--wait': write --delay 2s");
  CHECK(holds(complaint({"-r", "-l", "2", "a.org"}), "unknown flag '-r': links are followed"));
  CHECK(holds(complaint({"-np", "a.org"}), "unknown flag '-np': write --scope prefix"));
  CHECK(holds(complaint({"-nc", "a.org"}), "trawl resume"));
  CHECK(holds(complaint({"a.org", "--spider"}), "broken_links"));
  CHECK(complaint({"-n5", "a.org"}) == "");
}

TEST_CASE("a long flag with one dash is not read as a letter with a value") {
  CHECK(complaint({"-output", "x.db", "a.org"}) == "unknown flag '-output': write --output");
  CHECK(complaint({"-depth=2", "a.org"}) == "unknown flag '-depth': write --depth");
  CHECK(complaint({"--", "-output"}) == "");
}

TEST_CASE("the beginning of a flag finds it, as in GNU's programs") {
  CHECK(holds(complaint({"--conc", "4", "a.org"}), "did you mean '--concurrency'?"));
  CHECK(holds(complaint({"--user-", "4", "a.org"}), "did you mean '--user-agent'?"));
}
