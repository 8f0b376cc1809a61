#include <algorithm>

#include "scraper/cli/program.hpp"
#include "scraper/memory.hpp"

int main(int count, char** words) {
  share_memory();
  return static_cast<int>(cli::run_program({words + std::min(count, 1), words + count}));
}
