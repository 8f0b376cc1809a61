// Small sites after public bug reports, which lie beside the repository (`../shared/cases`). Each is
// crawled in a network of its own: some name hosts that must not be looked up.
#include <algorithm>
#include <atomic>
#include <regex>
#include <thread>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"

using namespace trawl;

using namespace trawl::cli::testing;

namespace {

/// A site, and what stands in the output of its crawl once it is read right: rows of `urls` and `pages`, of
/// what trawl answers, and lines of the terminal. The site's port reads ":P". "!" in front: it stands
/// nowhere.
struct SiteCase {
  std::string name;
  Words said;
};

std::string page(const std::string& path, int status) {
  return "('http://127.0.0.1:P" + path + "', " + std::to_string(status) + ", None";
}
std::string url(const std::string& path, const std::string& state, const std::string& reason = "") {
  return "'http://127.0.0.1:P" + path + "', '" + state + "', " +
         (reason.empty() ? "None" : "'" + reason + "'");
}

std::vector<SiteCase> cases() {
  return {
      {"big_file_broken",
       {page("/manual.pdf", 200), "broken|http://127.0.0.1:P/gone|404|",
        "!broken|http://127.0.0.1:P/manual"}},
      {"body_9mib", {"/', 200, None, 'http://127.0.0.1:P/', 'big', 1, 0)", page("/first", 200)}},
      {"bounce_cookie", {page("/", 200), page("/in1", 200), page("/in2", 200)}},
      {"brackets_redirect", {page("/list?f[]=1&f[]=2", 200), page("/deep", 200)}},
      {"canonical_other", {page("/p", 200), page("/c", 301)}},
      {"catchall_relative", {"exit 0", "finished: nothing left", "same body"}},
      {"cdn_sitemap", {"('http://shop.test:P/hidden', 200", "'http://evil.test/', 'skipped', 'scope'"}},
      {"cp1251_query",
       {page("/s?q=%EF%F0%E8%E2%E5%F2", 200), page("/%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82", 200)}},
      {"crawl_delay_day",
       {"exit 11", "parked    http://127.0.0.1:P: 2 URLs (crawl-delay); may be asked in 24h",
        "event|parked|"}},
      {"crawl_two_seeds_depth", {url("/t", "done"), url("/too-deep", "skipped", "depth")}},
      {"dead_external_link",
       {"broken|http://dead-host.invalid/x|0|dns", "broken|http://127.0.0.1:1/refused|0|",
        "broken|http://127.0.0.1:P/gone|404|"}},
      {"depth_recrawl", {page("/3", 200)}},
      {"depth_resume", {page("/2", 200), url("/3", "skipped", "depth")}},
      {"dns_dead",
       {"'http://no-such-host-zz.invalid/', 'skipped', 'robots unreachable: dns'", page("/", 200)}},
      {"duplicate_via_redirects", {page("/t", 200), page("/r0", 301)}},
      {"euckr_query", {R"("href":"http://h.test/s?q=%C7%D1%B1%B9")"}},
      {"excl_unicode",
       {url("/gr%C3%B6%C3%9Fe/1", "skipped", "exclude"), url("/two%20words", "skipped", "exclude"),
        page("/ok", 200)}},
      {"fragments_kept", {"link||mailto:", "link|"}},
      {"hash_in_path",
       {page("/LT-3%23L~8.DWG", 200), page("/what%3F.pdf", 200), page("/100%25", 200), page("/%252F", 200)}},
      {"host_limit_later", {page("/1", 200), page("/2", 200), page("/3", 200)}},
      {"http_url_schemes", {"exit 0", page("/undefined", 404), page("/%7B%7B%20url%20%7D%7D", 404)}},
      {"iframe_quote", {page("/some/next.html", 200)}},
      {"include_www", {page("/blog/4", 200), url("/shop/2", "skipped", "include")}},
      {"js_redirect_seed", {"has no links, but scripts"}},
      {"jsessionid", {"-- requests (5)"}},
      {"limit_resume", {"exit 0", page("/5", 200), "!nothing to resume"}},
      {"links_100050", {"event|links|50 links of"}},
      {"location_forms", {"!%EF%BF%BD", "'http://127.0.0.1:P/z/caf%E9'", "'http://127.0.0.1:P/z/a%20b'"}},
      {"location_latin1", {page("/caf%E9", 200), "!%EF%BF%BD"}},
      {"login_next_growth", {"exit 0", "'skipped', 'trap: escapes'"}},
      {"logout_link", {url("/logout", "skipped", "logout"), page("/b", 200)}},
      {"many_hosts", {"exit 0", "finished: nothing left", "pages     801 in"}},
      {"meta_bot_name",
       {url("/from-m", "skipped", "nofollow"), url("/from-h", "skipped", "nofollow"), page("/from-o", 200)}},
      {"meta_refresh_gate", {"/', 200, None, 'http://127.0.0.1:P/', 'in', 1, 0)", page("/a", 200)}},
      {"port_redirect", {"'http://127.0.0.1:1/x', 'skipped', 'scope'", page("/r", 302)}},
      {"query_growth", {"'skipped', 'trap: parameter repeated'"}},
      {"redirect_depth", {page("/two", 200), url("/three", "skipped", "depth")}},
      {"redirect_reverse_key",
       {"'http://127.0.0.1:P/br?f%5B%5D=1', 'got it'", "'http://127.0.0.1:P/land?utm_source=self', 'got it'",
        "'http://127.0.0.1:P/%7Ejoe', 'got it'", "'http://127.0.0.1:P/w/caf%c3%a9', 'got it'",
        "!redirect_loop"}},
      {"redirect_same_key",
       {"'http://127.0.0.1:P/br?f[]=1', 'got it'", "'http://127.0.0.1:P/land', 'got it'",
        "'http://127.0.0.1:P/eq', 'got it'", "!redirect_loop"}},
      {"refused_then_up", {page("/a", 200), page("/b", 200)}},
      {"rejudge", {page("/ex1", 200), page("/priv", 200), page("/behind", 200)}},
      {"retry_403_burst", {url("/p0", "failed"), "exit 15"}},
      {"robots_closed_later", {url("/priv", "skipped", "robots")}},
      {"robots_down_then_up", {"exit 5", page("/a", 200)}},
      {"robots_forbid_seed", {"exit 5", url("/", "skipped", "robots"), "-- requests (1)"}},
      {"robots_redirect_shared",
       {"'http://a.test:P/a-private', 'skipped', 'robots'",
        "'http://b.test:P/b-private', 'skipped', 'robots'", "('http://a.test:P/b-private', 200",
        "('http://b.test:P/a-private', 200"}},
      {"robots_self_redirect", {url("/secret", "skipped", "robots"), page("/open", 200)}},
      {"robots_then_ignore", {page("/priv", 200), page("/priv/2", 200)}},
      {"robots_www_redirect", {"('http://www.site.test:P/sm.xml', 200"}},
      {"same_ip_hosts", {"exit 0", "pages     30 in"}},
      {"seed_feed", {page("/p1", 200), page("/p2", 200)}},
      {"seed_fragment", {page("/p", 200), page("/q", 200)}},
      {"seed_other_host",
       {"redirects to http://new.test:P/, which is out of scope; to crawl that: trawl crawl "
        "http://new.test:P/"}},
      {"seed_page_scope_redirect", {"'http://127.0.0.1:P/home', 'home'", url("/x", "skipped", "scope")}},
      {"seed_prefix_noslash", {page("/docs/a", 200), url("/blog", "skipped", "scope")}},
      {"seed_redirect_include", {page("/blog/1", 200)}},
      {"seed_sitemap", {page("/p1", 200), page("/p2", 200)}},
      {"seeds_file",
       {url("/a", "skipped", "robots unreachable: connect"),
        url("/c", "skipped", "robots unreachable: connect"), "!/c%20"}},
      {"seeds_file16",
       {url("/a", "skipped", "robots unreachable: connect"),
        url("/b", "skipped", "robots unreachable: connect")}},
      {"sitemap_gz_twice", {page("/rel", 200), page("/ce", 200), page("/plain", 200)}},
      {"sitemap_query_index", {page("/a", 200), page("/b", 200)}},
      {"sitemap_two_locs", {page("/a", 200), page("/b", 200), page("/c", 200)}},
      {"srcdoc", {page("/d/t.html", 200), url("/d/i.png", "skipped", "not a page")}},
      {"trailing_slash_pair", {page("/one/sub", 200), page("/two/sub", 200), page("/two", 301)}},
      {"userinfo_links", {page("/x", 200), page("/y", 200), page("/z", 200), "!user:"}},
      {"wordpress_head",
       {url("/wp-json/", "skipped", "not a page"), url("/xmlrpc.php?rsd", "skipped", "not a page"),
        page("/post-2/", 200)}},
      {"xrobots_many", {"exit 0", page("/p", 200)}},
  };
}

/// Stands for trawl: runs it, then prints what it answers about the file that it wrote.
constexpr const char* kTrawlThatAnswers = R"sh(#!/bin/sh
"$TRAWL_ITSELF" "$@"
code=$?
for word; do
  case $word in *.db) [ -f "$word" ] && "$TRAWL_ITSELF" query "$word" --csv "
    SELECT 'link|' || ifnull(fragment, '') || '|' || ifnull(href, '') || '|' FROM links WHERE fragment IS NOT NULL OR href IS NOT NULL
    UNION ALL SELECT 'broken|' || ifnull(link_url, '') || '|' || status || '|' || ifnull(error, '') FROM broken_links
    UNION ALL SELECT 'event|' || kind || '|' || ifnull(message, '') FROM events
    UNION ALL SELECT 'skipped for ' || skip_reason FROM urls WHERE skip_reason IS NOT NULL GROUP BY skip_reason
    LIMIT 200" ;;
  esac
done
exit $code
)sh";

struct Sites : CommandLine {
  Sites() {
    write("trawl", kTrawlThatAnswers);
    std::filesystem::permissions(folder / "trawl", std::filesystem::perms::owner_all);
    environment.emplace_back("TRAWL_ITSELF", trawl);
    environment.emplace_back("TRAWL", folder / "trawl");
    environment.emplace_back("BIND", "0.0.0.0");  // of the network of its own
    environment.emplace_back("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
  }

  support::Finished crawl(const std::string& name) const {
    // Some are silent for so long that they would seem to hang.
    const std::string line =
        "ip link set lo up || exit; while sleep 1; do echo . >&2; done & python3 \"$0\" sites \"$1\"; kill "
        "$!";
    return support::outcome_of({{"/usr/bin/unshare", "-rn", "/bin/sh", "-c", line, script.string(), name},
                                "",
                                environment,
                                folder.path()});
  }

  std::filesystem::path script = std::filesystem::absolute("../shared/cases/run.py");
};

/// What the case said, with each port of its site as "P".
std::string without_ports(const std::string& text) {
  static const std::regex kPort(R"((127\.0\.0\.1|\.test):\d{4,5}\b)");
  return std::regex_replace(text, kPort, "$1:P");
}

}  // namespace

TEST_CASE_FIXTURE(Sites, "each site after a public bug report is crawled right") {
  if (trawl.empty()) return;
  if (!std::filesystem::exists(script)) {
    MESSAGE("SKIPPED: no ../shared/cases beside the repository");
    return;
  }
  const std::vector<SiteCase> all = cases();
  for (const auto& entry : std::filesystem::directory_iterator(script.parent_path() / "sites")) {
    const std::string name = entry.path().filename();
    const bool is_known =
        std::any_of(all.begin(), all.end(), [&](const SiteCase& each) { return each.name == name; });
    CHECK_MESSAGE(is_known, name, " has no row here");
  }
  std::vector<std::string> said(all.size());
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> workers;  // most cases wait
    for (int i = 0; i < 4; ++i)
      workers.emplace_back([&] {
        for (std::size_t at; (at = next++) < all.size();) {
          const auto end = crawl(all[at].name);
          said[at] = without_ports(end.out + end.err);
        }
      });
  }
  if (holds(said.front(), "unshare:")) {
    MESSAGE("SKIPPED: no network namespace here: ", said.front());
    return;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string seen = said[i].substr(0, said[i].rfind("expected:"));
    for (const std::string& part : all[i].said) {
      const bool is_unwanted = part.front() == '!';
      const bool is_there = holds(seen, is_unwanted ? part.substr(1) : part);
      CHECK_MESSAGE(is_there != is_unwanted, all[i].name, ": ", part, "\n", seen.substr(0, 6'000));
    }
  }
}
