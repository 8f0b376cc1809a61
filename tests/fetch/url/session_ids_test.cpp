#include "fetch/url/session_ids.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("what looks random is long and mixes letters and digits") {
  for (const char* text : {"5f4dcc3b5aa765d61d8327deb882cf99", "abc1def2ghi3jkl4",
                           "550e8400-e29b-41d4-a716-446655440000", "1234567890123456", "q7Xk2mVb9ZrT4wLp"}) {
    CAPTURE(text);
    CHECK(fetch::looks_random(text));
  }
  for (const char* text : {"", "1", "abc1def2ghi3jkl", "my-long-article-2024", "the-best-of-all-worlds",
                           "abcdefghijklmnopqrstuvwxyz"}) {
    CAPTURE(text);
    CHECK_FALSE(fetch::looks_random(text));
  }
}

TEST_CASE("names of sessions are known in any case, others only with a random value") {
  for (const char* name :
       {"jsessionid", "JSESSIONID", "PHPSESSID", "ASPSESSIONIDQQGGGNCM", "ASP.NET_SessionId", "CFTOKEN"}) {
    CAPTURE(name);
    CHECK(fetch::is_session_id(name, "1"));
  }
  for (const char* name : {"sid", "SID", "sessionid", "session_id", "session"}) {
    CAPTURE(name);
    CHECK(fetch::is_session_id(name, "5f4dcc3b5aa765d61d8327deb882cf99"));
    CHECK_FALSE(fetch::is_session_id(name, "12"));
    CHECK_FALSE(fetch::is_session_id(name, "introduction-to-poetry"));
  }
  for (const char* name : {"id", "s", "q", "ASPSESSIONIDX", "mysid"})
    CHECK_FALSE(fetch::is_session_id(name, "5f4dcc3b5aa765d61d8327deb882cf99"));
}

TEST_CASE("a session of ASP.NET is a segment of tickets, one of which is random") {
  CHECK(fetch::is_asp_net_session("(S(lit3py55t21z5v55vlm25s55))"));
  CHECK(fetch::is_asp_net_session("(X(1)S(lit3py55t21z5v55vlm25s55))"));
  for (const char* segment : {"(S(1))", "(X(1))", "S(lit3py55t21z5v55vlm25s55)", "(lit3py55t21z5v55vlm25s55)",
                              "(S())", "(S(lit3py55t21z5v55vlm25s55)", "()", ""}) {
    CAPTURE(segment);
    CHECK_FALSE(fetch::is_asp_net_session(segment));
  }
}
