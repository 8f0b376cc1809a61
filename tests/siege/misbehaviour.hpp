// Servers that misbehave, one for each way: what the siege lets a crawl meet.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/raw_server.hpp"

namespace trawl::siege {

using Connection = support::RawServer::Connection;

/// Answers a request for a target, on the connection's thread. False if the connection ends with that.
using Answer = std::function<bool(Connection&, const std::string& target)>;

/// One way to misbehave, and what a crawl must say of it.
struct Misbehaviour {
  Misbehaviour(std::string its_name, std::vector<std::string> its_reasons, Answer its_answer)
      : name(std::move(its_name)), reasons(std::move(its_reasons)), answer(std::move(its_answer)) {}
  /// Misbehaves from the first byte of a connection.
  Misbehaviour& from_the_start(support::RawServer::Script its_script) {
    script = std::move(its_script);
    return *this;
  }
  /// Misbehaves at /robots.txt or /sitemap.xml, too; other servers have neither.
  Misbehaviour& everywhere() {
    is_everywhere = true;
    return *this;
  }
  Misbehaviour& over_tls() {
    scheme = "https";
    return *this;
  }

  std::string name;
  /// Each stands among the errors, statuses, skip reasons or events of the host; "a|b" is one of both.
  std::vector<std::string> reasons;
  Answer answer;
  support::RawServer::Script script;
  bool is_everywhere = false;
  std::string scheme = "http";
};

/// Of connections, framing, headers, encodings: below what a page says.
std::vector<Misbehaviour> wire_misbehaviours();
/// Of redirects, politeness, robots.txt and sitemaps: what a site says of itself.
std::vector<Misbehaviour> site_misbehaviours();
/// Of what pages say.
std::vector<Misbehaviour> page_misbehaviours();

/// A running server of each of them, on ports of their own, and a page that leads to all.
class MisbehavingSites {
 public:
  explicit MisbehavingSites(std::vector<Misbehaviour> misbehaviours);

  const std::vector<Misbehaviour>& all() const { return misbehaviours_; }
  /// "http://127.0.0.1:43121", as in `hosts.name`.
  std::string origin(std::size_t index) const;
  /// Of a page that links to the first page of each.
  std::string url() const { return hub_->url(); }

 private:
  std::vector<Misbehaviour> misbehaviours_;
  std::vector<std::unique_ptr<support::RawServer>> servers_;
  std::unique_ptr<support::RawServer> hub_;
};

// For those who write misbehaviours.

/// A 200 of that type with these bytes, and further header lines.
std::string page(std::string_view body, std::string_view header_lines = "",
                 std::string_view content_type = "text/html; charset=utf-8");
/// The head of a 200 without a length: the body ends with the connection.
std::string open_head(std::string_view header_lines = "");
/// An Answer of always the same bytes.
Answer fixed(std::string bytes);
/// An Answer of these bytes, after which the connection is closed.
Answer fixed_and_closed(std::string bytes);
/// Sends `first`, then `again` for as long as the other side takes it.
Answer endless(std::string first, std::string again);
/// Sends `first`, then a byte of `drops` every 50 ms, over and over.
Answer dripping(std::string first, std::string drops);
/// Sends these bytes and then nothing.
Answer stalling(std::string bytes);
/// Sends these bytes and resets the connection.
Answer resetting(std::string bytes);
/// `text`, `times` times.
std::string repeated(std::string_view text, std::size_t times);

}  // namespace trawl::siege
