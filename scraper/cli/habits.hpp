#pragma once
#include <optional>
#include <string_view>
#include <vector>

namespace trawl::cli {

/// What to write in trawl for a word that people know from wget, curl, Scrapy, HTTrack or a plan: a phrase
/// that fits after "unknown flag '--wait': ". None for a word that nobody is known to type.
///
/// `word` is a flag as typed, with or without its value ("--wait", "-np", "-w2"), or the name of a command.
/// `command` is the command that the flag was given to.
std::optional<std::string_view> habit(std::string_view word, std::string_view command = "crawl");

/// All phrases that habit() has.
std::vector<std::string_view> habit_answers();

}  // namespace trawl::cli
