#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace trawl::support {

/// The answer of a TestSite to one request.
struct TestReply {
  explicit TestReply(int with_status = 200, std::string with_body = "")
      : status(with_status), body(std::move(with_body)) {}

  TestReply& header(std::string name, std::string value);
  /// Waits for TestSite::release().
  TestReply& held();
  /// Delays the reply.
  TestReply& after(std::chrono::milliseconds wait);
  /// Closes the connection in the middle of the body.
  TestReply& cut();
  /// Closes the connection without an answer.
  TestReply& hung_up();

  /// The bytes on the wire.
  std::string text() const;
  bool keeps_connection() const { return !is_cut && !is_hung_up; }

  int status;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::chrono::milliseconds wait{0};
  bool is_held = false, is_cut = false, is_hung_up = false;
};

TestReply html(const std::string& body, const std::string& head = "");
/// A page with an <a> for each link.
TestReply links(const std::vector<std::string>& targets);
TestReply plain(std::string text);
TestReply redirect(const std::string& location, int status = 302);
TestReply status(int code);

}  // namespace trawl::support
