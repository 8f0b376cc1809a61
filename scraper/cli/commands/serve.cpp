#include <iostream>

#include <fmt/format.h>

#include "fetch/aio/event_loop.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/run/page_extras.hpp"
#include "scraper/cli/run/stop_signals.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "web/server.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Serves the web UI of a finished crawl, or of one that another process runs. Ctrl-C ends it. If the port is in
use, the exit code is 2.

Example:
  trawl serve example.org.db --ui 8080
)";

std::vector<Flag> flags() {
  return {crawl_flag("ui")->flag, crawl_flag("ui-password")->flag};
}

ExitCode run(const Arguments& arguments) {
  const CrawlSettings settings = settings_upon({}, arguments);
  if (!settings.ui) throw UsageError("there is nothing to serve without the UI: leave out --ui off");
  web::ServerOptions options;
  options.address = settings.ui->address;
  options.port = settings.ui->port;
  options.password = settings.ui_password;
  options.extras = page_extras();

  aio::EventLoop loop;
  for (const int signal : stop_signals()) loop.add_signal_handler(signal, [&loop] { loop.stop(); });
  const web::Server server(options, arguments.words[0]);
  std::cerr << fmt::format("watch it at {}\n", server.address()) << std::flush;
  loop.run_forever();
  return ExitCode::done;
}

}  // namespace

Command serve_command() {
  Command command;
  command.name = "serve";
  command.summary = "show a crawl file in the browser";
  command.usage = "DB";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
