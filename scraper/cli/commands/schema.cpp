#include "scraper/cli/spider/schema.hpp"

#include <iostream>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/spider/spider_forms.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Prints the JSON Schema (draft 2020-12) of spider files: which keys there are, what each is for, and what its
value may be. Editors that know YAML complete and check by it. 'trawl help spider' explains the same by an example.

Example:
  trawl schema > spider.schema.json
  then, as the first line of a spider file:  # yaml-language-server: $schema=spider.schema.json

Exit codes: 0 done, 2 usage.
)";

ExitCode run(const Arguments&) {
  std::cout << json_schema(spider_forms(), "spider") << '\n';
  return ExitCode::done;
}

}  // namespace

Command schema_command() {
  Command command;
  command.name = "schema";
  command.summary = "print the JSON Schema of spider files";
  command.notes = kNotes;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
