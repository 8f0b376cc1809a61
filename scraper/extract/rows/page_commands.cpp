#include "scraper/extract/rows/page_commands.hpp"

#include <fmt/format.h>

namespace trawl::extract {
namespace {

CommandEnd refused(std::string why) {
  CommandEnd end;
  end.failure = std::move(why);
  return end;
}

}  // namespace

CommandEnd PageCommands::run(const std::vector<std::string>& command, std::string_view input) {
  if (page_.commands == nullptr) return refused("it may not run without --allow-commands");
  if (const auto hung = time_outs_.find(command);
      hung != time_outs_.end() && hung->second >= limits_.time_outs)
    return refused(fmt::format("it did not end in time {} times, so the rest of the page is left without it",
                               limits_.time_outs));
  if (time_ >= limits_.time)
    return refused(fmt::format("the commands of a page may take {} s, so the rest is left without it",
                               std::chrono::duration<double>(limits_.time).count()));
  CommandEnd end = page_.commands->run(command, input);
  time_ += end.time;
  if (end.is_time_out) ++time_outs_[command];
  return end;
}

}  // namespace trawl::extract
