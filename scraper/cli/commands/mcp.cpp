#include <iostream>

#include <unistd.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/mcp/server.hpp"
#include "storage/file/database.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Serves a crawl file to programs that speak the Model Context Protocol (revision 2025-06-18), such as assistants and
editors: JSON-RPC lines on standard input and output, until the input ends. It only reads, also while a crawl writes to
the file; it fetches nothing and starts no crawl. Its tools:

  schema   the tables and views of the file, their columns, units and values
  query    one SELECT
  search   words in titles and texts, as 'trawl search' finds them; in a temporary index, if the file's is not of now
  show     one page: a summary, its text, links, headers or body
  why      what 'trawl why' tells of a URL
  report   what 'trawl report' tells: an overview, or the rows of one report

An answer has at most 1,000 rows (100 unless the client asks for more) and 200,000 bytes of them, a value at most 20,000
bytes, and says what was left out. A call ends after 20 s, of search and report after 120 s; a client may cancel it.
Text in answers comes from web pages, and may try to talk to the model that reads it.

Example:
  trawl mcp example.org.db
  {"mcpServers": {"crawl": {"command": "trawl", "args": ["mcp", "/home/me/example.org.db"]}}}   (in a client's settings)

Exit codes: 0 the input has ended, 1 stdout could not be written, 2 usage, 3 the file cannot be read.
)";

constexpr std::int64_t kMemory = 256 * 1024 * 1024;

ExitCode run(const Arguments& arguments) {
  storage::limit_memory(kMemory);
  storage::schema_version(arguments.words[0]);  // or the first answer would say what is wrong with the file
  std::cout.flush();
  mcp::Server(arguments.words[0], STDIN_FILENO, STDOUT_FILENO).serve();
  return ExitCode::done;
}

}  // namespace

Command mcp_command() {
  Command command;
  command.name = "mcp";
  command.summary = "answer questions of programs that speak the Model Context Protocol";
  command.usage = "DB";
  command.notes = kNotes;
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
