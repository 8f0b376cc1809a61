#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/cli/print/summary.hpp"
#include "scraper/cli/settings/settings.hpp"

namespace trawl::cli {

/// --notify of crawls. It is no setting that a file could have, as it names a program to run.
inline constexpr Flag kNotify{"notify", 0, "CMD",
                              "run a program at the end, with a summary on its stdin; needs --allow-commands",
                              "Output"};

/// The words of a command as a person types it: separated by blanks; quotes of either kind keep blanks, and a
/// backslash the character behind it, but not within single quotes. Nothing else has a meaning.
/// Throws std::invalid_argument for a quote that is not closed, and where there is no word.
std::vector<std::string> command_words(std::string_view text);

/// CrawlSettings::notify as that flag says. Throws UsageError.
void set_notify(CrawlSettings& settings, const Arguments& arguments);

/// How a crawl ended, as one JSON object.
std::string summary_json(const CrawlSettings& settings, const CrawlEnd& end);

/// Runs the program of --notify, if there is one, for 30 s at most. Why it counts as failed; "" if it does
/// not.
std::string notify(const CrawlSettings& settings, const CrawlEnd& end);

}  // namespace trawl::cli
