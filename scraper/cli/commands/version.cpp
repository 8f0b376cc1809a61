#include <iostream>

#include <fmt/format.h>

#include "fetch/curl_handle.hpp"
#include "scraper/cli/commands.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Example:
  trawl version -v
)";

std::vector<Flag> flags() {
  return {{"verbose", 'v', "", "also print the versions of the libraries", "Flags"}};
}

ExitCode run(const Arguments& arguments) {
  std::cout << "trawl " TRAWL_VERSION "\n";
  if (arguments.has("verbose"))
    std::cout << fmt::format("{}\nSQLite/{}\n", fetch::curl_version_text(), storage::sqlite_version());
  return ExitCode::done;
}

}  // namespace

Command version_command() {
  Command command;
  command.name = "version";
  command.summary = "print the version";
  command.notes = kNotes;
  command.flags = flags();
  command.run = run;
  return command;
}

}  // namespace trawl::cli
