#include "tests/support/test_reply.hpp"

namespace trawl::support {

TestReply& TestReply::header(std::string name, std::string value) {
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

TestReply& TestReply::held() {
  is_held = true;
  return *this;
}

TestReply& TestReply::after(std::chrono::milliseconds pause) {
  wait = pause;
  return *this;
}

TestReply& TestReply::cut() {
  is_cut = true;
  return *this;
}

TestReply& TestReply::hung_up() {
  is_hung_up = true;
  return *this;
}

std::string TestReply::text() const {
  if (is_hung_up) return "";
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Said\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return text + (is_cut ? body.substr(0, body.size() / 2) : body);
}

TestReply html(const std::string& body, const std::string& head) {
  TestReply page(200, "<!doctype html><title>A page</title>" + head + "<body>" + body);
  return page.header("Content-Type", "text/html; charset=utf-8");
}

TestReply links(const std::vector<std::string>& targets) {
  std::string body;
  for (const std::string& target : targets) body += "<a href=\"" + target + "\">to " + target + "</a>\n";
  return html(body);
}

TestReply plain(std::string text) {
  return TestReply(200, std::move(text)).header("Content-Type", "text/plain");
}

TestReply redirect(const std::string& location, int code) {
  return TestReply(code).header("Location", location);
}

TestReply status(int code) {
  return TestReply(code);
}

}  // namespace trawl::support
