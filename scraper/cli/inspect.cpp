#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/inspection.hpp"
#include "scraper/cli/suggest.hpp"

namespace cli {
namespace {

constexpr std::string_view kNotes =
    "Reads a JSON object a line from stdin and writes one a line, in order; a line that cannot be used "
    "gives\n"
    "{\"error\": …} and the others go on. Bytes stand as base64.\n"
    "\n"
    "  url       {\"input\", \"base\"?}\n"
    "  key       {\"url\"}\n"
    "  robots    {\"robots\" or \"bytes_base64\", \"agent\", \"url\"}\n"
    "  html      {\"html\" or \"bytes_base64\", \"base\", \"content_type\"?}\n"
    "  encoding  {\"bytes_base64\", \"content_type\"?}\n"
    "  sitemap   {\"bytes_base64\", \"url\", \"content_type\"?}\n"
    "  feed      {\"bytes_base64\", \"url\", \"content_type\"?}\n"
    "  mime      {\"bytes_base64\", \"content_type\"?}\n"
    "  simhash   {\"text\"}\n"
    "  cookie    {\"url\", \"set_cookie\": […], \"request_url\"}\n"
    "  date      {\"date\"}\n"
    "  redirect  {\"url\", \"method\", \"status\", \"location\"?}\n"
    "\n"
    "Example:\n"
    "  echo '{\"input\": \"../b\", \"base\": \"https://example.org/a/\"}' | trawl inspect url\n";

const Inspection& inspection_named(const std::string& kind) {
  std::vector<std::string_view> names;
  for (const Inspection& inspection : inspections()) {
    if (inspection.kind == kind) return inspection;
    names.push_back(inspection.kind);
  }
  throw UsageError(fmt::format("there is no inspection of '{}'{}; there are {}", kind,
                               did_you_mean(kind, names), fmt::join(names, ", ")));
}

ExitCode run(const Arguments& arguments) {
  const Inspection& inspection = inspection_named(arguments.words[0]);
  std::string line;
  while (std::cout && std::getline(std::cin, line)) {
    std::cout << inspection.answer(line) << '\n';
    // Whoever sends one line and waits for its answer gets it.
    if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
  }
  return ExitCode::done;
}

}  // namespace

Command inspect_command() {
  Command command;
  command.name = "inspect";
  command.summary = "show what trawl makes of a URL, a robots.txt, a page, a cookie, …";
  command.usage = "url|robots|html|cookie|…";
  command.notes = kNotes;
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace cli
