#include <algorithm>

#include "scraper/cli/memory.hpp"
#include "scraper/cli/program.hpp"

using namespace trawl;

int main(int count, char** words) {
  cli::share_memory();
  return static_cast<int>(cli::run_program({words + std::min(count, 1), words + count}));
}
