#include "scraper/cli/print/shell_word.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using cli::shell_word;

TEST_CASE("a word is quoted only if the shell would interpret it") {
  CHECK(shell_word("example.org-8080.db") == "example.org-8080.db");
  CHECK(shell_word("my crawl.db") == "'my crawl.db'");
  CHECK(shell_word("it's.db") == "'it'\\''s.db'");
  CHECK(shell_word("$(x)") == "'$(x)'");
  CHECK(shell_word("") == "''");
}

TEST_CASE("control sequences are escaped") {
  CHECK(shell_word("a\x1b[2J") == "'a\\x1b[2J'");
}
