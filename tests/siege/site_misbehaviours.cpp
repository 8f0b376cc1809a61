// Redirects, politeness, robots.txt, sitemaps.
#include "tests/siege/misbehaviour.hpp"
#include "tests/support/compression.hpp"

namespace trawl::siege {
namespace {

using Reasons = std::vector<std::string>;

std::string redirect(std::string_view location) {
  return "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + std::string(location) + "\r\n\r\n";
}

std::string refusal(int status, std::string_view header_lines) {
  return "HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: 0\r\n" + std::string(header_lines) +
         "\r\n";
}

/// Answers one target as given, and every other with a page that links to ten. robots.txt names a sitemap.
Answer only_at(std::string target, Answer answer) {
  std::string links;
  for (int i = 0; i < 10; ++i)
    links += "<a href=\"/" + std::string(12, 'a') + std::to_string(i) + "/a/a\">it</a>";
  return [target = std::move(target), answer = std::move(answer), plain = page(links),
          robots = page("Sitemap: /sitemap.xml", "", "text/plain")](Connection& connection,
                                                                    const std::string& asked) {
    if (asked == target) return answer(connection, asked);
    if (asked == "/robots.txt") return connection.send(robots);
    if (asked == "/sitemap.xml") return connection.send(refusal(404, ""));
    return connection.send(plain);
  };
}

void add_redirects(std::vector<Misbehaviour>& all) {
  all.emplace_back("redirect to itself", Reasons{"redirect_loop"}, fixed(redirect("/begin")));
  all.emplace_back("redirects in a circle", Reasons{"302"},
                   [](Connection& connection, const std::string& target) {
                     return connection.send(redirect(target == "/begin" ? "/other" : "/begin"));
                   });
  all.emplace_back("redirects without end", Reasons{"too_many_redirects"},
                   [](Connection& connection, const std::string& target) {
                     return connection.send(redirect(target + "x"));
                   });
  for (const char* const location :
       {"ftp://127.0.0.1/a", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,hello",
        "gopher://127.0.0.1:70/1", "mailto:a@b.example", "http://", "http://[::1", "//user@:0/", ""}) {
    all.emplace_back("redirect to '" + std::string(location) + "'", Reasons{"302|redirect_loop|bad_redirect"},
                     fixed(redirect(location)));
  }
  all.emplace_back("redirect to 100 kB", Reasons{"302"}, fixed(redirect("/" + std::string(100'000, 'u'))));
  all.emplace_back("redirect to the cloud's metadata", Reasons{"302"},
                   fixed(redirect("http://169.254.169.254/latest/meta-data/")));
  all.emplace_back("refresh to itself", Reasons{"200"},
                   fixed(page("<meta http-equiv=refresh content='0; url=/begin'>")));
  all.emplace_back(
      "refreshes without end", Reasons{"too many redirects"},
      [](Connection& connection, const std::string& target) {
        return connection.send(page("<meta http-equiv=refresh content='0; url=" + target + "x'>"));
      });
}

void add_politeness(std::vector<Misbehaviour>& all) {
  all.emplace_back("503 for a year", Reasons{"parked"}, fixed(refusal(503, "Retry-After: 31536000\r\n")));
  all.emplace_back("429 for a year", Reasons{"parked"},
                   fixed(refusal(429, "Retry-After: Fri, 31 Dec 2100 23:59:59 GMT\r\n")));
  all.emplace_back("Retry-After of 300 digits", Reasons{"parked"},
                   fixed(refusal(503, "Retry-After: " + std::string(300, '9') + "\r\n")));
  all.emplace_back("Retry-After below zero", Reasons{"503"}, fixed(refusal(503, "Retry-After: -1\r\n")));
  all.emplace_back(
         "Crawl-delay of a year", Reasons{"parked"},
         only_at("/robots.txt", fixed(page("User-agent: *\nCrawl-delay: 31536000\n", "", "text/plain"))))
      .everywhere();
}

void add_robots(std::vector<Misbehaviour>& all) {
  all.emplace_back("robots.txt without end", Reasons{"200"},
                   only_at("/robots.txt", endless(open_head(), repeated("Disallow: /no/never\n", 1'000))))
      .everywhere();
  all.emplace_back("robots.txt that drips", Reasons{"200"},
                   only_at("/robots.txt", dripping(open_head(), "Disallow: /x\n")))
      .everywhere();
  all.emplace_back("robots.txt that stalls", Reasons{"robots unreachable"},
                   only_at("/robots.txt", stalling("")))
      .everywhere();
  all.emplace_back("robots.txt that redirects to itself", Reasons{"200"},
                   only_at("/robots.txt", fixed(redirect("/robots.txt"))))
      .everywhere();
  all.emplace_back(
         "robots.txt of one pattern of stars", Reasons{"200"},
         only_at("/robots.txt", fixed(page("User-agent: *\nDisallow: /" + repeated("*a", 250'000) + "b\n", "",
                                           "text/plain"))))
      .everywhere();
  all.emplace_back(
         "robots.txt of 25,000 patterns", Reasons{"200"},
         only_at("/robots.txt",
                 fixed(page("User-agent: *\n" + repeated("Disallow: /*aaaaab\n", 25'000), "", "text/plain"))))
      .everywhere();
  all.emplace_back(
         "robots.txt of bytes", Reasons{"200"},
         only_at("/robots.txt", fixed(page(repeated("\x01\xff\x00z\r", 100'000), "", "text/plain"))))
      .everywhere();
}

void add_sitemaps(std::vector<Misbehaviour>& all) {
  const auto sitemap = [](Answer answer) { return only_at("/sitemap.xml", std::move(answer)); };
  const auto xml = [](std::string_view body) { return page(body, "", "application/xml"); };
  all.emplace_back("sitemap bomb", Reasons{"sitemap"},
                   sitemap(fixed(page(repeated(support::gzip(std::string(64 << 20, ' ')), 20), "",
                                      "application/gzip"))))
      .everywhere();
  all.emplace_back(
         "sitemap index of itself", Reasons{"200"},
         sitemap(fixed(xml("<sitemapindex><sitemap><loc>/sitemap.xml</loc></sitemap></sitemapindex>"))))
      .everywhere();
  all.emplace_back("sitemap indexes without end", Reasons{"sitemap nesting"},
                   [xml](Connection& connection, const std::string& target) {
                     if (target == "/robots.txt") return connection.send(refusal(404, ""));
                     if (!target.ends_with(".xml")) return connection.send(page("<p>"));
                     const std::string next = target.substr(0, target.size() - 4) + "x.xml";
                     return connection.send(
                         xml("<sitemapindex><sitemap><loc>" + next + "</loc></sitemap></sitemapindex>"));
                   })
      .everywhere();
  all.emplace_back(
         "sitemap of laughs", Reasons{"200"},
         sitemap(fixed(xml("<!DOCTYPE u [<!ENTITY a \"" + std::string(1'000, 'a') + "\"><!ENTITY b \"" +
                           repeated("&a;", 1'000) + "\"><!ENTITY c \"" + repeated("&b;", 1'000) +
                           "\">]><urlset><url><loc>/&c;</loc></url></urlset>"))))
      .everywhere();
  all.emplace_back(
         "sitemap without end", Reasons{"200"},
         sitemap(
             endless("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n<urlset>",
                     repeated("<url><loc>/one</loc></url>", 1'000))))
      .everywhere();
  all.emplace_back("sitemap of deep nesting", Reasons{"200"},
                   sitemap(fixed(xml("<urlset>" + repeated("<url>", 500'000)))))
      .everywhere();
}

}  // namespace

std::vector<Misbehaviour> site_misbehaviours() {
  std::vector<Misbehaviour> all;
  add_redirects(all);
  add_politeness(all);
  add_robots(all);
  add_sitemaps(all);
  return all;
}

}  // namespace trawl::siege
