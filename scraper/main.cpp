#include <algorithm>

#include "scraper/cli/program.hpp"

int main(int count, char** words) {
  return static_cast<int>(cli::run_program({words + std::min(count, 1), words + count}));
}
