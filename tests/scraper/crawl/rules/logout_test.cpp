#include "scraper/crawl/rules/logout.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

bool is_logout(const std::string& path) {
  return crawl::looks_like_logout(fetch::Url::parse("http://a.test" + path).value());
}

bool has_session(const crawl::Options& options, const std::string& seed = "http://a.test/") {
  return crawl::brings_session(options, {fetch::Url::parse(seed).value()});
}

}  // namespace

TEST_CASE("paths and parameters that log out are known in many spellings and languages") {
  for (const char* path :
       {"/logout", "/Logout.aspx", "/log-out/", "/user/log_out?x=1", "/users/sign_out", "/signoff.do",
        "/a/abmelden", "/d%C3%A9connexion", "/wp-login.php?action=logout&_wpnonce=1", "/?logout",
        "/index.php?logout=1", "/do/userLogout", "/logout_confirm.jsp", "/logout;x=1", "/cerrar-sesion",
        "/Special:Userlogout", "/%6Cogout"}) {
    CAPTURE(path);
    CHECK(is_logout(path));
  }
}

TEST_CASE("pages about something else do not log out") {
  for (const char* path :
       {"/", "/login", "/blog/out", "/catalogout-of-print-books", "/log/outage", "/signs/outdoor",
        "/?q=how+to+implement+a+logout+button", "/escites", "/a?next=/login"}) {
    CAPTURE(path);
    CHECK_FALSE(is_logout(path));
  }
}

TEST_CASE("a session comes by cookie, password or header") {
  crawl::Options options;
  options.headers = {{"Accept", "x"}};
  CHECK_FALSE(has_session(options));
  CHECK(has_session(options, "http://me:secret@a.test/"));
  options.headers = {{"AUTHORIZATION", "Bearer x"}};
  CHECK(has_session(options));
  options.headers = {{"Cookie", "x=1"}};
  CHECK(has_session(options));
  options.headers.clear();
  options.cookies = {{"sid", "1"}};
  CHECK(has_session(options));
  options.cookies.clear();
  options.user = "me:secret";
  CHECK(has_session(options));
  options.user.reset();
  options.cookie_file = "cookies.txt";
  CHECK(has_session(options));
}
