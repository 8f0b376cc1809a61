// What pages say.
#include <atomic>

#include "tests/siege/misbehaviour.hpp"

namespace trawl::siege {
namespace {

using Reasons = std::vector<std::string>;

/// `count` links whose addresses `href` makes of their numbers.
std::string links(int count, const std::function<std::string(int)>& href) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "<a href=\"" + href(i) + "\">" + std::to_string(i) + "</a>\n";
  return text;
}

/// The page at /begin, and a short one everywhere else.
Answer begin_with(std::string body, std::string header_lines = "",
                  std::string content_type = "text/html; charset=utf-8") {
  return [first = page(body, header_lines, content_type), other = page("<p>short")](
             Connection& connection, const std::string& target) {
    return connection.send(target == "/begin" ? first : other);
  };
}

void add_many(std::vector<Misbehaviour>& all) {
  all.emplace_back("100,000 links", Reasons{"host page limit"},
                   begin_with(links(100'000, [](int i) { return "/" + std::to_string(i); })));
  all.emplace_back("100,000 links to one page", Reasons{"200"},
                   begin_with(links(100'000, [](int) { return "/one"; })));
  all.emplace_back("20,000 hosts", Reasons{"200"}, begin_with(links(20'000, [](int i) {
                     return "http://10." + std::to_string(i / 62'500) + "." + std::to_string(i / 250 % 250) +
                            "." + std::to_string(i % 250 + 1) + "/";
                   })));
  all.emplace_back(
      "links of 8 kB", Reasons{"trap"},
      begin_with(links(900, [](int i) { return "/" + std::to_string(i) + std::string(8'500, 'u'); })));
  all.emplace_back("200,000 images in one srcset", Reasons{"not a page"}, begin_with([] {
                     std::string text = "<img srcset='";
                     for (int i = 0; i < 200'000; ++i)
                       text += "/i" + std::to_string(i) + ".png " + std::to_string(i + 1) + "w, ";
                     return text + "'>";
                   }()));
  all.emplace_back("4,000 Link headers", Reasons{"200"},
                   begin_with("<p>", repeated("Link: </next>; rel=next\r\n", 4'000)));
}

void add_endless_sites(std::vector<Misbehaviour>& all) {
  all.emplace_back("facets without end", Reasons{"host page limit"},
                   [](Connection& connection, const std::string& target) {
                     const std::size_t query = target.find('?');
                     const std::string before = query == std::string::npos ? "?" : target.substr(query) + "&";
                     return connection.send(page(links(
                         50, [&](int i) { return "/list" + before + "f" + std::to_string(i) + "=1"; })));
                   });
  all.emplace_back("folders without end", Reasons{"trap"}, [](Connection& connection, const std::string&) {
    return connection.send(page("<a href='deeper/'>deeper</a><a href='down/'>down</a>"));
  });
  all.emplace_back(
      "calendar without end", Reasons{"host page limit"},
      [](Connection& connection, const std::string& target) {
        const int month = target.starts_with("/month/") ? std::stoi(target.substr(7)) : 0;
        return connection.send(page("<a href=/month/" + std::to_string(month + 1) + ">next</a>"));
      });
  all.emplace_back(
      "sessions without end", Reasons{"host page limit"}, [](Connection& connection, const std::string&) {
        static std::atomic<int> session = 0;
        return connection.send(page(links(
            20, [&](int i) { return "/p" + std::to_string(i) + "?sid=" + std::to_string(++session); })));
      });
}

void add_giants(std::vector<Misbehaviour>& all) {
  constexpr std::size_t kFiveMB = 5'000'000;
  all.emplace_back("deep nesting", Reasons{"200"}, begin_with(repeated("<div>", 1'000'000)));
  all.emplace_back("nesting of mismatched tags", Reasons{"200"},
                   begin_with(repeated("<b><i>", 300'000) + repeated("</b></x>", 300'000)));
  all.emplace_back("giant attribute", Reasons{"200"},
                   begin_with("<a href='/x' title='" + std::string(kFiveMB, 'a') + "'>x</a>"));
  all.emplace_back("a million attributes", Reasons{"200"},
                   begin_with("<a " + repeated("a=b ", 1'000'000) + ">x</a>"));
  all.emplace_back("giant title", Reasons{"200"},
                   begin_with("<title>" + std::string(kFiveMB, 't') + "</title>"));
  all.emplace_back("giant href", Reasons{"trap"},
                   begin_with("<a href='/" + std::string(kFiveMB, 'h') + "'>x</a>"));
  all.emplace_back("one line of 5 MB", Reasons{"200"}, begin_with(repeated("words ", kFiveMB / 6)));
  all.emplace_back("one word of 5 MB", Reasons{"200"}, begin_with(std::string(kFiveMB, 'w')));
  all.emplace_back("open comment", Reasons{"200"}, begin_with(repeated("<!-- ", 1'000'000)));
  all.emplace_back("8 MB of open tags", Reasons{"200"}, begin_with(std::string(8'000'000, '<')));
  all.emplace_back("8 MB of ampersands", Reasons{"200"}, begin_with(repeated("&amp", 2'000'000)));
  all.emplace_back("8 MB of NUL", Reasons{"200"}, begin_with(std::string(8'000'000, '\0')));
  all.emplace_back("8 MB in UTF-16", Reasons{"200"},
                   begin_with(std::string(8'000'000, 'a'), "", "text/html; charset=utf-16le"));
  all.emplace_back("8 MB in ISO-2022-JP", Reasons{"200"},
                   begin_with(repeated("\x1b$B$\"\x1b(B", 1'000'000), "", "text/html; charset=iso-2022-jp"));
  all.emplace_back("8 MB without an encoding", Reasons{"200"},
                   begin_with(repeated("\xe9\xe8 ", 2'600'000), "", "text/html"));
  all.emplace_back("feed of laughs", Reasons{"200"},
                   begin_with("<!DOCTYPE f [<!ENTITY a \"" + std::string(1'000, 'a') + "\"><!ENTITY b \"" +
                                  repeated("&a;", 1'000) + "\"><!ENTITY c \"" + repeated("&b;", 1'000) +
                                  "\">]><rss><channel><title>&c;</title></channel></rss>",
                              "", "application/rss+xml"));
  all.emplace_back("feed of 100,000 entries", Reasons{"200"}, [] {
    std::string body = "<rss><channel>";
    for (int i = 0; i < 100'000; ++i) body += "<item><link>/e" + std::to_string(i) + "</link></item>";
    return begin_with(body + "</channel></rss>", "", "application/rss+xml");
  }());
}

}  // namespace

std::vector<Misbehaviour> page_misbehaviours() {
  std::vector<Misbehaviour> all;
  add_many(all);
  add_endless_sites(all);
  add_giants(all);
  return all;
}

}  // namespace trawl::siege
