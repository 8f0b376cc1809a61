#pragma once
#include <vector>

namespace trawl::cli {

/// The signals that ask for an orderly end: SIGINT, SIGTERM, and SIGHUP (the terminal is gone) unless the
/// process was started to ignore that, as by nohup.
std::vector<int> stop_signals();

/// Makes them wait for the loop that handles them, on this thread and on those that it starts from now on.
/// For commands that start threads before the crawl.
void block_stop_signals();

}  // namespace trawl::cli
