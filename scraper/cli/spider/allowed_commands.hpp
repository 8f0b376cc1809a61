#pragma once
#include <memory>
#include <string>

#include "scraper/cli/command.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "scraper/extract/command_runner.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::cli {

/// --allow-commands, for each command that takes a spider file. It is no setting that a file could have.
inline constexpr Flag kAllowCommands{
    "allow-commands", 0, "", "let the spider file run the external commands that it names (cmd, pipe)",
    "Output"};

/// Throws ConfigError, which says what to do, if the spider file names commands and they are not allowed.
/// `file` is for the message.
void check_commands(const extract::Spider& spider, bool are_allowed, const std::string& file);

/// Options::allow_commands as the flag says; and the same check, if there are rules.
void allow_commands(crawl::Options& options, const Arguments& arguments, const std::string& file);

/// What runs the commands of a spider file; null if it names none. Throws as check_commands() does.
std::unique_ptr<extract::CommandRunner> allowed_commands(const extract::Spider& spider, bool are_allowed,
                                                         const std::string& file);

}  // namespace trawl::cli
