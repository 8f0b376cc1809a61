#include "scraper/page/html/markup_ends.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("a comment ends after its closing mark, or with the document") {
  CHECK(page::comment_end("<!-->x", 4) == 5);
  CHECK(page::comment_end("<!--->x", 4) == 6);
  CHECK(page::comment_end("<!-- a --!>x", 4) == 11);
  CHECK(page::comment_end("<!---!>x-->y", 4) == 11);
  CHECK(page::comment_end("<!-- a", 4) == 6);
  CHECK(page::comment_end("<!--", 4) == 4);
}

TEST_CASE("raw text ends at an end tag with the whole name") {
  CHECK(page::raw_text_end("a</b></STYLE>", 0, "style") == 5);
  CHECK(page::raw_text_end("a</styles></style\n>", 0, "style") == 10);
  CHECK(page::raw_text_end("a</style", 0, "style") == 8);
}

TEST_CASE("a script does not end inside its escaped parts") {
  CHECK(page::script_end("a</script>", 0) == 1);
  CHECK(page::script_end("<!--</script>", 0) == 4);
  CHECK(page::script_end("<!--<script></script></script>", 0) == 21);
  CHECK(page::script_end("<!--<script>--></script>", 0) == 15);
  CHECK(page::script_end("<!--<script></script>", 0) == 21);
}

TEST_CASE("a CDATA section ends at its brackets, other declarations after the next '>'") {
  CHECK(page::cdata_end("a]>]]>b", 0) == 3);
  CHECK(page::cdata_end("a]]", 0) == 3);
  CHECK(page::angle_end("a>b", 0) == 2);
  CHECK(page::angle_end("ab", 0) == 2);
}
