#include <csignal>
#include <iostream>

#include <fmt/format.h>

#include "fetch/aio/event_loop.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "web/server.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    "Works for a finished crawl, and for one that another process runs. Ctrl-C ends it. A port in use is "
    "exit 2.\n"
    "\n"
    "Example:\n"
    "  trawl serve example.org.db --ui 8080\n";

ExitCode run(const Arguments& arguments) {
  const CrawlSettings settings = settings_upon({}, arguments);
  if (!settings.ui) throw UsageError("without the UI there is nothing to serve: leave out --ui off");
  web::ServerOptions options;
  options.address = settings.ui->address;
  options.port = settings.ui->port;
  options.password = settings.ui_password;

  aio::EventLoop loop;
  for (const int signal : {SIGINT, SIGTERM}) loop.add_signal_handler(signal, [&loop] { loop.stop(); });
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
  for (const auto* name : {"ui", "ui-password"}) command.flags.push_back(crawl_flag(name)->flag);
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
